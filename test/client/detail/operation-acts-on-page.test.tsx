import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { PaymentsPage } from '../../../client/pages/payments-page.tsx';
import { paymentActions } from '../../../shared/payment-actions.ts';
import { detailOf, mixedPayment, operationOf, payToken } from '../support/fixtures.ts';
import { answer, answersReasons, http, renderScreen, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();
Element.prototype.scrollIntoView = () => undefined;

const absent = operationOf({ state: 'absent', requestedBy: { id: 's2', name: '박서준' } });
const payment = mixedPayment({ openOperation: absent, observedAt: new Date().toISOString() });

function openPage() {
  const detail = detailOf(payment, {
    actions: paymentActions(payment, 'manager'),
    operations: [absent],
  });
  desk.use(
    http.get(`/api/payments/${payToken}`, () => answer(detail)),
    http.get(`/api/operations/${absent.id}`, () => answer(absent)),
    http.get('/api/payments', () => answer({ items: [], nextCursor: null })),
    http.get('/api/payments/summary', () =>
      answer({ count: 0, paid: 0, refunded: 0, net: 0, byStatus: {} }),
    ),
    http.get('/api/counters', () => new Response(null, { status: 503 })),
    answersReasons(),
    http.post('/api/events/watch', () => new Response(null, { status: 204 })),
  );
  return renderScreen(
    <PaymentsPage />,
    `/payments/${payToken}?sort=-amount`,
    '/payments/:payToken?',
    'manager',
  );
}

describe('the decisions about an operation, beside its payment', () => {
  it('open from the detail over the list, which keeps its filter', async () => {
    const { router } = openPage();
    const button = await screen.findByRole('button', { name: /^포기/ }, { timeout: 10_000 });
    await userEvent.click(button);
    expect(await screen.findByRole('dialog')).toBeDefined();
    const search = new URLSearchParams(router.state.location.search);
    expect(Object.fromEntries(search)).toEqual({
      sort: '-amount',
      act: 'give-up',
      operation: absent.id,
    });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => {
      expect(router.state.location.search).toBe('?sort=-amount');
    });
  });
});
