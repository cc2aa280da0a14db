import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { I18nextProvider } from 'react-i18next';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, describe, expect, it } from 'vitest';
import { i18n } from '../../../client/copy/i18n.ts';
import { safeNext } from '../../../client/pages/safe-next.ts';
import { createQueryClient } from '../../../client/query-client.ts';
import { leaveForSignIn, routesFor } from '../../../client/router.tsx';
import { meOptions } from '../../../client/session/me.ts';
import { theme } from '../../../client/theme.ts';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();
configure({ asyncUtilTimeout: 8000 });
window.scrollTo = () => undefined;

const me = {
  staff: { id: 's1', name: '김민지', email: 'minji@corner.example', role: 'operator' },
  permissions: ['payments.read', 'payments.create', 'operations.request'],
  mode: 'test',
  sandbox: true,
  shopName: '모퉁이 상점',
  version: '0.1.0',
};

const counters = {
  approved: { count: 1, nextExpiresAt: null },
  unclear: { count: 1, oldestSentAt: null },
  proposed: { count: 0, amount: 0 },
  needsPerson: { count: 0 },
  givenUp: { count: 0 },
  restored: null,
  drift: { count: 0 },
  todayPaid: { count: 0, amount: 0 },
  todayRefunded: { count: 0, amount: 0 },
  asOf: new Date().toISOString(),
  tossSkewMs: 90_000,
  tossReachedAt: null,
};

let signedIn = false;
let password = '';

function answersDesk() {
  const guarded = (body: object) => () => (signedIn ? answer(body) : refuse('not-signed-in', 401));
  return [
    http.get('/api/me', guarded(me)),
    http.get('/api/me/preferences', guarded({})),
    http.get('/api/counters', guarded(counters)),
    http.get('/api/payments', guarded({ items: [], nextCursor: null })),
    http.get(
      '/api/payments/summary',
      guarded({ count: 0, paid: 0, refunded: 0, net: 0, byStatus: {} }),
    ),
    http.post('/api/events/watch', () => new Response(null, { status: 204 })),
    http.post('/api/auth/sign-in/email', async ({ request }) => {
      password = ((await request.json()) as { password: string }).password;
      if (password === 'wrong') return refuse('wrong-credentials', 401);
      signedIn = true;
      return answer({});
    }),
    http.post('/api/auth/sign-out', () => {
      signedIn = false;
      return answer({});
    }),
  ];
}

function openDesk(path: string) {
  const queryClient = createQueryClient(() => {
    if (queryClient.getQueryData(meOptions.queryKey) !== undefined) leaveForSignIn(router);
  });
  const router = createMemoryRouter(routesFor(queryClient), { initialEntries: [path] });
  render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} env="test">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  const address = () => router.state.location.pathname + router.state.location.search;
  return { queryClient, address };
}

function isSandbox(sandbox: boolean): void {
  const note = document.createElement('meta');
  note.name = 'changgu';
  note.content = JSON.stringify({ mode: 'test', sandbox, shopName: '모퉁이 상점' });
  document.head.replaceChildren(note);
}

beforeEach(() => {
  signedIn = false;
  isSandbox(true);
  desk.use(...answersDesk());
});

describe('signing in', () => {
  it('comes first and leads back to where the person wanted to go', async () => {
    const { address } = openDesk('/payments?status=PAY_COMPLETE');
    expect(await screen.findByRole('heading', { name: '모퉁이 상점' })).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fstatus%3DPAY_COMPLETE');
    await userEvent.type(screen.getByLabelText('이메일'), 'minji@corner.example');
    await userEvent.type(screen.getByLabelText('비밀번호'), 'corner-shop-2026{Enter}');
    expect(await screen.findByRole('heading', { name: '결제' })).toBeDefined();
    expect(address()).toBe('/payments?status=PAY_COMPLETE');
    expect(password).toBe('corner-shop-2026');
  });

  it('does not tell which of the two was wrong', async () => {
    openDesk('/sign-in');
    await userEvent.type(await screen.findByLabelText('이메일'), 'minji@corner.example');
    await userEvent.type(screen.getByLabelText('비밀번호'), 'wrong{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toBe('이메일이나 비밀번호가 맞지 않아요.');
  });

  it('sends nothing while a field is empty', async () => {
    openDesk('/sign-in');
    await userEvent.click(await screen.findByRole('button', { name: '로그인' }));
    expect(await screen.findByText('이메일을 적어 주세요.')).toBeDefined();
    expect(document.activeElement).toBe(screen.getByLabelText('이메일'));
  });

  it('has three ways to look around on the sandbox, and none elsewhere', async () => {
    isSandbox(false);
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
  });
});

describe('the frame', () => {
  it('tells the money, the person and what waits, also in the tab', async () => {
    signedIn = true;
    openDesk('/payments');
    const nav = await screen.findByRole('navigation', { name: '주 메뉴' });
    expect(screen.getByRole('banner').textContent).toContain('테스트');
    expect(within(nav).getByText('점원')).toBeDefined();
    expect(await within(nav).findByRole('link', { name: /할 일.*2건/ })).toBeDefined();
    expect(document.title).toBe('(2) 할 일 · 결제 · 테스트 · 창구');
    expect(screen.getByText('창구와 토스의 시계가 90초 달라요')).toBeDefined();
  });

  it('goes to the sign-in page when the session has ended, and keeps the address', async () => {
    signedIn = true;
    const { queryClient, address } = openDesk('/payments?sort=-amount');
    await screen.findByRole('navigation', { name: '주 메뉴' });
    signedIn = false;
    await queryClient.invalidateQueries({ queryKey: ['counters'] });
    expect(await screen.findByText(/로그인이 끝났어요/)).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount&ended=1');
  });

  it('keeps preferences in the browser and at the desk', async () => {
    signedIn = true;
    let kept: unknown = null;
    desk.use(
      http.put('/api/me/preferences', async ({ request }) => {
        kept = await request.json();
        return answer(kept as object);
      }),
    );
    openDesk('/payments');
    await userEvent.click(
      (await screen.findAllByRole('button', { name: '내 정보와 설정' }))[0] ?? document.body,
    );
    await userEvent.click(screen.getByRole('radio', { name: '넓게' }));
    expect(document.documentElement.dataset['density']).toBe('roomy');
    await waitFor(() => {
      expect(kept).toMatchObject({ density: 'roomy', language: 'ko' });
    });
    expect(localStorage.getItem('changgu.preferences')).toContain('roomy');
    await userEvent.click(screen.getByRole('radio', { name: 'English' }));
    expect(await screen.findByRole('heading', { name: 'Payments' })).toBeDefined();
    expect(document.documentElement.lang).toBe('en');
    await userEvent.click(screen.getByRole('radio', { name: '한국어' }));
    expect(await screen.findByRole('heading', { name: '결제' })).toBeDefined();
  });

  it('lets the next person go on at the same place', async () => {
    signedIn = true;
    const { address } = openDesk('/payments?sort=-amount');
    await userEvent.click(
      (await screen.findAllByRole('button', { name: '내 정보와 설정' }))[0] ?? document.body,
    );
    await userEvent.click(screen.getByRole('button', { name: '사람 바꾸기' }));
    expect(await screen.findByLabelText('비밀번호')).toBeDefined();
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount');
  });
});
