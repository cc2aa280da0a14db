import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

const DEFAULTS = {
  refundNoAbsent: 'error',
  refundNoAsTransactionId: 'error',
  refundAgain: 'same-answer',
  refundNoElsewhere: 'duplicate',
  refundNoReuse: 'free',
  refundNoChecked: 'first',
  refundPendingCode: 'TRANSACTION_PENDING_ERROR',
  refundReasonAbsent: 'empty',
  refundReasonCharacters: 'listed-and-blank',
  refundTaxFreeAbsent: 'zero',
  refundedSign: 'minus',
  refundProgressMs: 0,
  refundProgressFails: false,
  amountsAsText: true,
  deadFields: false,
  discountRounding: 'floor',
  discountRefunds: 'proportional',
  smallestDiscountRefundWon: 0,
  dailyRefundLimitWon: 1_000_000_000,
};

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
beforeEach(() => toss.options(DEFAULTS));

let lastNo = 0;
const nextNo = (): string => {
  lastNo += 1;
  return `refund-${String(lastNo)}`;
};

function refund(payToken: string, fields: Record<string, unknown> = {}) {
  return toss.callV2('refunds', { payToken, refundNo: nextNo(), ...fields });
}

async function refundedWon(payToken: string): Promise<number> {
  const { refunds } = await toss.books();
  const own = refunds.filter((line) => line.payToken === payToken);
  return own.reduce((sum, line) => sum + line.amount, 0);
}

describe('who gets what back', () => {
  it('shrinks the discount in proportion: the policy’s own example', async () => {
    const { payToken } = await toss.createPaidV2({ amount: 10_000 }, { discountWon: 1000 });
    const { body } = await refund(payToken, { amount: 4000 });
    expect(body).toMatchObject({
      code: 0,
      refundableAmount: 6000,
      discountedAmount: 600,
      paidAmount: 5400,
      refundedAmount: -4000,
      refundedDiscountAmount: -400,
      refundedPaidAmount: -3600,
    });
  });

  it('gives points back last', async () => {
    const { payToken } = await toss.createPaidV2({ amount: 10_000 }, { pointsWon: 3000 });
    const first = await refund(payToken, { amount: 6000 });
    expect(first.body).toMatchObject({ refundedPaidAmount: -6000, refundedDiscountAmount: 0 });
    const second = await refund(payToken, { amount: 2000 });
    expect(second.body).toMatchObject({
      refundedPaidAmount: -1000,
      refundedDiscountAmount: -1000,
      discountedAmount: 2000,
      paidAmount: 0,
    });
    const last = await refund(payToken);
    expect(last.body).toMatchObject({ refundedPaidAmount: 0, refundedDiscountAmount: -2000 });
  });

  it.each([
    ['floor', 333],
    ['ceil', 334],
    ['round', 333],
  ])('rounds the discount that stays by %s', async (discountRounding, discountedAmount) => {
    await toss.options({ discountRounding });
    const { payToken } = await toss.createPaidV2({ amount: 3000 }, { discountWon: 500 });
    const { body } = await refund(payToken, { amount: 1001 });
    expect(body['discountedAmount']).toBe(discountedAmount);
  });

  it.each(['floor', 'ceil', 'round'])('adds up to the won by %s, whatever is tried', async (by) => {
    await toss.options({ discountRounding: by });
    const paid = { discountWon: 101, pointsWon: 203 };
    const { payToken } = await toss.createPaidV2({ amount: 997 }, paid);
    let seed = 11;
    const sums = { refundedAmount: 0, refundedDiscountAmount: 0, refundedPaidAmount: 0 };
    for (let turn = 0; turn < 40; turn += 1) {
      seed = (seed * 1103 + 12_345) % 65_536;
      const { body } = await refund(payToken, { amount: (seed % 60) + 1 });
      if (body['code'] !== 0) continue;
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) {
        expect(body[name]).toBeLessThanOrEqual(0);
        sums[name] -= Number(body[name]);
      }
      const left = Number(body['discountedAmount']) + Number(body['paidAmount']);
      expect(left).toBe(body['refundableAmount']);
    }
    const { body } = await refund(payToken);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) {
      sums[name] -= body['code'] === 0 ? Number(body[name]) : 0;
    }
    expect(sums).toEqual({
      refundedAmount: 997,
      refundedDiscountAmount: 304,
      refundedPaidAmount: 693,
    });
  });

  it('may allow only what is left beside the discount, as in v1’s months', async () => {
    await toss.options({ discountRefunds: 'beside-discount' });
    const { payToken } = await toss.createPaidV2({ amount: 10_000 }, { discountWon: 4000 });
    const { body } = await refund(payToken, { amount: 6001 });
    expect(body['errorCode']).toBe('DISCOUNT_REFUND_LIMIT_AMOUNT');
    expect((await refund(payToken, { amount: 1000 })).body['code']).toBe(0);
    expect((await refund(payToken)).body).toMatchObject({ code: 0, refundableAmount: 0 });
  });

  it('may have a smallest partial refund', async () => {
    await toss.options({ smallestDiscountRefundWon: 500 });
    const { payToken } = await toss.createPaidV2({ amount: 1000 }, { discountWon: 100 });
    const { body } = await refund(payToken, { amount: 499 });
    expect(body['errorCode']).toBe('DISCOUNT_REFUND_LIMIT_AMOUNT');
    const plain = await toss.createPaidV2({ amount: 1000 });
    expect((await refund(plain.payToken, { amount: 499 })).body['code']).toBe(0);
  });
});

