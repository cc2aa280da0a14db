import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { safeNext } from '../../../client/pages/safe-next.ts';
import { focusArrivesAt } from '../support/focus.ts';
import {
  answersSession,
  fakeSession,
  openDesk,
  PASSWORD,
  writeDeskNote,
  type FakeSession,
} from '../support/open-desk.tsx';
import { answer, http, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

let session: FakeSession;

beforeEach(() => {
  session = fakeSession();
  deskAccess.abandon();
  writeDeskNote(true);
  desk.use(...answersSession(session));
});

/** The same panel is in the side navigation and in a phone's menu. */
async function openPersonPanel(): Promise<void> {
  const [button] = await screen.findAllByRole('button', {
    name: new RegExp(`${ko('frame.person.label')}$`),
  });
  if (button === undefined) throw new Error('nothing opens the panel');
  await userEvent.click(button);
}

async function signIn(password = PASSWORD): Promise<void> {
  await userEvent.type(
    await screen.findByLabelText(ko('staff.form.email')),
    session.me.staff.email,
  );
  await userEvent.type(screen.getByLabelText(ko('session.password')), `${password}{Enter}`);
}

describe('signing in', () => {
  it('comes first and leads back to the requested page', async () => {
    const { address } = openDesk('/payments?status=PAY_COMPLETE');
    expect(await screen.findByRole('heading', { name: '모퉁이 상점' })).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fstatus%3DPAY_COMPLETE');
    // The redirect has its own state, which is not that of the page that sets a password.
    expect(screen.queryByText(/비밀번호를 정했어요/)).toBeNull();
    await signIn();
    expect(await screen.findByRole('heading', { name: ko('frame.nav.payments') })).toBeDefined();
    expect(address()).toBe('/payments?status=PAY_COMPLETE');
    expect(session.calls).toEqual(['sign-in/email']);
  });

  it('does not reveal whether the e-mail or the password was wrong', async () => {
    openDesk('/sign-in');
    await signIn('wrong');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toBe(ko('session.wrong'));
  });

  it('sends nothing while a field is empty', async () => {
    openDesk('/sign-in');
    await userEvent.click(await screen.findByRole('button', { name: ko('session.submit') }));
    expect(await screen.findByText(ko('session.emailMissing'))).toBeDefined();
    await focusArrivesAt(screen.getByLabelText(ko('staff.form.email')));
    expect(session.calls).toEqual([]);
  });

  it('offers three demo accounts on the sandbox, and none elsewhere', async () => {
    writeDeskNote(false);
    openDesk('/sign-in');
    await screen.findByLabelText(ko('staff.form.email'));
    expect(screen.queryByRole('button', { name: /둘러보기/ })).toBeNull();
  });

  it('signs in to a demo account with one click', async () => {
    const { address } = openDesk('/review');
    for (const name of [
      ko('session.demo.operator'),
      ko('session.demo.manager'),
      ko('session.demo.viewer'),
    ]) {
      expect(await screen.findByRole('button', { name })).toBeDefined();
    }
    expect(address()).toBe('/sign-in?next=%2Freview');
  });

  it('never redirects to another site', () => {
    expect(safeNext('/payments/abc?act=refund')).toBe('/payments/abc?act=refund');
    for (const next of [null, '', 'https://x.example', '//x.example', '/\\x.example', '/sign-in']) {
      expect(safeNext(next)).toBe('/payments');
    }
    for (const sign of ['\t', '\n', '\r', '\0', '\u{85}']) {
      expect(safeNext(`/${sign}/x.example`)).toBe('/payments');
      expect(safeNext(`/payments${sign}/x.example`)).toBe('/payments');
    }
  });
});

describe('the frame', () => {
  beforeEach(() => {
    session.standing = 'open';
  });

  it('shows the kind of money, the person and once what waits; the tab title the page', async () => {
    openDesk('/payments');
    const nav = await screen.findByRole('navigation', { name: ko('frame.nav.label') });
    expect(screen.getByRole('banner').textContent).toContain(ko('frame.mode.test'));
    expect(within(nav).getByText(ko('common.role.operator'))).toBeDefined();
    expect(await within(nav).findByRole('link', { name: /할 일.*2건/ })).toBeDefined();
    // A test renders the menu of a phone as well.
    expect(screen.getAllByText(ko('frame.nav.badge', { count: 2 }))).toHaveLength(2);
    expect(document.title).toBe(
      ko('frame.tab.title', { page: ko('frame.nav.payments'), mode: ko('frame.mode.test') }),
    );
    expect(screen.getByRole('region', { name: ko('frame.skew.label') }).textContent).toContain(
      ko('frame.skew.title', { seconds: '90' }),
    );
  });

  it('goes to the sign-in page when the session has ended, and keeps the address', async () => {
    const { queryClient, address } = openDesk('/payments?sort=-amount');
    await screen.findByRole('navigation', { name: ko('frame.nav.label') });
    session.standing = 'out';
    await queryClient.invalidateQueries({ queryKey: ['counters'] });
    expect(await screen.findByText(ko('session.ended'))).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount&ended=1');
  });

  it('stores preferences in the browser and at the desk', async () => {
    let kept: unknown = null;
    desk.use(
      http.put('/api/me/preferences', async ({ request }) => {
        kept = await request.json();
        return answer(kept as object);
      }),
    );
    openDesk('/account');
    await userEvent.click(await screen.findByRole('radio', { name: ko('frame.settings.roomy') }));
    expect(document.documentElement.dataset['density']).toBe('roomy');
    await waitFor(() => expect(kept).toMatchObject({ density: 'roomy', language: 'ko' }));
    expect(localStorage.getItem('changgu.preferences')).toContain('roomy');
    await userEvent.click(screen.getByRole('radio', { name: 'English' }));
    expect(await screen.findByRole('heading', { name: 'My settings' })).toBeDefined();
    expect(document.documentElement.lang).toBe('en');
    await userEvent.click(screen.getByRole('radio', { name: ko('frame.settings.ko') }));
    expect(await screen.findByRole('heading', { name: ko('account.title') })).toBeDefined();
  });

  it('lets the next person continue at the same place', async () => {
    const { address } = openDesk('/payments?sort=-amount');
    await openPersonPanel();
    await userEvent.click(await screen.findByRole('button', { name: ko('frame.person.change') }));
    expect(await screen.findByLabelText(ko('session.password'))).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount');
    expect(session.standing).toBe('out');
  });
});
