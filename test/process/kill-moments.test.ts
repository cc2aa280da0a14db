/**
 * `kill -9` at three chosen times in one refund, while the sandbox runs on in a process of its own.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import type { OperationState } from '../../shared/operation.ts';
import { callDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { prepareDesk, signInStaff, type DeskProcess } from './desk-process.ts';
import { bundlePrograms, type Programs } from './programs.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.ts';

let programs: Programs;
let sandbox: SandboxProcess;
let sandboxDir = '';
let dir = '';
let desk: DeskProcess;

beforeAll(async () => {
  programs = await bundlePrograms();
  sandboxDir = mkdtempSync(join(tmpdir(), 'changgu-kill-toss-'));
  sandbox = await startSandboxProcess(programs.sandbox, sandboxDir);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(sandboxDir, { recursive: true, force: true });
  programs.remove();
});
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-kill-'));
  const env = { TOSS_TIMEOUT_MS: '3000', SETTLE_MS: '3000' };
  desk = await prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url, env });
});
afterEach(async () => {
  await desk.kill();
  await sandbox.clearFaults();
  rmSync(dir, { recursive: true, force: true });
});

function query<Row>(sql: string, ...parameters: unknown[]): Row[] {
  const connection = openConnection(desk.file, { readonly: true });
  try {
    return connection.prepare(sql).all(...parameters) as Row[];
  } finally {
    connection.close();
  }
}

const stateOf = (id: string) =>
  query<{ state: OperationState }>('SELECT state FROM operation WHERE id = ?', id)[0]?.state;

/** A running desk, a signed-in person, and a paid payment that the desk knows. */
async function prepare() {
  await desk.start();
  const [cookie = ''] = await signInStaff(desk, 'operator', 1);
  const { payToken } = await sandbox.createPaid({ amount: 10_000 });
  await callDesk(desk.url, cookie, ['POST', '/api/payments/lookup', { payToken }]);
  const id = randomUUID();
  const put = () =>
    callDesk(desk.url, cookie, [
      'PUT',
      `/api/payments/${payToken}/operations/${id}`,
      { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 },
    ]);
  const booked = async () =>
    (await sandbox.books()).refunds.filter((line) => line.payToken === payToken);
  const sends = async () =>
    (await sandbox.calls('refunds')).filter((call) => call.body['payToken'] === payToken).length;
  return { payToken, id, put, booked, sends };
}

async function expectOnce(made: Awaited<ReturnType<typeof prepare>>): Promise<void> {
  await waitUntil(
    'succeeded',
    () => stateOf(made.id),
    (state) => state === 'succeeded',
  );
  expect(await made.booked()).toMatchObject([{ refundNo: made.id, amount: 4000 }]);
  expect(await made.sends()).toBe(1);
  const [payment] = query('SELECT refunded, drift FROM payment WHERE pay_token = ?', made.payToken);
  expect(payment).toEqual({ refunded: 4000, drift: null });
  // The browser that got no response repeats its request with the same id, and gets the same
  // refund.
  const again = await made.put();
  expect(again.status).toBe(200);
  expect(again.body).toMatchObject({ id: made.id, state: 'succeeded' });
  expect(await made.booked()).toHaveLength(1);
}

describe('a desk that is killed', () => {
  it('after its 202 and before anything was sent: the refund goes out after the start', async () => {
    const made = await prepare();
    const { payToken } = made;
    // The read before sending never returns, so the refund is recorded and nothing more.
    await sandbox.fault({ call: 'status', effect: 'before', fault: 'delay', ms: 60_000, payToken });
    expect((await made.put()).status).toBe(202);
    await desk.kill();
    expect(stateOf(made.id)).toBe('ready');
    expect(await made.sends()).toBe(0);
    await sandbox.clearFaults();
    await desk.start();
    await expectOnce(made);
  }, 60_000);

  it('while Toss is at it: the outcome is read, never sent again', async () => {
    const made = await prepare();
    const { payToken } = made;
    await sandbox.fault({ call: 'refunds', effect: 'before', fault: 'delay', ms: 1200, payToken });
    expect((await made.put()).status).toBe(202);
    await waitUntil('Toss has the call', async () => (await made.sends()) === 1);
    await desk.kill();
    expect(stateOf(made.id)).toBe('sending');
    expect(await made.booked()).toEqual([]);
    await desk.start();
    // As long as the killed process's bytes may still arrive, the outcome stays open.
    expect(stateOf(made.id)).toBe('sending');
    await expectOnce(made);
    const [event] = query(
      'SELECT state FROM event WHERE operation_id = ? AND state = ?',
      made.id,
      'unknown',
    );
    expect(event).toEqual({ state: 'unknown' });
  }, 60_000);

  it('after Toss has done it and before that was recorded: found, counted once', async () => {
    const made = await prepare();
    const { payToken } = made;
    await sandbox.fault({ call: 'refunds', effect: 'after', fault: 'delay', ms: 60_000, payToken });
    expect((await made.put()).status).toBe(202);
    await waitUntil('Toss has done it', async () => (await made.booked()).length === 1);
    await desk.kill();
    expect(stateOf(made.id)).toBe('sending');
    await desk.start();
    await expectOnce(made);
  }, 60_000);
});
