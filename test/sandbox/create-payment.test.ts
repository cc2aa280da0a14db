import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startTestSandbox, TEST_API_KEY, type TestSandbox } from '../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());

const GUIDE = {
  orderNo: '1',
  amount: 35_000,
  amountTaxFree: 0,
  productDesc: '토스티셔츠',
  apiKey: 'sk_test_apikey1234567890',
  autoExecute: true,
  resultCallback: 'https://YOUR-SITE.COM/callback',
  retUrl: 'http://YOUR-SITE.COM/ORDER-CHECK',
  retCancelUrl: 'http://YOUR-SITE.COM/close',
};

function post(body: string, contentType: string, path = 'payments') {
  return fetch(`${toss.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
}

let order = 0;
async function tryCreate(fields: Record<string, unknown>) {
  order += 1;
  const { apiKey: _other, ...rest } = GUIDE;
  return toss.call('payments', { ...rest, orderNo: `try-${String(order)}`, ...fields });
}

describe('the guide’s own examples', () => {
  it('accepts the first one byte for byte', async () => {
    const text = `{
"orderNo":"1",
"amount":35000,
"amountTaxFree":0,
"productDesc":"토스티셔츠",
"apiKey":"sk_test_apikey1234567890",
"autoExecute":true,
"resultCallback":"https://YOUR-SITE.COM/callback",
"retUrl":"http://YOUR-SITE.COM/ORDER-CHECK",
"retCancelUrl":"http://YOUR-SITE.COM/close"
}`;
    const answer = await post(text, 'application/json');
    const body = (await answer.json()) as Record<string, unknown>;
    expect(answer.status).toBe(200);
    expect(body).toMatchObject({ code: 0, status: 200 });
    expect(String(body['payToken']).length).toBeLessThanOrEqual(30);
    expect(body['checkoutPage']).toBe(
      `${toss.url}/payfront/auth?payToken=${String(body['payToken'])}`,
    );
  });

  it('refuses the one whose parts don’t add up', async () => {
    const answer = await tryCreate({
      amountTaxable: 22_727,
      amountVat: 2273,
      amountServiceFee: 0,
      cashReceipt: true,
      metadata: "{'size':'XL','color':'Red'}",
    });
    expect(answer.httpStatus).toBe(400);
    expect(answer.body).toMatchObject({ code: -1, errorCode: 'COMMON_INVALID_PARAMETER' });
    expect(answer.body['msg']).toMatch(/[가-힣]/);
  });

  it('fills in the parts that the guide names when none are given', async () => {
    const made = await toss.create();
    expect(await toss.status(made.payToken)).toMatchObject({
      amountTaxable: 31_818,
      amountVat: 3182,
      amountTaxFree: 0,
      amountServiceFee: 0,
    });
  });
});

describe('encodings', () => {
  const form = (orderNo: string, flag: string): string =>
    new URLSearchParams({
      ...GUIDE,
      orderNo,
      amount: '35000',
      amountTaxFree: '0',
      autoExecute: flag,
    }).toString();

  it.each([
    ['application/x-www-form-urlencoded', 'true'],
    ['application/json', 'True'],
    ['application/x-www-form-urlencoded;charset=UTF-8', '1'],
    ['text/plain', 'TRUE'],
  ])('reads a form under %s with %s', async (contentType, flag) => {
    const answer = await post(form(`form-${flag}`, flag), contentType);
    expect(await answer.json()).toMatchObject({ code: 0 });
    const status = await post(
      new URLSearchParams({ apiKey: GUIDE.apiKey, orderNo: `form-${flag}` }).toString(),
      contentType,
      'status',
    );
    expect(await status.json()).toMatchObject({ amount: 35_000, productDesc: '토스티셔츠' });
  });

  it.each(['true', 'True', 1, '1', true])('takes %j for a boolean in JSON', async (autoExecute) => {
    const { body } = await tryCreate({ autoExecute });
    expect((await toss.payment(String(body['payToken'])))['autoExecute']).toBe(true);
  });

  it.each(['false', 'False', 0, '0', false])('takes %j for false', async (autoExecute) => {
    const { body } = await tryCreate({ autoExecute, resultCallback: undefined });
    expect((await toss.payment(String(body['payToken'])))['autoExecute']).toBe(false);
  });

  it('answers 400, never 500, to a body that can’t be decompressed', async () => {
    const answer = await fetch(`${toss.url}/api/v1/status`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: 'no gzip',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errorCode: 'COMMON_INVALID_PARAMETER' });
  });

  it('answers 400 to broken JSON and to bad UTF-8', async () => {
    expect((await post('{"orderNo":', 'application/json')).status).toBe(400);
    const bad = await fetch(`${toss.url}/api/v1/payments`, {
      method: 'POST',
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    });
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ code: -1, errorCode: 'COMMON_INVALID_PARAMETER' });
  });
});

describe('parameters', () => {
  const future = (ms: number): string =>
    new Date(Date.now() + ms + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

  it.each([
    ['orderNo absent', { orderNo: undefined }],
    ['orderNo too long', { orderNo: 'a'.repeat(51) }],
    ['orderNo in Korean', { orderNo: '주문1' }],
    ['orderNo with a blank', { orderNo: 'a b' }],
    ['amount 0', { amount: 0 }],
    ['amount negative', { amount: -1 }],
    ['amount above the limit', { amount: 10_000_000 }],
    ['amount with decimals', { amount: 100.5 }],
    ['amount in words', { amount: '만원' }],
    ['amount absent', { amount: undefined }],
    ['amountTaxFree absent', { amountTaxFree: undefined }],
    ['amountTaxFree alone less than amount', { amountTaxFree: 1000 }],
    ['an empty part', { amountVat: '' }],
    ['a negative part', { amountTaxable: 36_000, amountVat: -1000 }],
    ['productDesc blank', { productDesc: '  ' }],
    ['productDesc too long', { productDesc: '가'.repeat(256) }],
    ['productDesc with a quote', { productDesc: '"머그컵"' }],
    ['productDesc with a backslash', { productDesc: 'a\\b' }],
    ['productDesc with an apostrophe', { productDesc: "it's" }],
    ['retUrl absent', { retUrl: undefined }],
    ['retUrl no URL', { retUrl: 'javascript:alert(1)' }],
    ['retCancelUrl absent', { retCancelUrl: '' }],
    ['retUrl too long', { retUrl: `http://a.kr/${'a'.repeat(250)}` }],
    ['resultCallback absent with autoExecute', { resultCallback: undefined }],
    ['resultCallback on a strange port', { resultCallback: 'http://shop.example:8080/x' }],
    ['autoExecute nonsense', { autoExecute: 'yes' }],
    ['expiredTime in another form', { expiredTime: '2026-11-24T10:00:00Z' }],
    ['expiredTime past', { expiredTime: '2019-04-01 12:47:35' }],
    ['expiredTime above an hour', { expiredTime: future(61 * 60_000) }],
    ['expiredTime impossible', { expiredTime: '2027-02-30 12:00:00' }],
    ['metadata too long', { metadata: 'x'.repeat(1025) }],
  ])('refuses %s', async (_name, fields) => {
    const { httpStatus, body } = await tryCreate(fields);
    expect(httpStatus).toBe(400);
    expect(body).toMatchObject({ code: -1, status: 400, errorCode: 'COMMON_INVALID_PARAMETER' });
  });

  it.each([
    ['the smallest amount', { amount: 1 }],
    ['the largest amount', { amount: 9_999_999 }],
    ['every legal character', { orderNo: 'aZ09_-:.^@' }],
    ['amountTaxFree as the whole amount', { amountTaxFree: 35_000 }],
    [
      'four parts',
      {
        amountTaxable: 20_000,
        amountTaxFree: 10_000,
        amountVat: 2000,
        amountServiceFee: 3000,
      },
    ],
    ['a callback on any loopback port', { resultCallback: 'http://127.0.0.1:54321/x' }],
    ['expiredTime in 59 minutes', { expiredTime: future(59 * 60_000) }],
    ['null for an optional field', { metadata: null, expiredTime: null }],
    ['no callback without autoExecute', { autoExecute: false, resultCallback: undefined }],
  ])('accepts %s', async (_name, fields) =>
    expect((await tryCreate(fields)).body).toMatchObject({ code: 0 }),
  );

  it('makes everything taxable without a cash receipt', async () => {
    const made = await toss.create({ cashReceipt: false });
    expect(await toss.status(made.payToken)).toMatchObject({ amountTaxable: 35_000, amountVat: 0 });
  });
});

