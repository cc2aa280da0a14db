import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationKinds, type OperationKind } from '../../shared/operation.ts';
import { classify } from '../../server/toss/classify.ts';
import type { Exchange } from '../../server/toss/exchange.ts';

const operation = {
  ...{ id: '6f2c8b1e-0000-4000-8000-000000000001', payToken: 't-1', orderNo: 'o-1' },
  ...{ amount: 4000, leftWon: 6000, shownWon: null },
};

function exchange(changes: Partial<Exchange> = {}): Exchange {
  return {
    call: 'refunds',
    outcome: 'answered',
    httpStatus: 200,
    contentType: 'application/json',
    json: {},
    code: null,
    errorCode: null,
    message: null,
    failure: null,
    answerText: null,
    answerHash: null,
    startedAt: '2026-03-02T00:00:00.000Z',
    endedAt: '2026-03-02T00:00:01.000Z',
    ...changes,
  };
}

const ok = (json: Record<string, unknown>) => exchange({ code: 0, json: { code: 0, ...json } });
const refused = (errorCode: string | null, httpStatus = 200) =>
  exchange({ code: -1, errorCode, httpStatus, json: { code: -1, errorCode } });

/** The closed list of the design, spelled out a second time. */
const listed: Record<string, string[]> = {
  pending: ['REFUND_PENDING_SUCCESS', 'TRANSACTION_PENDING_ERROR', 'BNPL_IN_PROGRESS_REQUEST'],
  'said-done': [
    'REFUND_REFUND_NO_DUPLICATE',
    'REFUND_ALREADY_REFUNDED',
    'PAY_ALREADY_COMPLETED',
    'CANCEL_ALREADY_CANCELED',
    'PAYMENT_EXISTING_PAYMENT',
    'BNPL_ALREADY_COMPLETED_REQUEST',
    'BNPL_ALREADY_COMPLETED_REFUND',
  ],
  'wrong-key': ['COMMON_INVALID_API_KEY'],
  refused: [
    'COMMON_INVALID_PARAMETER',
    'PAY_UNAUTHORIZED',
    'REFUND_EXCEED_DAILY',
    'INACTIVE_USER',
    'COMMON_NOT_ENOUGH_CASH',
    'COMMON_EXCEED_LIMIT',
    'EXECUTE_PAY_NOT_APPROVED',
    'PAY_EXPIRED',
    'PAY_ITS_NOT_ABLE_TO_PAY',
    'CANCEL_IMPOSSIBLE_STATUS',
    'PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS',
    'COMMON_REFUND_ERROR',
    'COMMON_ASSET_GET_ACCOUNT_ERROR',
    'COMMON_INVALID_PAY',
    'COMMON_EXCEED_SPECIFIC_BANK_LIMIT',
    'PAY_FAIL_IN_FDS_USER',
    'CARD_NOT_FOUND_PAYMENT',
    'CARD_NOT_FOUND_REGISTER',
    'CANCEL_INVALID_PARAMETER',
    'REFUND_REQUIRED_AMOUNT',
    'REFUND_NO_TAXFREE_ON_COMPLEX_TAX',
    'DISCOUNT_REFUND_LIMIT_AMOUNT',
    'INVALID_DISCOUNT',
    'COUPON_ASSIGN_FAIL',
    'COMMON_UNAUTHORIZED',
    'PAYMENT_SHOP_STATE_NOT_NORMAL',
    'NOT_INTERNAL_SHOP',
    'PAYMENT_SHOP_STATE_CANNOT_REFUND',
    'PAUSE_USER',
    'USER_STATUS_ERROR',
    'FRAUD_DETECTION_SYSTEM_ERROR',
    'PAY_FRAUD_DETECTED',
    'AGE_POLICY_ERROR',
    'BLOCKED_THE_USE_OF_POINT',
    'COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS',
    'ESCROW_IMPOSSIBLE_STATUS',
    'CARD_NOT_AVAILABLE',
    'CARD_NOT_AVAILABLE_SHOP',
    'CARD_EXCEED_LIMIT',
    'CARD_NOT_ENOUGH_BALANCE',
    'CARD_SPREADOUT_ERROR',
    'CARD_MIN_AMOUNT_ERROR',
    'CARD_MIN_AMOUNT_FOR_SPREADOUT_ERROR',
    'AVAILABLE_ONLY_TOSS_MONEY_UNDER_MIN_AMT',
    'BNPL_EXCEED_PAYABLE_AMOUNT',
    'AUTO_CHARGE_NOT_YET_REGISTER_ACCOUNT',
    'DISCOUNT_CLOSED',
    'USER_DISCOUNT_CLOSED',
    'DISCOUNT_NEED_ISSUE',
    'DISCOUNT_ALREADY_ISSUED',
    'TOSS_APP_UPDATE_IS_REQUIRED',
    'BNPL_INVALID_REQUEST',
    'BNPL_NOT_EXIST_USER',
    'NOT_SET_BNPL_PAYMENT_ACCOUNT',
  ],
  unknown: [
    'COMMON_TIMEOUT',
    'COMMON_SYSTEM_ERROR',
    'COMMON_PAY_ERROR',
    'COMMON_TEMP_DENIAL_ERROR',
    'COMMON_PAY_NOT_FOUND',
    'PAYMENT_UNDER_CONSTRUCTION',
    'ACCOUNT_DOMAIN_ERROR',
    'REFUND_UNKNOWN_ERROR',
    'TRANSACTION_NOT_COMPLETE',
    'COMMON_THROTTLED',
    'COMMON_BREAK_TIME_OF_BANK',
    'CARD_SYSTEM_ERROR',
    'CARD_BANK_SYSTEM_ERROR',
    'INVALID_ACCOUNT_STATUS',
    'TRANSACTION_NOT_FOUND',
    'BNPL_NOT_FOUND_PAYMENT',
    'CORE_USER_ERROR',
  ],
};
const listedRows = Object.entries(listed).flatMap(([verdict, codes]) =>
  codes.map((code) => [code, verdict] as const),
);

