import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { isProblem, mayBeDone } from '../problem-error.ts';

/** Why a dialog could not be saved. @param stored what is stored now, in words */
export function SaveProblem({ error, stored }: { error: Error; stored: string }) {
  const { t } = useTranslation();
  return (
    <ProblemNotice error={error} money={false}>
      {mayBeDone(error) ? <p>{t('notices.lost')}</p> : null}
      {isProblem(error, 'stale-view') ? <p>{t('notices.stored', { stored })}</p> : null}
    </ProblemNotice>
  );
}
