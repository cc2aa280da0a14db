import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, TEST_API_KEY, type TestSandbox } from '../../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
beforeEach(() => toss.options({ cashReceiptCalls: 'served', cashReceiptIssuer: 'shop' }));

const DAY_MS = 86_400_000;
const BUYER = {
  cashReceiptKey: '01001230123',
  cashReceiptKeyType: 'PHONE',
  cashReceiptPurpose: 'DEDUCTION',
};
const issue = (payToken: string, fields: Record<string, unknown> = BUYER) =>
  toss.callV2('issue-cash-receipt', { payToken, ...fields });

/** A printed sample as the sandbox would write it about its own payment. */
function sample(name: string, payToken: string, mgtKey = ''): string {
  const text = readFileSync(join(import.meta.dirname, 'samples', `${name}.txt`), 'utf8');
  return text
    .replaceAll(/("[^"]*")|\s+/g, '$1')
    .replace('example_payToken', payToken)
    .replace('example_api_key', TEST_API_KEY)
    .replace('123456-123456', mgtKey)
    .replace('f017f18b-2356-bNpwieGeQp', mgtKey);
}

describe('the documents’ samples', () => {
  it('issue, info, popup and revoke', async () => {
    const { payToken } = await toss.createPaidV2({ amount: 1000 });
    const asked = JSON.parse(sample('receipt-issue.request', payToken)) as Record<string, unknown>;
    const issued = await toss.callV2('issue-cash-receipt', asked);
    const mgtKey = String(issued.body['cashReceiptMgtKey']);
    expect(mgtKey).toMatch(/^\d{6}-\d{6}$/);
    expect(issued.text).toBe(sample('receipt-issue.answer', payToken, mgtKey));
    const popup = await toss.callV2('cash-receipt-popupUri', { payToken });
    expect(popup.text).toBe(sample('receipt-popup.answer', payToken, mgtKey));
    const larger = await toss.createPaidV2({ amount: 10_000, productDesc: '테스트 상품' });
    const second = await issue(larger.payToken, { ...BUYER, cashReceiptKey: '01012341234' });
    const secondKey = String(second.body['cashReceiptMgtKey']);
    const info = await toss.callV2('cash-receipt-info', { payToken: larger.payToken });
    const printed = sample('receipt-info.answer', larger.payToken, secondKey);
    const today = String(info.body['tradeDate']);
    expect(info.text).toBe(printed.replace('20180512', today));
    const revoked = await toss.callV2('revoke-cash-receipt', { payToken: larger.payToken });
    expect(revoked.text).toBe(sample('receipt-revoke.answer', larger.payToken, secondKey));
  });
});

it('takes live keys only, unless the option serves it', async () => {
  await toss.options({ cashReceiptCalls: 'live-only' });
  const { payToken } = await toss.createPaidV2();
  expect((await issue(payToken)).body['errorCode']).toBe('COMMON_INVALID_API_KEY');
});

it('covers the buyer’s money alone, and what is left of it after a refund', async () => {
  const { payToken } = await toss.createPaidV2({ amount: 11_000 }, { discountWon: 1100 });
  const issued = await issue(payToken);
  expect(issued.body).toMatchObject({ supplyCost: 9000, tax: 900 });
  await toss.callV2('refunds', { payToken, refundNo: 'receipt-1', amount: 5500 });
  const revoked = await toss.callV2('revoke-cash-receipt', { payToken });
  expect(revoked.body).toMatchObject({ supplyCost: 4500, tax: 450 });
  expect((await toss.callV2('cash-receipt-info', { payToken })).body).toMatchObject({
    totalAmount: '4950',
    tradeType: '승인거래',
  });
  await toss.callV2('refunds', { payToken, refundNo: 'receipt-2' });
  await toss.callV2('revoke-cash-receipt', { payToken });
  expect((await toss.callV2('cash-receipt-info', { payToken })).body).toMatchObject({
    tradeType: '취소거래',
  });
  const again = await toss.callV2('revoke-cash-receipt', { payToken });
  expect(again.body['errorCode']).toBe('CASH_RECEIPT_ALREADY_CANCEL_FAIL');
});

it('is confirmed by the tax office after two days', async () => {
  const { payToken } = await toss.createPaidV2();
  await issue(payToken, { needSelfIssue: true });
  const info = async () => (await toss.callV2('cash-receipt-info', { payToken })).body;
  expect(await info()).toMatchObject({ status: 'ISSUE_APPLIED', identityNum: '01000001234' });
  await toss.advance(2 * DAY_MS);
  expect(await info()).toMatchObject({
    status: 'ISSUE_COMPLETE',
    confirmNum: expect.stringMatching(/^\d{9}$/),
    confirmTs: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
  });
});

it.each([
  ['CASH_RECEIPT_INVALID_PARAMETER', { ...BUYER, cashReceiptPurpose: undefined }],
  ['CASH_RECEIPT_INVALID_PARAMETER', { ...BUYER, cashReceiptKey: undefined }],
  ['CASH_RECEIPT_INVALID_USER_INFO', { ...BUYER, cashReceiptKey: '010-0123' }],
  ['COMMON_INVALID_PARAMETER', { ...BUYER, cashReceiptKeyType: 'E-MAIL' }],
])('refuses by %s', async (errorCode, fields) => {
  const { payToken } = await toss.createPaidV2();
  expect((await issue(payToken, fields)).body['errorCode']).toBe(errorCode);
});

it('refuses by what was paid, and with what', async () => {
  const card = await toss.createPaidV2({}, { payMethod: 'CARD' });
  expect((await issue(card.payToken)).body['errorCode']).toBe('CASH_RECEIPT_CANNOT_ISSUE_CARD');
  const waiting = await toss.createV2();
  const early = await issue(waiting.payToken);
  expect(early.body['errorCode']).toBe('CASH_RECEIPT_REGIST_ISSUE_FAIL');
  const { payToken } = await toss.createPaidV2();
  const none = await toss.callV2('cash-receipt-info', { payToken });
  expect(none.body['errorCode']).toBe('CASH_RECEIPT_NOT_EXIST');
  await issue(payToken, { cashReceiptPurpose: 'EVIDENCE', isCurrentCashReceiptKeyUsage: true });
  expect((await issue(payToken)).body['errorCode']).toBe('CASH_RECEIPT_ALREADY_ISSUE_FAIL');
});

it('knows the receipt that Toss itself issued', async () => {
  await toss.options({ cashReceiptIssuer: 'toss' });
  const { payToken } = await toss.createV2({ autoExecute: false });
  await toss.authenticate(payToken);
  const { body } = await toss.callV2('execute', { payToken });
  const info = await toss.callV2('cash-receipt-info', { payToken });
  expect(info.body['cashReceiptMgtKey']).toBe(body['cashReceiptMgtKey']);
  expect((await issue(payToken)).body['errorCode']).toBe('CASH_RECEIPT_ALREADY_ISSUE_FAIL');
});
