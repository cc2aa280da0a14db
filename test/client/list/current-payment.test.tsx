/** Shortcuts act on the payment that the screen shows, and on no other. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { payTokenAtHand } from '../../../client/pages/palette/payment-at-hand.ts';
import { detailOf, noSums, singlePayment } from '../support/fixtures.ts';
import { focusArrivesAt } from '../support/focus.ts';
import { answersSession, fakeSession, openDesk, writeDeskNote } from '../support/open-desk.tsx';
import { answersRefundForm } from '../support/refund-form.tsx';
import { answer, http, testDesk } from '../support/render-screen.tsx';
// Imported here, so that no test has to wait for the lazy chunk.
import '../../../client/payments/payment-detail.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
vi.setConfig({ testTimeout: 60_000 });
window.scrollTo = () => undefined;

const payments = [1, 2, 3].map((n) =>
  singlePayment({ payToken: `p-${String(n)}`, orderNo: `20261124-000${String(n)}` }),
);
const detail = (payToken: unknown) =>
  detailOf(payments.find((one) => one.payToken === payToken) ?? singlePayment());

beforeEach(() => {
  const session = fakeSession('operator');
  session.standing = 'open';
  deskAccess.abandon();
  writeDeskNote(true);
  Element.prototype.scrollIntoView = () => undefined;
  Object.defineProperty(window, 'scrollY', { value: 0, writable: true, configurable: true });
  desk.use(
    http.get('/api/payments', () => answer({ items: payments, nextCursor: null })),
    http.get('/api/payments/summary', () => answer(noSums)),
    http.get('/api/payments/:payToken', ({ params }) => answer(detail(params['payToken']))),
    ...answersRefundForm(() => detail('p-1')),
    ...answersSession(session),
  );
  desk.use(
    http.get('/api/payments/summary', () => answer(noSums)),
    http.get('/api/payments/:payToken', ({ params }) => answer(detail(params['payToken']))),
  );
});

const row = (n: number) => screen.getByRole('link', { name: `20261124-000${String(n)}` });
const panel = (n: number) => screen.findByLabelText(`결제 20261124-000${String(n)}`);
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

async function open(path: string) {
  const view = openDesk(path);
  await screen.findByRole('link', { name: '20261124-0001' });
  return view;
}

it('moves the open payment with j and k, and the way back stays the same', async () => {
  const { address, router } = await open('/payments');
  fireEvent.click(row(1));
  await panel(1);
  press('j');
  await panel(2);
  await focusArrivesAt(row(2));
  press('j');
  await panel(3);
  press('k');
  await panel(2);
  expect(address()).toBe('/payments/p-2');
  await router.navigate(-1);
  expect(address()).toBe('/payments');
});

it('opens its dialog once, however often it is requested, with one history entry', async () => {
  const { address, router } = await open('/payments');
  fireEvent.click(row(1));
  const back = async () => {
    await screen.findByLabelText(ko('operations.refund.someLabel'), {}, { timeout: 20_000 });
    await router.navigate(-1);
    expect(address()).toBe('/payments/p-1');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  };
  const refund = await within(await panel(1)).findByRole('button', {
    name: ko('list.columns.refunded'),
  });
  fireEvent.click(refund);
  fireEvent.click(refund);
  expect(address()).toBe('/payments/p-1?act=refund');
  await back();
  fireEvent.keyDown(document.body, { key: 'r', repeat: true });
  expect(address()).toBe('/payments/p-1');
  press('r');
  press('r');
  expect(address()).toBe('/payments/p-1?act=refund');
  await back();
});

it('closes to the list where the dialog’s own address was opened', async () => {
  const { address } = await open('/payments/p-1?act=refund');
  await screen.findByLabelText(ko('operations.refund.someLabel'), {}, { timeout: 20_000 });
  press('Escape');
  await waitFor(() => expect(address()).toBe('/payments/p-1'));
});

it('refunds the open payment, wherever the focus is', async () => {
  const { address } = await open('/payments/p-1');
  await panel(1);
  row(3).focus();
  expect(payTokenAtHand('/payments/p-1')).toBe('p-1');
  press('r');
  await waitFor(() => expect(address()).toBe('/payments/p-1?act=refund'));
});

it('does nothing for a payment that is open but not shown yet', async () => {
  let show: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  desk.use(
    http.get('/api/payments/summary', () => answer(noSums)),
    http.get('/api/payments/:payToken', async ({ params }) => {
      await shown;
      return answer(detail(params['payToken']));
    }),
  );
  const { address } = await open('/payments/p-1');
  press('r');
  expect(address()).toBe('/payments/p-1');
  show();
  await panel(1);
  press('r');
  await waitFor(() => expect(address()).toBe('/payments/p-1?act=refund'));
});

it('scrolls a row into view before a key acts on it', async () => {
  const { address } = await open('/payments');
  row(2).focus({ preventScroll: true });
  Element.prototype.scrollIntoView = () => {
    window.scrollY = 400;
  };
  press('r');
  await Promise.resolve();
  expect(address()).toBe('/payments');
  press('r');
  await waitFor(() => expect(address()).toBe('/payments/p-2?act=refund'));
});