describe('fields', () => {
  it.each([
    ['no refundNo', { refundNo: undefined }, {}],
    ['an empty refundNo', { refundNo: '' }, { refundNoAbsent: 'made-by-toss' }],
    ['a refundNo of null', { refundNo: null }, { refundNoAbsent: 'made-by-toss' }],
    ['a refundNo of 37 characters', { refundNo: 'x'.repeat(37) }, {}],
    ['an amount of 0', { amount: 0 }, {}],
    ['parts that don’t add up', { amount: 100, amountTaxable: 1, amountVat: 1 }, {}],
    ['a reason of 256 characters', { reason: '가'.repeat(256) }, {}],
    ['a reason with an asterisk', { reason: '별*' }, {}],
    ['a reason with a blank', { reason: '단순 변심' }, { refundReasonCharacters: 'listed' }],
    ['no reason', {}, { refundReasonAbsent: 'error' }],
    ['no amountTaxFree', { amount: 100 }, { refundTaxFreeAbsent: 'error' }],
    ['an amount as text', { amount: '100' }, { amountsAsText: false }],
  ])('refuses %s', async (_name, fields, options) => {
    await toss.options(options);
    const { payToken } = await toss.createPaidV2();
    const { httpStatus, body } = await refund(payToken, fields);
    expect(httpStatus).toBe(400);
    expect(body['errorCode']).toBe('COMMON_INVALID_PARAMETER');
    expect(await refundedWon(payToken)).toBe(0);
  });

  it.each([
    ['a reason of 255 characters', { reason: '가'.repeat(255) }, {}],
    ['a reason with all that is listed', { reason: '한aZ9_-:.^@()[]#/!%?&' }, {}],
    ['a reason with a blank', { reason: '단순 변심' }, {}],
    ['any reason', { reason: '별*"' }, { refundReasonCharacters: 'any' }],
    ['an amount as text', { amount: '35000' }, {}],
  ])('accepts %s', async (_name, fields, options) => {
    await toss.options(options);
    const { payToken } = await toss.createPaidV2();
    expect((await refund(payToken, fields)).body).toMatchObject({ code: 0, refundableAmount: 0 });
  });

  it('refuses the payment’s transactionId as refundNo', async () => {
    const { payToken } = await toss.createPaidV2();
    const lines = (await toss.statusV2(payToken))['transactions'] as { transactionId: string }[];
    const own = { refundNo: lines[0]?.transactionId, amount: 1000 };
    expect((await refund(payToken, own)).httpStatus).toBe(400);
    await toss.options({ refundNoAsTransactionId: 'free' });
    expect((await refund(payToken, own)).body['code']).toBe(0);
  });

  it('makes a number that is the transactionId where none is sent', async () => {
    await toss.options({ refundNoAbsent: 'made-by-toss' });
    const { payToken } = await toss.createPaidV2();
    for (const amount of [100, 200]) {
      const { body } = await refund(payToken, { refundNo: undefined, amount });
      expect(body['refundNo']).toBe(body['transactionId']);
    }
  });

  it('has other signs and dead fields by option', async () => {
    await toss.options({ refundedSign: 'plus', deadFields: true });
    const { payToken } = await toss.createPaidV2({ amount: 1000 }, { discountWon: 100 });
    expect((await refund(payToken)).body).toMatchObject({
      refundedAmount: 1000,
      refundedDiscountAmount: 100,
      refundedPaidAmount: 900,
      refundedPoint: 0,
    });
  });
});

