import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
afterEach(() =>
  toss.options({
    executedAgainCode: 'PAYMENT_EXISTING_PAYMENT',
    cashReceiptIssuer: 'toss',
    notFoundCode: 'TRANSACTION_NOT_FOUND',
    unusedFields: 'absent',
    cardFieldTypes: 'typed',
    mode: 'TEST',
  }),
);

async function approved(choice = {}, payMethod = 'TOSS_MONEY') {
  const made = await toss.createV2({ autoExecute: false });
  await toss.authenticate(made.payToken, payMethod, undefined, choice);
  return made;
}

it('charges what is left beside discount and points, and ignores an amount', async () => {
  const { payToken, orderNo } = await approved({ discountWon: 3500, pointsWon: 1500 });
  const { body } = await toss.callV2('execute', { payToken, orderNo, amount: 1 });
  expect(body).toMatchObject({
    code: 0,
    mode: 'TEST',
    amount: 35_000,
    discountedAmount: 5000,
    paidAmount: 30_000,
    stateMsg: '결제 완료',
    accountBankCode: '088',
    cashReceiptMgtKey: expect.any(String),
  });
  expect((await toss.books()).charges.at(-1)).toMatchObject({ payToken, amount: 35_000 });
});

it('fails for another orderNo', async () => {
  const { payToken } = await approved();
  const { httpStatus } = await toss.callV2('execute', { payToken, orderNo: 'other' });
  expect(httpStatus).toBe(400);
  expect(await toss.statusV2(payToken)).toMatchObject({ payStatus: 'PAY_APPROVED' });
});

it.each([
  'PAYMENT_EXISTING_PAYMENT',
  'PAY_ALREADY_COMPLETED',
  'COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS',
])('answers %s to a second one, as the option says', async (executedAgainCode) => {
  await toss.options({ executedAgainCode });
  const { payToken } = await approved();
  await toss.callV2('execute', { payToken });
  const { body } = await toss.callV2('execute', { payToken });
  expect(body).toMatchObject({ code: -1, errorCode: executedAgainCode });
  const { charges } = await toss.books();
  expect(charges.filter((line) => line.payToken === payToken)).toHaveLength(1);
});

it('fails by state', async () => {
  const waiting = await toss.createV2({ autoExecute: false });
  const first = await toss.callV2('execute', { payToken: waiting.payToken });
  expect(first.body['errorCode']).toBe('EXECUTE_PAY_NOT_APPROVED');
  await toss.abandon(waiting.payToken);
  const second = await toss.callV2('execute', { payToken: waiting.payToken });
  expect(second.body['errorCode']).toBe('COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS');
  const { payToken } = await approved();
  await toss.fault({ call: 'v2/execute', fault: 'pending', ms: 5000 });
  for (let turn = 0; turn < 2; turn += 1) {
    const { body } = await toss.callV2('execute', { payToken });
    expect(body['errorCode']).toBe('TRANSACTION_PENDING_ERROR');
  }
  await toss.advance(5000);
  expect(await toss.statusV2(payToken)).toMatchObject({ payStatus: 'PAY_COMPLETE' });
});

it.each([
  ['COMMON_PAY_NOT_FOUND', { code: -1, errorCode: 'COMMON_PAY_NOT_FOUND' }],
  ['CORE_USER_ERROR', { code: -1, errorCode: 'CORE_USER_ERROR' }],
  ['none', { code: -1 }],
])('tells an unknown payment by %s', async (notFoundCode, told) => {
  await toss.options({ notFoundCode });
  for (const call of ['execute', 'status', 'refunds']) {
    const { body } = await toss.callV2(call, { payToken: 'unknown', refundNo: 'x' });
    expect(body).toMatchObject(told);
    if (notFoundCode === 'none') expect(body).toEqual(told);
  }
});

it('has null for unused fields, texts for card fields, no receipt of the shop’s own', async () => {
  await toss.options({ unusedFields: 'null', cashReceiptIssuer: 'shop', cardFieldTypes: 'text' });
  const money = await approved();
  const { body } = await toss.callV2('execute', { payToken: money.payToken });
  expect(body).toMatchObject({ cardNumber: null, cashReceiptMgtKey: null, errorCode: null });
  const card = await approved({ spreadOut: 0 }, 'CARD');
  const answer = await toss.callV2('execute', { payToken: card.payToken });
  expect(answer.body).toMatchObject({
    cardCompanyCode: '1',
    spreadOut: '0',
    noInterest: 'false',
    cardAuthorizationNo: '00000000',
    accountNumber: null,
  });
});
