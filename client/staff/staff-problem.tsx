import { useTranslation } from 'react-i18next';
import { mayBeDone } from '../problem-error.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';

/** Why a change was refused; after a lost answer, how to find out whether it was made. */
export function StaffProblem({
  error,
  what,
}: {
  error: Error;
  what: 'invite' | 'link' | 'mail' | 'change';
}) {
  const { t } = useTranslation();
  return (
    <ProblemNotice error={error} money={false}>
      {mayBeDone(error) ? <p>{t(`staff.lost.${what}`)}</p> : null}
    </ProblemNotice>
  );
}
