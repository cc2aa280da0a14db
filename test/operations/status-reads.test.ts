/** One read of a payment at a time, whoever asks, and none counts as newer than it is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProblem } from '../../server/operations/read-problem.ts';
import { readStatus, type ReadOptions } from '../../server/operations/read-status.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { findPayment, findPaymentByReturnRef } from '../../server/storage/payments.ts';
import { paidFacts } from '../support/open-test-storage.ts';
import { known, openBench, refundOf, statusJson, type Bench } from './engine-bench.ts';

let bench: Bench;
let facts: PaymentFacts;
/** Releases the oldest held answer. */
let answer: () => Promise<void>;
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  const held: (() => void)[] = [];
  bench.wire.status = async () => {
    const now = statusJson(facts);
    await new Promise<void>((resolve) => held.push(resolve));
    return { json: now };
  };
  answer = async () => {
    held.shift()?.();
    await bench.clock.advance(0);
  };
});
afterEach(() => bench.close());

const read = (options: ReadOptions = { priority: 'person' }) =>
  readStatus(bench.deps, { payToken: facts.payToken }, options);
const settle = () => bench.clock.advance(0);

describe('a read', () => {
  it('that has not been sent is shared by all who ask', async () => {
    const all = [read({ priority: 'checkout' }), read(), read({ priority: 'money' })];
    await settle();
    expect(bench.calls).toEqual(['status']);
    await answer();
    const [first, ...others] = await Promise.all(all);
    expect(first).toMatchObject({ kind: 'observed', observed: { good: true } });
    for (const other of others) expect(other).toBe(first);
  });

  it('in progress is not shared with later callers: the next one starts after it', async () => {
    const first = read({ priority: 'poll' });
    await settle();
    facts = { ...facts, status: 'REFUND_SUCCESS', refunds: [refundOf('console')] };
    const later = [read({ priority: 'money' }), read({ priority: 'checkout' }), read()];
    await settle();
    expect(bench.calls).toHaveLength(1);
    await answer();
    expect(await first).toMatchObject({ observed: { payment: { refunded: 0 } } });
    expect(bench.calls).toHaveLength(2);
    await answer();
    for (const one of await Promise.all(later)) {
      expect(one).toMatchObject({ observed: { payment: { refunded: 4000 } } });
    }
    expect(bench.calls).toHaveLength(2);
  });

  it('for a buyer is not shared with money', async () => {
    // The small budget for strangers is used up for a while.
    for (let n = 0; n < 15; n += 1) await bench.deps.budget.take('checkout');
    const buyers = read({ priority: 'checkout' });
    await settle();
    expect(bench.calls).toEqual([]);
    const money = read({ priority: 'money', source: 'operation' });
    await settle();
    expect(bench.calls).toEqual(['status']);
    await answer();
    expect(await money).toBe(await buyers);
    expect(findPayment(bench.storage, facts.payToken)?.observedBy).toBe('operation');
    // No budget is spent for nothing, either.
    expect(bench.deps.budget.waiting().checkout).toBe(0);
  });

  it('for a buyer is not shared with the poller, which is served after buyers', async () => {
    for (let n = 0; n < 15; n += 1) await bench.deps.budget.take('checkout');
    const buyers = read({ priority: 'checkout' });
    await settle();
    expect(bench.calls).toEqual([]);
    const polled = read({ priority: 'poll' });
    await settle();
    expect(bench.calls).toEqual(['status']);
    await answer();
    expect(await polled).toBe(await buyers);
  });

  it('keeps its place in the queue where somebody who joins it finds no room', async () => {
    const { budget } = bench.deps;
    for (let n = 0; n < 15; n += 1) await budget.take('lookup');
    const full = Array.from({ length: 101 }, () => budget.take('callback'));
    await expect(full.at(-1)).rejects.toMatchObject({ code: 'toss-busy' });
    const looked = read({ priority: 'lookup' });
    await settle();
    const called = read({ priority: 'callback' });
    // The two take turns at three calls a second.
    await bench.clock.advance(800);
    expect(bench.calls).toEqual(['status']);
    await answer();
    expect(await called).toBe(await looked);
  });

  it('that failed on our side does not delay the next', async () => {
    const { storage } = bench;
    const transact = () => Promise.reject(new Error('disk full'));
    const broken = { ...bench.deps, storage: { ...storage, transact } };
    const by = { payToken: facts.payToken };
    const failing = readStatus(broken, by, { priority: 'person' });
    const failed = expect(failing).rejects.toThrow('disk full');
    await settle();
    const next = read();
    await answer();
    await failed;
    await settle();
    await answer();
    expect((await next).kind).toBe('observed');
  });

  it('keeps what creating the payment told, whoever it is shared with', async () => {
    const made = paidFacts({ status: 'PAY_STANDBY' });
    bench.wire.status = () => ({ json: statusJson(made) });
    const by = { orderNo: made.orderNo };
    const creation = {
      autoExecute: true,
      cashReceipt: false,
      items: null,
      ...{ productDesc: '머그컵', metadata: null },
      checkoutPage: null,
      productDesc: '상품',
      metadata: null,
      expiresAt: '2026-05-01T01:00:00.000Z',
      returnRef: 'ref-1',
      by: { id: 'kim', name: 'kim', type: 'staff' as const },
    };
    const polled = readStatus(bench.deps, by, { priority: 'money' });
    const created = readStatus(bench.deps, by, { priority: 'person', source: 'create', creation });
    expect(await created).toBe(await polled);
    expect(bench.calls).toEqual(['status']);
    expect(findPaymentByReturnRef(bench.storage, 'ref-1')?.payToken).toBe(made.payToken);
  });
});

describe('where too many wait', () => {
  it('the desk says that nothing was sent', async () => {
    const tokens = await Promise.all(Array.from({ length: 30 }, () => known(bench)));
    const asked = tokens.map(({ payToken }) =>
      readStatus(bench.deps, { payToken }, { priority: 'checkout' }),
    );
    await settle();
    const turnedAway = await asked.at(-1);
    expect(turnedAway).toMatchObject({ kind: 'unclear', reached: false, busy: true });
    if (turnedAway === undefined || turnedAway.kind === 'observed') throw new Error('it was read');
    expect(readProblem(turnedAway)).toMatchObject({ code: 'toss-busy' });
    // Those before it are served.
    expect(bench.calls.length).toBeGreaterThan(0);
  });
});
