/** `kill -9` between the commit of what waits and the end of its push: a manager is told. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareDesk, signInStaff, type DeskProcess } from '../process/desk-process.ts';
import { bundlePrograms, type Programs } from '../process/programs.ts';
import { callDesk } from '../support/start-desk.ts';
import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeBrowser, startPushService, type PushService } from './push-service.ts';

/** Leaves time to kill between the commit and the push. */
const GATHER_MS = 1500;

let programs: Programs;
let sandbox: TestSandbox;
let service: PushService;
let desk: DeskProcess;
let dir: string;

beforeAll(async () => {
  const slow = {
    file: 'server/push/dispatcher.ts',
    find: 'const GATHER_MS = 250',
    put: `const GATHER_MS = ${String(GATHER_MS)}`,
  };
  [programs, sandbox, service] = await Promise.all([
    bundlePrograms([slow]),
    startTestSandbox(),
    startPushService(),
  ]);
  dir = mkdtempSync(join(tmpdir(), 'changgu-push-kill-'));
  const env = { PUSH_SUBJECT: 'mailto:desk@shop.example', REFUND_APPROVAL_FROM: '1000' };
  desk = await prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url, env });
  await desk.start();
});
afterAll(async () => {
  await desk.kill();
  await service.close();
  await sandbox.close();
  programs.remove();
  rmSync(dir, { recursive: true, force: true });
});

it('is told after the next start, once it was answered never again', async () => {
  const [manager = ''] = await signInStaff(desk, 'manager', 2);
  const [clerk = ''] = await signInStaff(desk, 'operator', 1);
  const browser = makeBrowser(service);
  const added = await callDesk(desk.url, manager, ['PUT', '/api/me/push', browser.subscription]);
  expect(added.status).toBe(200);
  const { payToken } = await sandbox.createPaid({ amount: 10_000 });
  await callDesk(desk.url, clerk, ['POST', '/api/payments/lookup', { payToken }]);
  const id = randomUUID();
  const path = `/api/payments/${payToken}/operations/${id}`;
  const refund = { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 };
  expect((await callDesk(desk.url, clerk, ['PUT', path, refund])).status).toBe(202);
  await desk.kill();
  expect(service.received).toEqual([]);

  // The push service has it, and its answer never comes.
  service.answers(() => {
    // Never answers.
  });
  const arrived = (count: number) =>
    waitUntil(
      `${String(count)} pushes`,
      () => service.received,
      (all) => all.length >= count,
    );
  await desk.start();
  await arrived(1);
  await desk.kill();

  service.answers((_pushed, response) => response.writeHead(201).end());
  await desk.start();
  const all = await arrived(2);
  const told = all.map((pushed) => browser.read(pushed).path);
  const sheet = `/review?act=approve&operation=${id}`;
  expect(told).toEqual([sheet, sheet]);
  await sleep(GATHER_MS);
  await desk.kill();
  await desk.start();
  await sleep(2 * GATHER_MS);
  expect(service.received).toHaveLength(2);
});
