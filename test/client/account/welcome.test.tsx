import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import type { PasswordFault } from '../../../shared/password.ts';
import { focusArrivesAt } from '../support/focus.ts';
import { answersSession, fakeSession, openDesk, writeDeskNote } from '../support/open-desk.tsx';
import { problem, valueOf } from '../support/render-dialog.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();
window.scrollTo = () => undefined;

const link = { kind: 'invitation', name: '이하늘', email: 'haneul@corner.shop' };
const CHOSEN = '창밖 우산 셋 그리고 보리차';

/** Every password that arrived with its token. */
let chosen: unknown[];

beforeEach(() => {
  chosen = [];
  deskAccess.abandon();
  writeDeskNote(false);
  desk.use(
    ...answersSession(fakeSession()),
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

const field = () => screen.findByLabelText('비밀번호');
const submit = () => userEvent.click(screen.getByRole('button', { name: '비밀번호 정하기' }));

describe('a link that still opens something', () => {
  it('welcomes by name, takes a password and leads to the sign-in', async () => {
    const { address } = openDesk('/welcome?token=good');
    await screen.findByRole('heading', { name: '이하늘 님, 반가워요' });
    screen.getByText('비밀번호를 정하면 모퉁이 상점의 창구에 로그인할 수 있어요.');
    screen.getByText('haneul@corner.shop');
    await userEvent.type(await field(), CHOSEN);
    await submit();
    await screen.findByText('비밀번호를 정했어요. 이제 그 비밀번호로 로그인해 주세요.');
    expect(chosen).toEqual([{ token: 'good', password: CHOSEN }]);
    // The token is gone from the address bar, and the e-mail is filled in.
    expect(address()).toBe('/sign-in');
    expect(valueOf(screen.getByLabelText('이메일'))).toBe('haneul@corner.shop');
    await focusArrivesAt(screen.getByLabelText('비밀번호'));
  });

  it('says of a new password for an old account that the old one ends', async () => {
    desk.use(http.get('/api/auth/password-link', () => answer({ ...link, kind: 'reset' })));
    openDesk('/welcome?token=good');
    await screen.findByRole('heading', { name: '이하늘 님, 새 비밀번호를 정해 주세요' });
    screen.getByText('정하고 나면 전에 쓰던 비밀번호로는 로그인할 수 없어요.');
  });
});

describe('a link that opens nothing', () => {
  it.each([
    ['/welcome?token=used', '이미 썼거나 기한이 지난 링크예요'],
    ['/welcome', '링크가 끝까지 복사되지 않았어요'],
  ])('%s says why, whom to ask, and leads to the sign-in', async (path, why) => {
    const { address } = openDesk(path);
    const alert = await screen.findByRole('alert');
    within(alert).getByText(why);
    within(alert).getByText(/관리자/);
    expect(screen.queryByLabelText('비밀번호')).toBeNull();
    await userEvent.click(screen.getByRole('link', { name: '로그인으로' }));
    await screen.findByLabelText('이메일');
    expect(address()).toBe('/sign-in');
  });

  it('is noticed also when it ends while the password is chosen', async () => {
    desk.use(http.post('/api/auth/password-link', () => refuse('invitation-ended', 410)));
    openDesk('/welcome?token=good');
    await userEvent.type(await field(), CHOSEN);
    await submit();
    await screen.findByText('이미 썼거나 기한이 지난 링크예요');
  });
});

describe('a password that the desk does not take', () => {
  it('is counted while it is typed, and not sent while it is too short', async () => {
    openDesk('/welcome?token=good');
    await userEvent.type(await field(), '짧은 비밀번호');
    screen.getByText('7자');
    expect(screen.queryByText('15자 이상으로 정해 주세요.')).toBeNull();
    await submit();
    await screen.findByText('15자 이상으로 정해 주세요.');
    await focusArrivesAt(await field());
    await userEvent.clear(await field());
    await submit();
    await screen.findByText('새 비밀번호를 적어 주세요.');
    expect(chosen).toEqual([]);
  });

  it.each<[PasswordFault, string]>([
    ['too-short', '15자 이상으로 정해 주세요.'],
    ['too-long', '128자까지 쓸 수 있어요. 조금 줄여 주세요.'],
    ['common', '많이 쓰이는 비밀번호예요. 다른 것으로 정해 주세요.'],
    ['like-name', '이름·이메일·가게 이름과 너무 비슷해요. 다른 것으로 정해 주세요.'],
  ])('%s is told in words, until it is changed', async (code, words) => {
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
