/** Refunds and executes by v2: what their answers and v2's reads prove. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { resolveOperation } from '../../server/operations/decide.ts';
import {
  attemptToSend,
  claimToSendAgain,
  sendAndSettle,
} from '../../server/operations/send-operation.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import { quarantineRestored } from '../../server/storage/restore.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { TossVersion } from '../../server/toss/toss.ts';
import type { TossCallName } from '../../shared/toss-call.ts';
import { paidFacts } from '../support/open-test-storage.ts';
import { recorded, staff, walk, type WireMaker } from './engine-bench.ts';
import { openSandboxBench, type SandboxBench } from './sandbox-wire.ts';
import { unitOf } from '../../server/storage/unit.ts';

const MINUTE = 60_000;

let bench: SandboxBench;
beforeEach(() => {
  bench = openSandboxBench();
});
afterEach(() => bench.close());

let orders = 0;

async function known(over: Record<string, unknown> = {}): Promise<PaymentFacts> {
  orders += 1;
  const orderNo = `money-${String(orders)}`;
  const [payToken = ''] = bench.plant({
    ...{ orderNo, amount: 10_000, state: 'PAY_COMPLETE', payMethod: 'TOSS_MONEY' },
    parts: { taxable: 10_000, vat: 0, taxFree: 0, serviceFee: 0 },
    createdAt: '2026-04-30T09:00:00Z',
    completedAt: '2026-04-30T09:01:00Z',
    ...over,
  });
  await bench.read('v2', payToken);
  return paidFacts({ payToken, orderNo, amount: 10_000 });
}

/** Records a refund for `version`, and sends it on a desk that is set to `set`. */
async function refund(
  facts: PaymentFacts,
  amount = 4000,
  version: TossVersion = 'v2',
  set: TossVersion = version,
): Promise<string> {
  const id = await recorded(bench, facts, 'refund', amount, version);
  await attemptToSend(bench.by(set), id, 0);
  return id;
}

async function readAfter(
  { payToken }: PaymentFacts,
  pauses: number[],
  version: TossVersion = 'v2',
): Promise<void> {
  for (const ms of pauses) {
    await bench.clock.advance(ms);
    await bench.read(version, payToken);
  }
}

const SETTLED = [5000, MINUTE, 15 * MINUTE];

const v2Only = () => bench.world.setOptions({ v1StatusServed: false, v1ListsV2Refunds: false });
const payment = ({ payToken }: PaymentFacts) => findPayment(bench.storage, payToken);
const booked = ({ payToken }: PaymentFacts) =>
  refundsOf(bench.storage, payToken).map(({ amount, operationId }) => [amount, operationId]);
const atToss = ({ payToken }: PaymentFacts) =>
  bench.world.storage.refundsOf(payToken).map(({ amount }) => amount);
const names = () => bench.db.all('SELECT refund_no, version, name FROM refund_name');

type Body = Record<string, unknown>;

/** Toss's own answers to a call. */
function answersTo(call: TossCallName): WireMaker {
  const answer = bench.wire[call];
  if (answer === undefined) throw new Error(`Toss does not answer ${call}`);
  return answer;
}

/** Toss acts, and its answer has these fields in place of its own. */
function editAnswers(fields: Record<string, unknown>): void {
  const carryOut = answersTo('v2/refunds');
  bench.wire['v2/refunds'] = async (body) => {
    const told = await carryOut(body);
    if (!('json' in told)) throw new Error('no answer');
    return { ...told, json: { ...told.json, ...fields } };
  };
}

/** The bodies of a call from now on. */
function listen(call: TossCallName): Body[] {
  const answer = answersTo(call);
  const bodies: Body[] = [];
  bench.wire[call] = (body) => {
    bodies.push(body);
    return answer(body);
  };
  return bodies;
}

/** An absent refund that a manager has sent again, up to its bytes. */
async function claimed(id: string): Promise<OperationRow> {
  const by = { staff: staff('manager-2') };
  const row = await claimToSendAgain(bench.by('v2'), id, by, () => false);
  if (row === null) throw new Error('It may be sent again');
  return row;
}

