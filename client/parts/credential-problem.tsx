import type { ProblemCode } from '../../shared/problem.ts';
import { isProblem } from '../problem-error.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { TooMany } from '../ui/too-many.tsx';

/**
 * Why the desk did not accept what was given to prove who sits here.
 * @param told the refusal that a field's own words tell already
 */
export function CredentialProblem({ error, told }: { error: Error | null; told?: ProblemCode }) {
  if (error === null) return null;
  if (told !== undefined && isProblem(error, told)) return null;
  if (isProblem(error, 'too-many-requests')) return <TooMany seconds={error.retryAfterSeconds} />;
  return <ProblemNotice error={error} money={false} />;
}
