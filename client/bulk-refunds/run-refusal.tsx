import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { mayBeDone } from '../problem-error.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';

/** Why a decision about a run failed. After a lost answer its outcome is unknown until fetched. */
export function RunRefusal({ error, onRead }: { error: Error | null; onRead: () => void }) {
  const { t } = useTranslation();
  if (error === null) return null;
  const again = <Button onClick={onRead}>{t('bulk.lost.read')}</Button>;
  if (!mayBeDone(error)) return <ProblemNotice error={error} action={again} />;
  return (
    <Notice tone="bad" title={t('bulk.lost.title')} action={again}>
      <p>{t('bulk.lost.body')}</p>
    </Notice>
  );
}