/** `acts`: Toss carries it out; either way there is no answer. */
function loseAnswers(acts: boolean): void {
  const carryOut = answersTo('v2/refunds');
  bench.wire['v2/refunds'] = async (body) => {
    if (acts) await carryOut(body);
    return { outcome: 'lost', failure: 'time-out' };
  };
}

describe('a refund by v2', () => {
  it('goes by its own bytes, and learns v2’s name from the answer', async () => {
    const facts = await known();
    const sent = listen('v2/refunds');
    const id = await refund(facts);
    expect(sent).toEqual([
      {
        ...{ payToken: facts.payToken, refundNo: id, idempotent: true, amount: 4000 },
        ...{ amountTaxable: 4000, amountTaxFree: 0, amountVat: 0, amountServiceFee: 0 },
        reason: '단순 변심',
      },
    ]);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', verdict: 'ok', api_version: 'v2' });
    const name = bench.row(id).toss_transaction_id;
    expect(names()).toEqual([{ refund_no: id, version: 'v2', name }]);
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null, readFault: null });
  });

  it('is told by its name where its line has another time', async () => {
    const facts = await known();
    v2Only();
    bench.world.setOptions({ regTsLaterMs: 30_000 });
    const carryOut = answersTo('v2/refunds');
    bench.wire['v2/refunds'] = async (body) => {
      const told = await carryOut(body);
      await bench.clock.advance(2000);
      return told;
    };
    const first = await refund(facts, 3000);
    const second = await refund(facts, 3000);
    await readAfter(facts, SETTLED);
    expect(booked(facts).toSorted()).toEqual(
      [
        [3000, first],
        [3000, second],
      ].toSorted(),
    );
    expect(payment(facts)).toMatchObject({ refunded: 6000, drift: null });
  });

  it('keeps what of it was discount, as its answer tells', async () => {
    const facts = await known({ buyer: { discountWon: 1000 } });
    await refund(facts);
    expect(refundsOf(bench.storage, facts.payToken)).toMatchObject([{ discounted: 400 }]);
  });

  it.each([
    ['of another |refundedAmount|', { refundedAmount: -3999 }],
    ['with another rest', { refundableAmount: 1 }],
  ])('with an answer %s is done by the name in the answer', async (_, fields) => {
    const facts = await known();
    v2Only();
    editAnswers(fields);
    const id = await refund(facts);
    expect(bench.row(id)).toMatchObject({
      ...{ state: 'succeeded', verdict: 'said-done' },
      ...{ evidence_source: 'status', evidence_grade: null },
    });
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
  });

  it.each([
    ['of another payment', { payToken: 'another' }],
    ['of no payment', { payToken: null }],
    ['under another number', { refundNo: 'toss-7' }],
  ])('with an answer %s is for a person where v1 does not list it', async (_, fields) => {
    const facts = await known();
    v2Only();
    editAnswers(fields);
    const id = await refund(facts);
    expect(bench.row(id).state).toBe('needs_review');
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, null]]);
    expect(atToss(facts)).toEqual([4000]);
  });

  it('that Toss made with another amount is for a person, and counts once in both versions', async () => {
    const facts = await known();
    const carryOut = answersTo('v2/refunds');
    bench.wire['v2/refunds'] = (body) => carryOut({ ...body, amount: 3000, amountTaxable: 3000 });
    bench.world.setOptions({ v1StatusServed: false });
    const id = await refund(facts);
    expect(bench.row(id)).toMatchObject({ state: 'needs_review', verdict: 'said-done' });
    bench.world.setOptions({ v1StatusServed: true });
    for (const version of ['v2', 'v1', 'v2'] as const) await readAfter(facts, SETTLED, version);
    expect(booked(facts)).toEqual([[3000, null]]);
    expect(payment(facts)?.refunded).toBe(3000);
    expect(bench.row(id).state).toBe('needs_review');
  });

  it('with code 0 and no effect is for a person', async () => {
    const facts = await known();
    bench.wire['v2/refunds'] = () => ({ json: { code: 0 } });
    const id = await refund(facts);
    await readAfter(facts, SETTLED);
    expect(bench.row(id)).toMatchObject({ state: 'needs_review', verdict: 'said-done' });
    expect(booked(facts)).toEqual([]);
  });

  const callDone = (id: string, refundNo?: string) =>
    resolveOperation(
      bench.by('v2'),
      id,
      { outcome: 'succeeded', evidence: '토스 콘솔에서 확인', refundNo },
      staff('manager-2'),
    );

  it('that is booked as made elsewhere is not booked once more by a person', async () => {
    const facts = await known();
    v2Only();
    editAnswers({ refundNo: null });
    const id = await refund(facts);
    await readAfter(facts, SETTLED);
    expect(bench.row(id).state).toBe('needs_review');
    await expect(callDone(id)).rejects.toMatchObject({
      ...{ code: 'invalid-request' },
      extras: { errors: [{ pointer: '/refundNo', code: 'ambiguous' }] },
    });
    expect(payment(facts)?.refunded).toBe(4000);
    await callDone(id, refundsOf(bench.storage, facts.payToken)[0]?.refundNo);
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
  });

  it.each([
    ['of its amount before', [4000], []],
    ['of another amount since', [], [3000]],
    ['of its amount before, and of another since', [4000], [1000]],
  ])('may be called done beside a refund made elsewhere %s', async (_, before, since) => {
    const facts = await known();
    v2Only();
    for (const won of before) bench.refundElsewhere(facts.payToken, won);
    await readAfter(facts, [1]);
    bench.wire['v2/refunds'] = () => ({ json: { code: 0 } });
    const id = await refund(facts);
    for (const won of since) bench.refundElsewhere(facts.payToken, won);
    await readAfter(facts, SETTLED);
    expect(bench.row(id).state).toBe('needs_review');
    await callDone(id);
    expect(booked(facts)).toContainEqual([4000, id]);
  });

  it('is not done by the name of an earlier refund', async () => {
    const facts = await known();
    const first = await refund(facts, 1000);
    const name = bench.row(first).toss_transaction_id;
    bench.wire['v2/refunds'] = ({ refundNo }) => ({
      json: { code: 0, payToken: facts.payToken, refundNo, transactionId: name },
    });
    const second = await refund(facts, 1000);
    expect(bench.row(second)).toMatchObject({ verdict: 'said-done', toss_transaction_id: null });
    await readAfter(facts, SETTLED);
    expect(bench.row(second).state).toBe('needs_review');
    expect(booked(facts)).toEqual([[1000, first]]);
  });

  it('is not done by the name of a refund that was made elsewhere', async () => {
    const facts = await known();
    bench.refundElsewhere(facts.payToken, 4000);
    await readAfter(facts, [1]);
    const [elsewhere] = refundsOf(bench.storage, facts.payToken);
    editAnswers({ transactionId: elsewhere?.refundNo });
    v2Only();
    const id = await refund(facts);
    expect(bench.row(id).verdict).toBe('said-done');
    await readAfter(facts, SETTLED);
    expect(payment(facts)?.refunded).toBe(8000);
    expect(bench.row(id).state).toBe('needs_review');
  });

  it('keeps no name that is the charge’s own', async () => {
    const facts = await known();
    v2Only();
    editAnswers({ transactionId: payment(facts)?.tossView?.transactions[0]?.transactionId });
    const ids: string[] = [];
    for (const amount of [4000, 4000, 2000]) {
      ids.push(await refund(facts, amount));
      await readAfter(facts, SETTLED);
    }
    expect(ids.map((id) => bench.row(id))).toMatchObject(
      ids.map(() => ({ state: 'succeeded', verdict: 'ok', toss_transaction_id: null })),
    );
    expect(payment(facts)).toMatchObject({ refunded: 10_000, drift: null });
  });

  it('is found where its answer has the name of another payment’s refund', async () => {
    const [facts, other] = [await known(), await known()];
    v2Only();
    const first = await refund(other);
    editAnswers({ transactionId: bench.row(first).toss_transaction_id });
    const id = await refund(facts);
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null, readFault: null });
  });

  /** v1 has shown it, and v2 registers its line half a minute later. */
  async function listedLate(facts: PaymentFacts, amount = 4000): Promise<string> {
    bench.world.setOptions({ regTsLaterMs: 30_000 });
    const carryOut = answersTo('v2/refunds');
    bench.wire['v2/refunds'] = async (body) => {
      await bench.clock.advance(3500);
      await carryOut(body);
      return { outcome: 'lost', failure: 'time-out' };
    };
    const id = await refund(facts, amount);
    bench.wire['v2/refunds'] = carryOut;
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', evidence_grade: null });
    return id;
  }

  it('is found where its line is of a later time than v1 told', async () => {
    const facts = await known();
    const id = await listedLate(facts);
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null, readFault: null });
    expect(names()).toMatchObject([{ refund_no: id, version: 'v2' }]);
  });

  /** Toss's v2 does not list its first refund, and adds up all the same. */
  function hideFirst(): () => void {
    const tell = answersTo('v2/status');
    bench.wire['v2/status'] = async (body) => {
      const told = await tell(body);
      if (!('json' in told)) throw new Error('no answer');
      type Told = { refundableAmount: number; transactions: { transactionAmount: number }[] };
      const { refundableAmount, transactions, ...rest } = told.json as Told;
      const [charge, hidden, ...others] = transactions;
      const left = refundableAmount + Math.abs(hidden?.transactionAmount ?? 0);
      return { json: { ...rest, refundableAmount: left, transactions: [charge, ...others] } };
    };
    return () => {
      bench.wire['v2/status'] = tell;
    };
  }

  const lacking = { kind: 'observed', observed: { good: false, why: 'lacks-booked' } };

  it.each([
    ['of another amount', [3000], 0],
    ['of another time', [4000], 5 * MINUTE],
    ['of two', [4000, 2000], 0],
  ])('is not taken for one that was made elsewhere: %s', async (_, amounts, afterMs) => {
    const facts = await known();
    await listedLate(facts);
    await bench.clock.advance(afterMs);
    for (const amount of amounts) bench.refundElsewhere(facts.payToken, amount);
    const showAll = hideFirst();
    await bench.clock.advance(5000);
    expect(await bench.read('v2', facts.payToken)).toMatchObject(lacking);
    expect(names()).toEqual([]);
    showAll();
    bench.world.setOptions({ regTsLaterMs: 0 });
    await readAfter(facts, [5000]);
    const elsewhere = amounts.reduce((sum, amount) => sum + amount, 0);
    expect(payment(facts)?.refunded).toBe(4000 + elsewhere);
  });

  it('is not taken for the next one, which is unclear', async () => {
    const facts = await known();
    const first = await refund(facts);
    v2Only();
    const tell = answersTo('v2/status');
    loseAnswers(true);
    const showAll = hideFirst();
    const hidden = answersTo('v2/status');
    bench.wire['v2/status'] = (body) => (atToss(facts).length === 1 ? tell(body) : hidden(body));
    const second = await refund(facts);
    expect(await bench.read('v2', facts.payToken)).toMatchObject(lacking);
    expect(bench.row(second).state).toBe('unknown');
    showAll();
    await readAfter(facts, [5000]);
    expect(bench.row(second).state).toBe('succeeded');
    expect(booked(facts).toSorted()).toEqual(
      [
        [4000, first],
        [4000, second],
      ].toSorted(),
    );
  });

  it.each([
    ['by v1’s number', true],
    ['by amount and time', false],
  ])('without an answer is done %s', async (_, v1Lists) => {
    const facts = await known();
    bench.world.setOptions({ v1ListsV2Refunds: v1Lists });
    loseAnswers(true);
    const id = await refund(facts);
    const grade = v1Lists ? null : 'amount-and-time';
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', evidence_grade: grade });
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, id]]);
    expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
  });

  it('that never arrived is absent, and goes again with the same bytes', async () => {
    const facts = await known();
    v2Only();
    const carryOut = answersTo('v2/refunds');
    loseAnswers(false);
    const lost = listen('v2/refunds');
    const id = await refund(facts);
    await readAfter(facts, SETTLED);
    expect(bench.row(id).state).toBe('absent');
    bench.wire['v2/refunds'] = carryOut;
    const again = listen('v2/refunds');
    await sendAndSettle(bench.by('v2'), await claimed(id), 1000);
    expect(again).toEqual(lost);
    expect(bench.row(id).state).toBe('succeeded');
    await readAfter(facts, SETTLED);
    expect(booked(facts)).toEqual([[4000, id]]);
  });

  it.each([
    ['same-answer', 'succeeded', 'ok'],
    ['duplicate', 'succeeded', 'said-done'],
  ] as const)(
    'sent again beside the first, which arrived late, counts once: %s',
    async (refundAgain, state, verdict) => {
      const facts = await known();
      bench.world.setOptions({ refundAgain });
      const carryOut = answersTo('v2/refunds');
      loseAnswers(false);
      const late = listen('v2/refunds');
      const id = await refund(facts);
      await readAfter(facts, SETTLED);
      const again = await claimed(id);
      // The first copy is carried out now, and the second finds it done.
      for (const body of late) await carryOut(body);
      bench.wire['v2/refunds'] = carryOut;
      await sendAndSettle(bench.by('v2'), again, 1000);
      expect(bench.row(id)).toMatchObject({ state, verdict });
      await readAfter(facts, SETTLED);
      expect(booked(facts)).toEqual([[4000, id]]);
      expect(atToss(facts)).toEqual([4000]);
      expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
    },
  );

  it('is in progress while Toss has not finished it', async () => {
    const facts = await known();
    bench.world.setOptions({ refundProgressMs: MINUTE });
    const id = await refund(facts);
    expect(bench.row(id).state).toBe('pending');
    await readAfter(facts, [2 * MINUTE]);
    expect(bench.row(id).state).toBe('succeeded');
    expect(booked(facts)).toEqual([[4000, id]]);
  });
});

