/** Which payments the poller reads, with a fake clock. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPoller, type Poller } from '../../server/payments/poller.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import {
  known,
  openBench,
  refundOf,
  refusedConnection,
  statusJson,
  type Bench,
} from '../operations/engine-bench.ts';
import { prepare } from '../../server/storage/statement.ts';

let bench: Bench;
let poller: Poller;
const asked: string[] = [];
const told = new Map<string, PaymentFacts>();
beforeEach(() => {
  bench = openBench();
  const { clock } = bench;
  const budget = createOutboundBudget({ clock, perSecond: 1000, burst: 1000, keptForMoney: 2 });
  poller = createPoller({ ...bench.deps, budget });
  asked.length = 0;
  told.clear();
  bench.wire.status = ({ payToken }) => {
    asked.push(String(payToken));
    const facts = told.get(String(payToken));
    return facts === undefined ? refusedConnection : { json: statusJson(facts) };
  };
});
afterEach(async () => {
  await poller.stop();
  bench.close();
});

/** Known payments, due at once and then at intervals. @returns their tokens */
async function due(count: number, over: Partial<PaymentFacts>): Promise<string[]> {
  const tokens: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const facts = await known(bench, over);
    told.set(facts.payToken, facts);
    tokens.push(facts.payToken);
  }
  return tokens;
}

/** Everything is overdue before each tick, as in a shop that is busier than the budget. */
async function ticks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await bench.storage.transact(function* () {
      const at = bench.clock.nowIso();
      yield* prepare('UPDATE payment SET next_poll_at = ?').run(at);
    });
    await bench.clock.advance(1000);
  }
}

const timesOf = (tokens: readonly string[]) =>
  asked.filter((payToken) => tokens.includes(payToken)).length;

it('asks about every class at each tick, however many payments of another one are due', async () => {
  const waiting = await due(12, { status: 'PAY_PROGRESS' });
  const refunds = [refundOf('console')];
  const refunded = await due(1, { status: 'PAY_COMPLETE', refunds });
  const paid = await due(1, { status: 'PAY_COMPLETE' });
  poller.start();
  await ticks(10);
  expect(timesOf(refunded)).toBeGreaterThanOrEqual(9);
  expect(timesOf(paid)).toBeGreaterThanOrEqual(9);
  expect(timesOf(waiting)).toBeGreaterThanOrEqual(20);
});

it('leaves what the others do not need to those that have more', async () => {
  const waiting = await due(12, { status: 'PAY_PROGRESS' });
  poller.start();
  await ticks(1);
  expect(timesOf(waiting)).toBe(6);
  expect(new Set(asked).size).toBe(6);
});

it('asks about what somebody looks at, though others are due', async () => {
  await due(12, { status: 'PAY_PROGRESS' });
  const [looked = ''] = await due(1, { status: 'PAY_STANDBY' });
  poller.watch('kim', [looked]);
  poller.start();
  await ticks(3);
  expect(timesOf([looked])).toBeGreaterThanOrEqual(2);
});

it('asks for each person about the 60 that they looked at last, and about nothing unknown', async () => {
  const looked = await due(61, { status: 'PAY_COMPLETE' });
  await bench.clock.advance(11 * 60_000);
  await bench.storage.transact(function* () {
    const at = new Date(bench.clock.nowMs() + 3_600_000).toISOString();
    yield* prepare('UPDATE payment SET next_poll_at = ?').run(at);
  });
  const unknown = Array.from({ length: 60 }, (_, n) => `unknown-${String(n)}`);
  poller.watch('kim', looked.slice(0, 1));
  poller.watch('kim', looked.slice(1));
  poller.watch('kim', unknown);
  poller.watch('park', looked.slice(1, 3));
  poller.start();
  await bench.clock.advance(30_000);
  expect(asked.toSorted()).toEqual(looked.slice(1).toSorted());
});

it('asks about what a clock that was set back has put off, after what is overdue', async () => {
  const [planned = ''] = await due(1, { status: 'PAY_COMPLETE' });
  const [overdue = ''] = await due(1, { status: 'PAY_COMPLETE' });
  const plan = (payToken: string, ms: number) =>
    bench.storage.transact(function* () {
      const at = new Date(bench.clock.nowMs() + ms).toISOString();
      yield* prepare('UPDATE payment SET next_poll_at = ? WHERE pay_token = ?').run(at, payToken);
    });
  poller.start();
  await plan(planned, 24 * 60 * 60 * 1000);
  await plan(overdue, 24 * 60 * 60 * 1000);
  await bench.clock.advance(1000);
  expect(asked).toEqual([]);
  await plan(planned, 365 * 24 * 60 * 60 * 1000);
  await plan(overdue, 0);
  await bench.clock.advance(1000);
  expect(asked).toEqual([overdue, planned]);
  await bench.clock.advance(60_000);
  expect(asked).toHaveLength(2);
});
