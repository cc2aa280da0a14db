/** What Toss's refusals, its "already done" and its "in progress" prove, and for how long. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStatus } from '../../server/operations/read-status.ts';
import { attemptToSend } from '../../server/operations/send-operation.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { findOperation } from '../../server/storage/operations.ts';
import { findPayment } from '../../server/storage/payments.ts';
import { known, openBench, recorded, refundOf, statusJson } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';

const MINUTE = 60_000;

let bench: Bench;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  shows({});
});
afterEach(() => bench.close());

function shows(over: Partial<PaymentFacts>) {
  bench.wire.status = () => ({ json: statusJson({ ...facts, ...over }) });
}

const read = () =>
  readStatus(bench.deps, { payToken: facts.payToken }, { priority: 'money', source: 'operation' });

async function readAfter(...pauses: number[]) {
  for (const ms of pauses) {
    await bench.clock.advance(ms);
    await read();
  }
}

/** A refund that Toss answers with this. */
async function answered(json: object, httpStatus = 200) {
  const id = await recorded(bench, facts);
  bench.wire.refunds = () => ({ json: { code: -1, ...json }, httpStatus });
  await attemptToSend(bench.deps, id, 0);
  return id;
}

const refusals: [object, number][] = [
  [{ errorCode: 'COMMON_INVALID_PARAMETER' }, 400],
  [{ errorCode: 'COMMON_REFUND_ERROR' }, 200],
  [{ errorCode: 'CANCEL_IMPOSSIBLE_STATUS' }, 200],
  [{}, 404],
];

/** Error codes of v1's first months, by where a refund without any trace at Toss ends. */
const earlyCodes = {
  failed: [
    ...['COMMON_INVALID_PAY', 'COMMON_EXCEED_SPECIFIC_BANK_LIMIT', 'PAY_FAIL_IN_FDS_USER'],
    ...['CARD_NOT_FOUND_PAYMENT', 'CARD_NOT_FOUND_REGISTER', 'CANCEL_INVALID_PARAMETER'],
    ...['REFUND_REQUIRED_AMOUNT', 'REFUND_NO_TAXFREE_ON_COMPLEX_TAX'],
    ...['DISCOUNT_REFUND_LIMIT_AMOUNT', 'INVALID_DISCOUNT', 'COUPON_ASSIGN_FAIL'],
  ],
  absent: [
    ...['COMMON_PAY_NOT_FOUND', 'PAYMENT_UNDER_CONSTRUCTION', 'ACCOUNT_DOMAIN_ERROR'],
    'REFUND_UNKNOWN_ERROR',
  ],
  needs_review: ['CANCEL_ALREADY_CANCELED'],
};
const earlyRows = Object.entries(earlyCodes).flatMap(([end, codes]) =>
  codes.map((code) => [code, end] as const),
);

describe('an early code', () => {
  it.each(earlyRows)('%s proves nothing at once, and ends as %s', async (errorCode, end) => {
    const id = await answered({ errorCode, msg: '토스의 말' });
    expect(bench.row(id)).toMatchObject({ state: 'unknown', toss_error_code: errorCode });
    await readAfter(5000, 10_000, 15 * MINUTE);
    expect(bench.row(id).state).toBe(end);
  });

  it.each(earlyRows)('%s gives way to a read that shows the refund', async (errorCode) => {
    const id = await answered({ errorCode });
    shows({ status: 'REFUND_SUCCESS', refunds: [refundOf(id)] });
    await readAfter(5000);
    expect(bench.row(id).state).toBe('succeeded');
  });
});

