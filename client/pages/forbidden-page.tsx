import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHead } from '../ui/page-head.tsx';
import styles from './forbidden-page.module.css';

/** Shown instead of a page that this person has no permission for. */
export function ForbiddenPage({
  page,
}: {
  page: 'staff' | 'audit' | 'developer' | 'dayClose' | 'bulk';
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <PageHead title={t(`${page}.title`)} />
      <EmptyState title={t('problems.codes.forbidden.title')} body={t(`${page}.forbidden`)}>
        <Button component={Link} to="/payments">
          {t('frame.notFound.action')}
        </Button>
      </EmptyState>
    </div>
  );
}