describe('keys and paths', () => {
  it.each([undefined, '', 'sk_live_apikey', 'pk_test_apikey', `sk_test_${'a'.repeat(23)}`, 42])(
    'answers 401 to the key %j',
    async (apiKey) => {
      const { httpStatus, body } = await tryCreate({ apiKey });
      expect(httpStatus).toBe(401);
      expect(body).toMatchObject({ code: -1, status: 401, errorCode: 'COMMON_INVALID_API_KEY' });
    },
  );

  it('takes a key of 30 characters', async () =>
    expect((await tryCreate({ apiKey: `sk_test_${'a'.repeat(22)}` })).body).toMatchObject({
      code: 0,
    }));

  it('answers 404 as Toss does', async () => {
    const answer = await post('{}', 'application/json', 'nowhere');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: -1, status: 404 });
    expect((await fetch(`${toss.url}/api/v1/payments`)).status).toBe(404);
  });

  it('shows a merchant only its own payments', async () => {
    const made = await toss.create();
    const other = { apiKey: 'sk_test_another' };
    for (const name of ['status', 'execute', 'cancel', 'refunds']) {
      const { body } = await toss.call(name, { ...other, payToken: made.payToken });
      expect(body).toMatchObject({ code: -1, errorCode: 'TRANSACTION_NOT_FOUND' });
    }
    const byOrder = await toss.call('status', { ...other, orderNo: made.orderNo });
    expect(byOrder.body).toMatchObject({ code: -1 });
    expect((await toss.create({ ...other, orderNo: made.orderNo })).payToken).not.toBe(
      made.payToken,
    );
  });
});