describe('a refusal', () => {
  it.each(refusals)(
    'as %o with HTTP %i is not believed before the settle time',
    async (json, http) => {
      const id = await answered(json, http);
      await readAfter(5000, 10_000, 15_000, 90_000, 12 * MINUTE);
      expect(bench.row(id).state).toBe('unknown');
      shows({ status: 'REFUND_SUCCESS', refunds: [refundOf(id)] });
      await readAfter(MINUTE);
      expect(bench.row(id)).toMatchObject({ state: 'succeeded', late: 0 });
    },
  );

  it('is believed after it, by three good reads', async () => {
    const id = await answered({ errorCode: 'COMMON_REFUND_ERROR' });
    await readAfter(5000, 15 * MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'failed', cause: 'refusal-confirmed' });
  });

  it('is told at once in Toss’s own words, with the time at which it will count', async () => {
    const message = '환불할 수 없는 결제입니다.';
    const id = await answered({ errorCode: 'COMMON_REFUND_ERROR', msg: message });
    const refusal = {
      code: 'COMMON_REFUND_ERROR',
      message,
      confirmedAt: expect.stringMatching(/^2026-05-01T00:1(4:59|5:00)/) as string,
    };
    expect(findOperation(bench.storage, id)).toMatchObject({ state: 'unknown', refusal });
    const payment = findPayment(bench.storage, facts.payToken);
    expect(payment?.openOperation?.refusal).toEqual(refusal);
    await readAfter(5000, 15 * MINUTE);
    expect(findOperation(bench.storage, id)).toMatchObject({ state: 'failed', refusal: null });
  });

  it('of an outcome without an answer is none', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
    await attemptToSend(bench.deps, id, 0);
    expect(findOperation(bench.storage, id)).toMatchObject({ state: 'unknown', refusal: null });
  });

  it.each([
    [{ errorCode: 'COMMON_INVALID_API_KEY' }, 200],
    [{}, 401],
  ])('of the key (%o, HTTP %i) needs one good read', async (json, httpStatus) => {
    const id = await answered(json, httpStatus);
    expect(bench.row(id)).toMatchObject({ state: 'failed', cause: 'refusal-confirmed' });
  });

  it('is asked about once more at the very end of the settle time', async () => {
    const id = await answered({ errorCode: 'COMMON_REFUND_ERROR' });
    await readAfter(14 * MINUTE);
    const next = Date.parse(bench.row(id).next_check_at ?? '') - bench.clock.nowMs();
    expect(next).toBeLessThanOrEqual(MINUTE);
  });
});

describe('that it was done already', () => {
  it.each(['REFUND_REFUND_NO_DUPLICATE', 'REFUND_ALREADY_REFUNDED'])(
    'as %s and never shown is for a person, not "not refunded"',
    async (errorCode) => {
      const id = await answered({ errorCode });
      await readAfter(5000, 10_000, 15 * MINUTE);
      expect(bench.row(id)).toMatchObject({ state: 'needs_review', toss_error_code: errorCode });
    },
  );

  it('keeps the number of an earlier answer', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ json: { code: 0, refundNo: 'TOSS-9' } });
    await attemptToSend(bench.deps, id, 0);
    expect(bench.row(id)).toMatchObject({ state: 'unknown', toss_refund_no: 'TOSS-9' });
  });
});

