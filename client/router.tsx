/** The routes of the desk. What the first screen doesn't need is lazy. */
import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import {
  redirect,
  type createBrowserRouter,
  type LoaderFunctionArgs,
  type RouteObject,
} from 'react-router';
import { readSession } from './auth-api.ts';
import { dropDraftsBut } from './kept-drafts.ts';
import { lacksTwoFactor, meOptions, type Me } from './me.ts';
import { BrokenInFrame, BrokenPage } from './pages/broken-page.tsx';
import { Frame } from './pages/frame.tsx';
import type { GuardedPage } from './pages/page-name.ts';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { PaymentsPage } from './pages/payments-page.tsx';
import { safeNext, signInPath, twoFactorPath } from './pages/safe-next.ts';
import { showsList } from './first-answers.ts';
import { readListQuery } from './payments/list-query.ts';
import { paymentListOptions, paymentSummaryOptions } from './payments/payment-list-options.ts';
import { detourOf } from './query-client.ts';
import { loadPreferences } from './session/preferences.ts';

export type Router = ReturnType<typeof createBrowserRouter>;

/** A page that is requested without a session has the outline of the sign-in in it. */
const isSentSignedOut = () => document.querySelector('#root > .door') !== null;

/** The signed-in user, or a redirect to the sign-in page. */
async function whoEnters(queryClient: QueryClient, url: URL): Promise<Me | Response> {
  const toSignIn = () => redirect(signInPath(url.pathname + url.search, false));
  if (isSentSignedOut()) return toSignIn();
  const known = queryClient.getQueryData(meOptions.queryKey) !== undefined;
  try {
    const me = await queryClient.query({ ...meOptions, staleTime: 'static' });
    // Preferences don't delay the page; if they fail to load, those of the browser stay in force.
    if (!known) loadPreferences().catch(() => undefined);
    // Drafts of other users must not be shown to this one.
    dropDraftsBut(me.staff.id);
    return me;
  } catch (error) {
    if (detourOf(error) !== 'sign-in') throw error;
    return toSignIn();
  }
}

/** Prefetches the list's data while the page is loading. */
function readListAhead(queryClient: QueryClient, url: URL): void {
  if (!showsList(url)) return;
  const query = readListQuery(url.searchParams);
  // Only if never loaded: a dialog's address runs this loader too, and the list refetches itself.
  const once = { staleTime: 'static' } as const;
  const asked = [
    queryClient.infiniteQuery({ ...paymentListOptions(query), ...once }),
    queryClient.query({ ...paymentSummaryOptions(query), ...once }),
  ];
  // The list repeats a failed query and shows its error.
  Promise.all(asked).catch(() => undefined);
}

function enterDesk(queryClient: QueryClient) {
  return async ({ request }: LoaderFunctionArgs) => {
    const url = new URL(request.url);
    const me = await whoEnters(queryClient, url);
    if (me instanceof Response) return me;
    if (lacksTwoFactor(me)) return redirect(twoFactorPath(url.pathname + url.search));
    readListAhead(queryClient, url);
    return null;
  };
}

/** Open only to a user who has to set up a second factor. */
function enterTwoFactor(queryClient: QueryClient) {
  return async ({ request }: LoaderFunctionArgs) => {
    const next = safeNext(new URL(request.url).searchParams.get('next'));
    const me = await whoEnters(queryClient, new URL(next, request.url));
    if (me instanceof Response) return me;
    return lacksTwoFactor(me) ? null : redirect(next);
  };
}

/** The routes without a history, so that tests can use one in memory. */
export function routesFor(queryClient: QueryClient): RouteObject[] {
  return [
    {
      path: '/sign-in',
      lazy: signInPage,
      // If the session can't be read, the sign-in starts from the beginning.
      loader: () => readSession().catch(() => null),
      shouldRevalidate: () => false,
      ErrorBoundary: BrokenPage,
      HydrateFallback: () => null,
    },
    {
      path: '/welcome',
      lazy: welcomePage,
      ErrorBoundary: BrokenPage,
      HydrateFallback: () => null,
    },
    {
      path: '/two-factor',
      lazy: twoFactorPage,
      ErrorBoundary: BrokenPage,
      HydrateFallback: () => null,
      loader: enterTwoFactor(queryClient),
      shouldRevalidate: () => false,
    },
    {
      path: '/payments/:payToken/operations/:operationId/receipt',
      lazy: receiptPage,
      ErrorBoundary: BrokenPage,
      HydrateFallback: () => null,
      loader: enterDesk(queryClient),
      shouldRevalidate: () => false,
    },
    {
      path: '/',
      Component: Frame,
      ErrorBoundary: BrokenPage,
      HydrateFallback: () => null,
      loader: enterDesk(queryClient),
      shouldRevalidate: () => false,
      children: [
        {
          // An error in a page leaves the frame around it in place.
          ErrorBoundary: BrokenInFrame,
          children: [
            { index: true, element: null, loader: () => redirect('/payments') },
            { path: 'payments/new', lazy: guarded('create', createPage) },
            { path: 'payments/:payToken?', Component: PaymentsPage },
            { path: 'bulk-refunds/new', lazy: guarded('bulk-refunds', newBulkRefundPage) },
            { path: 'bulk-refunds/:id?', lazy: bulkRefundsPage },
            { path: 'review', lazy: reviewPage },
            { path: 'overview', lazy: overviewPage },
            { path: 'day-close/:date?', lazy: guarded('day-close', dayClosePage) },
            { path: 'settlement/:place?', lazy: guarded('settlement', settlementPage) },
            { path: 'staff', lazy: guarded('staff', staffPage) },
            { path: 'audit/:tab?', lazy: guarded('audit', auditPage) },
            { path: 'developer/:tab?', lazy: guarded('developer', developerPage) },
            { path: 'settings/:part?', lazy: settingsPage },
            { path: 'trust', lazy: trustPage },
            { path: 'account', lazy: accountPage },
            { path: '*', Component: NotFoundPage },
          ],
        },
      ],
    },
  ];
}

