import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBody, readPayment, statusBody } from '../../server/toss/wire-v1.ts';

const full = {
  code: 0,
  status: 200,
  payToken: 't1',
  orderNo: 'o-1',
  payStatus: 'REFUND_SUCCESS',
  payMethod: 'CARD',
  amount: 35_000,
  amountTaxable: 31_818,
  amountTaxFree: 0,
  amountVat: 3_182,
  amountServiceFee: 0,
  timeCreated: '2019-06-01 12:00:00',
  timePayComplete: '2019-06-01 12:01:00',
  timePayCancel: '',
  productDesc: '토스티셔츠',
  hasOwner: true,
  availableActions: ['REFUND'],
  refunds: [
    {
      refundNo: 'r1',
      amount: 4000,
      reason: '단순 변심',
      timeRefundSuccess: '2019-06-02 00:00:00',
      status: 'SUCCESS',
    },
  ],
  metadata: '{"size":"XL"}',
  cardCompanyName: '신한',
  spreadOut: '6',
  isInterest: 'true',
  cardAuthorizationNo: '30011234',
  cardMethodType: 'CHECK',
  salesCheckLinkUrl: 'https://pay.toss.im/payfront/web/external/sales-check?payToken=t1',
  discountedAmount: 600,
  somethingNew: { deep: [1] },
};

