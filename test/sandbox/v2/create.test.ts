import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
afterEach(() =>
  toss.options({
    orderNoReuse: 'never',
    autoExecuteAbsent: 'true',
    cashReceiptAbsent: true,
    formerFields: 'ignored',
    amountsAsText: true,
    callbackHttpsOnly: true,
    unusedFields: 'absent',
    buyerLimits: false,
    discountPercent: 0,
    pointsWon: 0,
  }),
);

let order = 0;
function tryCreate(fields: Record<string, unknown> = {}) {
  order += 1;
  return toss.callV2('payments', {
    orderNo: `v2-${String(order)}`,
    amount: 11_000,
    amountTaxFree: 0,
    productDesc: '커피',
    autoExecute: false,
    retUrl: 'https://shop.example/back',
    retCancelUrl: 'https://shop.example/stopped',
    ...fields,
  });
}

async function tokenOf(fields: Record<string, unknown> = {}): Promise<string> {
  const { body } = await tryCreate(fields);
  expect(body).toMatchObject({ code: 0 });
  return String(body['payToken']);
}

it('answers code, checkoutPage and payToken, and no status as v1 does', async () => {
  const { httpStatus, body } = await tryCreate();
  expect(httpStatus).toBe(200);
  expect(Object.keys(body)).toEqual(['code', 'checkoutPage', 'payToken']);
});

it('shows unused fields as null where the option says so', async () => {
  await toss.options({ unusedFields: 'null' });
  expect((await tryCreate()).body).toMatchObject({ code: 0, msg: null, errorCode: null });
});

describe('refuses', () => {
  it.each([
    ['no amountTaxFree', { amountTaxFree: undefined }],
    ['an amount of eight digits', { amount: 10_000_000 }],
    ['a quotation mark in productDesc', { productDesc: '"컵"' }],
    ['a blank in orderNo', { orderNo: 'a b' }],
    ['parts that don’t add up', { amountTaxable: 1, amountVat: 1 }],
    ['no resultCallback though it executes by itself', { autoExecute: true }],
    ['a resultCallback without https', { resultCallback: 'http://shop.example/cb' }],
    ['a resultCallback on another port', { resultCallback: 'https://shop.example:8443/cb' }],
    [
      'a resultCallback of 501 characters',
      { resultCallback: `https://a.example/${'x'.repeat(483)}` },
    ],
    ['another callbackVersion', { callbackVersion: 'V3' }],
    ['another installment', { installment: 'MAYBE' }],
    ['another trade option', { cashReceiptTradeOption: 'ART' }],
    ['a card company that is none', { cardOptions: { options: [{ cardCompanyCode: 11 }] } }],
    ['cardOptions without options', { cardOptions: {} }],
    ['an expiry after more than an hour', { expiredTime: '2099-01-01 00:00:00' }],
  ])('%s', async (_name, fields) => {
    const { httpStatus, body } = await tryCreate(fields);
    expect(httpStatus).toBe(400);
    expect(body).toMatchObject({ code: -1, errorCode: 'COMMON_INVALID_PARAMETER' });
    expect(body).not.toHaveProperty('status');
  });

  it('a live key by 401, an unknown path by 404', async () => {
    const { httpStatus, body } = await tryCreate({ apiKey: 'sk_live_x' });
    expect([httpStatus, body['errorCode']]).toEqual([401, 'COMMON_INVALID_API_KEY']);
    const other = await toss.callV2('cancel', {});
    expect([other.httpStatus, other.body['errorCode']]).toEqual([404, 'COMMON_NOT_FOUND']);
  });
});

it('accepts a callback of 500 characters, and one of this machine without https', async () => {
  await tokenOf({ resultCallback: `https://a.example/${'x'.repeat(482)}` });
  await tokenOf({ resultCallback: 'http://127.0.0.1:9/cb' });
});

