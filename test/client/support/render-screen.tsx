/** Renders a screen without a desk: jsdom, a memory router, and responses by msw. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { meOptions, type Me } from '../../../client/me.ts';
import { permissionsOf, type Role } from '../../../shared/permissions.ts';
import type { Problem } from '../../../shared/problem.ts';
import { i18n } from '../../../client/copy/i18n.ts';
// Parts of a screen are rendered without the screen that would load their copy.
import '../../../client/copy/payment-words.ts';
import { createQueryClient } from '../../../client/query-client.ts';
import { theme } from '../../../client/theme.ts';
import { announce, Announcer } from '../../../client/ui/announcer.tsx';
import { setDeskTime } from '../../../client/ui/ticker.ts';

/** Browser APIs that jsdom lacks and Mantine needs. */
function completeBrowser(): void {
  const narrow = (media: string) =>
    Object.assign(new EventTarget(), { matches: false, media, onchange: null });
  window.matchMedia = (query) => narrow(query) as MediaQueryList;
  window.ResizeObserver = class {
    observe() {
      // Nothing has a layout here, so nothing is ever resized.
    }
    unobserve() {
      // As above.
    }
    disconnect() {
      // As above.
    }
  };
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
}

/** A desk that answers only what a test defines; any other call fails the test. */
export function testDesk() {
  const desk = setupServer();
  beforeAll(() => {
    completeBrowser();
    // Two cores, shared with other test files: a second is not always enough there.
    configure({ asyncUtilTimeout: 5_000 });
    desk.listen({ onUnhandledRequest: 'error' });
  });
  beforeEach(() => {
    // Several files share one browser, and so the state of these modules and of the tab.
    sessionStorage.clear();
    setDeskTime(new Date().toISOString());
    announce('');
  });
  afterEach(() => {
    cleanup();
    desk.resetHandlers();
  });
  afterAll(() => desk.close());
  return desk;
}

/** Prefetched wherever a refund is possible. */
export function answersReasons() {
  return http.get('/api/settings', () =>
    answer({ refundReasons: ['단순 변심', '상품 불량', '오배송'] }),
  );
}

/** The signed-in person, as `GET /api/me` answers. */
export function meOf(role: Role, part: Partial<Me> = {}): Me {
  return {
    staff: { id: 's1', name: '김민지', email: 'minji@corner.shop', role },
    permissions: [...permissionsOf[role]],
    accountNotices: [],
    mayLose: [],
    mode: 'test',
    sandbox: true,
    shopName: '모퉁이 상점',
    version: '0.2.0',
    rules: {
      approvalFromWon: null,
      approvalHours: 24,
      graceSeconds: 0,
      soleManager: false,
      soleFrom: null,
      heldFor: [],
      approvableFrom: null,
      stepUpFromWon: null,
      dayCeiling: null,
    },
    twoFactor: { enrolled: false, required: false, recoveryCodesLeft: 0, freshUntil: null },
    session: { endsAt: '2026-11-24T13:00:00.000Z', lockAfterSeconds: 900 },
    ...part,
  };
}

/**
 * `role`: the person is signed in already, so that no screen requests who; `part`: other fields of
 * them.
 */
export function renderScreen(
  screen: ReactNode,
  path = '/',
  route = '*',
  role?: Role,
  part: Partial<Me> = {},
) {
  const queryClient = createQueryClient(() => undefined);
  queryClient.setDefaultOptions({
    queries: { ...queryClient.getDefaultOptions().queries, retry: false },
  });
  if (role !== undefined) {
    queryClient.setQueryData(meOptions.queryKey, meOf(role, part));
  }
  const router = createMemoryRouter([{ path: route, element: screen }], {
    initialEntries: [path],
  });
  const view = render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} env="test">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Announcer />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  return { ...view, router, queryClient };
}

export function answer(body: object, status = 200) {
  return HttpResponse.json(body, { status });
}

export function refuse(code: Problem['code'], status: number) {
  const problem: Problem = {
    type: `/problems/${code}`,
    title: code,
    status,
    detail: code,
    instance: 'request-1',
    code,
    effect: 'not-applied',
  };
  return HttpResponse.json(problem, {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}

export { http, HttpResponse };
