/** A PUT inside the engine: what it records, what it refuses, and how long its caller waits. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestOperation, waitForEnd } from '../../server/operations/request-operation.ts';
import { createWorker, type Worker } from '../../server/operations/worker.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { findOperation } from '../../server/storage/operations.ts';
import type { ShopRules } from '../../server/deps.ts';
import type { OperationBody } from '../../shared/api.ts';
import { shopRules } from '../support/shop-rules.ts';
import { known, openBench, recorded, refundOf, see, staff } from './engine-bench.ts';
import { walk, type Bench } from './engine-bench.ts';

let bench: Bench;
let worker: Worker;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  worker = createWorker(bench.deps);
  facts = await known(bench);
});
afterEach(async () => {
  await worker.drain();
  bench.close();
});

const ask = (body: OperationBody) =>
  requestOperation(bench.deps, worker, {
    id: randomUUID(),
    payToken: facts.payToken,
    body,
    requestedBy: staff('clerk'),
    requireFreshFactor: () => undefined,
  });
const refund = (amount: number, seenRefunded = 0): OperationBody => ({
  kind: 'refund',
  amount,
  reason: '단순 변심',
  seenRefunded,
});
const problem = (code: string, extras: object = {}) =>
  expect.objectContaining({ code, extras: expect.objectContaining(extras) as object }) as Error;

describe('requesting a refund', () => {
  it('whose parts can’t be computed by the rule says so', async () => {
    // A refund that was booked with more parts than money: Toss shows 1,000 of the 4,000 won.
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed');
    await see(bench, { ...facts, status: 'REFUND_SUCCESS', refunds: [refundOf(id, 1000)] });
    await walk(bench, id, 'answered-ok');
    await expect(ask(refund(9000, 1000))).rejects.toThrow(problem('parts-mismatch'));
    expect(await ask(refund(6000, 1000))).toMatchObject({ parts: { taxable: 6000 } });
  });

  it.each<[OperationBody, object]>([
    [refund(1000, 500), { field: 'refunded', seen: 500, now: 0 }],
    [
      { kind: 'cancel', reason: '재고 부족', seenStatus: 'PAY_STANDBY' },
      { field: 'status', seen: 'PAY_STANDBY', now: 'PAY_COMPLETE' },
    ],
    [
      { kind: 'execute', seenAmount: 9999 },
      { field: 'amount', seen: 9999, now: 10_000 },
    ],
  ])('or another act on an outdated state says what changed: %o', async (body, change) => {
    await expect(ask(body)).rejects.toThrow(problem('stale-view', { changes: [change] }));
  });
});

describe('a refund whose confirmation showed when it is sent', () => {
  const told = (seen: object): OperationBody => ({ ...refund(1000), ...seen });
  const rules = (over: Partial<ShopRules>) => {
    bench.deps.rules = () => shopRules(over);
  };

  it('is not sent at once where it was to wait for a second person', async () => {
    const changes = [{ field: 'approval', seen: 'needed', now: 'not-needed' }];
    await expect(ask(told({ seenApproval: true }))).rejects.toThrow(
      problem('stale-view', { changes }),
    );
    rules({ approvalFromWon: 1000 });
    expect(await ask(told({ seenApproval: true }))).toMatchObject({ state: 'proposed' });
  });

  it('is not sent earlier than shown', async () => {
    const graceMs = { operator: 5000, manager: 5000 };
    rules({ graceMs });
    const changes = [{ field: 'graceSeconds', seen: 30, now: 5 }];
    await expect(ask(told({ seenGraceSeconds: 30 }))).rejects.toThrow(
      problem('stale-view', { changes }),
    );
    expect(await ask(told({ seenGraceSeconds: 5 }))).toMatchObject({ state: 'ready' });
  });

  it('may wait for longer than shown', async () => {
    rules({ approvalFromWon: 1000 });
    const seen = { seenApproval: false, seenGraceSeconds: 30 };
    expect(await ask(told(seen))).toMatchObject({ state: 'proposed' });
  });
});

describe('waiting for the end', () => {
  it('is over at once where the operation ended before the wait began', async () => {
    const id = await recorded(bench, facts);
    const before = findOperation(bench.storage, id);
    if (before === undefined) throw new Error('not recorded');
    await walk(bench, id, 'withdrawn');
    const gone = new AbortController().signal;
    expect(await waitForEnd(bench.deps, before, 10, gone)).toMatchObject({ state: 'declined' });
    expect(bench.clock.pending()).toBe(0);
  });

  it('is over when the operation ends, at the time-out, and when the caller has gone', async () => {
    const id = await recorded(bench, facts);
    const before = findOperation(bench.storage, id);
    if (before === undefined) throw new Error('not recorded');
    const leaving = new AbortController();
    const waits = [
      waitForEnd(bench.deps, before, 0, new AbortController().signal),
      waitForEnd(bench.deps, before, 5, new AbortController().signal),
      waitForEnd(bench.deps, before, 60, leaving.signal),
      waitForEnd(bench.deps, before, 60, new AbortController().signal),
    ];
    leaving.abort();
    await walk(bench, id, 'claimed');
    await bench.clock.advance(5000);
    await walk(bench, id, 'answered-unclear', 'contradicted');
    const states = (await Promise.all(waits)).map(({ state }) => state);
    expect(states).toEqual(['ready', 'sending', 'ready', 'needs_review']);
  });
});