describe('a desk that is set back to v1', () => {
  it('reads by v1 what v2 never let it send', async () => {
    const facts = await known();
    const tell = answersTo('v2/status');
    bench.wire['v2/status'] = () => ({ httpStatus: 401, json: { code: -1 } });
    const never = await refund(facts);
    expect(bench.row(never)).toMatchObject({ state: 'declined', attempts: 0 });
    expect(await bench.read('v1', facts.payToken)).toMatchObject({ observed: { good: true } });
    const id = await refund(facts, 4000, 'v1');
    expect(bench.row(id).state).toBe('succeeded');
    bench.wire['v2/status'] = tell;
  });

  it('reads a locked payment by v2, whose refund the backup may lack', async () => {
    const [facts, other] = [await known(), await known()];
    bench.world.setOptions({ v1ListsV2Refunds: false });
    await refund(facts, 1000, 'v1');
    const body = listen('v2/refunds');
    await refund(other, 2000);
    // One that the copy does not know.
    await answersTo('v2/refunds')({ ...body[0], payToken: facts.payToken, refundNo: 'since' });
    await quarantineRestored(bench.storage, 1_000_000);
    expect(payment(facts)).toMatchObject({ quarantined: true, refunded: 1000 });
    await readAfter(facts, SETTLED, 'v1');
    expect(payment(facts)).toMatchObject({ quarantined: false, refunded: 3000 });
  });

  it('reads by v2 what may have been sent since the backup that was put back', async () => {
    const facts = await known();
    const terms = () => unitOf({ approvalMs: MINUTE, graceMs: 0, sole: false });
    const id = await recorded(bench, facts, 'refund', 4000, 'v2', terms);
    expect(await walk(bench, id, 'backup-restored')).toMatchObject({ state: 'declined' });
    bench.calls.length = 0;
    await bench.read('v1', facts.payToken);
    expect(bench.calls).toContain('v2/status');
  });
});

