import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import type { PasswordFault } from '../../../shared/password.ts';
import { focusArrivesAt } from '../support/focus.ts';
import {
  answersSession,
  fakeSession,
  openDesk,
  PASSWORD,
  writeDeskNote,
  type FakeSession,
} from '../support/open-desk.tsx';
import { problem, valueOf } from '../support/render-dialog.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

const link = { kind: 'invitation', name: '이하늘', email: 'haneul@corner.shop' };
const CHOSEN = '창밖 우산 셋 그리고 보리차';

/** Every password that was sent with its token. */
let chosen: unknown[];
let session: FakeSession;

beforeEach(() => {
  chosen = [];
  deskAccess.abandon();
  writeDeskNote(false);
  session = fakeSession();
  session.me.staff.email = link.email;
  desk.use(
    ...answersSession(session),
    http.get('/api/auth/password-link', ({ request }) =>
      new URL(request.url).searchParams.get('token') === 'good'
        ? answer(link)
        : refuse('invitation-ended', 410),
    ),
    http.post('/api/auth/password-link', async ({ request }) => {
      chosen.push(await request.json());
      return new Response(null, { status: 204 });
    }),
  );
});

const field = () => screen.findByLabelText(ko('account.password.title'));
const submit = () =>
  userEvent.click(screen.getByRole('button', { name: ko('account.welcome.submit') }));

async function choose(): Promise<void> {
  await userEvent.type(await field(), PASSWORD);
  await submit();
}

describe('a valid link', () => {
  it('greets by name, takes a password and signs in with it', async () => {
    const { address } = openDesk('/welcome?token=good');
    await screen.findByRole('heading', {
      name: ko('account.welcome.invitation', { name: '이하늘' }),
    });
    screen.getByText(ko('account.welcome.invitationLead', { shopName: '모퉁이 상점' }));
    screen.getByText(link.email);
    await choose();
    await screen.findByRole('heading', { name: ko('list.title'), level: 1 });
    expect(chosen).toEqual([{ token: 'good', password: PASSWORD }]);
    expect(session.calls).toEqual(['sign-in/email']);
    // The token is gone from the address bar.
    expect(address()).toBe('/payments');
  });

  it('asks for the second factor of an account that has one', async () => {
    session.me.twoFactor.enrolled = true;
    const { address } = openDesk('/welcome?token=good');
    await choose();
    await screen.findByText(ko('session.factor.title'));
    expect(address()).toBe('/sign-in');
  });

  it('leaves to the sign-in page what it may not do', async () => {
    // Somebody else is signed in here, whose session it must not end.
    session.standing = 'open';
    const { address } = openDesk('/welcome?token=good');
    await choose();
    await screen.findByText(ko('session.chosen'));
    expect(session.calls).toEqual([]);
    expect(address()).toBe('/sign-in');
    expect(valueOf(screen.getByLabelText(ko('account.me.email')))).toBe(link.email);
    await focusArrivesAt(screen.getByLabelText(ko('account.password.title')));
  });

  it('says for an existing account that the old password ends', async () => {
    desk.use(http.get('/api/auth/password-link', () => answer({ ...link, kind: 'reset' })));
    openDesk('/welcome?token=good');
    await screen.findByRole('heading', { name: ko('account.welcome.reset', { name: '이하늘' }) });
    screen.getByText(ko('account.welcome.resetLead'));
  });
});

describe('an invalid link', () => {
  it.each([
    ['/welcome?token=used', ko('problems.codes.invitation-ended.title')],
    ['/welcome', ko('account.welcome.noToken')],
  ])('%s says why, whom to ask, and leads to the sign-in', async (path, why) => {
    const { address } = openDesk(path);
    const alert = await screen.findByRole('alert');
    within(alert).getByText(why);
    within(alert).getByText(/관리자/);
    expect(screen.queryByLabelText(ko('account.password.title'))).toBeNull();
    await userEvent.click(screen.getByRole('link', { name: ko('account.welcome.signIn') }));
    await screen.findByLabelText(ko('account.me.email'));
    expect(address()).toBe('/sign-in');
  });

  it('is noticed also when it expires while the password is typed', async () => {
    desk.use(http.post('/api/auth/password-link', () => refuse('invitation-ended', 410)));
    openDesk('/welcome?token=good');
    await userEvent.type(await field(), CHOSEN);
    await submit();
    await screen.findByText(ko('problems.codes.invitation-ended.title'));
  });
});

describe('a password that the desk refuses', () => {
  it('shows its length while it is typed, and is not sent while too short', async () => {
    openDesk('/welcome?token=good');
    await userEvent.type(await field(), '짧은 비밀번호');
    screen.getByText('7자');
    expect(screen.queryByText(ko('account.password.faults.too-short', { min: '15' }))).toBeNull();
    await submit();
    await screen.findByText(ko('account.password.faults.too-short', { min: '15' }));
    await focusArrivesAt(await field());
    await userEvent.clear(await field());
    await submit();
    await screen.findByText(ko('account.password.nextMissing'));
    expect(chosen).toEqual([]);
  });

  it.each<[PasswordFault, string]>([
    ['too-short', ko('account.password.faults.too-short', { min: '15' })],
    ['too-long', ko('account.password.faults.too-long', { max: '128' })],
    ['common', ko('account.password.faults.common')],
    ['like-name', ko('account.password.faults.like-name')],
  ])('with %s shows the reason until it is changed', async (code, words) => {
    const errors = [{ pointer: '/password', code, params: {}, detail: code }];
    desk.use(
      http.post('/api/auth/password-link', () => problem('invalid-request', 422, { errors })),
    );
    openDesk('/welcome?token=good');
    await userEvent.type(await field(), CHOSEN);
    await submit();
    const told = await screen.findByText(words);
    expect((await field()).getAttribute('aria-invalid')).toBe('true');
    expect(told.isConnected).toBe(true);
    await userEvent.type(await field(), '!');
    expect(screen.queryByText(words)).toBeNull();
  });
});
