import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
// The palette's chunk, loaded ahead as the desk does: on a busy machine it takes seconds.
import '../../../client/pages/palette/palette-dialog.tsx';
import { deskAccess } from '../../../client/desk-access.ts';
import type { Payment } from '../../../shared/payment.ts';
import type { Role } from '../../../shared/permissions.ts';
import { detailOf, noSums, operationOf, singlePayment } from '../support/fixtures.ts';
import { focusArrivesAt } from '../support/focus.ts';
import { answersSession, fakeSession, openDesk, writeDeskNote } from '../support/open-desk.tsx';
import { answer, http, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
// Each of these renders the whole desk, on two cores that others use as well.
vi.setConfig({ testTimeout: 60_000 });
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;

const shirt = singlePayment({ payToken: 'p-1024', orderNo: '20261124-1024' });
const mug = singlePayment({ payToken: 'p-1025', orderNo: '20261124-1025', productDesc: '머그컵' });

let payments: Payment[];
let session: ReturnType<typeof fakeSession>;

function begin(role: Role = 'operator') {
  session = fakeSession(role);
  session.standing = 'open';
  desk.use(
    http.get('/api/payments', ({ request }) => {
      const q = new URL(request.url).searchParams.get('q');
      const items = payments.filter(({ orderNo }) => q === null || orderNo.includes(q));
      return answer({ items, nextCursor: null });
    }),
    http.get('/api/payments/summary', () => answer(noSums)),
    http.get('/api/payments/:payToken', ({ params }) => {
      const payment = payments.find(({ payToken }) => payToken === params['payToken']) ?? shirt;
      return answer(detailOf(payment));
    }),
    http.get('/api/operations', () => answer({ items: [], nextCursor: null })),
    ...answersSession(session),
  );
}

beforeEach(() => {
  payments = [shirt, mug];
  localStorage.clear();
  deskAccess.abandon();
  writeDeskNote(true);
  begin();
});

afterEach(() => {
  // Other files share this browser: no password prompt may be left open.
  deskAccess.abandon();
});

const press = () => userEvent.keyboard('{Control>}k{/Control}');
const palette = () => screen.findByRole('dialog', { name: ko('palette.title') });
const field = async () =>
  within(await palette()).findByRole<HTMLInputElement>('combobox', {
    name: ko('palette.label'),
  });
const isGone = () =>
  waitFor(() => expect(screen.queryByRole('dialog', { name: ko('palette.title') })).toBeNull());
const optionNames = () => screen.getAllByRole('option').map((one) => one.textContent);
/** What a screen reader announces as selected. */
const chosen = (input: HTMLElement) =>
  document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '';
const said = async () => within(await palette()).getByRole('status').textContent;

async function opened(path = '/payments') {
  const view = openDesk(path);
  await screen.findByRole('navigation', { name: ko('frame.nav.label') });
  await press();
  return { ...view, input: await field() };
}

describe('the palette', () => {
  it('opens also while somebody types, takes the focus, and returns it', async () => {
    openDesk('/payments');
    const search = await screen.findByRole('searchbox');
    await userEvent.click(search);
    await userEvent.keyboard('머그');
    await press();
    const input = await field();
    await focusArrivesAt(input);
    expect(input.getAttribute('aria-expanded')).toBe('true');
    const list = within(await palette()).getByRole('listbox');
    expect(input.getAttribute('aria-controls')).toBe(list.id);
    await userEvent.keyboard('{Escape}');
    await isGone();
    expect(document.activeElement).toBe(search);
    expect((search as HTMLInputElement).value).toBe('머그');
  });

  it('is opened by a button as well, which shows the shortcut; the same keys close it', async () => {
    openDesk('/payments');
    const button = await screen.findByRole('button', { name: ko('palette.title') });
    expect(button.textContent).toContain('Ctrl K');
    await userEvent.click(button);
    await field();
    await press();
    await isGone();
    expect(document.activeElement).toBe(button);
  });

  it('opens with a Korean input method on', async () => {
    openDesk('/payments');
    await screen.findByRole('navigation', { name: ko('frame.nav.label') });
    fireEvent.keyDown(document.body, { key: 'ㅏ', code: 'KeyK', ctrlKey: true });
    await field();
  });

  it('stays closed over another dialog', async () => {
    openDesk('/payments');
    await screen.findByRole('navigation', { name: ko('frame.nav.label') });
    await userEvent.keyboard('?');
    await screen.findByRole('dialog', { name: ko('keys.title') });
    await press();
    expect(screen.queryByRole('dialog', { name: ko('palette.title') })).toBeNull();
  });

  it('moves with the arrows over all entries, and wraps around', async () => {
    const { input } = await opened('/review');
    const names = optionNames();
    expect(chosen(input)).toBe(names[0]);
    await userEvent.keyboard('{ArrowUp}');
    expect(chosen(input)).toBe(names.at(-1));
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(chosen(input)).toBe(names[1]);
    expect(screen.getAllByRole('option', { selected: true })).toHaveLength(1);
  });

  it.each([ko('settings.title'), 'ㅅㅈ', 'settings', 'preferences', 'tjfwjd'])(
    'finds a page by %s',
    async (text) => {
      const { input, address } = await opened();
      await userEvent.type(input, text);
      expect(chosen(input)).toMatch(/^설정/);
      await userEvent.keyboard('{Enter}');
      await isGone();
      await waitFor(() => expect(address()).toBe('/settings'));
    },
  );

  it('ignores an Enter that ends a syllable', async () => {
    const { input } = await opened();
    await userEvent.type(input, ko('settings.title'));
    fireEvent.keyDown(input, { key: 'Enter', isComposing: true });
    expect(await palette()).toBeDefined();
  });

  it('announces how many results there are, and when there are none', async () => {
    const { input } = await opened();
    await userEvent.type(input, '승인');
    expect(await said()).toMatch(/^\d+개를 고를 수 있어요$/);
    await userEvent.type(input, '고양이');
    expect(await said()).toBe(ko('palette.nothing'));
    expect(optionNames()).toEqual([ko('palette.find', { text: '승인고양이' })]);
  });

  it('leads to common filters', async () => {
    const { input, address } = await opened();
    await userEvent.type(input, '오늘 환불{Enter}');
    await waitFor(() => expect(address()).toContain('period=today'));
    expect(address()).toContain('status=REFUND_SUCCESS');
  });

  it('offers only pages and acts that the person may use', async () => {
    begin('viewer');
    await opened('/payments/p-1024');
    await screen.findByRole('group', { name: '결제 20261124-1024' });
    const names = optionNames().join(' ');
    expect(names).not.toMatch(/감사 기록|직원|결제 만들기|^환불| 환불r/);
    expect(screen.queryByRole('option', { name: ko('common.kind.refund') })).toBeNull();
  });
});

describe('the current payment', () => {
  it('is the open one, with exactly its permitted acts', async () => {
    const { address } = await opened('/payments/p-1024?sort=-amount');
    const group = await screen.findByRole('group', { name: '결제 20261124-1024' });
    const acts = within(group).getAllByRole('option');
    expect(acts.map((one) => one.textContent)).toEqual([
      '환불r',
      ko('palette.names.recheck'),
      ko('palette.names.copyOrderNo'),
      ko('palette.names.copyLink'),
    ]);
    await userEvent.click(within(group).getByRole('option', { name: ko('common.kind.refund') }));
    await waitFor(() => expect(address()).toBe('/payments/p-1024?sort=-amount&act=refund'));
  });

  it('is the one whose row has the focus', async () => {
    openDesk('/payments');
    const link = await screen.findByRole('link', { name: '20261124-1025' });
    link.focus();
    await press();
    const group = await screen.findByRole('group', { name: '결제 20261124-1025' });
    within(group).getByRole('option', { name: ko('palette.names.detail') });
    within(group).getByRole('option', { name: ko('common.kind.refund') });
  });

  it('offers no act that its open operation blocks, but the decision that it waits for', async () => {
    const operation = operationOf({ state: 'ready', requestedBy: { id: 's1', name: '김민지' } });
    const openOperation = { ...operation, sentAt: null };
    const busy = { ...shirt, openOperation };
    desk.use(
      http.get('/api/payments/summary', () => answer(noSums)),
      http.get('/api/payments/:payToken', () =>
        answer(detailOf(busy, { operations: [operation] })),
      ),
    );
    const { address } = await opened('/payments/p-1024');
    const group = await screen.findByRole('group', { name: '결제 20261124-1024' });
    expect(within(group).queryByRole('option', { name: ko('common.kind.refund') })).toBeNull();
    await userEvent.click(
      within(group).getByRole('option', { name: ko('operations.acts.button.withdraw.unsent') }),
    );
    await waitFor(() =>
      expect(address()).toBe(`/payments/p-1024?act=withdraw&operation=${operation.id}`),
    );
  });
});

describe('an order number', () => {
  it('opens its payment at once', async () => {
    const { input, address } = await opened();
    await userEvent.type(input, '20261124-1025{Enter}');
    await waitFor(() => expect(address()).toBe('/payments/p-1025'));
  });

  it('that is incomplete shows possible matches, and leads to the list', async () => {
    const { input, address } = await opened();
    await userEvent.type(input, '20261124-10');
    const line = await screen.findByRole('option', { name: /20261124-1025.*결제 완료.*10,000원/ });
    expect(chosen(input)).toBe(ko('palette.find', { text: '20261124-10' }));
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(address()).toBe('/payments?period=all&q=20261124-10'));
    expect(line.isConnected).toBe(false);
  });
});

