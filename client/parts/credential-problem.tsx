import type { ProblemCode } from '../../shared/problem.ts';
import { isProblem } from '../problem-error.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { TooMany } from '../ui/too-many.tsx';

/**
 * Why the desk rejected the password or code.
 * @param told a refusal that the field itself already shows
 */
export function CredentialProblem({ error, told }: { error: Error | null; told?: ProblemCode }) {
  if (error === null) return null;
  if (told !== undefined && isProblem(error, told)) return null;
  if (isProblem(error, 'too-many-requests')) return <TooMany seconds={error.retryAfterSeconds} />;
  return <ProblemNotice error={error} money={false} />;
}
