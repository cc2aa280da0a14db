/** Where the focus is after each act on a payment beside the list, and what is announced. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
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

const payment = (n: number) =>
  singlePayment({ payToken: `p-${String(n)}`, orderNo: `20261124-000${String(n)}` });
const listed = [1, 2, 3].map(payment);
/** Found by its number only: the list has no row of it. */
const elsewhere = payment(9);
const detail = (payToken: unknown) =>
  detailOf([...listed, elsewhere].find((one) => one.payToken === payToken) ?? elsewhere);

beforeEach(() => {
  const session = fakeSession('operator');
  session.standing = 'open';
  deskAccess.abandon();
  writeDeskNote(true);
  Element.prototype.scrollIntoView = () => undefined;
  desk.use(...answersRefundForm(() => detail('p-1')), ...answersSession(session));
  desk.use(
    http.get('/api/payments', ({ request }) => {
      const q = new URL(request.url).searchParams.get('q');
      const named = [...listed, elsewhere].filter(({ orderNo }) => orderNo === q);
      const items = named.length === 0 ? listed : named;
      return answer({ items, nextCursor: null });
    }),
    http.get('/api/payments/summary', () => answer(noSums)),
    http.get('/api/payments/:payToken', ({ params }) => answer(detail(params['payToken']))),
  );
});

/** The whole desk is rendered, on two cores that other test files use as well. */
const SLOW = { timeout: 20_000 };

const row = (n: number) => screen.findByRole('link', { name: payment(n).orderNo }, SLOW);
const panel = (n: number) =>
  screen.findByRole('article', { name: `결제 ${payment(n).orderNo}` }, SLOW);
const search = () => screen.findByRole('searchbox', { name: ko('list.search.label') });
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

async function searchFor(orderNo: string) {
  openDesk('/payments');
  await row(1);
  await userEvent.type(await search(), `${orderNo}{Enter}`);
}

it('goes to the payment that a search opened, and back to the search', async () => {
  await searchFor(elsewhere.orderNo);
  await focusArrivesAt(await panel(9));
  press('Escape');
  await focusArrivesAt(await search());
});

it('goes back to the row, where the list has one', async () => {
  await searchFor(payment(2).orderNo);
  await focusArrivesAt(await panel(2));
  press('Escape');
  await focusArrivesAt(await row(2));
});

it('stays on 다음 결제, and the payment that came is announced once', async () => {
  openDesk('/payments');
  fireEvent.click(await row(1));
  const next = within(await panel(1)).getByRole('button', { name: ko('detail.bar.next') });
  next.focus();
  const said: string[] = [];
  const region = document.querySelector('[data-announcer]');
  const watch = new MutationObserver(() => said.push(region?.textContent ?? ''));
  if (region !== null) {
    watch.observe(region, { childList: true, characterData: true, subtree: true });
  }
  fireEvent.click(next);
  await panel(2);
  await waitFor(() => expect(said).toEqual([`결제 ${payment(2).orderNo}`]));
  watch.disconnect();
  expect(document.activeElement?.getAttribute('aria-label')).toBe(ko('detail.bar.next'));
});

it('goes to the panel when the button that opened a dialog is gone', async () => {
  openDesk('/payments');
  fireEvent.click(await row(1));
  const refund = await within(await panel(1)).findByRole('button', {
    name: ko('list.columns.refunded'),
  });
  refund.focus();
  fireEvent.click(refund);
  await screen.findByLabelText(ko('operations.refund.someLabel'), {}, SLOW);
  refund.remove();
  press('Escape');
  await focusArrivesAt(await panel(1));
});
