import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
beforeEach(async () => {
  await toss.options({
    refundNoReuse: 'free',
    refundProgressMs: 0,
    refundProgressFails: false,
    dailyRefundLimitWon: 30_000_000,
    pendingShown: false,
  });
});

const MIXED = {
  amount: 20_000,
  amountTaxable: 10_000,
  amountTaxFree: 8000,
  amountVat: 1000,
  amountServiceFee: 1000,
};

async function refundedParts(payToken: string) {
  const { refunds } = await toss.books();
  return refunds.filter((line) => line.payToken === payToken).map((line) => line.parts);
}

describe('amounts', () => {
  it('refunds the requested amount and says what is left', async () => {
    const { payToken } = await toss.createPaid();
    const { body } = await toss.call('refunds', {
      payToken,
      amount: 4000,
      amountTaxFree: 0,
      refundNo: 'number-1',
      reason: '단순 변심',
    });
    expect(body).toMatchObject({
      code: 0,
      refundNo: 'number-1',
      refundableAmount: 31_000,
      discountedAmount: 0,
    });
    const status = await toss.status(payToken);
    expect(status).toMatchObject({ payStatus: 'REFUND_SUCCESS', availableActions: ['REFUND'] });
    expect(status['refunds']).toEqual([
      {
        refundNo: 'number-1',
        amount: 4000,
        reason: '단순 변심',
        timeRefundSuccess: body['approvalTime'],
        status: 'SUCCESS',
      },
    ]);
  });

  it('refunds everything left, in all parts, when no amount is sent', async () => {
    const { payToken } = await toss.createPaid(MIXED);
    await toss.call('refunds', {
      payToken,
      amount: 3000,
      amountTaxable: 1000,
      amountTaxFree: 1000,
      amountVat: 500,
      amountServiceFee: 500,
    });
    const { body } = await toss.call('refunds', { payToken });
    expect(body).toMatchObject({ code: 0, refundableAmount: 0 });
    expect((await refundedParts(payToken)).at(-1)).toEqual({
      taxable: 9000,
      taxFree: 7000,
      vat: 500,
      serviceFee: 500,
    });
    const again = await toss.call('refunds', { payToken, amount: 1, amountTaxFree: 0 });
    expect(again.body['errorCode']).toBe('REFUND_ALREADY_REFUNDED');
  });

  it('refuses more than is left as COMMON_REFUND_ERROR', async () => {
    const { payToken } = await toss.createPaid();
    const { httpStatus, body } = await toss.call('refunds', {
      payToken,
      amount: 35_001,
      amountTaxFree: 0,
    });
    expect(httpStatus).toBe(200);
    expect(body).toMatchObject({ code: -1, errorCode: 'COMMON_REFUND_ERROR' });
  });

  it.each([
    ['amount 0', { amount: 0 }],
    ['amount with decimals', { amount: 10.5 }],
    ['no amountTaxFree', { amountTaxFree: undefined }],
    ['refundNo too long', { refundNo: 'x'.repeat(37) }],
    ['refundNo empty', { refundNo: '' }],
    ['reason too long', { reason: '가'.repeat(51) }],
    ['parts that don’t add up', { amountTaxable: 100, amountVat: 10 }],
    ['a service fee that was never paid', { amountServiceFee: 10 }],
    ['a part tax-free that was never paid', { amountTaxFree: 100 }],
  ])('refuses %s', async (_name, fields) => {
    const { payToken } = await toss.createPaid();
    const { httpStatus, body } = await toss.call('refunds', {
      payToken,
      amount: 1000,
      amountTaxFree: 0,
      ...fields,
    });
    expect(httpStatus).toBe(400);
    expect(body['errorCode']).toBe('COMMON_INVALID_PARAMETER');
    expect(await refundedParts(payToken)).toEqual([]);
  });
});