describe('the same number again', () => {
  it('answers the same bytes and refunds once', async () => {
    const { payToken } = await toss.createPaidV2();
    const body = { refundNo: nextNo(), amount: 5000, reason: '파손' };
    const first = await refund(payToken, body);
    await toss.advance(60_000);
    await refund(payToken, { amount: 1000 });
    const again = await refund(payToken, body);
    expect(again.text).toBe(first.text);
    expect(await refundedWon(payToken)).toBe(6000);
  });

  it('is another request with another reason', async () => {
    const { payToken } = await toss.createPaidV2();
    const body = { refundNo: nextNo(), amount: 5000 };
    await refund(payToken, { ...body, reason: '파손' });
    const other = await refund(payToken, { ...body, reason: '변심' });
    expect(other.body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
  });

  it('delivered twice by the network refunds once', async () => {
    const { payToken } = await toss.createPaidV2();
    await toss.fault({ call: 'v2/refunds', fault: 'duplicate', effect: 'before' });
    expect((await refund(payToken, { amount: 5000 })).body['code']).toBe(0);
    expect(await refundedWon(payToken)).toBe(5000);
  });

  it('answers the same after everything was refunded', async () => {
    const { payToken } = await toss.createPaidV2();
    const refundNo = nextNo();
    const first = await refund(payToken, { refundNo });
    expect((await refund(payToken, { refundNo })).text).toBe(first.text);
  });

  it.each([
    ['by idempotent false', { idempotent: false }, {}],
    ['by the reading of the list of errors', {}, { refundAgain: 'duplicate' }],
  ])('fails %s', async (_name, fields, options) => {
    await toss.options(options);
    const { payToken } = await toss.createPaidV2();
    const body = { refundNo: nextNo(), amount: 5000, ...fields };
    await refund(payToken, body);
    expect((await refund(payToken, body)).body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
    expect(await refundedWon(payToken)).toBe(5000);
  });

  it('is pending as long as the refund is, and then done', async () => {
    await toss.options({ refundProgressMs: 30_000 });
    const { payToken } = await toss.createPaidV2();
    const body = { refundNo: nextNo(), amount: 5000 };
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await refund(payToken, body)).body['errorCode']).toBe('TRANSACTION_PENDING_ERROR');
    }
    await toss.advance(30_000);
    expect((await refund(payToken, body)).body).toMatchObject({ code: 0, refundedAmount: -5000 });
    expect(await refundedWon(payToken)).toBe(5000);
  });

  it('is free after the bank has failed it', async () => {
    await toss.options({ refundProgressMs: 1000, refundProgressFails: true });
    const { payToken } = await toss.createPaidV2();
    const body = { refundNo: nextNo(), amount: 5000 };
    await refund(payToken, body);
    await toss.advance(1000);
    await toss.options({ refundProgressMs: 0 });
    expect((await refund(payToken, body)).body['code']).toBe(0);
    expect(await refundedWon(payToken)).toBe(5000);
  });
});

