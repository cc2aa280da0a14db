/** Composes the app of one tab: query cache, router and session. */
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { RouterProvider, type RouteObject } from 'react-router';
import { deskAccess } from './desk-access.ts';
import { takeFirstAnswers } from './first-answers.ts';
import { meOptions } from './me.ts';
import { createQueryClient } from './query-client.ts';
import { leaveForSignIn, leaveForTwoFactor, routesFor, type Router } from './router.tsx';
import { SessionHost } from './session/session-host.tsx';
import { Announcer } from './ui/announcer.tsx';

interface AppHost {
  routerFor: (routes: RouteObject[]) => Router;
  /** Reloads the page at the same address, with an empty memory. */
  reload: () => void;
}

export function createApp({ routerFor, reload }: AppHost) {
  const queryClient = createQueryClient((detour) => {
    const isIn = queryClient.getQueryData(meOptions.queryKey) !== undefined;
    // Before the first sign-in the router redirects by itself; a locked page has not asked it yet.
    if (!isIn && deskAccess.read().standing === 'open') return;
    if (detour === 'sign-in') void leave(true);
    else void leaveForTwoFactor(router, queryClient);
  });
  takeFirstAnswers(queryClient);
  const router = routerFor(routesFor(queryClient));
  const leave = async (ended: boolean) => {
    deskAccess.abandon();
    await leaveForSignIn(router, ended);
  };
  const app: ReactNode = (
    <QueryClientProvider client={queryClient}>
      <SessionHost onOver={() => void leave(true)} onChange={() => leave(false)} onOther={reload} />
      <RouterProvider router={router} flushSync={(draw) => void flushSync(draw)} />
      <Announcer />
    </QueryClientProvider>
  );
  return { app, router, queryClient };
}
