import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { meOptions } from '../me.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHead } from '../ui/page-head.tsx';
import styles from './forbidden-page.module.css';
import { mayOpen, type GuardedPage } from './page-name.ts';

/** Where each page has its words. */
const words = {
  create: 'create',
  'bulk-refunds': 'bulk',
  'day-close': 'dayClose',
  settlement: 'settlement',
  staff: 'staff',
  audit: 'audit',
  developer: 'developer',
} as const satisfies Record<GuardedPage, string>;

/** Shown instead of a page that this person has no permission for. */
function ForbiddenPage({ page }: { page: GuardedPage }) {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <PageHead title={t(`${words[page]}.title`)} />
      <EmptyState title={t('problems.codes.forbidden.title')} body={t(`${words[page]}.forbidden`)}>
        <Button component={Link} to="/payments">
          {t('frame.notFound.action')}
        </Button>
      </EmptyState>
    </div>
  );
}

/** The page, if this person may open it. */
export function Guarded({ page, children }: { page: GuardedPage; children: ReactNode }) {
  const { data: me } = useSuspenseQuery(meOptions);
  return mayOpen(page, me.permissions) ? children : <ForbiddenPage page={page} />;
}