describe('recent entries', () =>
  it('come first next time, for this person alone; nothing of a payment is stored', async () => {
    const { input } = await opened('/payments/p-1024');
    await userEvent.type(input, '할 일{Enter}');
    await isGone();
    await press();
    await userEvent.type(await field(), '주문번호 복사{Enter}');
    await isGone();
    await press();
    await field();
    const recent = screen.getByRole('group', { name: ko('palette.groups.recent') });
    const names = within(recent).getAllByRole('option');
    expect(names).toHaveLength(1);
    expect(names[0]?.textContent).toMatch(/^할 일/);
    expect(localStorage.getItem('changgu.palette.s1')).toBe('["page:review"]');
    expect(screen.getAllByRole('option', { name: /^할 일/ })).toHaveLength(1);
    expect(localStorage.getItem('changgu.palette.s2')).toBeNull();
  }));

describe('the person', () => {
  it('can be switched: the next one continues at the same place', async () => {
    const { input, address } = await opened('/payments?sort=-amount');
    await userEvent.type(input, `${ko('frame.person.change')}{Enter}`);
    await screen.findByLabelText(ko('session.password'));
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount');
    expect(session.calls).toEqual(['sign-out']);
  });

  it('is asked first where a form was filled in', async () => {
    const { input, address } = await opened('/payments/new');
    await userEvent.keyboard('{Control>}k{/Control}');
    await isGone();
    await userEvent.type(await screen.findByLabelText(ko('create.product')), '머그컵');
    await press();
    expect(input.isConnected).toBe(false);
    await userEvent.type(await field(), '로그아웃{Enter}');
    await within(await palette()).findByText(ko('session.change.bodyLeave'));
    expect(session.calls).toEqual([]);
    await userEvent.click(
      within(await palette()).getByRole('button', { name: ko('settings.shorter.back') }),
    );
    await isGone();
    expect(address()).toBe('/payments/new');
  });

  it('changes the theme and the language, which is announced', async () => {
    const kept: unknown[] = [];
    desk.use(
      http.put('/api/me/preferences', async ({ request }) => {
        kept.push(await request.json());
        return answer(kept.at(-1) as object);
      }),
    );
    const { input } = await opened('/review');
    await userEvent.type(input, 'dark mode{Enter}');
    await waitFor(() =>
      expect(document.querySelector('[data-announcer]')?.textContent).toBe(
        ko('palette.changed', { what: '어두운 화면' }),
      ),
    );
    expect(kept.at(-1)).toMatchObject({ theme: 'dark' });
    await press();
    await userEvent.type(await field(), 'english{Enter}');
    await screen.findByRole('heading', { name: 'To do' });
    await press();
    const english = await screen.findByRole('combobox', { name: /order number/ });
    await userEvent.type(english, '한국어{Enter}');
    await screen.findByRole('heading', { name: ko('review.title') });
  });

  it('finds the lock, which closes the palette and reveals nothing of it', async () => {
    const { input } = await opened();
    await userEvent.type(input, 'ㅎㅁ ㅈㄱㄱ{Enter}');
    await screen.findByRole('dialog', { name: ko('session.lock.label') });
    await isGone();
    await press();
    expect(screen.queryByRole('dialog', { name: ko('palette.title') })).toBeNull();
  });
});