describe('parts', () => {
  it('accepts the guide’s sample: 10,000 = 5,000 + 4,000 + 500 + 500', async () => {
    const { payToken } = await toss.createPaid(MIXED);
    const { body } = await toss.call('refunds', {
      payToken,
      amount: 10_000,
      amountTaxable: 5000,
      amountTaxFree: 4000,
      amountVat: 500,
      amountServiceFee: 500,
    });
    expect(body).toMatchObject({ code: 0, refundableAmount: 10_000 });
  });

  it('refuses a part above what remains of it, though enough is left in total', async () => {
    const { payToken } = await toss.createPaid(MIXED);
    const part = { amountTaxable: 0, amountTaxFree: 5000, amountVat: 0, amountServiceFee: 0 };
    expect((await toss.call('refunds', { payToken, amount: 5000, ...part })).body['code']).toBe(0);
    const { httpStatus, body } = await toss.call('refunds', { payToken, amount: 5000, ...part });
    expect(httpStatus).toBe(400);
    expect(body['errorCode']).toBe('COMMON_INVALID_PARAMETER');
  });

  it('requires all the parts for a payment that was created with parts', async () => {
    const { payToken } = await toss.createPaid(MIXED);
    const { httpStatus } = await toss.call('refunds', { payToken, amount: 1000, amountTaxFree: 0 });
    expect(httpStatus).toBe(400);
  });

  it('computes the parts where none were given', async () => {
    const { payToken } = await toss.createPaid();
    await toss.call('refunds', { payToken, amount: 10_000, amountTaxFree: 0 });
    expect(await refundedParts(payToken)).toEqual([
      { taxable: 9090, taxFree: 0, vat: 910, serviceFee: 0 },
    ]);
  });

  it('has no VAT to refund without a cash receipt', async () => {
    const { payToken } = await toss.createPaid({ cashReceipt: false });
    await toss.call('refunds', { payToken, amount: 10_000, amountTaxFree: 0 });
    expect((await refundedParts(payToken))[0]).toMatchObject({ taxable: 10_000, vat: 0 });
  });

  it('refunds 1,000 won by 100 ten times, with given parts', async () => {
    const { payToken } = await toss.createPaid({ amount: 1000 });
    for (let turn = 1; turn <= 10; turn += 1) {
      // VAT 91 of 1,000: nine tens and a one.
      const amountVat = turn === 10 ? 1 : 10;
      const { body } = await toss.call('refunds', {
        payToken,
        amount: 100,
        amountTaxable: 100 - amountVat,
        amountTaxFree: 0,
        amountVat,
        amountServiceFee: 0,
      });
      expect(body).toMatchObject({ code: 0, refundableAmount: 1000 - 100 * turn });
    }
    expect(await toss.status(payToken)).toMatchObject({ availableActions: [] });
  });

  it('refuses the tenth VAT of 10 when only 1 is left', async () => {
    const { payToken } = await toss.createPaid({ amount: 1000 });
    const tenth = { payToken, amount: 100, amountTaxable: 90, amountTaxFree: 0, amountVat: 10 };
    for (let turn = 1; turn <= 9; turn += 1) await toss.call('refunds', tenth);
    expect((await toss.call('refunds', tenth)).httpStatus).toBe(400);
    const { body } = await toss.call('refunds', { payToken, amount: 100, amountTaxFree: 0 });
    expect(body).toMatchObject({ code: 0, refundableAmount: 0 });
  });
});