describe('a refund in progress', () => {
  it('is called absent only when the settle time has passed since Toss last showed it', async () => {
    const id = await answered({ errorCode: 'TRANSACTION_PENDING_ERROR' });
    shows({ status: 'REFUND_PROGRESS' });
    for (let minute = 0; minute < 20; minute += 1) await readAfter(MINUTE);
    expect(bench.row(id).state).toBe('pending');
    shows({});
    for (let read = 0; read < 8; read += 1) await readAfter(5000);
    await readAfter(14 * MINUTE);
    expect(bench.row(id).state).toBe('pending');
    await readAfter(MINUTE, 5000, 5000, 5000);
    expect(bench.row(id).state).toBe('absent');
  });

  it('is found when the list only lagged', async () => {
    const id = await answered({ errorCode: 'TRANSACTION_PENDING_ERROR' });
    shows({ status: 'REFUND_PROGRESS' });
    for (let minute = 0; minute < 20; minute += 1) await readAfter(MINUTE);
    shows({});
    await readAfter(5000, 5000, 5000, 10 * MINUTE);
    shows({ status: 'REFUND_SUCCESS', refunds: [refundOf(id)] });
    await readAfter(MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', late: 0 });
  });

  it('is not asked about every five seconds for as long as it runs', async () => {
    const id = await answered({ errorCode: 'TRANSACTION_PENDING_ERROR' });
    shows({ status: 'REFUND_PROGRESS' });
    await readAfter(16 * MINUTE);
    const next = Date.parse(bench.row(id).next_check_at ?? '') - bench.clock.nowMs();
    expect(next).toBeGreaterThan(10 * MINUTE);
  });
});

describe('Toss’s word that it has no such payment', () => {
  const denies = (errorCode?: string) => {
    bench.wire.status = () => ({
      json: { code: -1, ...(errorCode !== undefined && { errorCode }) },
    });
  };

  it.each(['COMMON_SERVICE_CHECK_TIME', 'COMMON_EXCEED_LIMIT', 'SOMETHING_NEW'])(
    'is not said by %s',
    async (errorCode) => {
      const id = await recorded(bench, facts);
      denies(errorCode);
      expect(await attemptToSend(bench.deps, id, 0)).toBe(1000);
      expect(await attemptToSend(bench.deps, id, 1)).toBe(3000);
      expect(bench.row(id).state).toBe('ready');
      expect(findPayment(bench.storage, facts.payToken)?.drift).toBeNull();
    },
  );

  it.each(['TRANSACTION_NOT_FOUND', 'COMMON_PAY_NOT_FOUND', 'CORE_USER_ERROR', undefined])(
    'as %s counts when it comes twice in a row',
    async (errorCode) => {
      const id = await recorded(bench, facts);
      denies(errorCode);
      expect(await attemptToSend(bench.deps, id, 0)).toBe(1000);
      expect(bench.row(id).state).toBe('ready');
      expect(findPayment(bench.storage, facts.payToken)?.drift).toBeNull();
      expect(await attemptToSend(bench.deps, id, 1)).toBeNull();
      expect(bench.row(id)).toMatchObject({ state: 'declined', cause: 'read-forbids' });
      expect(findPayment(bench.storage, facts.payToken)?.drift).toBe('missing');
    },
  );

  it('of a payment that was just made says only that a replica lags', async () => {
    facts = await known(bench, {
      ...{ status: 'PAY_APPROVED', completedAt: null, createdAt: bench.clock.nowIso() },
    });
    denies('TRANSACTION_NOT_FOUND');
    await readAfter(1000, 5000, MINUTE);
    const row = bench.db.get(
      'SELECT drift, next_poll_at FROM payment WHERE pay_token = ?',
      facts.payToken,
    ) as { drift: string | null; next_poll_at: string };
    expect(row.drift).toBeNull();
    expect(Date.parse(row.next_poll_at) - bench.clock.nowMs()).toBeLessThan(11 * MINUTE);
    await readAfter(15 * MINUTE);
    expect(findPayment(bench.storage, facts.payToken)?.drift).toBe('missing');
  });

  it('is forgotten by a read between', async () => {
    denies('TRANSACTION_NOT_FOUND');
    await readAfter(1000);
    shows({});
    await readAfter(1000);
    denies('TRANSACTION_NOT_FOUND');
    await readAfter(1000);
    expect(findPayment(bench.storage, facts.payToken)?.drift).toBeNull();
  });
});

describe('an answer that can’t be used', () => {
  const answers: [string, object, number][] = [
    ['an unlisted code', { code: -1, errorCode: 'SOMETHING_NEW' }, 200],
    ['a breakdown', {}, 500],
    ['no state', { code: 0 }, 200],
    ['a refused key', { code: -1, errorCode: 'COMMON_INVALID_API_KEY' }, 401],
  ];

  it.each(answers)('comes to a person when it lasts: %s', async (_name, json, httpStatus) => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
    await attemptToSend(bench.deps, id, 0);
    bench.wire.status = () => ({ json, httpStatus });
    await readAfter(5000, 10_000, MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'unknown', poor_reads: 3 });
    await readAfter(14 * MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'needs_review', cause: 'contradicted' });
  });

  it('is none where Toss was not reached', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
    await attemptToSend(bench.deps, id, 0);
    bench.wire.status = () => ({ outcome: 'lost', failure: 'time-out' });
    await readAfter(5000, 10_000, MINUTE, 15 * MINUTE);
    expect(bench.row(id).state).toBe('unknown');
  });
});

describe('a list of refunds that can’t be understood', () => {
  const lists = (entry: object) => {
    bench.wire.status = () => ({
      json: statusJson({ ...facts, status: 'REFUND_SUCCESS' }, { refunds: [entry] }),
    });
  };

  it('is read where its amounts are texts', async () => {
    lists({ refundNo: 'console-1', amount: '1000', status: 'SUCCESS' });
    await readAfter(1000);
    const payment = findPayment(bench.storage, facts.payToken);
    expect(payment).toMatchObject({ refunded: 1000, readFault: null });
  });

  it.each([
    ['has no number', { amount: 1000, status: 'SUCCESS' }],
    ['has no amount', { refundNo: 'console-1', amount: 'many', status: 'SUCCESS' }],
    ['is in a state that nobody knows', { refundNo: 'console-1', amount: 9000, status: 'DONE' }],
  ])('lets nothing be sent, and the payment says why: one %s', async (_name, entry) => {
    const id = await recorded(bench, facts, 'refund', 5000);
    lists(entry);
    expect(await attemptToSend(bench.deps, id, 0)).toBe(1000);
    expect(bench.calls).not.toContain('refunds');
    const payment = findPayment(bench.storage, facts.payToken);
    expect(payment?.readFault).toBe('unreadable-refund');
    shows({});
    await readAfter(1000);
    expect(findPayment(bench.storage, facts.payToken)?.readFault).toBeNull();
  });

  it('still shows what can be read of it', async () => {
    const id = await answered({ errorCode: 'COMMON_TIMEOUT' });
    const refunds = [
      { refundNo: id, amount: 4000, status: 'SUCCESS' },
      { amount: 1000, status: 'SUCCESS' },
    ];
    bench.wire.status = () => ({
      json: statusJson({ ...facts, status: 'REFUND_SUCCESS' }, { refunds }),
    });
    await readAfter(5000);
    expect(bench.row(id).state).toBe('succeeded');
  });
});