describe('reusing an orderNo', () => {
  it('is possible until a buyer has authenticated, and status answers the newest', async () => {
    const first = await toss.create({ orderNo: 'again' });
    const second = await toss.create({ orderNo: 'again' });
    expect((await toss.call('status', { orderNo: 'again' })).body['payToken']).toBe(
      second.payToken,
    );
    await toss.authenticate(first.payToken);
    const { body } = await tryCreate({ orderNo: 'again' });
    expect(body).toMatchObject({ code: -1, errorCode: 'PAYMENT_DUPLICATION_ORDER_NO' });
    // At most one of them gets paid.
    await expect(toss.authenticate(second.payToken)).rejects.toThrow('409');
    expect((await toss.call('status', { orderNo: 'again' })).body['payToken']).toBe(
      second.payToken,
    );
  });

  it('is possible after a cancel, and never after an approval', async () => {
    const canceled = await toss.create({ orderNo: 'free' });
    await toss.call('cancel', { payToken: canceled.payToken });
    await toss.create({ orderNo: 'free' });
    const approved = await toss.create({ orderNo: 'taken', autoExecute: false });
    await toss.authenticate(approved.payToken);
    await toss.call('cancel', { payToken: approved.payToken });
    expect((await tryCreate({ orderNo: 'taken' })).body).toMatchObject({ code: -1 });
  });
});

it('logs calls without the key', async () => {
  await toss.create({ orderNo: 'logged' });
  const calls = await toss.calls('payments');
  expect(calls.at(-1)).toMatchObject({
    call: 'payments',
    body: { orderNo: 'logged' },
    answered: { httpStatus: 200, code: 0 },
  });
  expect(JSON.stringify(calls)).not.toContain(TEST_API_KEY);
});
