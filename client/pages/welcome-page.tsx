import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ChoosePassword } from '../account/choose-password.tsx';
import { readPasswordLink, readSession, signIn } from '../auth-api.ts';
import { addKorean } from '../copy/i18n.ts';
import { accountKo } from '../copy/ko/account.ts';
import { readDesk } from '../session/desk.ts';
import { BarePage } from '../session/bare-page.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import styles from './plain-page.module.css';
import { safeNext } from './safe-next.ts';
import type { FromWelcome } from './sign-in-page.tsx';
import { useEnter } from './use-enter.ts';
import { usePageTitle } from './use-page-title.ts';

addKorean({ account: accountKo });

/** The page of an invitation or reset link: choosing a password signs in with it. */
export function WelcomePage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  usePageTitle(t('account.welcome.tab'));
  return (
    <BarePage>
      {token === '' ? (
        <Dead>
          <Notice tone="bad" title={t('account.welcome.noToken')}>
            <p>{t('account.welcome.noTokenNext')}</p>
          </Notice>
        </Dead>
      ) : (
        <OpenLink token={token} />
      )}
    </BarePage>
  );
}

function OpenLink({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const enter = useEnter();
  const { shopName } = readDesk();
  const link = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => readPasswordLink(token),
    staleTime: 'static',
    gcTime: 0,
  });
  if (link.isPending) {
    return (
      <p className="muted" role="status">
        {t('account.welcome.reading')}
      </p>
    );
  }
  if (link.isError) {
    return (
      <Dead>
        <ProblemNotice error={link.error} money={false} />
      </Dead>
    );
  }
  const { email } = link.data;
  const onDone = async (password: string) => {
    try {
      // If a person is signed in already, that session stays.
      if ((await readSession()) === null && !(await signIn(email, password))) {
        await enter(safeNext(null));
        return;
      }
    } catch {
      // The sign-in page asks again, and tells why it can't be done.
    }
    // The link can be used only once, so the back button must not lead to it.
    await navigate('/sign-in', { replace: true, state: { email } satisfies FromWelcome });
  };
  return <ChoosePassword token={token} link={link.data} shopName={shopName} onDone={onDone} />;
}

/** A link that no longer works: why, and a way to sign in. */
function Dead({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { shopName } = readDesk();
  return (
    <div className={styles.stack}>
      <h1>{shopName === '' ? t('common.appName') : shopName}</h1>
      {children}
      <div>
        <Button component={Link} to="/sign-in">
          {t('account.welcome.signIn')}
        </Button>
      </div>
    </div>
  );
}
