/**
 * `kill -9` on the real process with the real file, while the sandbox goes on as a process that
 * knows what really happened: nothing is lost and nothing is doubled.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import type { OperationState } from '../../shared/operation.ts';
import { addStaff, callDesk, deskEnv, findFreePort, signIn } from '../support/start-desk.ts';
import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = join(import.meta.dirname, '../..');

let sandbox: TestSandbox;
let dir = '';
let url = '';
let env: Record<string, string> = {};
let child: ChildProcess | null = null;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(async () => {
  await sandbox.close();
});
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-kill-'));
  const port = await findFreePort();
  url = `http://127.0.0.1:${String(port)}`;
  const times = { TOSS_TIMEOUT_MS: '3000', SETTLE_MS: '3000' };
  env = deskEnv({ port, dir, sandboxUrl: sandbox.url, env: { ...times, LOG_LEVEL: 'info' } });
});
afterEach(async () => {
  await kill();
  await sandbox.clearFaults();
  rmSync(dir, { recursive: true, force: true });
});

/** Starts the desk as `npm start` would, but from its source. @returns milliseconds until ready */
async function start(): Promise<number> {
  const startMs = Date.now();
  child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'server/main.ts')], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME: dir, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await waitUntil('the desk is ready', async () => {
    try {
      return (await fetch(`${url}/readyz`)).status === 200;
    } catch {
      return false;
    }
  });
  return Date.now() - startMs;
}

async function kill(): Promise<void> {
  const dying = child;
  child = null;
  if (dying === null || dying.exitCode !== null || dying.signalCode !== null) return;
  const gone = once(dying, 'exit');
  dying.kill('SIGKILL');
  await gone;
}

function query<Row>(sql: string, ...parameters: unknown[]): Row[] {
  const connection = openConnection(join(dir, 'test.db'), { readonly: true });
  try {
    return connection.prepare(sql).all(...parameters) as Row[];
  } finally {
    connection.close();
  }
}

const stateOf = (id: string) =>
  query<{ state: OperationState }>('SELECT state FROM operation WHERE id = ?', id)[0]?.state;

/** A desk that runs, somebody signed in, and a paid payment that it knows. */
async function prepare() {
  await start();
  await addStaff(join(dir, 'test.db'), 'operator@changgu.test', '김민지', 'operator');
  const cookie = await signIn(url, 'operator@changgu.test');
  const { payToken } = await sandbox.createPaid({ amount: 10_000 });
  await callDesk(url, cookie, ['POST', '/api/payments/lookup', { payToken }]);
  const id = randomUUID();
  const put = () =>
    callDesk(url, cookie, [
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
  // The browser that lost its answer asks again with the same id, and gets the same refund.
  const again = await made.put();
  expect(again.status).toBe(200);
  expect(again.body).toMatchObject({ id: made.id, state: 'succeeded' });
  expect(await made.booked()).toHaveLength(1);
}

describe('a desk that is killed', () => {
  it('after its 202 and before anything was sent: the refund goes out after the start', async () => {
    const made = await prepare();
    const { payToken } = made;
    // The read before sending never comes back, so the refund is on disk and nothing more.
    await sandbox.fault({ call: 'status', effect: 'before', fault: 'delay', ms: 60_000, payToken });
    expect((await made.put()).status).toBe(202);
    await kill();
    expect(stateOf(made.id)).toBe('ready');
    expect(await made.sends()).toBe(0);
    await sandbox.clearFaults();
    await start();
    await expectOnce(made);
  }, 40_000);

  it('while Toss is at it: the outcome is read, never sent again', async () => {
    const made = await prepare();
    const { payToken } = made;
    await sandbox.fault({ call: 'refunds', effect: 'before', fault: 'delay', ms: 1200, payToken });
    expect((await made.put()).status).toBe(202);
    await waitUntil('Toss has the call', async () => (await made.sends()) === 1);
    await kill();
    expect(stateOf(made.id)).toBe('sending');
    expect(await made.booked()).toEqual([]);
    const tookMs = await start();
    expect(tookMs).toBeLessThan(15_000);
    // Committed before the first request was answered, not some time later.
    expect(stateOf(made.id)).not.toBe('sending');
    await expectOnce(made);
    const [event] = query(
      'SELECT state FROM event WHERE operation_id = ? AND state = ?',
      made.id,
      'unknown',
    );
    expect(event).toEqual({ state: 'unknown' });
  }, 40_000);

  it('after Toss has done it and before that was recorded: found, counted once', async () => {
    const made = await prepare();
    const { payToken } = made;
    await sandbox.fault({ call: 'refunds', effect: 'after', fault: 'delay', ms: 60_000, payToken });
    expect((await made.put()).status).toBe(202);
    await waitUntil('Toss has done it', async () => (await made.booked()).length === 1);
    await kill();
    expect(stateOf(made.id)).toBe('sending');
    await start();
    expect(stateOf(made.id)).not.toBe('sending');
    await expectOnce(made);
  }, 40_000);
});