describe('code -1', () => {
  it.each(listedRows)('%s is %s, for every kind and refusing HTTP status', (code, verdict) => {
    for (const kind of operationKinds) {
      for (const status of [200, 400, 401, 404]) {
        expect(classify(kind, operation, refused(code, status)).verdict).toBe(verdict);
      }
      for (const status of [204, 302, 403, 409, 429, 500, 502, 503, 504]) {
        expect(classify(kind, operation, refused(code, status)).verdict).toBe('unknown');
      }
    }
  });

  it('tells maintenance from other temporary refusals', () => {
    const read = (code: string) => classify('refund', operation, refused(code));
    expect(read('REFUND_PENDING_SUCCESS')).toEqual({ verdict: 'pending', afterMaintenance: true });
    expect(read('TRANSACTION_PENDING_ERROR')).toEqual({
      verdict: 'pending',
      afterMaintenance: false,
    });
  });

  it.each(['COUPON_NEW', 'NEW_CODE', 'constructor', null])(
    'with %s is unknown at 200, refused at 400 and 404, a wrong key at 401',
    (code) => {
      expect(classify('refund', operation, refused(code))).toEqual({
        verdict: 'unknown',
        detail: `code -1 with ${code ?? 'no errorCode'}`,
      });
      for (const status of [400, 404]) {
        expect(classify('refund', operation, refused(code, status)).verdict).toBe('refused');
      }
      expect(classify('refund', operation, refused(code, 401)).verdict).toBe('wrong-key');
    },
  );
});

const ofV2 = (call: 'v2/refunds' | 'v2/execute', json: Record<string, unknown>) =>
  exchange({ call, code: 0, json: { code: 0, payToken: 't-1', ...json } });

