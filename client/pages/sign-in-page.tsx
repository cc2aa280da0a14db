import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { readDesk } from '../session/desk.ts';
import { meOptions } from '../session/me.ts';
import { SignInForm } from '../session/sign-in-form.tsx';
import { ModeBar } from '../ui/mode-bar.tsx';
import styles from './sign-in-page.module.css';
import { safeNext } from './safe-next.ts';

/** The way in; afterwards back to where the person wanted to go. */
export function SignInPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  const desk = readDesk();
  const { shopName, mode } = desk;
  useEffect(() => {
    document.title = t('frame.tab.title', {
      page: t('session.title'),
      mode: t(`frame.mode.${mode}`),
    });
  }, [t, i18n.language, mode]);
  const enter = async () => {
    // What the last person was shown must not be seen by the next one.
    queryClient.clear();
    await queryClient.query(meOptions);
    await navigate(safeNext(search.get('next')), { replace: true });
  };
  return (
    <div className={styles.page}>
      <header>
        <ModeBar mode={mode} shopName={shopName} />
      </header>
      <main className={styles.main}>
        <SignInForm ended={search.get('ended') === '1'} onDone={enter} />
      </main>
    </div>
  );
}
