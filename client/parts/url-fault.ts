import { addressFaults, type AddressFault } from '../../shared/webhook.ts';
import { oneOf } from '../address-values.ts';
import { ProblemError } from '../problem-error.ts';

/** Why the desk refused the address in the field `url`. @param other the form's own code for it */
export function urlFault<Other extends string>(
  error: unknown,
  other: Other,
): AddressFault | Other | null {
  if (!(error instanceof ProblemError)) return null;
  const found = error.problem.errors?.find(({ pointer }) => pointer === '/url');
  return found === undefined ? null : (oneOf([...addressFaults, other], found.code) ?? 'form');
}
