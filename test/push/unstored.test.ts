/** A push that was sent and could not be stored as sent, as on a full disk. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { knowPaid, knowTwoManagers, putRefund } from '../support/desk-acts.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeBrowser, startPushService, type PushService } from './push-service.ts';

const clock = createShiftedClock();
let desk: RunningDesk;
let service: PushService;
beforeAll(async () => {
  const env = { PUSH_SUBJECT: 'mailto:desk@shop.example', REFUND_APPROVAL_FROM: '1000' };
  [desk, service] = await Promise.all([startTestDesk({ env, clock }), startPushService()]);
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
  await service.close();
});

const arrived = (count: number) =>
  waitUntil(
    `${String(count)} pushes`,
    () => service.received.length,
    (all) => all >= count,
  );

function change(sql: string): void {
  const connection = openConnection(desk.file);
  connection.exec(sql);
  connection.close();
}

it('is not sent again each time that the desk tries, but an hour later', async () => {
  await desk.as('manager').call('PUT', '/api/me/push', makeBrowser(service).subscription);
  change(`CREATE TRIGGER planted BEFORE INSERT ON push_told
    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
  await putRefund(desk, await knowPaid(desk), 4000);
  await arrived(1);
  await waitUntil(
    'a failure',
    () => desk.log.join(''),
    (log) => log.includes('pushes could not be sent'),
  );
  clock.shift(31_000);
  desk.signInAnew();
  // A commit has the desk look again.
  await knowPaid(desk);
  await sleep(1000);
  expect(service.received).toHaveLength(1);
  change('DROP TRIGGER planted');
  clock.shift(60 * 60_000);
  desk.signInAnew();
  await knowPaid(desk);
  await arrived(2);
  await sleep(1000);
  expect(service.received).toHaveLength(2);
});
