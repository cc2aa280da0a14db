import { REASON_MAX, REASON_V2 } from '../../shared/limits.ts';
import type { FieldError } from '../../shared/problem.ts';
import type { TossVersion } from '../../shared/toss-call.ts';

/**
 * Why Toss would not take the reason of a refund by this version. v1 takes at most 50 characters,
 * v2 not every character.
 * @param pointer where the reason stands in the request
 */
export function reasonFault(
  version: TossVersion,
  reason: string,
  pointer: string,
): FieldError | null {
  if (version === 'v1') {
    const params = { maximum: REASON_MAX };
    const detail = `must have at most ${String(REASON_MAX)} characters`;
    return reason.length > REASON_MAX ? { pointer, code: 'too-long', params, detail } : null;
  }
  const detail = 'must have only Hangul, latin letters, digits, blanks and _-:.^@()[]#/!%?&';
  const params = { format: 'regex' };
  return REASON_V2.test(reason) ? null : { pointer, code: 'wrong-format', params, detail };
}