describe('an answer for the other kind of key', () => {
  it('tells nothing of ours, and stops every further send', async () => {
    const [facts, other] = [await known(), await known()];
    editAnswers({ mode: 'LIVE' });
    const id = await refund(facts);
    expect(bench.row(id)).toMatchObject({ verdict: 'unknown', toss_transaction_id: null });
    expect(bench.deps.toss.silence()).toMatchObject({ cause: 'other-mode' });
    const next = await recorded(bench, other, 'refund', 4000, 'v2');
    expect(await attemptToSend(bench.by('v2'), next, 0)).toBe(1000);
    expect(atToss(other)).toEqual([]);
  });
});

describe('an execute by v2', () => {
  const approved = async () => {
    const facts = await known({ state: 'PAY_APPROVED', completedAt: undefined });
    return { ...facts, status: 'PAY_APPROVED' };
  };

  it('has no amount, and is done by its answer', async () => {
    const facts = await approved();
    const sent = listen('v2/execute');
    const id = await recorded(bench, facts, 'execute', 10_000, 'v2');
    await attemptToSend(bench.by('v2'), id, 0);
    expect(sent).toEqual([{ payToken: facts.payToken, orderNo: facts.orderNo }]);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', verdict: 'ok' });
  });

  it('with an answer of another payment is decided by reads', async () => {
    const facts = await approved();
    bench.wire['v2/execute'] = () => ({ json: { code: 0, payToken: 'another' } });
    const id = await recorded(bench, facts, 'execute', 10_000, 'v2');
    await attemptToSend(bench.by('v2'), id, 0);
    await readAfter(facts, [5000, MINUTE]);
    expect(bench.row(id)).toMatchObject({ state: 'unknown', absent_reads: 3 });
  });
});