/** Opens a page only with the permission that it needs; others read why not. */
function guarded(page: GuardedPage, load: () => Promise<{ Component: ComponentType }>) {
  return async () => {
    const [{ Component }, { Guarded }] = await Promise.all([
      load(),
      import('./pages/forbidden-page.tsx'),
    ]);
    return {
      Component: function GuardedRoute() {
        return (
          <Guarded page={page}>
            <Component />
          </Guarded>
        );
      },
    };
  };
}

async function signInPage() {
  const { SignInPage } = await import('./pages/sign-in-page.tsx');
  return { Component: SignInPage };
}

async function welcomePage() {
  const { WelcomePage } = await import('./pages/welcome-page.tsx');
  return { Component: WelcomePage };
}

async function twoFactorPage() {
  const { TwoFactorPage } = await import('./pages/two-factor-page.tsx');
  return { Component: TwoFactorPage };
}

async function receiptPage() {
  const { ReceiptPage } = await import('./pages/receipt-page.tsx');
  return { Component: ReceiptPage };
}

async function createPage() {
  const { CreatePaymentPage } = await import('./pages/create-payment-page.tsx');
  return { Component: CreatePaymentPage };
}

async function newBulkRefundPage() {
  const { NewBulkRefundPage } = await import('./pages/new-bulk-refund-page.tsx');
  return { Component: NewBulkRefundPage };
}

async function bulkRefundsPage() {
  const { BulkRefundsPage } = await import('./pages/bulk-refunds-page.tsx');
  return { Component: BulkRefundsPage };
}

async function reviewPage() {
  const { ReviewPage } = await import('./pages/review-page.tsx');
  return { Component: ReviewPage };
}

async function dayClosePage() {
  const { DayClosePage } = await import('./pages/day-close-page.tsx');
  return { Component: DayClosePage };
}

async function settlementPage() {
  const { SettlementPage } = await import('./pages/settlement-page.tsx');
  return { Component: SettlementPage };
}

async function overviewPage() {
  const { OverviewPage } = await import('./pages/overview-page.tsx');
  return { Component: OverviewPage };
}

async function staffPage() {
  const { StaffPage } = await import('./pages/staff-page.tsx');
  return { Component: StaffPage };
}

async function auditPage() {
  const { AuditPage } = await import('./pages/audit-page.tsx');
  return { Component: AuditPage };
}

async function developerPage() {
  const { DeveloperPage } = await import('./pages/developer-page.tsx');
  return { Component: DeveloperPage };
}

async function settingsPage() {
  const { SettingsPage } = await import('./pages/settings-page.tsx');
  return { Component: SettingsPage };
}

async function trustPage() {
  const { TrustPage } = await import('./pages/trust-page.tsx');
  return { Component: TrustPage };
}

async function accountPage() {
  const { AccountPage } = await import('./pages/account-page.tsx');
  return { Component: AccountPage };
}

/** Pages that are part of the sign-in or need none. */
const waysIn = ['/sign-in', '/welcome', '/two-factor'];

/** The address to return to, such as `/payments?status=…`. */
function placeOf(router: Router): string {
  const { pathname, search } = router.state.location;
  return waysIn.includes(pathname)
    ? safeNext(new URLSearchParams(search).get('next'))
    : pathname + search;
}

/** The session is over: opens the sign-in page, which leads back to this address. */
export async function leaveForSignIn(router: Router, ended = true): Promise<void> {
  const { navigation, location } = router.state;
  // A navigation to the sign-in page has already given the reason.
  if ((navigation.location ?? location).pathname === '/sign-in') return;
  await router.navigate(signInPath(placeOf(router), ended));
}

/** The desk requires a second factor that this user has yet to set up. */
export async function leaveForTwoFactor(router: Router, queryClient: QueryClient): Promise<void> {
  await queryClient.query({ ...meOptions, staleTime: 0 });
  await router.navigate(twoFactorPath(placeOf(router)));
}
