/** The whole desk in a browser without a server: routes, session and roles. */
import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import { StrictMode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { createMemoryRouter } from 'react-router';
import { vi } from 'vitest';
import type { Me } from '../../../client/me.ts';
import type { ProblemCode } from '../../../shared/problem.ts';
import type { Role } from '../../../shared/permissions.ts';
import { createApp } from '../../../client/app.tsx';
import { i18n } from '../../../client/copy/i18n.ts';
import type { TabNews } from '../../../client/session/tab-news.ts';
import { theme } from '../../../client/theme.ts';
import { noSums, quietCounters } from './fixtures.ts';
import { answer, answersReasons, http, meOf, refuse } from './render-screen.tsx';

export const PASSWORD = 'corner-shop-2026-11';
export const CODE = '123456';
export const RECOVERY_CODE = 'kmtx-2f9h-7wqe';

/** The desk's state of this browser's session. */
export interface FakeSession {
  standing: 'out' | 'half' | 'locked' | 'open';
  me: Me;
  /** Every call under `/api/auth` that changes something, such as `unlock`. */
  calls: string[];
}

export function fakeSession(role: Role = 'operator', part: Partial<Me> = {}): FakeSession {
  return { standing: 'out', me: meOf(role, part), calls: [] };
}

const counters = quietCounters({
  approved: { count: 1, nextExpiresAt: null },
  unclear: { count: 1, oldestSentAt: null },
  tossSkewMs: 90_000,
});

const doors: Record<'out' | 'half' | 'locked', ProblemCode> = {
  out: 'not-signed-in',
  half: 'second-factor-needed',
  locked: 'screen-locked',
};

/** Answers `body` with a session, and otherwise the reason of the refusal. */
function guarded(session: FakeSession, body: () => object) {
  return () =>
    session.standing === 'open' ? answer(body()) : refuse(doors[session.standing], 401);
}

/** The requests of the frame and of an empty list. */
function reads(session: FakeSession) {
  const read = (path: string, body: () => object) => http.get(path, guarded(session, body));
  return [
    read('/api/me', () => session.me),
    read('/api/me/preferences', () => ({})),
    read('/api/me/sessions', () => ({ items: [] })),
    read('/api/me/push', () => ({ on: false, publicKey: null, items: [] })),
    read('/api/views', () => ({ items: [] })),
    answersReasons(),
    read('/api/counters', () => counters),
    read('/api/payments', () => ({ items: [], nextCursor: null })),
    read('/api/payments/summary', () => noSums),
    read('/api/settlement/unmatched', () => ({
      lines: { items: [], left: 0 },
      missing: { items: [], left: 0 },
    })),
    read('/api/bank-transfers/waiting', () => ({ items: [], takeBacks: [], over: [] })),
    http.post('/api/events/watch', () => new Response(null, { status: 204 })),
  ];
}

/** The endpoints of `/api/auth` that every test needs. */
export function answersSession(session: FakeSession) {
  const post = (
    name: string,
    act: (body: Record<string, string>) => Response | Promise<Response>,
  ) =>
    http.post(`/api/auth/${name}`, async ({ request }) => {
      session.calls.push(name);
      const text = await request.text();
      return act(JSON.parse(text === '' ? '{}' : text) as Record<string, string>);
    });
  const staff = () => ({ staff: session.me.staff });
  return [
    ...reads(session),
    http.get('/api/auth/get-session', () => {
      if (session.standing === 'out') return answer(null as unknown as object);
      if (session.standing === 'half') return answer({ ...staff(), secondFactorNeeded: true });
      return answer({ ...staff(), ...(session.standing === 'locked' && { locked: true }) });
    }),
    post('sign-in/email', ({ email, password }) => {
      if (email !== session.me.staff.email || password !== PASSWORD) {
        return refuse('wrong-credentials', 401);
      }
      session.standing = session.me.twoFactor.enrolled ? 'half' : 'open';
      return answer(session.standing === 'half' ? { secondFactor: true } : staff());
    }),
    post('second-factor', ({ code, recoveryCode }) => {
      if (code !== CODE && recoveryCode !== RECOVERY_CODE) return refuse('wrong-code', 401);
      session.standing = 'open';
      return answer(staff());
    }),
    post('sign-out', () => {
      session.standing = 'out';
      return answer({ signedOut: true });
    }),
    post('lock', () => {
      session.standing = 'locked';
      return new Response(null, { status: 204 });
    }),
    post('unlock', ({ password }) => {
      if (session.standing === 'out') return refuse('not-signed-in', 401);
      if (password !== PASSWORD) return refuse('wrong-credentials', 401);
      session.standing = 'open';
      return answer(staff());
    }),
  ];
}

/** The channel of the browser's other tabs. */
export function otherTab() {
  const channel = new BroadcastChannel('changgu-session');
  const heard: unknown[] = [];
  channel.onmessage = (event: MessageEvent) => {
    heard.push(event.data);
  };
  return {
    heard,
    say: (news: TabNews) => channel.postMessage(news),
    close: () => channel.close(),
  };
}

/** Opens the desk at an address, as a browser does. */
export function openDesk(path: string) {
  const reload = vi.fn();
  const { app, router, queryClient } = createApp({
    routerFor: (routes) => createMemoryRouter(routes, { initialEntries: [path] }),
    reload,
  });
  const view = render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <MantineProvider theme={theme} env="test">
          {app}
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  );
  const address = () => router.state.location.pathname + router.state.location.search;
  return { ...view, router, queryClient, address, reload };
}

/** Adds the note that the server writes into its page. */
export function writeDeskNote(sandbox: boolean): void {
  const note = document.createElement('meta');
  note.name = 'changgu';
  note.content = JSON.stringify({ mode: 'test', sandbox, shopName: '모퉁이 상점' });
  document.head.replaceChildren(note);
}