describe('an orderNo', () => {
  it('is never free again by default, and with an option until a buyer has come', async () => {
    const orderNo = 'again-1';
    await tokenOf({ orderNo });
    expect((await tryCreate({ orderNo })).body['errorCode']).toBe('PAYMENT_DUPLICATION_ORDER_NO');
    await toss.options({ orderNoReuse: 'until-authenticated' });
    const payToken = await tokenOf({ orderNo });
    await toss.authenticate(payToken);
    expect((await tryCreate({ orderNo })).body['errorCode']).toBe('PAYMENT_DUPLICATION_ORDER_NO');
  });

  it('of more than two years ago is not free either', async () => {
    await toss.options({ orderNoReuse: 'until-authenticated' });
    const orderNo = 'old-1';
    await toss.history({
      orderNo,
      amount: 1000,
      state: 'PAY_CANCEL',
      createdAt: new Date((await toss.now()) - 800 * 86_400_000).toISOString(),
    });
    expect((await tryCreate({ orderNo })).body['errorCode']).toBe('PAYMENT_DUPLICATION_ORDER_NO');
  });

  it('is shared with v1', async () => {
    const { orderNo } = await toss.createPaid();
    expect((await tryCreate({ orderNo })).body['errorCode']).toBe('PAYMENT_DUPLICATION_ORDER_NO');
    const paid = await toss.createPaidV2();
    const { body } = await toss.call('payments', {
      orderNo: paid.orderNo,
      amount: 1000,
      amountTaxFree: 0,
      productDesc: '컵',
      autoExecute: false,
      retUrl: 'https://a.b/c',
      retCancelUrl: 'https://a.b/c',
    });
    expect(body['errorCode']).toBe('PAYMENT_DUPLICATION_ORDER_NO');
  });
});

describe('fields that may be absent', () => {
  it.each([
    ['true', true],
    ['false', false],
  ])('autoExecute is %s by option', async (autoExecuteAbsent, expected) => {
    await toss.options({ autoExecuteAbsent });
    const payToken = await tokenOf({
      autoExecute: undefined,
      resultCallback: 'https://shop.example/cb',
    });
    expect(await toss.payment(payToken)).toMatchObject({ autoExecute: expected });
  });

  it('autoExecute may be an error', async () => {
    await toss.options({ autoExecuteAbsent: 'error' });
    expect((await tryCreate({ autoExecute: undefined })).httpStatus).toBe(400);
  });

  it.each([
    ['absent, with a guide that says true', undefined, true, true],
    ['absent, with a page that says none', undefined, false, false],
    ['null', null, true, false],
    ['odd', 'maybe', true, false],
    ['true in a form', 'True', true, true],
  ])('cashReceipt %s', async (_name, cashReceipt, cashReceiptAbsent, expected) => {
    await toss.options({ cashReceiptAbsent });
    const payToken = await tokenOf({ cashReceipt });
    expect(await toss.payment(payToken)).toMatchObject({ cashReceipt: expected });
  });

  it.each([
    ['ignored', ''],
    ['kept', 'm'],
  ])('metadata is %s', async (formerFields, metadata) => {
    await toss.options({ formerFields });
    const payToken = await tokenOf({ metadata: 'm' });
    expect(await toss.payment(payToken)).toMatchObject({ metadata });
    await toss.options({ formerFields: 'refused' });
    expect((await tryCreate({ metadata: 'm' })).httpStatus).toBe(400);
  });
});

it('takes amounts as texts, unless the option wants numbers', async () => {
  await tokenOf({ amount: '11000' });
  await toss.options({ amountsAsText: false });
  expect((await tryCreate({ amount: '11000' })).httpStatus).toBe(400);
  await tokenOf();
});