describe('code 0 of a refund by v2', () => {
  const told = {
    ...{ refundNo: operation.id, refundedAmount: -4000, refundableAmount: 6000 },
    ...{ transactionId: 'tx-1', errorCode: null, msg: null },
  };
  const refund = (json: Record<string, unknown> = {}) =>
    classify('refund', operation, ofV2('v2/refunds', { ...told, ...json }));
  const done = { verdict: 'ok', tossRefundNo: operation.id, transactionId: 'tx-1' };

  it.each([
    ['as the samples have it', {}],
    ['with a plus', { refundedAmount: 4000 }],
    ['as texts', { refundedAmount: '-4000', refundableAmount: '6000' }],
    ['in capitals', { refundNo: operation.id.toUpperCase() }],
    ['without amounts', { refundedAmount: null, refundableAmount: undefined }],
  ])('is ok %s', (_, json) => expect(refund(json)).toEqual(done));

  it('is ok without the name of its transaction', () =>
    expect(refund({ transactionId: null })).toEqual({ verdict: 'ok', tossRefundNo: operation.id }));

  it.each([
    ['of another payment', { payToken: 't-2' }, null],
    ['of no payment', { payToken: null }, null],
    ['with another number', { refundNo: 'toss-7' }, null],
    ['without a number', { refundNo: null }, null],
    ['of another amount', { refundedAmount: -3999 }, 'tx-1'],
    ['of no readable amount', { refundedAmount: 'all' }, 'tx-1'],
    ['with another rest', { refundableAmount: 5999 }, 'tx-1'],
    ['with a negative rest', { refundableAmount: -6000 }, 'tx-1'],
  ])('only says done %s', (_, json, name) => {
    const verdict = refund(json);
    expect(verdict.verdict).toBe('said-done');
    expect('transactionId' in verdict ? verdict.transactionId : null).toBe(name);
  });

  it('with a rest that the desk can’t compare is ok', () => {
    const unknownLeft = { ...operation, leftWon: null };
    expect(classify('refund', unknownLeft, ofV2('v2/refunds', told)).verdict).toBe('ok');
  });
});

describe('code 0 of an execute by v2', () => {
  const execute = (json: Record<string, unknown>) =>
    classify('execute', operation, ofV2('v2/execute', json)).verdict;

  it('is ok about our payment, order and amount', () => {
    expect(execute({ orderNo: 'o-1', amount: 4000 })).toBe('ok');
    expect(execute({ orderNo: null, amount: null })).toBe('ok');
  });

  it.each([{ payToken: 't-2' }, { payToken: null }, { orderNo: 'o-2' }, { amount: 4001 }])(
    'proves nothing with %j',
    (json) => expect(execute({ orderNo: 'o-1', amount: 4000, ...json })).toBe('unknown'),
  );
});

