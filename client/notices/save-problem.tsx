import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { mayBeDone } from '../problem-error.ts';

/** Shows why saving failed. @param stored other settings that the next press replaces, as text */
export function SaveProblem({ error, stored }: { error: Error; stored: string | null }) {
  const { t } = useTranslation();
  return (
    <ProblemNotice error={error} money={false}>
      {mayBeDone(error) ? <p>{t('notices.lost')}</p> : null}
      {stored === null ? null : <p>{t('notices.stored', { stored })}</p>}
    </ProblemNotice>
  );
}