describe('what the merchant offers', () => {
  const pages = async (fields: Record<string, unknown>) => {
    const { body } = await tryCreate(fields);
    return (await fetch(String(body['checkoutPage']))).text();
  };

  it('is what the checkout page shows', async () => {
    const money = await pages({ enablePayMethods: 'TOSS_MONEY' });
    expect(money).toContain('value="TOSS_MONEY"');
    expect(money).not.toContain('value="CARD"');
    const card = await pages({
      enablePayMethods: 'CARD',
      cardOptions: { options: [{ cardCompanyCode: 3 }] },
    });
    expect(card).not.toContain('value="TOSS_MONEY"');
    expect(card).toContain('value="CARD" checked');
    expect(card).toContain('삼성카드');
    expect(card).not.toContain('신한카드');
    expect(await pages({ enablePayMethods: 'ELSE' })).toContain('value="TOSS_MONEY"');
  });

  it('has months for a card, and what Toss takes off', async () => {
    expect(await pages({ amount: 49_999 })).not.toContain('spreadOut');
    expect(await pages({ amount: 50_000, installment: 'NOT_USE' })).not.toContain('spreadOut');
    await toss.options({ discountPercent: 10, pointsWon: 500 });
    const { body } = await tryCreate({ amount: 50_000 });
    const page = await (await fetch(String(body['checkoutPage']))).text();
    for (const words of ['즉시할인', '-5,000원', '토스포인트', '-500원', '44,500원', '3개월']) {
      expect(page).toContain(words);
    }
    const payToken = String(body['payToken']);
    const form = { payToken, action: 'pay', payMethod: 'CARD', cardCompanyName: '삼성' };
    const submit = (spreadOut: string) =>
      fetch(`${toss.url}/payfront/auth`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ ...form, spreadOut }),
      });
    const wrong = await submit('37');
    expect(wrong.status).toBe(409);
    expect(await wrong.text()).toContain('다른 결제 수단');
    expect((await submit('3')).status).toBe(303);
    await toss.callV2('execute', { payToken });
    expect(await toss.statusV2(payToken)).toMatchObject({
      paidAmount: 44_500,
      card: { spreadOut: 3, cardCompanyCode: 3 },
    });
  });

  it('is all that a buyer can pay with', async () => {
    const payToken = await tokenOf({
      enablePayMethods: 'CARD',
      cardOptions: { options: [{ cardCompanyCode: 3 }] },
      installment: 'NOT_USE',
    });
    await expect(toss.authenticate(payToken)).rejects.toThrow('409');
    await expect(toss.authenticate(payToken, 'CARD', '신한')).rejects.toThrow('409');
    await expect(toss.authenticate(payToken, 'CARD', '삼성', { spreadOut: 3 })).rejects.toThrow();
    expect(await toss.authenticate(payToken, 'CARD', '삼성')).toContain('cardCompany=3');
  });

  it('is told with the bank in retUrl for 토스머니', async () => {
    const payToken = await tokenOf();
    const to = await toss.authenticate(payToken, 'TOSS_MONEY', undefined, { bankCode: '092' });
    expect(new URL(to).searchParams.get('bankCode')).toBe('092');
  });
});

it('forgets how a buyer wanted to pay whom the bank then refused', async () => {
  await toss.options({ chargeProgressMs: 1000, chargeProgressFails: true });
  const payToken = await tokenOf({ autoExecute: true, resultCallback: 'https://shop.example/cb' });
  await toss.authenticate(payToken, 'CARD', '삼성', { discountWon: 1000, cardMethodType: 'CHECK' });
  await toss.advance(1000);
  await toss.options({ chargeProgressMs: 0, chargeProgressFails: false });
  await toss.authenticate(payToken, 'CARD', '신한');
  expect(await toss.statusV2(payToken)).toMatchObject({
    discountedAmount: 0,
    card: { cardMethodType: 'CREDIT', cardCompanyName: '신한' },
  });
});

it('keeps Toss’s limits for buyers by option', async () => {
  await toss.options({ buyerLimits: true });
  const large = await tokenOf({ amount: 2_000_001 });
  await expect(toss.authenticate(large)).rejects.toThrow('COMMON_EXCEED_LIMIT');
  await toss.authenticate(large, 'CARD');
  const small = await tokenOf({ amount: 150 });
  await expect(toss.authenticate(small, 'CARD', '신한', { discountWon: 51 })).rejects.toThrow(
    'CARD_MIN_AMOUNT_ERROR',
  );
  await expect(toss.authenticate(small, 'CARD', '신한', { spreadOut: 2 })).rejects.toThrow(
    'CARD_MIN_AMOUNT_FOR_SPREADOUT_ERROR',
  );
  await expect(
    toss.authenticate(small, 'TOSS_MONEY', undefined, { pointsWon: 150 }),
  ).rejects.toThrow('409');
});
