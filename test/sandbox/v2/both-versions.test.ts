/** One set of books: what one version made, the other reads and refunds. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
afterEach(() =>
  toss.options({
    v1ListsV2Refunds: true,
    v1StatusServed: true,
    v1CancelServed: true,
    v1StatusFields: '2019-05',
  }),
);

const byV1 = (payToken: string, refundNo: string, amount: number) =>
  toss.call('refunds', { payToken, refundNo, amount, amountTaxFree: 0 });
const byV2 = (payToken: string, refundNo: string, amount: number) =>
  toss.callV2('refunds', { payToken, refundNo, amount });

it.each(['v1', 'v2'])('a payment made by %s is refunded by both', async (version) => {
  const { payToken } = await (version === 'v1' ? toss.createPaid() : toss.createPaidV2());
  const name = (step: number) => `${version}-${String(step)}`;
  expect((await byV2(payToken, name(1), 1000)).body).toMatchObject({ refundableAmount: 34_000 });
  expect((await byV1(payToken, name(2), 2000)).body).toMatchObject({ refundableAmount: 32_000 });
  expect((await byV2(payToken, name(3), 3000)).body).toMatchObject({ refundableAmount: 29_000 });
  const { refunds } = await toss.status(payToken);
  expect(refunds).toMatchObject([
    { refundNo: name(1), amount: 1000, status: 'SUCCESS' },
    { refundNo: name(2), amount: 2000 },
    { refundNo: name(3), amount: 3000 },
  ]);
  const status = await toss.statusV2(payToken);
  expect(status).toMatchObject({
    payStatus: 'REFUND_SUCCESS',
    refundableAmount: 29_000,
    transactions: [
      { transactionAmount: 35_000 },
      { transactionAmount: -1000 },
      { transactionAmount: -2000 },
      { transactionAmount: -3000 },
    ],
  });
  const { refunds: lines } = await toss.books();
  expect(lines.filter((line) => line.payToken === payToken)).toHaveLength(3);
});

it('a number used by one version is used for the other', async () => {
  const { payToken } = await toss.createPaid();
  await byV1(payToken, 'shared', 1000);
  expect((await byV2(payToken, 'shared', 9000)).body['errorCode']).toBe(
    'REFUND_REFUND_NO_DUPLICATE',
  );
  expect((await byV2(payToken, 'shared', 1000)).body).toMatchObject({ code: 0 });
  await byV2(payToken, 'shared-2', 1000);
  expect((await byV1(payToken, 'shared-2', 1000)).body['errorCode']).toBe(
    'REFUND_REFUND_NO_DUPLICATE',
  );
});

it('v1 may leave out refunds that v2 made', async () => {
  const { payToken } = await toss.createPaid();
  await byV1(payToken, 'seen-1', 1000);
  await byV2(payToken, 'unseen-1', 2000);
  await toss.options({ v1ListsV2Refunds: false });
  expect(await toss.status(payToken)).toMatchObject({ refunds: [{ refundNo: 'seen-1' }] });
});

it('v1 tells a discount, and what of it stays', async () => {
  const { payToken } = await toss.create({ amount: 10_000, autoExecute: false });
  await toss.authenticate(payToken, 'TOSS_MONEY', undefined, { discountWon: 1000 });
  const executed = await toss.call('execute', { payToken });
  expect(executed.body).toMatchObject({ code: 0, discountedAmount: 1000 });
  const refunded = await byV1(payToken, 'v1-discount', 4000);
  expect(refunded.body).toMatchObject({ code: 0, discountedAmount: 600 });
  expect(await toss.status(payToken)).toMatchObject({ discountedAmount: 1000 });
  expect(await toss.statusV2(payToken)).toMatchObject({ refundableAmount: 6000 });
});

it('v1 executes what v2 made, and cancels it with a longer reason', async () => {
  const first = await toss.createV2({ autoExecute: false });
  await toss.authenticate(first.payToken);
  expect((await toss.call('execute', { payToken: first.payToken })).body['code']).toBe(0);
  const second = await toss.createV2();
  const cancel = { payToken: second.payToken, reason: '가'.repeat(255) };
  expect((await toss.call('cancel', cancel)).body['code']).toBe(0);
  expect(await toss.statusV2(second.payToken)).toMatchObject({ payStatus: 'PAY_CANCEL' });
  const old = await toss.create();
  expect((await toss.call('cancel', { ...cancel, payToken: old.payToken })).httpStatus).toBe(400);
});

it('v1’s status and cancel may be gone', async () => {
  const { payToken } = await toss.create();
  await toss.options({ v1StatusServed: false, v1CancelServed: false });
  for (const call of ['status', 'cancel']) {
    const { httpStatus, body } = await toss.call(call, { payToken });
    expect([httpStatus, body['errorCode']]).toEqual([404, 'COMMON_NOT_FOUND']);
  }
  expect(await toss.statusV2(payToken)).toMatchObject({ payStatus: 'PAY_STANDBY' });
});

it('v1 may tell approval number, months and slip as well', async () => {
  await toss.options({ v1StatusFields: '2019-07' });
  const card = await toss.createPaidV2(
    { amount: 60_000 },
    { payMethod: 'CARD', cardCompanyName: '롯데', spreadOut: 6, noInterest: true },
  );
  expect(await toss.status(card.payToken)).toMatchObject({
    cardCompanyCode: '5',
    cardCompanyName: '롯데',
    cardAuthorizationNo: '00000000',
    spreadOut: '6',
    noInterest: 'true',
    cardMethodType: 'CREDIT',
    salesCheckLinkUrl: expect.stringContaining(card.payToken),
  });
  const money = await toss.createPaid();
  expect(await toss.status(money.payToken)).toMatchObject({ cardMethodType: 'NONE' });
});

it('a payment of v1 by card is told by v2 with all that v2 tells', async () => {
  const { payToken } = await toss.create();
  await toss.authenticate(payToken, 'CARD', '롯데');
  expect(await toss.statusV2(payToken)).toMatchObject({
    payMethod: 'CARD',
    card: { cardCompanyCode: 5, cardCompanyName: '롯데' },
  });
});
