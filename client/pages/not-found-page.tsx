import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../ui/empty-state.tsx';
import { useNameTab } from '../ui/tab-name.ts';

/** The page for an unknown address. */
export function NotFoundPage() {
  const { t } = useTranslation();
  useNameTab(t('frame.notFound.tab'));
  return (
    <EmptyState wholePage title={t('frame.notFound.title')} body={t('frame.notFound.body')}>
      <Button component={Link} to="/payments">
        {t('frame.notFound.action')}
      </Button>
    </EmptyState>
  );
}
