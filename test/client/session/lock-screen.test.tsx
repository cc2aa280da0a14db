import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { meOptions } from '../../../client/me.ts';
import { detailOf, mixedPayment } from '../support/fixtures.ts';
import { focusArrivesAt } from '../support/focus.ts';
import {
  answersSession,
  CODE,
  fakeSession,
  openDesk,
  otherTab,
  PASSWORD,
  writeDeskNote,
  type FakeSession,
} from '../support/open-desk.tsx';
import { answersRefundForm, fillRefundForm } from '../support/refund-form.tsx';
import { valueOf } from '../support/render-dialog.tsx';
import { testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
// Each of these renders the whole desk, a form and a lock, on two cores that others use as well.
vi.setConfig({ testTimeout: 60_000 });
window.scrollTo = () => undefined;

let session: FakeSession;
let tab: ReturnType<typeof otherTab>;

beforeEach(() => {
  session = fakeSession('operator');
  session.standing = 'open';
  sessionStorage.clear();
  deskAccess.abandon();
  writeDeskNote(false);
  desk.use(...answersSession(session), ...answersRefundForm(() => detailOf(mixedPayment())));
  tab = otherTab();
});
afterEach(() => tab.close());

const lockScreen = () => screen.findByRole('dialog', { name: ko('session.lock.label') });
const overScreen = () => screen.findByRole('dialog', { name: ko('session.over.label') });

async function isUncovered(): Promise<void> {
  await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
}

async function givePassword(pane: HTMLElement, password = PASSWORD): Promise<void> {
  await userEvent.type(within(pane).getByLabelText(ko('session.password')), `${password}{Enter}`);
}

function expectTyped(): void {
  expect(valueOf(screen.getByLabelText(ko('operations.refund.someLabel')))).toBe('74,000');
  expect(valueOf(screen.getByLabelText(ko('bulk.form.reason')))).toBe('상품 불량');
}

/** The button is in the side navigation. */
async function lockByHand(): Promise<HTMLElement> {
  const menu = new RegExp(`${ko('frame.person.label')}$`);
  const [opener] = await screen.findAllByRole('button', { name: menu });
  if (opener === undefined) throw new Error('nothing opens the menu');
  await userEvent.click(opener);
  const [button] = await screen.findAllByRole('button', { name: new RegExp(ko('keys.name.lock')) });
  if (button === undefined) throw new Error('nothing locks the screen');
  await userEvent.click(button);
  return lockScreen();
}

describe('a screen that was locked by hand', () => {
  it('shows who locked it, tells desk and tabs, and is unlocked by the password', async () => {
    openDesk('/payments');
    const pane = await lockByHand();
    within(pane).getByRole('heading', { name: ko('session.lock.title', { name: '김민지' }) });
    await focusArrivesAt(within(pane).getByLabelText(ko('session.password')));
    expect(document.title).toBe('잠긴 화면 · 창구');
    expect(document.documentElement.dataset['covered']).toBe('');
    await waitFor(() => expect(session.standing).toBe('locked'));
    await givePassword(pane, 'wrong');
    await within(pane).findByText(ko('session.wrongPassword'));
    // The refused one is selected, so that the next one replaces it.
    await userEvent.keyboard(`${PASSWORD}{Enter}`);
    await isUncovered();
    expect(session.calls).toEqual(['lock', 'unlock', 'unlock']);
    expect(document.documentElement.dataset['covered']).toBeUndefined();
    expect(document.title).toContain(ko('list.title'));
    const kinds = tab.heard.map((news) => (news as { kind: string }).kind);
    expect(kinds.filter((kind) => kind !== 'touched')).toEqual(['locked', 'unlocked']);
  });

  it('can be closed neither by Escape nor by any other shortcut', async () => {
    const { router } = openDesk('/payments');
    const pane = await lockByHand();
    await userEvent.keyboard('{Escape}');
    within(pane)
      .getByRole('button', { name: ko('session.lock.change') })
      .focus();
    await userEvent.keyboard('gt');
    // A navigation by the shortcut would still be pending.
    expect(router.state.navigation.state).toBe('idle');
    expect(router.state.location.pathname).toBe('/payments');
    expect(screen.getByRole('dialog', { name: ko('session.lock.label') })).toBe(pane);
  });

  it('lets another person sign in at the same place', async () => {
    const { address } = openDesk('/payments?sort=-amount');
    const pane = await lockByHand();
    await userEvent.click(within(pane).getByRole('button', { name: ko('session.lock.change') }));
    await screen.findByLabelText(ko('session.email'));
    await isUncovered();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount');
    expect(session.standing).toBe('out');
  });
});

describe('a screen that another tab locked', () => {
  it('keeps the form below with its values', async () => {
    await fillRefundForm();
    session.standing = 'locked';
    tab.say({ kind: 'locked' });
    const pane = await lockScreen();
    within(pane).getByText(`${ko('session.lock.why')} ${ko('session.lock.kept')}`);
    await givePassword(pane);
    await isUncovered();
    expectTyped();
    screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) });
    // The other tab locked it, so this one has nothing to tell the desk.
    expect(session.calls).toEqual(['unlock']);
  });

  it('is unlocked with it', async () => {
    await fillRefundForm();
    session.standing = 'locked';
    tab.say({ kind: 'locked' });
    await lockScreen();
    session.standing = 'open';
    tab.say({ kind: 'unlocked' });
    await isUncovered();
    expectTyped();
  });

  it('asks before signing in as another person discards the values', async () => {
    await fillRefundForm();
    session.standing = 'locked';
    tab.say({ kind: 'locked' });
    const pane = await lockScreen();
    await userEvent.click(within(pane).getByRole('button', { name: ko('session.lock.change') }));
    await within(pane).findByText(ko('session.change.title'));
    expect(session.calls).toEqual([]);
    await userEvent.click(within(pane).getByRole('button', { name: ko('session.change.stay') }));
    await userEvent.click(within(pane).getByRole('button', { name: ko('session.lock.change') }));
    await userEvent.click(within(pane).getByRole('button', { name: ko('session.change.go') }));
    await screen.findByLabelText(ko('session.email'));
    expect(session.calls).toEqual(['sign-out']);
    expect(screen.queryByLabelText(ko('operations.refund.someLabel'))).toBeNull();
  });
});