describe('a payment that both versions refund', () => {
  const series: [TossVersion, TossVersion][] = [
    ['v1', 'v1'],
    ['v2', 'v2'],
    ['v1', 'v2'],
    ['v2', 'v1'],
    ['v1', 'v1'],
    ['v2', 'v2'],
  ];

  it.each([
    ['v1 lists v2’s refunds', { v1ListsV2Refunds: true }],
    ['v1 does not', { v1ListsV2Refunds: false }],
    ['lines are registered a second later', { regTsLaterMs: 1000, statusAmounts: 'as-left' }],
  ] as const)('has each once and no difference, where %s', async (_, options) => {
    const facts = await known();
    const ids: string[] = [];
    // What was recorded by a version goes by it, whatever the desk is set to when it is sent.
    for (const [index, [version, set]] of series.entries()) {
      bench.world.setOptions(options);
      const call = version === 'v1' ? 'refunds' : 'v2/refunds';
      const carryOut = answersTo(call);
      if (index > 1 && index < 4) {
        bench.wire[call] = async (body) => {
          await carryOut(body);
          return { outcome: 'lost', failure: 'time-out' };
        };
      }
      const id = await refund(facts, 1000, version, set);
      expect(bench.row(id)).toMatchObject({ state: 'succeeded', api_version: version });
      bench.wire[call] = carryOut;
      expect(bench.calls.findLast((one) => one.endsWith('refunds'))).toBe(call);
      ids.push(id);
      await readAfter(facts, [MINUTE, 20 * MINUTE], set);
      expect(payment(facts)).toMatchObject({ drift: null, refunded: ids.length * 1000 });
    }
    expect(booked(facts).toSorted()).toEqual(ids.map((id) => [1000, id]).toSorted());
    expect(atToss(facts)).toEqual(ids.map(() => 1000));
  });
});
