/** Web Push while something else fails: a full disk, slow name servers, a service that hangs. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ResolveName } from '../../server/allowed-address.ts';
import { knowPaid, knowTwoManagers, putRefund } from '../support/desk-acts.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeBrowser, startPushService, type Browser, type PushService } from './push-service.ts';

/** Longer than the desk rests after a failure of its own. */
const PAST_REST_MS = 31_000;
/** Longer than the desk gathers, with room for a busy machine. */
const QUIET_MS = 1200;

let desk: RunningDesk;
let service: PushService;
const clock = createShiftedClock();
const toHere: ResolveName = () => Promise.resolve(['127.0.0.1']);
let resolve = toHere;

beforeAll(async () => {
  desk = await startTestDesk({
    clock,
    env: { PUSH_SUBJECT: 'mailto:desk@shop.example', REFUND_APPROVAL_FROM: '1000' },
    bounds: { push: { resolve: (name) => resolve(name) } },
  });
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});
beforeEach(async () => {
  service = await startPushService();
});
afterEach(async () => {
  desk.db.script('DELETE FROM push_subscription');
  await service.close();
});

const manager = () => desk.as('manager', 'first');
const put = ({ subscription }: Browser) => manager().call('PUT', '/api/me/push', subscription);

/** A refund that waits for a second person. */
async function propose(): Promise<void> {
  const payToken = await knowPaid(desk, { orderNo: randomUUID().slice(0, 8) });
  const { body } = await putRefund(desk, payToken, 4000, { id: randomUUID() });
  expect(body.operation?.state ?? body.state).toBe('proposed');
}

it('rings once where the disk is too full to store that it did', async () => {
  expect((await put(makeBrowser(service))).status).toBe(200);
  const change = 'UPDATE OF last_sent_at ON push_subscription';
  desk.db.refuse('no_room', { change, message: 'database or disk is full' });
  await propose();
  for (let nth = 0; nth < 3; nth += 1) {
    await sleep(QUIET_MS);
    clock.shift(PAST_REST_MS);
    // Any commit makes the desk look again.
    await knowPaid(desk, { orderNo: randomUUID().slice(0, 8) });
  }
  await sleep(QUIET_MS);
  desk.db.dropTrigger('no_room', 'push_subscription');
  expect(service.received).toHaveLength(1);
  clock.shift(PAST_REST_MS);
  await propose();
  await waitUntil(
    'the next',
    () => service.received,
    (all) => all.length === 2,
  );
});

it('adds no browser for somebody who has signed out while its address was looked up', async () => {
  const cookie = await desk.cookieOf('manager', 'first');
  const asked = new Promise<() => void>((begun) => {
    resolve = () => new Promise((answer) => begun(() => answer(['127.0.0.1'])));
  });
  const answer = put(makeBrowser({ origin: 'http://push.example' }));
  const goOn = await asked;
  await desk.fetch('/api/auth/sign-out', { method: 'POST', headers: { cookie, origin: desk.url } });
  goOn();
  expect(await answer).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
  resolve = toHere;
  desk.signInAnew();
  expect(desk.read('SELECT * FROM push_subscription')).toEqual([]);
});

it('begins few at once at one push service, and one that hangs holds no other', async () => {
  const other = await startPushService();
  await manager().call('GET', '/api/me');
  const [session] = desk.read('SELECT id, "userId" FROM session ORDER BY "createdAt" DESC LIMIT 1');
  const { p256dh, auth } = makeBrowser(service).subscription.keys;
  const at = clock.nowIso();
  // As many as a shop with many managers may have.
  const rows = Array.from({ length: 60 }, (_, nth) => {
    const origin = nth < 50 ? service.origin : other.origin;
    return `('${randomUUID()}', '${session.userId}', '${session.id}', '${origin}/${String(nth)}',
      '${p256dh}', '${auth}', 'ko', '${at}', '${at}')`;
  });
  desk.db
    .script(`INSERT INTO push_subscription (id, staff_id, session_id, endpoint, p256dh, auth, language,
    created_at, signed_in_at) VALUES ${rows.join()}`);
  service.answers(() => {
    // Never answers.
  });
  await propose();
  await waitUntil(
    'all of the other',
    () => other.received,
    (all) => all.length === 10,
  );
  await sleep(QUIET_MS);
  expect(service.received).toHaveLength(20);
  await other.close();
});
