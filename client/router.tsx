/** The addresses of the desk. What the first screen doesn't need comes when it is asked for. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createBrowserRouter,
  redirect,
  type LoaderFunctionArgs,
  type RouteObject,
} from 'react-router';
import { BrokenPage } from './pages/broken-page.tsx';
import { Frame } from './pages/frame.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { PaymentsPage } from './pages/payments-page.tsx';
import { signInPath } from './pages/safe-next.ts';
import { isNotSignedIn } from './query-client.ts';
import { meOptions } from './session/me.ts';
import { loadPreferences } from './session/preferences.ts';

type Router = ReturnType<typeof createBrowserRouter>;

function enterDesk(queryClient: QueryClient) {
  return async ({ request }: LoaderFunctionArgs) => {
    const url = new URL(request.url);
    const known = queryClient.getQueryData(meOptions.queryKey) !== undefined;
    try {
      await queryClient.query({ ...meOptions, staleTime: 'static' });
    } catch (error) {
      if (!isNotSignedIn(error)) throw error;
      return redirect(signInPath(url.pathname + url.search, false));
    }
    // Preferences colour the page and hold nobody up; without them the browser's own are in force.
    if (!known) loadPreferences().catch(() => undefined);
    return null;
  };
}

/** The routes, apart from the browser's history, so that tests can use a history in memory. */
export function routesFor(queryClient: QueryClient): RouteObject[] {
  return [
    {
      path: '/sign-in',
      lazy: signInPage,
      ErrorBoundary: BrokenPage,
      HydrateFallback: () => null,
    },
    {
      path: '/',
      Component: Frame,
      ErrorBoundary: BrokenPage,
      HydrateFallback: () => null,
      loader: enterDesk(queryClient),
      shouldRevalidate: () => false,
      children: [
        { index: true, element: null, loader: () => redirect('/payments') },
        { path: 'payments/new', lazy: createPage },
        { path: 'payments/:payToken?', Component: PaymentsPage },
        { path: 'review', lazy: reviewPage },
        { path: 'trust', lazy: trustPage },
        { path: '*', Component: NotFoundPage },
      ],
    },
  ];
}

async function signInPage() {
  const { SignInPage } = await import('./pages/sign-in-page.tsx');
  return { Component: SignInPage };
}

async function createPage() {
  const { CreatePaymentPage } = await import('./pages/create-payment-page.tsx');
  return { Component: CreatePaymentPage };
}

async function reviewPage() {
  const { ReviewPage } = await import('./pages/review-page.tsx');
  return { Component: ReviewPage };
}

async function trustPage() {
  const { TrustPage } = await import('./pages/trust-page.tsx');
  return { Component: TrustPage };
}

export function createRouter(queryClient: QueryClient): Router {
  return createBrowserRouter(routesFor(queryClient));
}

/** Nobody is signed in any more: to the sign-in page, which leads back to this address. */
export function leaveForSignIn(router: Router): void {
  const { location } = router.state;
  if (location.pathname === '/sign-in') return;
  void router.navigate(signInPath(location.pathname + location.search, true));
}
