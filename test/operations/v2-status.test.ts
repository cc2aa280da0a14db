/** Status reads by v2: what they prove of a refund whose number they never tell. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { attemptToSend, claimToSendAgain } from '../../server/operations/send-operation.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import { paidFacts } from '../support/open-test-storage.ts';
import { recorded, staff } from './engine-bench.ts';
import { openSandboxBench, type SandboxBench } from './sandbox-wire.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let bench: SandboxBench;
beforeEach(() => {
  bench = openSandboxBench();
});
afterEach(() => bench.close());

let orders = 0;

async function known(over: Record<string, unknown> = {}): Promise<PaymentFacts> {
  orders += 1;
  const orderNo = `order-${String(orders)}`;
  const [payToken = ''] = bench.plant({
    ...{ orderNo, amount: 10_000, state: 'PAY_COMPLETE', payMethod: 'TOSS_MONEY' },
    parts: { taxable: 10_000, vat: 0, taxFree: 0, serviceFee: 0 },
    createdAt: '2026-04-30T09:00:00Z',
    completedAt: '2026-04-30T09:01:00Z',
    ...over,
  });
  await bench.read('v1', payToken);
  return paidFacts({ payToken, orderNo, amount: 10_000 });
}

/** Toss carries the refund out, and its answer is lost. */
function loseAnswers(): void {
  const carryOut = bench.wire.refunds;
  bench.wire.refunds = async (body) => {
    await carryOut?.(body);
    return { outcome: 'lost', failure: 'time-out' };
  };
}

/** Toss gets nothing, and the desk can't know that. */
function loseRequests(): void {
  bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
}

async function send(facts: PaymentFacts, amount = 4000): Promise<string> {
  const id = await recorded(bench, facts, 'refund', amount);
  await attemptToSend(bench.by('v2'), id, 0);
  return id;
}

async function readAfter({ payToken }: PaymentFacts, ...pauses: number[]): Promise<void> {
  for (const ms of pauses) {
    await bench.clock.advance(ms);
    await bench.read('v2', payToken);
  }
}

const payment = ({ payToken }: PaymentFacts) => findPayment(bench.storage, payToken);
const booked = ({ payToken }: PaymentFacts) =>
  refundsOf(bench.storage, payToken).map(({ amount, operationId }) => [amount, operationId]);
const v1IsGone = () => bench.world.setOptions({ v1StatusServed: false });

describe('a refund that was answered', () => {
  it('is found under the id of its transaction, once', async () => {
    const facts = await known();
    const id = await send(facts);
    await readAfter(facts, 1, MINUTE, 20 * MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', evidence_grade: null });
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null, readFault: null });
  });

  it('is counted apart from another of its amount in the same second', async () => {
    const facts = await known();
    const first = await send(facts, 3000);
    const second = await send(facts, 3000);
    await readAfter(facts, 1, 20 * MINUTE);
    expect(booked(facts).toSorted()).toEqual(
      [
        [3000, first],
        [3000, second],
      ].toSorted(),
    );
    expect(payment(facts)).toMatchObject({ refunded: 6000, drift: null });
  });
});