describe('code 0', () => {
  it('is ok for a refund only under our own number', () => {
    expect(classify('refund', operation, ok({ refundNo: operation.id }))).toEqual({
      verdict: 'ok',
      tossRefundNo: operation.id,
    });
    const capitals = ok({ refundNo: operation.id.toUpperCase() });
    expect(classify('refund', operation, capitals).verdict).toBe('ok');
    const other = (refundNo?: unknown) => classify('refund', operation, ok({ refundNo }));
    const verdict = 'said-done';
    expect(other('toss-7')).toEqual({
      ...{ verdict, tossRefundNo: 'toss-7' },
      detail: 'code 0 with refund number toss-7',
    });
    for (const none of [undefined, null, '', 7, [operation.id]]) {
      expect(other(none)).toEqual({
        ...{ verdict, tossRefundNo: null },
        detail: 'code 0 with refund number none',
      });
    }
  });

  it('is ok for a refund only where no read shows its number with another amount', () => {
    const shown = (shownWon: number) =>
      classify('refund', { ...operation, shownWon }, ok({ refundNo: operation.id }));
    expect(shown(4000).verdict).toBe('ok');
    expect(shown(9000)).toMatchObject({
      verdict: 'said-done',
      detail: 'code 0, and the status shows 9000 won',
    });
  });

  it('is ok for a refund only with the right remaining amount, where Toss gives one', () => {
    const read = (refundableAmount: unknown, leftWon: number | null = 6000) => {
      const answer = ok({ refundNo: operation.id, refundableAmount });
      return classify('refund', { ...operation, leftWon }, answer);
    };
    for (const told of [6000, '6000', undefined, null, 'much', -1, 0.5]) {
      expect(read(told).verdict).toBe('ok');
    }
    expect(read(1000, null).verdict).toBe('ok');
    expect(read(1000)).toEqual({
      ...{ verdict: 'said-done', tossRefundNo: operation.id },
      detail: 'code 0 with 1000 won left, not 6000',
    });
  });

  it('is ok for an execute whose orderNo and amount are ours or absent', () => {
    const execute = (json: Record<string, unknown>) => classify('execute', operation, ok(json));
    for (const json of [
      {},
      { orderNo: 'o-1' },
      { amount: 4000 },
      { orderNo: 'o-1', amount: 4000 },
    ]) {
      expect(execute(json)).toEqual({ verdict: 'ok', tossRefundNo: null });
    }
    for (const json of [{ orderNo: 'o-2' }, { orderNo: null }, { orderNo: '' }]) {
      expect(execute(json)).toEqual({ verdict: 'unknown', detail: 'another orderNo' });
    }
    for (const json of [{ amount: 4001 }, { amount: '4000' }, { amount: null }]) {
      expect(execute(json)).toEqual({ verdict: 'unknown', detail: 'another amount' });
    }
  });

  it('is enough for a cancel', () =>
    expect(classify('cancel', operation, ok({}))).toEqual({ verdict: 'ok', tossRefundNo: null }));

  it('is pending beside a payStatus that says so', () => {
    const pending = { verdict: 'pending', afterMaintenance: false };
    const refund = ok({ refundNo: operation.id, payStatus: 'REFUND_PROGRESS' });
    expect(classify('refund', operation, refund)).toEqual(pending);
    expect(classify('execute', operation, ok({ payStatus: 'PAY_PROGRESS' }))).toEqual(pending);
    expect(classify('cancel', operation, ok({ payStatus: 'PAY_CANCEL' })).verdict).toBe('ok');
  });

  it('is unknown beside an errorCode, even one that is no text', () => {
    const json = { refundNo: operation.id };
    const beside = { verdict: 'unknown', detail: 'code 0 beside an errorCode' };
    expect(classify('refund', operation, exchange({ code: 0, errorCode: 'X', json }))).toEqual(
      beside,
    );
    for (const errorCode of ['X', 0, -1, false, [], {}, { code: 'COMMON_TIMEOUT' }]) {
      expect(classify('refund', operation, ok({ ...json, errorCode }))).toEqual(beside);
    }
    for (const errorCode of [undefined, null, '']) {
      expect(classify('refund', operation, ok({ ...json, errorCode })).verdict).toBe('ok');
    }
  });

  it('is unknown beside another HTTP status', () => {
    const json = { refundNo: operation.id };
    for (const httpStatus of [201, 202, 302, 400, 401, 404, 500, 502]) {
      expect(classify('refund', operation, exchange({ code: 0, httpStatus, json }))).toEqual({
        verdict: 'unknown',
        detail: `HTTP ${String(httpStatus)} with code 0`,
      });
    }
  });
});

describe('no answer', () => {
  it('to a call that was never sent is not sent', () => {
    const unsent = exchange({ outcome: 'never-sent', failure: 'connect ECONNREFUSED' });
    const detail = 'connect ECONNREFUSED';
    expect(classify('refund', operation, unsent)).toEqual({ verdict: 'not-sent', detail });
    expect(classify('refund', operation, { ...unsent, failure: null })).toEqual({
      verdict: 'not-sent',
      detail: 'not connected',
    });
  });

  it('that was lost or can’t be read is unknown', () => {
    const detailOf = (changes: Partial<Exchange>) => {
      const verdict = classify('refund', operation, exchange(changes));
      return verdict.verdict === 'unknown' ? verdict.detail : verdict.verdict;
    };
    expect(detailOf({ outcome: 'lost', failure: 'time-out' })).toBe('time-out');
    expect(detailOf({ outcome: 'lost', code: 0 })).toBe('the answer was lost');
    expect(detailOf({ json: null, code: 0, failure: 'HTTP 502' })).toBe('HTTP 502');
    expect(detailOf({ json: null, code: 0 })).toBe('no JSON object');
    expect(detailOf({ httpStatus: null, code: 0 })).toBe('no JSON object');
    expect(detailOf({ code: null })).toBe('no code');
    expect(detailOf({ code: 1 })).toBe('code 1');
  });
});

