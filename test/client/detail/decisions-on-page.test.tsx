import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { PaymentsPage } from '../../../client/pages/payments-page.tsx';
import { isOpen, type Operation } from '../../../shared/operation.ts';
import { paymentActions } from '../../../shared/payment-actions.ts';
import type { Role } from '../../../shared/permissions.ts';
import { detailOf, mixedPayment, noSums, operationOf, payToken } from '../support/fixtures.ts';
import { answer, answersReasons, http, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
Element.prototype.scrollIntoView = () => undefined;

const requestedBy = { id: 's2', name: '박서준' };
const absent = operationOf({ state: 'absent', requestedBy });
const booked = operationOf({ state: 'succeeded', requestedBy });
const disputed = { ...booked, disputed: true };

function openPage(operation: Operation, role: Role = 'manager') {
  const openOperation = isOpen(operation.state) ? operation : null;
  const payment = mixedPayment({ openOperation, observedAt: new Date().toISOString() });
  const detail = detailOf(payment, {
    actions: paymentActions(payment, role),
    operations: [operation],
  });
  desk.use(
    http.get(`/api/payments/${payToken}`, () => answer(detail)),
    http.get(`/api/operations/${operation.id}`, () => answer(operation)),
    http.get('/api/payments', () => answer({ items: [], nextCursor: null })),
    http.get('/api/payments/summary', () => answer(noSums)),
    http.get('/api/counters', () => new Response(null, { status: 503 })),
    answersReasons(),
    http.post('/api/events/watch', () => new Response(null, { status: 204 })),
  );
  return renderScreen(
    <PaymentsPage />,
    `/payments/${payToken}?sort=-amount`,
    '/payments/:payToken?',
    role,
  );
}

describe('the decisions about an operation, beside its payment', () => {
  it('open from the detail over the list, which keeps its filter', async () => {
    const { router } = openPage(absent);
    const button = await screen.findByRole(
      'button',
      { name: ko('operations.acts.button.give-up.refund') },
      { timeout: 10_000 },
    );
    await userEvent.click(button);
    expect(await screen.findByRole('dialog')).toBeDefined();
    const search = new URLSearchParams(router.state.location.search);
    expect(Object.fromEntries(search)).toEqual({
      sort: '-amount',
      act: 'give-up',
      operation: absent.id,
    });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(router.state.location.search).toBe('?sort=-amount'));
  });

  it('open for a refund that is booked and that Toss contradicts', async () => {
    const { router } = openPage(disputed);
    const button = await screen.findByRole(
      'button',
      { name: ko('operations.acts.titles.resolve') },
      { timeout: 10_000 },
    );
    await userEvent.click(button);
    await screen.findByRole('group', { name: ko('operations.acts.outcome') });
    expect(router.state.location.search).toContain(`act=resolve&operation=${booked.id}`);
  });

  it.each([
    [
      'whoever asked for it',
      { ...disputed, requestedBy: { id: 's1', name: '김민지' } },
      'manager',
      ko('operations.acts.whyNot.resolve.own-operation'),
    ],
    ['a clerk', disputed, 'operator', ko('operations.acts.whyNot.resolve.not-permitted')],
  ] as const)(
    'leave a contradicted one to another person: %s',
    async (_who, operation, role, why) => {
      openPage(operation, role);
      await screen.findByText(why, {}, { timeout: 10_000 });
      expect(
        screen.queryByRole('button', { name: ko('operations.acts.titles.resolve') }),
      ).toBeNull();
    },
  );

  it('are empty for one that is booked and uncontradicted', async () => {
    openPage(booked);
    await screen.findByRole('table', { name: ko('detail.amounts.title') }, { timeout: 10_000 });
    expect(screen.queryByRole('group', { name: ko('operations.acts.label') })).toBeNull();
  });
});