describe('a refund whose answer was lost', () => {
  it('is proved by its number where v1 answers: v1 is asked first', async () => {
    const facts = await known();
    loseAnswers();
    const id = await send(facts);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', evidence_grade: null });
    expect(bench.calls.slice(-3)).toEqual(['v2/status', 'refunds', 'status']);
    await readAfter(facts, 1, 20 * MINUTE);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
  });

  it('is done by the only new line of its amount and time, with that grade of evidence', async () => {
    const facts = await known();
    v1IsGone();
    loseAnswers();
    const id = await send(facts);
    expect(bench.row(id)).toMatchObject({
      ...{ state: 'succeeded', evidence_source: 'status', evidence_grade: 'amount-and-time' },
    });
    await readAfter(facts, 1, 20 * MINUTE);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
    bench.world.setOptions({ v1StatusServed: true });
    await bench.read('v1', facts.payToken);
    await bench.clock.advance(20 * MINUTE);
    await bench.read('v1', facts.payToken);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
  });

  it('is not proved by an answer of v1 without a list', async () => {
    const facts = await known();
    const { payToken, orderNo, amount } = facts;
    bench.wire.status = () => ({
      json: { code: 0, payToken, orderNo, amount, payStatus: 'REFUND_SUCCESS' },
    });
    loseAnswers();
    const id = await send(facts);
    expect(bench.row(id)).toMatchObject({ evidence_grade: 'amount-and-time' });
  });

  it('waits for a person where two new lines have its amount', async () => {
    const facts = await known();
    v1IsGone();
    loseAnswers();
    const carryOut = bench.wire.refunds;
    bench.wire.refunds = (body) => {
      bench.refundElsewhere(facts.payToken, 4000);
      return carryOut?.(body) ?? { outcome: 'lost', failure: 'none' };
    };
    const id = await send(facts);
    expect(bench.row(id).state).toBe('needs_review');
    await readAfter(facts, MINUTE, 20 * MINUTE);
    expect(payment(facts)?.refunded).toBe(8000);
    expect(bench.row(id).state).toBe('needs_review');
  });

  it.each([
    ['of another amount', 3000, 0],
    ['of another time', 4000, 10 * MINUTE],
  ])('is not the one line %s', async (_, amount, laterMs) => {
    const facts = await known();
    v1IsGone();
    loseRequests();
    const id = await send(facts);
    await bench.clock.advance(laterMs);
    bench.refundElsewhere(facts.payToken, amount);
    await readAfter(facts, 1);
    expect(bench.row(id).state).toBe('needs_review');
    expect(booked(facts)).toEqual([[amount, null]]);
  });

  it('is absent after good reads over the settle time without a new line', async () => {
    const facts = await known();
    v1IsGone();
    loseRequests();
    const id = await send(facts);
    await readAfter(facts, 5 * SECOND, MINUTE);
    expect(bench.row(id).state).toBe('unknown');
    await readAfter(facts, 15 * MINUTE);
    expect(bench.row(id).state).toBe('absent');
    expect(booked(facts)).toEqual([]);
  });

  it('is not absent after reads that do not add up', async () => {
    const facts = await known();
    v1IsGone();
    bench.wire.refunds = () => {
      bench.world.setOptions({ statusShape: 'guide' });
      return { outcome: 'lost', failure: 'time-out' };
    };
    const id = await send(facts);
    await readAfter(facts, 5 * SECOND, MINUTE, 15 * MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'needs_review', absent_reads: 0 });
    expect(payment(facts)?.readFault).toBe('wrong-amounts');
  });

  it('is in progress while Toss has not finished it', async () => {
    const facts = await known();
    v1IsGone();
    bench.world.setOptions({ refundProgressMs: MINUTE, pendingShown: true });
    loseAnswers();
    const id = await send(facts);
    expect(bench.row(id).state).toBe('pending');
    expect(booked(facts)).toEqual([]);
  });
});

describe('the discount of a refund', () => {
  const discounted = ({ payToken }: PaymentFacts) =>
    refundsOf(bench.storage, payToken).map((one) => [one.amount, one.discounted]);

  it('is booked as v2 tells it, for one made elsewhere and for ours', async () => {
    const facts = await known({ buyer: { discountWon: 1000 } });
    bench.refundElsewhere(facts.payToken, 2000);
    await readAfter(facts, 1);
    v1IsGone();
    loseAnswers();
    await send(facts, 3000);
    expect(discounted(facts).toSorted()).toEqual([
      [2000, 200],
      [3000, 300],
    ]);
  });
});

describe('a refund that v2 shows first', () => {
  it('is counted once when v1 lists it by its number, and v2 again', async () => {
    const facts = await known();
    bench.refundElsewhere(facts.payToken, 2000);
    for (const version of ['v2', 'v1', 'v2', 'v1'] as const) {
      await bench.clock.advance(20 * MINUTE);
      await bench.read(version, facts.payToken);
      expect(booked(facts)).toEqual([[2000, null]]);
      expect(payment(facts)).toMatchObject({ refunded: 2000, drift: 'outside-refund' });
    }
  });
});

describe('an answer for the other kind of key', () => {
  it('stops every send, also after reads of the right kind', async () => {
    const [facts, other] = [await known(), await known()];
    bench.world.setOptions({ mode: 'LIVE' });
    expect(await bench.read('v2', facts.payToken)).toMatchObject({ kind: 'unclear' });
    bench.world.setOptions({ mode: 'TEST' });
    expect(bench.deps.toss.silence()).toMatchObject({ cause: 'other-mode' });
    const id = await recorded(bench, other, 'refund', 4000);
    expect(await attemptToSend(bench.by('v2'), id, 0)).toBe(1000);
    expect(await attemptToSend(bench.by('v1'), id, 0)).toBe(1000);
    expect(bench.calls).not.toContain('refunds');
    expect(bench.log.join('\n')).toContain('the other kind of key');
  });

  it('stops what a manager sends again', async () => {
    const facts = await known();
    loseRequests();
    const id = await send(facts);
    await readAfter(facts, 5 * SECOND, MINUTE, 15 * MINUTE);
    expect(bench.row(id).state).toBe('absent');
    bench.world.setOptions({ mode: 'LIVE' });
    await bench.read('v2', facts.payToken);
    bench.world.setOptions({ mode: 'TEST' });
    const again = claimToSendAgain(bench.by('v2'), id, { staff: staff('manager-2') }, () => false);
    await expect(again).rejects.toMatchObject({ code: 'toss-unclear' });
  });
});
