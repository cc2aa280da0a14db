import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaderData, useLocation, useSearchParams } from 'react-router';
import type { Session } from '../auth-api.ts';
import { SignInForm } from '../session/sign-in-form.tsx';
import { BarePage } from '../session/bare-page.tsx';
import { safeNext } from './safe-next.ts';
import { useEnter } from './use-enter.ts';
import { usePageTitle } from './use-page-title.ts';

/** Navigation state from the page where a password was chosen, if that did not sign in. */
export interface FromWelcome {
  email: string;
}

/** Sign-in; afterwards the address in `next` opens. */
export function SignInPage() {
  const { t } = useTranslation();
  const enter = useEnter();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  // Partial, because the router's redirects set a state of their own.
  const email = (useLocation().state as Partial<FromWelcome> | null)?.email;
  usePageTitle(t('session.title'));
  const session = useLoaderData<Session | null>();
  useEffect(() => {
    // The next user must not see cached data of the last one. Cleared only here, after their page
    // has unmounted: its mounted queries would fetch everything again.
    queryClient.clear();
  }, [queryClient]);
  const ended = search.get('ended') === '1';
  return (
    <BarePage>
      <SignInForm
        email={email ?? ''}
        notice={email !== undefined ? t('session.chosen') : ended ? t('session.ended') : null}
        startsHalf={session?.secondFactorNeeded === true}
        onDone={async () => {
          // An earlier, unfinished sign-in may have filled the cache.
          queryClient.clear();
          await enter(safeNext(search.get('next')));
        }}
      />
    </BarePage>
  );
}
