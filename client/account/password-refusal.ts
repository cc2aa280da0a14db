import { passwordFaults, type PasswordFault } from '../../shared/password.ts';
import { isProblem } from '../problem-error.ts';

/** Why the server refused a new password, and which one. */
export interface PasswordRefusal {
  password: string;
  fault: PasswordFault;
}

/** The fault of the new password in an error; `null` if the error is about something else. */
export function passwordRefusal(
  error: unknown,
  pointer: '/next' | '/password',
  password: string,
): PasswordRefusal | null {
  if (!isProblem(error, 'invalid-request')) return null;
  const codes = (error.problem.errors ?? [])
    .filter((one) => one.pointer === pointer)
    .map((one) => one.code);
  const fault = passwordFaults.find((one) => codes.includes(one));
  return fault === undefined ? null : { password, fault };
}
