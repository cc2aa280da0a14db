import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaderData, useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Session } from '../auth-api.ts';
import { meOptions } from '../me.ts';
import { SignInForm } from '../session/sign-in-form.tsx';
import { tellTabs } from '../session/tab-news.ts';
import { BarePage } from '../session/bare-page.tsx';
import { safeNext } from './safe-next.ts';
import { usePageTitle } from './use-page-title.ts';

/** What the page where a password was chosen hands on. */
export interface FromWelcome {
  email: string;
}

/** The way in; afterwards back to where the person wanted to go. */
export function SignInPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  // A redirect of the router leaves a state of its own here.
  const email = (useLocation().state as Partial<FromWelcome> | null)?.email;
  usePageTitle(t('session.title'));
  const session = useLoaderData<Session | null>();
  useEffect(() => {
    // What the last person was shown must not be seen by the next one. It is forgotten when their
    // page is gone: with its answers taken from under it, that would ask for them again.
    queryClient.clear();
  }, [queryClient]);
  const enter = async () => {
    // Somebody else may have got half-way here before.
    queryClient.clear();
    const me = await queryClient.query(meOptions);
    tellTabs({ kind: 'signed-in', staffId: me.staff.id, name: me.staff.name });
    await navigate(safeNext(search.get('next')), { replace: true });
  };
  const ended = search.get('ended') === '1';
  return (
    <BarePage>
      <SignInForm
        email={email ?? ''}
        notice={email !== undefined ? t('session.chosen') : ended ? t('session.ended') : null}
        startsHalf={session?.secondFactorNeeded === true}
        onDone={enter}
      />
    </BarePage>
  );
}
