/**
 * Two machines on one replicated disk: one desk at a time serves the folder, and when it dies the
 * other one does. The disk replicates; here both desks see the same folder.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import type { OperationState } from '../../shared/operation.ts';
import { callDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { signInStaff, type DeskProcess } from './desk-process.ts';
import { withDeskStand, type DeskStand } from './desk-stand.ts';

const CLERKS = 6;
/** Of each clerk. */
const REFUNDS = 4;
const AMOUNT_WON = 1000;
/** Less than `RestartSec` of the service. */
const BETWEEN_STARTS_MS = 1000;
/** Fewer than the desk answers to one person. */
const BETWEEN_ASKS_MS = 1000;
/** What docs/operating.md tells of a takeover, without the time that the disk takes. */
const LONGEST_TAKEOVER_MS = 10_000;

/** Starts a desk again and again, as the service does, until it serves. @returns ms */
async function takeOver(desk: DeskProcess): Promise<number> {
  const startedMs = performance.now();
  for (;;) {
    try {
      await desk.start();
      return performance.now() - startedMs;
    } catch (error) {
      expect(String(error)).toContain('Another desk is serving');
      await sleep(BETWEEN_STARTS_MS);
    }
  }
}

interface Asked {
  cookie: string;
  payToken: string;
  id: string;
}

/** A browser that repeats its request, with the same id, until one of the desks has answered it. */
async function askUntilAnswered(
  desks: readonly [DeskProcess, DeskProcess],
  { cookie, payToken, id }: Asked,
): Promise<void> {
  const body = { kind: 'refund', amount: AMOUNT_WON, reason: '단순 변심', seenRefunded: 0 };
  for (let turn = 0; ; turn++) {
    const { url } = desks[turn % 2 === 0 ? 0 : 1];
    try {
      const path = `/api/payments/${payToken}/operations/${id}`;
      const { status } = await callDesk(url, cookie, ['PUT', path, body]);
      if (status === 200 || status === 202) return;
    } catch {
      // Nobody serves at this address.
    }
    await sleep(BETWEEN_ASKS_MS);
  }
}

function query<Row>({ file }: DeskProcess, sql: string): Row[] {
  const connection = openConnection(file, { readonly: true });
  try {
    return connection.prepare(sql).all() as Row[];
  } finally {
    connection.close();
  }
}

const operationsOf = (desk: DeskProcess) =>
  query<{ id: string; state: OperationState }>(desk, 'SELECT id, state FROM operation ORDER BY id');

/** The first desk may die after it recorded a send and before its bytes left: a person decides. */
async function sendAbsentAgain(desk: DeskProcess, manager: string): Promise<void> {
  for (const { id, state } of operationsOf(desk)) {
    if (state !== 'absent') continue;
    await callDesk(desk.url, manager, ['POST', `/api/operations/${id}/send-again`]);
  }
}

async function takeOverAmongRefunds({ desk: first, sandbox, secondDesk }: DeskStand) {
  const second = await secondDesk();
  const ask = (one: Asked) => askUntilAnswered([first, second], one);
  const operations = () => operationsOf(second);
  await first.start();
  const cookies = await signInStaff(first, 'operator', CLERKS);
  const [manager = ''] = await signInStaff(first, 'manager', 1);
  await expect(second.start()).rejects.toThrow('Another desk is serving');
  const asked = await Promise.all(
    Array.from({ length: CLERKS * REFUNDS }, async (_, index) => {
      const cookie = cookies[index % CLERKS] ?? '';
      const { payToken } = await sandbox.createPaid({ amount: 10_000 });
      const lookup = ['POST', '/api/payments/lookup', { payToken }] as const;
      expect((await callDesk(first.url, cookie, [...lookup])).status).toBeLessThan(300);
      return { cookie, payToken, id: randomUUID() };
    }),
  );
  const [untold] = asked;
  if (untold === undefined) throw new Error('Nothing was asked');
  const { payToken } = untold;
  // Toss does it, and its answer comes too late.
  await sandbox.fault({ call: 'refunds', effect: 'after', fault: 'delay', ms: 60_000, payToken });
  const early = asked.slice(0, -CLERKS).map(ask);
  await waitUntil(
    'Toss has done it',
    async () => (await sandbox.books()).refunds,
    (refunds) => refunds.some(({ refundNo }) => refundNo === untold.id),
  );
  const late = asked.slice(-CLERKS).map(ask);
  await first.kill();
  expect(operations()).toContainEqual({ id: untold.id, state: 'sending' });
  const answers = [...early, ...late];
  const tookMs = await takeOver(second);
  expect(tookMs).toBeLessThan(LONGEST_TAKEOVER_MS);
  await Promise.all(answers);
  const ids = asked.map(({ id }) => id).toSorted();
  const done = ids.map((id) => ({ id, state: 'succeeded' }));
  const decided = async () => {
    await sendAbsentAgain(second, manager);
    return operations();
  };
  await expect.poll(decided, { timeout: 40_000, interval: 250 }).toEqual(done);
  const { refunds } = await sandbox.books();
  expect(refunds.map(({ refundNo }) => refundNo).toSorted()).toEqual(ids);
  expect(refunds.map(({ amount }) => amount)).toEqual(ids.map(() => AMOUNT_WON));
  // Each arrived once, whoever sent it.
  expect(await sandbox.calls('refunds')).toHaveLength(CLERKS * REFUNDS);

  // The first machine comes back while the second one serves, and waits for its turn.
  await expect(first.start()).rejects.toThrow('Another desk is serving');
  await second.kill();
  await takeOver(first);
  expect(operations()).toEqual(done);
  expect((await sandbox.books()).refunds).toHaveLength(CLERKS * REFUNDS);
  // No start took the folder for a copy that was put back.
  expect(query(second, 'SELECT pay_token FROM payment WHERE quarantined = 1')).toEqual([]);
}

describe('two desks on one folder', () => {
  it('serve it one after the other, and no refund is lost or doubled by a death', async () => {
    const env = { TOSS_TIMEOUT_MS: '3000', SETTLE_MS: '3000' };
    await withDeskStand({ name: 'takeover', env }, takeOverAmongRefunds);
  }, 120_000);
});