describe('a screen that the desk locked', () => {
  it('covers the page at the next response, and the reads continue afterwards', async () => {
    const { queryClient } = openDesk('/payments');
    const counters = () => queryClient.getQueryState(['counters'])?.status;
    await waitFor(() => expect(counters()).toBe('success'));
    session.standing = 'locked';
    void queryClient.invalidateQueries({ queryKey: ['counters'] });
    const pane = await lockScreen();
    expect(counters()).toBe('success');
    await givePassword(pane);
    await isUncovered();
    await waitFor(() => expect(queryClient.isFetching()).toBe(0));
    expect(counters()).toBe('success');
  });

  it('shows nothing of a page that is opened while it is locked, and all of it afterwards', async () => {
    session.standing = 'locked';
    const { address } = openDesk('/payments?sort=-amount');
    const pane = await lockScreen();
    await within(pane).findByRole('heading', {
      name: ko('session.lock.title', { name: '김민지' }),
    });
    expect(screen.queryByRole('navigation')).toBeNull();
    await givePassword(pane);
    await screen.findByRole('heading', { name: ko('list.title') });
    expect(address()).toBe('/payments?sort=-amount');
  });
});

describe('a session that ended while a form was filled in', () => {
  it('continues where it was after the same person signed in again, code included', async () => {
    session.me = { ...session.me, twoFactor: { ...session.me.twoFactor, enrolled: true } };
    const { queryClient } = await fillRefundForm();
    session.standing = 'out';
    void queryClient.invalidateQueries({ queryKey: ['counters'] });
    const pane = await overScreen();
    within(pane).getByText(`${ko('session.over.why')} ${ko('session.lock.kept')}`);
    await givePassword(pane);
    await userEvent.type(
      await within(pane).findByLabelText(ko('session.factor.code')),
      `${CODE}{Enter}`,
    );
    await isUncovered();
    expectTyped();
    expect(session.calls).toEqual(['sign-in/email', 'second-factor']);
  });

  it('keeps nothing in the tab’s storage after a sign-out in another one, only on the screen', async () => {
    await fillRefundForm();
    const pressed = { operationId: 'o1', payToken: 'p1', staffId: 's1', body: {} };
    sessionStorage.setItem('changgu.operation.p1', JSON.stringify(pressed));
    expect(Object.keys(sessionStorage)).toHaveLength(2);
    session.standing = 'out';
    tab.say({ kind: 'signed-out' });
    await overScreen();
    // A refused request may show the screen before the other tab's message does.
    await waitFor(() => expect(Object.keys(sessionStorage)).toEqual([]));
    expectTyped();
  });

  it('continues, in the new session, where the same person signed in in another tab', async () => {
    const { queryClient } = await fillRefundForm();
    const endsAt = () => queryClient.getQueryData(meOptions.queryKey)?.session.endsAt;
    const newEnd = '2026-11-25T01:00:00.000Z';
    session.me = { ...session.me, session: { ...session.me.session, endsAt: newEnd } };
    tab.say({ kind: 'signed-in', staffId: 's1', name: '김민지' });
    await waitFor(() => expect(endsAt()).toBe(newEnd));
    expectTyped();
  });

  it('leaves another person’s sign-in elsewhere alone, and continues as them on request', async () => {
    const { reload } = await fillRefundForm();
    tab.say({ kind: 'signed-in', staffId: 's2', name: '박서준' });
    const pane = await overScreen();
    within(pane).getByText(/다른 탭에서 박서준 님이 로그인했어요/);
    await userEvent.click(
      within(pane).getByRole('button', { name: ko('session.over.goOther', { name: '박서준' }) }),
    );
    await userEvent.click(
      await within(pane).findByRole('button', { name: ko('session.change.go') }),
    );
    expect(reload).toHaveBeenCalledOnce();
    expect(session.calls).toEqual([]);
  });

  it('shows nothing of the last person where no form was filled in', async () => {
    const { reload, address } = openDesk('/payments');
    await screen.findByRole('heading', { name: ko('list.title') });
    tab.say({ kind: 'signed-in', staffId: 's2', name: '박서준' });
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    tab.say({ kind: 'signed-out' });
    await screen.findByText(ko('session.ended'));
    expect(address()).toBe('/sign-in?next=%2Fpayments&ended=1');
  });
});
