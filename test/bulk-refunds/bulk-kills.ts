/**
 * A bulk run on the product in a child process, killed with -9 again and again: in the end Toss's
 * books and the run's result file must agree.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkRow } from '../../shared/bulk-refund.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import type { Told } from './bulk-acts.ts';

export interface BulkKills {
  rows: number;
  kills: number;
  /** A random number in [0, 1): when the next kill comes. */
  chance: () => number;
}

export interface BulkKillsEnd {
  kills: number;
  /** Refunded rows, by the result file and by Toss's books. */
  refundedBySheet: number;
  refundedByBooks: number;
  /** The differences between the two, in words. */
  differences: string[];
  /** How often the run paused by itself and was resumed. */
  pauses: number;
  seconds: number;
}

type Caller = Awaited<ReturnType<typeof signInToApi>>;

const AMOUNT = 10_000;
const LONGEST_MS = 20 * 60_000;
/** From right after the start to well into the sending. */
const KILL_AFTER_MS = { least: 50, most: 1500 };

/** Payments that are paid at Toss and known to the desk. @returns their payTokens */
async function knowPaid(product: Product, manager: Caller, count: number): Promise<string[]> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const made = await product.toss.history(
    ...Array.from({ length: count }, (_, index) => ({
      orderNo: `bulk-${String(index)}`,
      amount: AMOUNT,
      state: 'PAY_COMPLETE',
      createdAt: at,
      completedAt: at,
    })),
  );
  const orderNos = made.map(({ orderNo }) => orderNo);
  const { body } = await manager.call('POST', '/api/payments/adopt', { orderNos });
  for (;;) {
    const { body: now } = await manager.call('GET', `/api/payments/adopt/${String(body['id'])}`);
    if (now['done'] === true) return made.map(({ payToken }) => payToken);
    await sleep(200);
  }
}

/** The differences between the result file and Toss's books. */
async function compare(
  { toss }: Product,
  rows: readonly BulkRow[],
): Promise<Pick<BulkKillsEnd, 'refundedByBooks' | 'refundedBySheet' | 'differences'>> {
  const { refunds } = await toss.books();
  const differences: string[] = [];
  for (const { payToken, operationId, amount, state } of rows) {
    const booked = refunds.filter((refund) => refund.payToken === payToken);
    const fits = booked.every((one) => one.refundNo === operationId && one.amount === amount);
    const expected = state === 'succeeded' ? 1 : 0;
    if (booked.length !== expected || !fits) {
      differences.push(`${String(payToken)}: ${String(state)}, books ${JSON.stringify(booked)}`);
    }
  }
  return {
    refundedBySheet: rows.filter(({ state }) => state === 'succeeded').length,
    refundedByBooks: refunds.length,
    differences,
  };
}

/** A manager sends again what a kill has prevented from being sent. */
async function sendAbsentAgain(manager: Caller, rows: readonly BulkRow[]): Promise<void> {
  for (const { operationId, state } of rows) {
    if (state === 'absent') {
      await manager.call('POST', `/api/operations/${operationId}/send-again`, undefined, 10);
    }
  }
}

/** @throws Error where the run does not end within 20 minutes */
export async function runBulkKills({ rows, kills, chance }: BulkKills): Promise<BulkKillsEnd> {
  const startedMs = performance.now();
  const product = await startProduct({ REFUND_APPROVAL_FROM: '9999999' });
  try {
    const clerk = await signInToApi(product.url);
    const manager = await signInToApi(product.url, 'manager');
    const tokens = await knowPaid(product, manager, rows);
    const list = {
      name: 'kills',
      reason: '재고 부족',
      rows: tokens.map((payToken) => ({ payToken })),
    };
    const made = await clerk.call('POST', '/api/bulk-refunds', list);
    const { id } = (made.body as unknown as Told).run;
    const path = `/api/bulk-refunds/${id}`;
    const tell = async () => (await clerk.call('GET', path)).body as unknown as Told;
    await clerk.call('POST', `${path}/start`, { totalWon: rows * AMOUNT });
    let killed = 0;
    let pauses = 0;
    for (;;) {
      if (performance.now() - startedMs > LONGEST_MS) throw new Error('The run came to no end');
      if (killed < kills) {
        const { least, most } = KILL_AFTER_MS;
        await sleep(least + chance() * (most - least));
        await product.restart('SIGKILL');
        killed += 1;
      } else {
        await sleep(500);
      }
      const { run, rows: now } = await tell();
      if (run.state === 'paused') {
        // Too many outcomes were unclear at once; the next rows wait until these are clear.
        if (run.tally.unclear < 3) {
          await clerk.call('POST', `${path}/start`, { totalWon: run.tally.leftWon });
          pauses += 1;
        }
      }
      await sendAbsentAgain(manager, now);
      if (run.state === 'done' && run.tally.open === 0 && killed === kills) break;
    }
    const end = await compare(product, (await tell()).rows);
    const seconds = (performance.now() - startedMs) / 1000;
    return { kills: killed, pauses, ...end, seconds };
  } finally {
    await product.close();
  }
}
