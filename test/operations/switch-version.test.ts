/**
 * A desk of refunded payments that is switched from v1 to v2 and back: no false difference, not a
 * won changed. In full:
 * SWITCHED=100000 npx vitest run --project money test/operations/switch-version.test.ts
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { attemptToSend } from '../../server/operations/send-operation.ts';
import { paidFacts } from '../support/open-test-storage.ts';
import { recorded } from './engine-bench.ts';
import { openSandboxBench, type SandboxBench } from './sandbox-wire.ts';

const PAYMENTS = Number(process.env['SWITCHED'] ?? 500);
/** Planted and read together. */
const BATCH = 100;
const MINUTE = 60_000;

let bench: SandboxBench;
beforeEach(() => {
  bench = openSandboxBench();
});
afterEach(() => bench.close());

const PAID_MS = Date.parse('2026-04-20T09:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();

/** Up to five refunds: of one amount, of several, in one second, seconds apart, of all there is. */
function refundsOf(index: number): { amount: number; at: string }[] {
  const atMs = PAID_MS + (index % 50) * MINUTE;
  const apartMs = [0, 1000, 3000, 60_000][index % 4] ?? 0;
  const count = 1 + (index % 5);
  const isAll = index % 7 === 0;
  return Array.from({ length: count }, (_, at) => ({
    amount: isAll ? 10_000 / count : [1000, 1000, 1500][(index + at) % 3]!,
    at: iso(atMs + at * apartMs),
  })).map((one) => ({ ...one, amount: Math.floor(one.amount) }));
}

const plannedPayment = (index: number) => ({
  orderNo: `order-${String(index)}`,
  amount: 10_000,
  parts: { taxable: 10_000, vat: 0, taxFree: 0, serviceFee: 0 },
  state: index % 9 === 0 ? 'SETTLEMENT_REFUND_COMPLETE' : 'REFUND_SUCCESS',
  payMethod: index % 2 === 0 ? 'CARD' : 'TOSS_MONEY',
  ...(index % 2 === 0 && { cardCompanyName: '신한' }),
  buyer: { discountWon: index % 3 === 0 ? 1000 : 0, pointsWon: index % 5 === 0 ? 500 : 0 },
  createdAt: iso(PAID_MS - MINUTE),
  completedAt: iso(PAID_MS),
  refunds: refundsOf(index),
});

/** The desk's books: what they count, and what of them a person would be told. */
function books() {
  const one = (sql: string) => Object.values(bench.db.get(sql) as object) as number[];
  const [payments, refunded, owed] = one(
    'SELECT count(*), sum(refunded), sum(own_taxable) FROM payment',
  );
  const [refunds, won] = one('SELECT count(*), sum(amount) FROM payment_refund');
  return { payments, refunded, owed, refunds, won };
}
const differences = () =>
  bench.db.all(`SELECT pay_token, drift, read_fault, differs_no, unbooked FROM payment
       WHERE drift IS NOT NULL OR read_fault IS NOT NULL OR differs_no IS NOT NULL
         OR unbooked <> '[]'`);

it(
  `leaves ${String(PAYMENTS)} refunded payments as they are`,
  { timeout: 86_400_000 },
  async () => {
    const payTokens: string[] = [];
    for (let at = 0; at < PAYMENTS; at += BATCH) {
      const count = Math.min(BATCH, PAYMENTS - at);
      const planned = Array.from({ length: count }, (_, more) => plannedPayment(at + more));
      payTokens.push(...bench.plant(...planned));
    }
    for (const payToken of payTokens) await bench.read('v1', payToken);
    // One in ten is refunded by the desk as well, and every fifth of those answers lacks its time.
    const answer = bench.wire.refunds;
    for (const [index, payToken] of payTokens.entries()) {
      const left = bench.db.value(
        "SELECT amount - refunded FROM payment WHERE pay_token = ? AND status = 'REFUND_SUCCESS'",
        payToken,
      ) as number | undefined;
      if (index % 10 !== 3 || left === undefined || left === 0) continue;
      bench.wire.refunds = async (body) => {
        const told = await answer?.(body);
        if (told === undefined || !('json' in told) || index % 50 !== 3) return told!;
        return { ...told, json: { ...told.json, approvalTime: undefined } };
      };
      const facts = paidFacts({ payToken, orderNo: `order-${String(index)}`, amount: 10_000 });
      const id = await recorded(bench, facts, 'refund', Math.min(left, 1000));
      await attemptToSend(bench.by('v1'), id, 0);
      expect(bench.row(id).state).toBe('succeeded');
    }
    const before = books();
    expect(before.refunds).toBeGreaterThan(PAYMENTS);
    expect(differences()).toEqual([]);
    bench.world.setOptions({ regTsLaterMs: 1000, statusAmounts: 'as-left' });
    for (const version of ['v2', 'v1'] as const) {
      // Twice: what lasts over the settle time is told as a difference.
      for (const pauseMs of [MINUTE, 20 * MINUTE]) {
        await bench.clock.advance(pauseMs);
        for (const payToken of payTokens) {
          const read = await bench.read(version, payToken);
          expect(read).toMatchObject({
            kind: 'observed',
            observed: { good: true, differs: false },
          });
        }
        expect(differences()).toEqual([]);
        expect(books()).toEqual(before);
      }
    }
  },
);
