/** Earlier refunds: which count, and in which order. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { refundOfAmount, refundsOfOrder } from '../../server/storage/refund-history.ts';
import {
  insertRow,
  openTestStorage,
  paidFacts,
  plantPayment,
  type TestStorage,
} from '../support/open-test-storage.ts';

let test: TestStorage;
beforeEach(() => {
  test = openTestStorage();
});
afterEach(() => test.close());

const AT = Date.parse('2026-01-02T00:00:00.000Z');
const ofSecond = (second: number) => new Date(AT + second * 1000).toISOString();

interface Given {
  payToken: string;
  amount: number;
  /** After `AT`. */
  second: number;
  no: number;
}

/** Refunds that were made elsewhere. */
const refunded = (refunds: readonly Given[]) =>
  test.storage.transact(function* () {
    for (const { payToken, amount, second, no } of refunds) {
      const at = ofSecond(second);
      yield* insertRow('payment_refund', {
        pay_token: payToken,
        refund_no: `refund-${String(no).padStart(6, '0')}`,
        amount,
        refunded_at: at,
        first_seen_at: at,
        origin: 'outside',
      });
    }
  });

it('looks at the newest thousand of an order', async () => {
  const payToken = await plantPayment(test.storage);
  const orderNo = payToken.replace('token', 'order');
  const all = Array.from({ length: 1003 }, (_, at) => at + 1);
  await refunded(all.map((at) => ({ payToken, amount: at, second: at, no: at })));
  const found = test.storage.read(refundsOfOrder({ orderNo, since: ofSecond(0) }));
  expect(found.map(({ amount }) => amount)).toEqual(all.slice(3).toReversed());
});

it('orders refunds of the same moment alike, in whatever order they came', async () => {
  const { orderNo } = paidFacts();
  const [first, second] = [
    await plantPayment(test.storage, { orderNo }),
    await plantPayment(test.storage, { orderNo }),
  ];
  await refunded([
    { payToken: first, amount: 100, second: 1, no: 2 },
    { payToken: second, amount: 200, second: 1, no: 1 },
    { payToken: first, amount: 300, second: 1, no: 1 },
    { payToken: second, amount: 400, second: 1, no: 2 },
  ]);
  const found = test.storage.read(refundsOfOrder({ orderNo, since: ofSecond(0) }));
  expect(found.map(({ amount }) => amount)).toEqual([400, 200, 100, 300]);
});

it('takes the same one of two refunds of an amount at the same moment', async () => {
  const payTokens = [await plantPayment(test.storage), await plantPayment(test.storage)];
  const both = payTokens.map((payToken, no) => ({ payToken, amount: 700, second: 1, no }));
  await refunded(both);
  const given = { amount: 700, since: ofSecond(0), otherThanOrderNo: 'another' };
  const orderNo = payTokens.at(-1)?.replace('token', 'order');
  expect(test.storage.read(refundOfAmount(given))).toMatchObject({ orderNo });
});
