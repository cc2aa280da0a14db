/** 정산 of a payment: its payout day and fee, for whoever may export. */
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { PaymentDetailView } from '../../../client/payments/payment-detail.tsx';
import type { Answer } from '../../../shared/api.ts';
import { ko } from '../../support/words.ts';
import { absent, dearLine, line } from '../settlement/settlement-figures.ts';
import { detailOf, payToken, singlePayment } from '../support/fixtures.ts';
import { answer, http, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();

type Settled = Answer<'GET /api/payments/:payToken/settlement'>;

function show(settled: Settled | null, maySettle = true, status = 'PAY_COMPLETE') {
  const payment = singlePayment({ status, observedAt: new Date().toISOString() });
  desk.use(
    http.get(`/api/payments/${payToken}`, () => answer(detailOf(payment))),
    http.get(`/api/payments/${payToken}/settlement`, () =>
      settled === null ? refuse('storage-failed', 500) : answer(settled),
    ),
  );
  return renderScreen(
    <PaymentDetailView
      staffId="s1"
      maySettle={maySettle}
      payToken={payToken}
      onClose={vi.fn()}
      onAct={vi.fn()}
      operationActs={() => null}
    />,
  );
}

const section = { name: ko('detail.settlement.title') };

it('has the payout day of each line, its fee, and what does not fit', async () => {
  show({ lines: [dearLine, line({ transactionId: 'tx-9', isGone: true })], own: [] });
  const table = within(await screen.findByRole('table', section));
  const [row] = table.getAllByRole('row').slice(1);
  expect(table.getAllByRole('row')).toHaveLength(2);
  expect(row?.textContent).toContain('45,707원');
  expect(row?.textContent).toContain(ko('detail.settlement.feeDiffers'));
  expect(row?.textContent).toContain(
    ko('detail.settlement.feeAndVat', { fee: '−1,175', vat: '−118' }),
  );
  expect(table.getByRole('link').getAttribute('href')).toBe('/settlement/2026-11-24');
});

it('says what is not settled: not yet, or missing', async () => {
  const pending = { ...absent, kind: 'REFUND', refundNo: 'r1', state: 'pending' } as const;
  const exempt = { ...absent, refundNo: 'r2', state: 'exempt' } as const;
  show({
    lines: [line({ dueDay: null, state: 'amount-differs' })],
    own: [absent, pending, exempt],
  });
  const rows = within(await screen.findByRole('table', section)).getAllByRole('row');
  const texts = rows.slice(1).map(({ textContent }) => textContent);
  expect(texts).toHaveLength(3);
  expect(texts[0]).toContain(ko('detail.settlement.noDue'));
  expect(texts[0]).toContain(ko('detail.settlement.amountDiffers'));
  expect(texts[1]).toContain(ko('detail.settlement.missing'));
  expect(texts[2]).toContain(ko('detail.settlement.pending'));
});

it('says nothing while nothing is settled yet', async () => {
  let isAsked = false;
  desk.events.on('response:mocked', ({ request }) => {
    isAsked ||= request.url.endsWith('/settlement');
  });
  show({ lines: [], own: [{ ...absent, state: 'pending' }] });
  await screen.findByRole('table', { name: ko('detail.amounts.title') });
  await waitFor(() => expect(isAsked).toBe(true));
  expect(screen.queryByRole('table', section)).toBeNull();
});

it('says that it could not be loaded, without hiding the payment', async () => {
  show(null);
  await screen.findByText(new RegExp(ko('detail.settlement.failed')));
  expect(screen.getByRole('table', { name: ko('detail.amounts.title') })).toBeDefined();
});

it.each([
  ['without the permission', false, 'PAY_COMPLETE'],
  ['of a payment that is not paid', true, 'PAY_STANDBY'],
])('is not asked for %s', async (_, maySettle, status) => {
  show({ lines: [dearLine], own: [] }, maySettle, status);
  await screen.findByRole('table', { name: ko('detail.amounts.title') });
  expect(screen.queryByRole('table', section)).toBeNull();
});
