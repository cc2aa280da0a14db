import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { ProblemError, UnreachableError } from '../problem-error.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import styles from './plain-page.module.css';

/** A page that could not be opened: what happened, and the way back in. */
export function BrokenPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  const reload = (
    <Button
      onClick={() => {
        window.location.reload();
      }}
    >
      {t('frame.broken.reload')}
    </Button>
  );
  const told = error instanceof ProblemError || error instanceof UnreachableError;
  return (
    <main className={styles.page}>
      <h1>{t('frame.broken.title')}</h1>
      {told ? (
        <ProblemNotice error={error} money={false} action={reload} />
      ) : (
        <Notice tone="bad" title={t('problems.unexpected.title')} action={reload}>
          <p>{t('frame.broken.body')}</p>
        </Notice>
      )}
    </main>
  );
}