describe('refundNo', () => {
  it('is made by Toss when absent, at most 36 characters', async () => {
    const { payToken } = await toss.createPaid();
    const { body } = await toss.call('refunds', { payToken, amount: 10, amountTaxFree: 0 });
    expect(String(body['refundNo'])).toMatch(/^.{8,36}$/);
  });

  it('is unique per merchant, over all its payments', async () => {
    const first = await toss.createPaid();
    const second = await toss.createPaid();
    const refund = { amount: 100, amountTaxFree: 0, refundNo: 'once-only' };
    await toss.call('refunds', { payToken: first.payToken, ...refund });
    for (const { payToken } of [first, second]) {
      const { body } = await toss.call('refunds', { payToken, ...refund });
      expect(body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
    }
    const other = { apiKey: 'sk_test_another' };
    const theirs = await toss.createPaid(other);
    const { body } = await toss.call('refunds', {
      payToken: theirs.payToken,
      ...other,
      ...refund,
    });
    expect(body['code']).toBe(0);
  });

  it.each(['free', 'taken'])(
    'of a refused refund is %s afterwards, as the option says',
    async (refundNoReuse) => {
      await toss.options({ refundNoReuse });
      const { payToken } = await toss.createPaid();
      const refundNo = `refused-${refundNoReuse}`;
      await toss.call('refunds', { payToken, amount: 99_999, amountTaxFree: 0, refundNo });
      const { body } = await toss.call('refunds', {
        payToken,
        amount: 100,
        amountTaxFree: 0,
        refundNo,
      });
      expect(body['code']).toBe(refundNoReuse === 'free' ? 0 : -1);
    },
  );
});

describe('a refund that takes time', () => {
  it('shows REFUND_PROGRESS, hides the refund and accepts no other', async () => {
    await toss.options({ refundProgressMs: 30_000 });
    const { payToken } = await toss.createPaid();
    const refund = { payToken, amount: 4000, amountTaxFree: 0, refundNo: 'slow-1' };
    expect((await toss.call('refunds', refund)).body['errorCode']).toBe(
      'TRANSACTION_PENDING_ERROR',
    );
    expect(await toss.status(payToken)).toMatchObject({
      payStatus: 'REFUND_PROGRESS',
      availableActions: [],
      refunds: [],
    });
    const second = await toss.call('refunds', { ...refund, refundNo: 'slow-2' });
    expect(second.body['errorCode']).toBe('COMMON_REFUND_ERROR');
    const same = await toss.call('refunds', refund);
    expect(same.body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
    await toss.advance(30_000);
    const status = await toss.status(payToken);
    expect(status['payStatus']).toBe('REFUND_SUCCESS');
    expect(status['refunds']).toMatchObject([{ refundNo: 'slow-1', status: 'SUCCESS' }]);
  });

  it('can be listed while it is in progress', async () => {
    await toss.options({ refundProgressMs: 30_000, pendingShown: true });
    const { payToken } = await toss.createPaid();
    await toss.call('refunds', { payToken, amount: 4000, amountTaxFree: 0 });
    expect((await toss.status(payToken))['refunds']).toMatchObject([
      { amount: 4000, status: 'PROGRESS', timeRefundSuccess: '' },
    ]);
  });

  it('returns to the state before when the bank fails it, with the money', async () => {
    await toss.options({ refundProgressMs: 30_000, refundProgressFails: true });
    const { payToken } = await toss.createPaid();
    const refund = { payToken, amount: 35_000, amountTaxFree: 0, refundNo: 'failing' };
    await toss.call('refunds', refund);
    await toss.advance(30_000);
    expect(await toss.status(payToken)).toMatchObject({
      payStatus: 'PAY_COMPLETE',
      availableActions: ['REFUND'],
      refunds: [],
    });
    expect(await refundedParts(payToken)).toEqual([]);
    await toss.options({ refundProgressMs: 0 });
    expect((await toss.call('refunds', refund)).body['code']).toBe(0);
  });

  it('returns to REFUND_SUCCESS after an earlier partial refund', async () => {
    const { payToken } = await toss.createPaid();
    await toss.call('refunds', { payToken, amount: 100, amountTaxFree: 0 });
    await toss.options({ refundProgressMs: 30_000, refundProgressFails: true });
    await toss.call('refunds', { payToken, amount: 100, amountTaxFree: 0 });
    await toss.advance(30_000);
    expect((await toss.status(payToken))['payStatus']).toBe('REFUND_SUCCESS');
  });
});

it('limits a shop to its daily limit, until midnight in Seoul', async () => {
  const own = { apiKey: 'sk_test_daily' };
  const { payToken } = await toss.createPaid(own);
  await toss.options({ dailyRefundLimitWon: 10_000 });
  const refund = { ...own, payToken, amount: 6000, amountTaxFree: 0 };
  expect((await toss.call('refunds', refund)).body['code']).toBe(0);
  expect((await toss.call('refunds', refund)).body['errorCode']).toBe('REFUND_EXCEED_DAILY');
  await toss.advance(24 * 60 * 60_000);
  expect((await toss.call('refunds', refund)).body['code']).toBe(0);
});

describe('a refund from outside', () =>
  it('is listed under a number that no merchant sent, split over the parts', async () => {
    const { payToken } = await toss.createPaid(MIXED);
    const { refundNo } = await toss.outsideRefund(payToken, 10_000);
    expect((await toss.status(payToken))['refunds']).toMatchObject([{ refundNo, amount: 10_000 }]);
    expect(await refundedParts(payToken)).toEqual([
      { taxable: 5000, taxFree: 4000, vat: 500, serviceFee: 500 },
    ]);
    await expect(toss.outsideRefund(payToken, 10_001)).rejects.toThrow('409');
    await toss.outsideRefund(payToken);
    await expect(toss.outsideRefund(payToken, 1)).rejects.toThrow('409');
  }));

it('never refunds more than was paid, whatever is tried', async () => {
  const { payToken } = await toss.createPaid({ amount: 997 });
  let seed = 7;
  for (let turn = 0; turn < 60; turn += 1) {
    seed = (seed * 1103 + 12_345) % 65_536;
    const amount = (seed % 90) + 1;
    if (turn % 5 === 0) await toss.outsideRefund(payToken, amount).catch(() => undefined);
    else await toss.call('refunds', { payToken, amount, amountTaxFree: 0 });
  }
  const sum = { taxable: 0, vat: 0 };
  for (const parts of await refundedParts(payToken)) {
    sum.taxable += parts.taxable;
    sum.vat += parts.vat;
  }
  expect(sum.taxable).toBeLessThanOrEqual(906);
  expect(sum.vat).toBeLessThanOrEqual(91);
});