describe('a number that another refund has', () => {
  const twoPayments = async () => {
    const first = await toss.createPaidV2();
    const second = await toss.createPaidV2();
    const refundNo = nextNo();
    const answer = await refund(first.payToken, { refundNo, amount: 5000 });
    return { first, second, refundNo, answer };
  };

  it('fails', async () => {
    const { first, second, refundNo } = await twoPayments();
    const other = await refund(second.payToken, { refundNo, amount: 5000 });
    expect(other.body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
    const more = await refund(first.payToken, { refundNo, amount: 6000 });
    expect(more.body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
  });

  it('fails after the state and the amounts where the option says so', async () => {
    await toss.options({ refundNoChecked: 'last' });
    const { second, refundNo } = await twoPayments();
    const tooMuch = await refund(second.payToken, { refundNo, amount: 99_999 });
    expect(tooMuch.body['errorCode']).toBe('COMMON_REFUND_ERROR');
    const { body } = await refund(second.payToken, { refundNo, amount: 1000 });
    expect(body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
    expect(await refundedWon(second.payToken)).toBe(0);
  });

  it('may answer what the first refund was, of another payment or amount', async () => {
    await toss.options({ refundNoElsewhere: 'first-answer' });
    const { first, second, refundNo, answer } = await twoPayments();
    expect((await refund(second.payToken, { refundNo })).text).toBe(answer.text);
    expect((await refund(first.payToken, { refundNo, amount: 1 })).text).toBe(answer.text);
    expect(await refundedWon(second.payToken)).toBe(0);
  });

  it('may fail and refund the first payment, which nobody asked for', async () => {
    await toss.options({ refundNoElsewhere: 'refunds-first-payment' });
    const { first, second, refundNo } = await twoPayments();
    const { body } = await refund(second.payToken, { refundNo, amount: 700 });
    expect(body['errorCode']).toBe('REFUND_REFUND_NO_DUPLICATE');
    expect(await refundedWon(first.payToken)).toBe(5700);
    expect(await refundedWon(second.payToken)).toBe(0);
    await refund(first.payToken, { refundNo, amount: 5000, idempotent: false });
    expect(await refundedWon(first.payToken)).toBe(5700);
  });

  it.each(['free', 'taken'])('is %s after a refusal', async (refundNoReuse) => {
    await toss.options({ refundNoReuse });
    const { payToken } = await toss.createPaidV2();
    const refundNo = nextNo();
    const refused = await refund(payToken, { refundNo, amount: 99_999 });
    expect(refused.body['errorCode']).toBe('COMMON_REFUND_ERROR');
    const { body } = await refund(payToken, { refundNo, amount: 100 });
    expect(body['code']).toBe(refundNoReuse === 'free' ? 0 : -1);
  });
});

it('refuses what can’t be refunded by its own codes', async () => {
  const { payToken } = await toss.createPaidV2();
  await refund(payToken);
  expect((await refund(payToken)).body['errorCode']).toBe('REFUND_ALREADY_REFUNDED');
  const waiting = await toss.createV2();
  expect((await refund(waiting.payToken)).body['errorCode']).toBe('COMMON_REFUND_ERROR');
  const old = await toss.createPaidV2();
  await toss.settle(old.payToken);
  expect((await refund(old.payToken)).body['errorCode']).toBe('COMMON_REFUND_ERROR');
});

it('answers a pending refund by v1’s code where the option says so', async () => {
  await toss.options({ refundPendingCode: 'REFUND_PENDING_SUCCESS' });
  const { payToken } = await toss.createPaidV2();
  await toss.fault({ call: 'v2/refunds', fault: 'pending', ms: 1000 });
  expect((await refund(payToken)).body['errorCode']).toBe('REFUND_PENDING_SUCCESS');
});

describe('faults', () => {
  it('belong to one version', async () => {
    const { payToken } = await toss.createPaidV2();
    await toss.fault({ call: 'v2/refunds', effect: 'before', fault: 'http500' });
    expect((await toss.call('refunds', { payToken, amount: 1, amountTaxFree: 0 })).httpStatus).toBe(
      200,
    );
    const { httpStatus, body } = await refund(payToken);
    expect(httpStatus).toBe(500);
    expect(body).not.toHaveProperty('status');
    expect((await toss.calls('v2/refunds')).at(-1)).toMatchObject({ fault: 'http500' });
  });

  it('edit an answer after the refund', async () => {
    const { payToken } = await toss.createPaidV2();
    const fields = { payToken: 'another', refundedAmount: -1 };
    await toss.fault({ call: 'v2/refunds', fault: 'edit', fields });
    expect((await refund(payToken)).body).toMatchObject(fields);
    expect(await refundedWon(payToken)).toBe(35_000);
    await expect(toss.fault({ call: 'v2/refunds', fault: 'edit' })).rejects.toThrow('400');
  });

  it('say the code with Toss’s own sentence', async () => {
    const { payToken } = await toss.createPaidV2();
    const fault = { fault: 'errorCode', errorCode: 'COMMON_THROTTLED', effect: 'before' } as const;
    await toss.fault({ call: 'v2/refunds', ...fault });
    expect((await refund(payToken)).body).toEqual({
      code: -1,
      errorCode: 'COMMON_THROTTLED',
      msg: '결제 요청이 많아 서비스 이용이 원활하지 않습니다. 잠시 후에 다시 시도해주세요.',
    });
  });
});
