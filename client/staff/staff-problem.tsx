import { useTranslation } from 'react-i18next';
import { ProblemError, UnreachableError } from '../problem-error.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** `true` where the desk may have done what it gave no answer to. */
function mayBeDone(error: Error): boolean {
  if (error instanceof ProblemError) return error.problem.effect === 'unknown';
  return error instanceof UnreachableError;
}

/** Why a change was refused, or that nobody knows yet whether it was made and how to find out. */
export function StaffProblem({
  error,
  what,
}: {
  error: Error;
  what: 'invite' | 'link' | 'change';
}) {
  const { t } = useTranslation();
  return (
    <ProblemNotice error={error} money={false}>
      {mayBeDone(error) ? <p>{t(`staff.lost.${what}`)}</p> : null}
    </ProblemNotice>
  );
}
