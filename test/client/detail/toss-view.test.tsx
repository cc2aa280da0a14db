/** The facts that only v2 answers have, in the detail of a payment. */
import { screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { evidenceText } from '../../../client/parts/evidence-text.ts';
import { i18n } from '../../../client/copy/i18n.ts';
import { PaymentDetailView } from '../../../client/payments/payment-detail.tsx';
import type { PaymentDetail } from '../../../shared/api.ts';
import type { TossView } from '../../../shared/payment.ts';
import { ko } from '../../support/words.ts';
import { detailOf, mixedPayment, operationOf, payToken } from '../support/fixtures.ts';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();

const line = { paidWon: 9000, discountWon: 1000, at: '2026-05-01T03:00:00.000Z' };
const view: TossView = {
  discountWon: 700,
  pointsWon: 300,
  paidWon: 9000,
  refundableWon: 6000,
  cupDepositWon: 500,
  cardUser: 'CORP_COMPANY',
  bankCode: null,
  bankName: null,
  transactions: [
    { step: 'PAY', transactionId: 'tx-pay', amount: 10_000, ...line },
    { step: 'REFUND', transactionId: 'tx-1', amount: 4000, ...line, paidWon: 3600 },
  ],
};

function showDetail(detail: PaymentDetail): void {
  desk.use(http.get(`/api/payments/${payToken}`, () => answer(detail)));
  renderScreen(
    <PaymentDetailView
      staffId="s1"
      payToken={payToken}
      onClose={vi.fn()}
      onAct={vi.fn()}
      operationActs={() => null}
    />,
  );
}

async function factsOf(tossView: TossView | null) {
  showDetail(detailOf(mixedPayment({ tossView, remaining: 5000, status: 'REFUND_SUCCESS' })));
  const title = await screen.findByRole('heading', { name: ko('detail.facts.title') });
  const section = title.closest('section');
  if (section === null) throw new Error('no section');
  return (term: string) => within(section).queryByText(term)?.nextElementSibling?.textContent;
}

it('shows discount, transactions, and the refundable amounts of Toss and of the desk', async () => {
  const fact = await factsOf(view);
  expect(fact(ko('detail.facts.instantDiscount'))).toBe('700원');
  expect(fact(ko('detail.facts.points'))).toBe('300원');
  expect(fact(ko('detail.facts.paidOfOwn'))).toBe('9,000원');
  expect(fact(ko('detail.facts.cupDeposit'))).toBe('500원');
  expect(fact(ko('detail.facts.cardUser'))).toBe('법인');
  expect(fact(ko('detail.facts.refundable'))).toBe('6,000원 (창구 기준 5,000원)');
  expect(fact(ko('detail.facts.transactions'))).toMatch(/결제 10,000원 · .+환불 4,000원 · /);
});

it('leaves out discount and points that are only of the amount left', async () => {
  const fact = await factsOf({ ...view, discountWon: 420, pointsWon: 180, paidWon: 5400 });
  expect(fact(ko('detail.facts.instantDiscount'))).toBeUndefined();
  expect(fact(ko('detail.facts.refundable'))).toContain('6,000원');
});

it('shows none of them if the payment was read by v1', async () => {
  const fact = await factsOf(null);
  expect(fact(ko('detail.facts.refundable'))).toBeUndefined();
  expect(fact(ko('detail.facts.transactions'))).toBeUndefined();
});

const evidence = {
  ...{ source: 'status' as const, cause: 'seen-done' as const, at: '2026-05-01T03:00:00.000Z' },
  detail: 'Toss lists one new refund',
};

it('says that a refund was found only by amount and time', () => {
  const words = (grade?: 'amount-and-time') =>
    evidenceText(operationOf({ evidence: { ...evidence, grade } }), Date.now(), i18n.t);
  expect(words('amount-and-time')).toContain(ko('review.amountAndTime'));
  expect(words()).toContain(ko('review.causes.seen-done'));
});

it.each([
  ['amount-and-time', 1],
  [undefined, 0],
] as const)('tells it beside the refund: %s', async (grade, times) => {
  const operation = operationOf({ state: 'succeeded', evidence: { ...evidence, grade } });
  const detail = detailOf(mixedPayment({ refunded: 4000, remaining: 6000 }), {
    operations: [operation],
  });
  showDetail({
    ...detail,
    refunds: detail.refunds.map((one) => ({ ...one, operationId: operation.id })),
  });
  const refunds = await screen.findByRole('table', { name: ko('detail.refunds.title') });
  expect(within(refunds).queryAllByText(ko('detail.refunds.byAmountAndTime'))).toHaveLength(times);
});
