import { Button } from '@mantine/core';
import { IconWifiOff } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useRouteError } from 'react-router';
import { callApi } from '../api-client.ts';
import { useOffline } from '../live/use-offline.ts';
import { ProblemError, UnreachableError } from '../problem-error.ts';
import { Notice } from '../ui/notice.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { pageName } from './page-name.ts';
import styles from './plain-page.module.css';

const reloadPage = () => window.location.reload();

/** What happened, and a reload. This page can't know whether money moved. */
function Broken() {
  const { t } = useTranslation();
  const error = useRouteError();
  const reload = <Button onClick={reloadPage}>{t('frame.broken.reload')}</Button>;
  const told = error instanceof ProblemError || error instanceof UnreachableError;
  return told ? (
    <ProblemNotice error={error} money={false} action={reload} />
  ) : (
    <Notice tone="bad" title={t('problems.unexpected.title')} action={reload}>
      <p>{t('frame.broken.body')}</p>
    </Notice>
  );
}

/** Error page outside the frame. */
export function BrokenPage() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <h1>{t('frame.broken.title')}</h1>
      <Broken />
    </main>
  );
}

/** Error messages of browsers, and of Vite for styles, when a lazy chunk can't be fetched. */
const UNFETCHED = /dynamically imported module|importing a module script failed|preload css/i;

/**
 * Error page inside the frame. Browsers cache a failed import, so the page is reloaded as soon as
 * the server answers again.
 */
export function BrokenInFrame() {
  const { t } = useTranslation();
  const error = useRouteError();
  const name = pageName(useLocation().pathname);
  const cut = useOffline();
  const wasCut = useRef(false);
  useEffect(() => {
    if (cut !== null) {
      wasCut.current = true;
      return;
    }
    // Checks that the server answers, because a failed reload would lose the frame too.
    if (wasCut.current) callApi('GET /api/me', {}).then(reloadPage, () => undefined);
  }, [cut]);
  const isLate = error instanceof Error && UNFETCHED.test(error.message);
  if (!isLate) {
    return (
      <div className={styles.inFrame}>
        <PageHead title={t('frame.broken.title')} />
        <Broken />
      </div>
    );
  }
  return (
    <div className={styles.inFrame}>
      <PageHead title={name === null ? t('common.appName') : t(`frame.nav.${name}`)} />
      <Notice
        title={t('frame.late.title')}
        icon={cut === null ? undefined : <IconWifiOff size={16} stroke={1.75} />}
        action={
          cut === null ? <Button onClick={reloadPage}>{t('frame.broken.reload')}</Button> : null
        }
      >
        <p>{t(cut === null ? 'frame.late.body' : 'frame.late.offline')}</p>
      </Notice>
    </div>
  );
}