describe('for any exchange', () => {
  const allCodes = listedRows.map(([code]) => code);
  const anyExchange = fc.record({
    call: fc.constantFrom('execute' as const, 'cancel' as const, 'refunds' as const),
    outcome: fc.constantFrom('answered' as const, 'never-sent' as const, 'lost' as const),
    httpStatus: fc.constantFrom(null, 200, 201, 302, 400, 401, 403, 404, 500, 502),
    contentType: fc.constant('application/json'),
    json: fc.option(
      fc.record(
        {
          refundNo: fc.oneof(fc.constantFrom(operation.id, 'x', ''), fc.jsonValue()),
          orderNo: fc.oneof(fc.constantFrom('o-1', 'o-2'), fc.jsonValue()),
          amount: fc.oneof(fc.constantFrom(4000, 4001), fc.jsonValue()),
          payStatus: fc.constantFrom('PAY_PROGRESS', 'REFUND_PROGRESS', 'PAY_COMPLETE'),
          errorCode: fc.oneof(fc.constantFrom(null, '', {}), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    ),
    code: fc.constantFrom(null, 0, -1, 1, NaN, 0.5),
    errorCode: fc.option(fc.oneof(fc.constantFrom(...allCodes), fc.string())),
    message: fc.constant(null),
    failure: fc.option(fc.string()),
    answerText: fc.constant(null),
    answerHash: fc.constant(null),
    startedAt: fc.constant('2026-03-02T00:00:00.000Z'),
    endedAt: fc.constant('2026-03-02T00:00:00.000Z'),
  }) as fc.Arbitrary<Exchange>;

  function isOkAllowed(kind: OperationKind, seen: Exchange): boolean {
    const { json } = seen;
    const isRead = seen.outcome === 'answered' && seen.httpStatus === 200 && json !== null;
    if (!isRead || seen.code !== 0 || seen.errorCode !== null) return false;
    if (![undefined, null, ''].includes(json['errorCode'] as string | null | undefined)) {
      return false;
    }
    if (kind === 'cancel') return true;
    if (kind === 'refund') return json['refundNo'] === operation.id;
    return (
      [undefined, 'o-1'].includes(json['orderNo'] as string | undefined) &&
      [undefined, 4000].includes(json['amount'] as number | undefined)
    );
  }

  function isRefusedAllowed(seen: Exchange): boolean {
    if (seen.outcome !== 'answered' || seen.json === null || seen.code !== -1) return false;
    const { httpStatus, errorCode } = seen;
    if (httpStatus === 200) return listed['refused']?.includes(errorCode ?? '') ?? false;
    return httpStatus === 400 || httpStatus === 401 || httpStatus === 404;
  }

  it('never says ok, refused or not sent outside its list, and never throws', () =>
    fc.assert(
      fc.property(fc.constantFrom(...operationKinds), anyExchange, (kind, seen) => {
        const { verdict } = classify(kind, operation, seen);
        if (verdict === 'ok') expect(isOkAllowed(kind, seen)).toBe(true);
        if (verdict === 'refused') expect(isRefusedAllowed(seen)).toBe(true);
        if (verdict === 'said-done' && seen.code === 0) expect(kind).toBe('refund');
        expect(verdict === 'not-sent').toBe(seen.outcome === 'never-sent');
        if (seen.outcome === 'lost') expect(verdict).toBe('unknown');
        const passing = [200, 400, 401, 404, null];
        if (seen.outcome === 'answered' && !passing.includes(seen.httpStatus)) {
          expect(verdict).toBe('unknown');
        }
      }),
      { numRuns: 3000 },
    ));
});
