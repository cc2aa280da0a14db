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

const desk = testDesk();
window.scrollTo = () => undefined;

let session: FakeSession;

beforeEach(() => {
  session = fakeSession();
  deskAccess.abandon();
  writeDeskNote(true);
  desk.use(...answersSession(session));
});

/** The same panel stands in the side navigation and in a phone's menu. */
async function openPersonPanel(): Promise<void> {
  const [button] = await screen.findAllByRole('button', { name: '내 정보와 설정' });
  if (button === undefined) throw new Error('nothing opens the panel');
  await userEvent.click(button);
}

async function signIn(password = PASSWORD): Promise<void> {
  await userEvent.type(await screen.findByLabelText('이메일'), session.me.staff.email);
  await userEvent.type(screen.getByLabelText('비밀번호'), `${password}{Enter}`);
}

describe('signing in', () => {
  it('comes first and leads back to where the person wanted to go', async () => {
    const { address } = openDesk('/payments?status=PAY_COMPLETE');
    expect(await screen.findByRole('heading', { name: '모퉁이 상점' })).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fstatus%3DPAY_COMPLETE');
    // The redirect leaves a state of its own, which is not the word of a page that set a password.
    expect(screen.queryByText(/비밀번호를 정했어요/)).toBeNull();
    await signIn();
    expect(await screen.findByRole('heading', { name: '결제' })).toBeDefined();
    expect(address()).toBe('/payments?status=PAY_COMPLETE');
    expect(session.calls).toEqual(['sign-in/email']);
  });

  it('does not tell which of the two was wrong', async () => {
    openDesk('/sign-in');
    await signIn('wrong');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toBe('이메일이나 비밀번호가 맞지 않아요.');
  });

  it('sends nothing while a field is empty', async () => {
    openDesk('/sign-in');
    await userEvent.click(await screen.findByRole('button', { name: '로그인' }));
    expect(await screen.findByText('이메일을 적어 주세요.')).toBeDefined();
    await focusArrivesAt(screen.getByLabelText('이메일'));
    expect(session.calls).toEqual([]);
  });

  it('has three ways to look around on the sandbox, and none elsewhere', async () => {
    writeDeskNote(false);
    openDesk('/sign-in');
    await screen.findByLabelText('이메일');
    expect(screen.queryByRole('button', { name: /둘러보기/ })).toBeNull();
  });

  it('lets people look around with one press', async () => {
    const { address } = openDesk('/review');
    for (const name of ['점원으로 둘러보기', '관리자로 둘러보기', '조회만으로 둘러보기']) {
      expect(await screen.findByRole('button', { name })).toBeDefined();
    }
    expect(address()).toBe('/sign-in?next=%2Freview');
  });

  it('never leads on to another site', () => {
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

  it('tells the money, the person and what waits, also in the tab', async () => {
    openDesk('/payments');
    const nav = await screen.findByRole('navigation', { name: '주 메뉴' });
    expect(screen.getByRole('banner').textContent).toContain('테스트');
    expect(within(nav).getByText('점원')).toBeDefined();
    expect(await within(nav).findByRole('link', { name: /할 일.*2건/ })).toBeDefined();
    expect(document.title).toBe('(2) 할 일 · 결제 · 테스트 · 창구');
    expect(screen.getByRole('region', { name: '시계 차이' }).textContent).toContain(
      '창구와 토스의 시계가 90초 달라요',
    );
  });

  it('goes to the sign-in page when the session has ended, and keeps the address', async () => {
    const { queryClient, address } = openDesk('/payments?sort=-amount');
    await screen.findByRole('navigation', { name: '주 메뉴' });
    session.standing = 'out';
    await queryClient.invalidateQueries({ queryKey: ['counters'] });
    expect(await screen.findByText(/로그인이 끝났어요/)).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount&ended=1');
  });

  it('keeps preferences in the browser and at the desk', async () => {
    let kept: unknown = null;
    desk.use(
      http.put('/api/me/preferences', async ({ request }) => {
        kept = await request.json();
        return answer(kept as object);
      }),
    );
    openDesk('/payments');
    await openPersonPanel();
    await userEvent.click(await screen.findByRole('radio', { name: '넓게' }));
    expect(document.documentElement.dataset['density']).toBe('roomy');
    await waitFor(() => expect(kept).toMatchObject({ density: 'roomy', language: 'ko' }));
    expect(localStorage.getItem('changgu.preferences')).toContain('roomy');
    await userEvent.click(screen.getByRole('radio', { name: 'English' }));
    expect(await screen.findByRole('heading', { name: 'Payments' })).toBeDefined();
    expect(document.documentElement.lang).toBe('en');
    await userEvent.click(screen.getByRole('radio', { name: '한국어' }));
    expect(await screen.findByRole('heading', { name: '결제' })).toBeDefined();
  });

  it('lets the next person go on at the same place', async () => {
    const { address } = openDesk('/payments?sort=-amount');
    await openPersonPanel();
    await userEvent.click(screen.getByRole('button', { name: '사람 바꾸기' }));
    expect(await screen.findByLabelText('비밀번호')).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount');
    expect(session.standing).toBe('out');
  });
});