describe('readPayment', () => {
  it('parses every field of the reference', () =>
    expect(readPayment(full)).toEqual({
      payToken: 't1',
      orderNo: 'o-1',
      status: 'REFUND_SUCCESS',
      payMethod: 'CARD',
      amount: 35_000,
      parts: { taxable: 31_818, vat: 3_182, taxFree: 0, serviceFee: 0 },
      productDesc: '토스티셔츠',
      metadata: '{"size":"XL"}',
      hasOwner: true,
      availableActions: ['REFUND'],
      refunds: [
        {
          refundNo: 'r1',
          amount: 4000,
          reason: '단순 변심',
          at: '2019-06-01T15:00:00.000Z',
          done: true,
        },
      ],
      refundsUnderstood: true,
      amountsUnderstood: true,
      cardCompanyName: '신한',
      cardApprovalNo: '30011234',
      cardKind: 'CHECK',
      installmentMonths: 6,
      slipUrl: 'https://pay.toss.im/payfront/web/external/sales-check?payToken=t1',
      // Something was refunded: it may be the whole discount or what is left of it.
      discounted: null,
      createdAt: '2019-06-01T03:00:00.000Z',
      completedAt: '2019-06-01T03:01:00.000Z',
      canceledAt: null,
    }));

  it("parses the guide's own sample, and does not take missing fields for empty", () => {
    const sample = {
      code: 0,
      payToken: 'test_token1234567890',
      orderNo: '2015072012211',
      payMethod: 'TOSS_MONEY',
      payStatus: 'REFUND_SUCCESS',
      'availableActions ': ['REFUND'],
      metadata: 'metadata',
    };
    expect(readPayment(sample)).toMatchObject({
      availableActions: ['REFUND'],
      amount: null,
      parts: null,
      refunds: null,
      hasOwner: null,
      createdAt: null,
    });
  });

  const paid = { ...full, payStatus: 'PAY_COMPLETE', refunds: [] };

  it.each([
    [{ cardMethodType: 'NONE' }, { cardKind: null }],
    [{ cardMethodType: 'credit' }, { cardKind: null }],
    [{ spreadOut: 0 }, { installmentMonths: 0 }],
    [{ spreadOut: '0' }, { installmentMonths: 0 }],
    [{ spreadOut: 6.5 }, { installmentMonths: null }],
    [{ spreadOut: '999' }, { installmentMonths: null }],
    [{ spreadOut: true }, { installmentMonths: null }],
    [{ cardAuthorizationNo: '' }, { cardApprovalNo: null }],
    [{ cardAuthorizationNo: 30011234 }, { cardApprovalNo: null }],
    [{ salesCheckLinkUrl: null }, { slipUrl: null }],
    [{ discountedAmount: 600 }, { discounted: 600 }],
    [{ discountedAmount: '600' }, { discounted: 600 }],
    [{ discountedAmount: 0 }, { discounted: 0 }],
    [{ discountedAmount: 35_001 }, { discounted: null }],
    [{ discountedAmount: 'six' }, { discounted: null }],
    [{ discountedAmount: 600, payStatus: 'PAY_APPROVED' }, { discounted: null }],
  ])('reads %j as %j, and the read stays good', (told, facts) =>
    expect(readPayment({ ...paid, ...told })).toMatchObject({ ...facts, amountsUnderstood: true }),
  );

  it.each([{ discountedAmount: -1 }, { discountedAmount: '-600' }, { paidAmount: -34_400 }])(
    'does not understand the amounts with %j',
    (told) => expect(readPayment({ ...paid, ...told })).toMatchObject({ amountsUnderstood: false }),
  );

  it('parses a payment before authentication', () => {
    const fresh = { ...full, payStatus: 'PAY_STANDBY', payMethod: '', refunds: [], metadata: '' };
    expect(readPayment(fresh)).toMatchObject({ payMethod: null, refunds: [], metadata: null });
  });

  it.each(['payToken', 'orderNo', 'payStatus'])('requires %s', (field) => {
    for (const value of [undefined, null, '', 7, ['x']]) {
      expect(readPayment({ ...full, [field]: value })).toBeNull();
    }
  });

  it.each([{}, 'none', null, 0])('takes the refunds %j for missing', (refunds) =>
    expect(readPayment({ ...full, refunds })?.refunds).toBeNull(),
  );

  it.each([
    { refundNo: '' },
    { refundNo: 7 },
    { amount: 0 },
    { amount: -1 },
    { amount: '4,000' },
    { amount: '' },
    { amount: '-1' },
    { amount: 0.5 },
    { amount: 2 ** 53 },
  ])('leaves out a refund with %j, and marks the list as not understood', (changes) => {
    const refunds = [...full.refunds, { ...full.refunds[0], refundNo: 'r2', ...changes }];
    for (const list of [refunds, [...full.refunds, null], [...full.refunds, 7]]) {
      expect(readPayment({ ...full, refunds: list })).toMatchObject({
        refunds: [{ refundNo: 'r1' }],
        refundsUnderstood: false,
      });
    }
  });

  it('parses amounts that are texts', () => {
    const refunds = [{ ...full.refunds[0], amount: '4000' }];
    expect(readPayment({ ...full, amount: '35000', refunds })).toMatchObject({
      amount: 35_000,
      refunds: [{ amount: 4000 }],
      refundsUnderstood: true,
    });
  });

  it('takes a refund for done only by its status, and understands no other', () => {
    for (const status of ['success', 'DONE', 'PROGRESS', '', undefined]) {
      const refunds = [{ ...full.refunds[0], status, reason: '', timeRefundSuccess: '' }];
      expect(readPayment({ ...full, refunds })).toMatchObject({
        refunds: [{ refundNo: 'r1', amount: 4000, reason: null, at: null, done: false }],
        refundsUnderstood: false,
      });
    }
  });

  it('takes parts that are incomplete or do not add up for missing', () => {
    expect(readPayment({ ...full, amountVat: undefined })?.parts).toBeNull();
    expect(readPayment({ ...full, amountVat: '3182x' })?.parts).toBeNull();
    expect(readPayment({ ...full, amountVat: 1 })?.parts).toBeNull();
    expect(readPayment({ ...full, amount: undefined })?.parts).not.toBeNull();
  });

  it('takes actions that are no list of texts for missing', () => {
    for (const availableActions of ['REFUND', [1], null, { 0: 'REFUND' }]) {
      expect(readPayment({ ...full, availableActions })?.availableActions).toBeNull();
    }
  });

  it('never throws, whatever the fields contain', () => {
    const keys = fc.constantFrom(...Object.keys(full), 'availableActions ');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (changes) => {
        const read = readPayment({ ...full, ...changes });
        if (read?.amount != null) expect(Number.isSafeInteger(read.amount)).toBe(true);
      }),
    );
  });
});

describe('bodies', () => {
  it('for creating a payment have the given fields, in a fixed order, and no key', () => {
    const request = {
      orderNo: 'o-1',
      amount: 35_000,
      amountTaxFree: 0,
      productDesc: '토스티셔츠',
      retUrl: 'http://a/ok',
      retCancelUrl: 'http://a/no',
      autoExecute: false,
      resultCallback: undefined,
    };
    expect(createBody({ ...request, userPhone: '01012345678', expiredTime: undefined })).toBe(
      '{"orderNo":"o-1","amount":35000,"amountTaxFree":0,"productDesc":"토스티셔츠",' +
        '"retUrl":"http://a/ok","retCancelUrl":"http://a/no","autoExecute":false,' +
        '"userPhone":"01012345678"}',
    );
    const extra = { apiKey: 'x', ...request };
    expect(createBody(extra)).not.toContain('apiKey');
  });

  it('for a status read have one number', () => {
    expect(statusBody({ payToken: 't"1' })).toBe('{"payToken":"t\\"1"}');
    expect(statusBody({ orderNo: 'o-1' })).toBe('{"orderNo":"o-1"}');
  });
});
