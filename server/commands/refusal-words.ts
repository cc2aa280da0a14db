/** Command-line messages of refusals. */
import type { ProblemCode } from '../../shared/problem.ts';
import type { AppError } from '../errors.ts';

const byProblem: Partial<Record<ProblemCode, string>> = {
  'email-taken': '이미 있는 이메일이에요. The e-mail is taken.',
  'last-manager': '관리자는 한 명 이상 있어야 해요. The shop needs at least one active manager.',
  'not-found': '직원 계정을 찾을 수 없어요. No such account.',
};

/** By a field error's code. */
const byField: Readonly<Record<string, string>> = {
  'too-short': '비밀번호는 15자 이상이어야 해요. The password needs at least 15 characters.',
  'too-long': '비밀번호는 128자까지예요. The password may have at most 128 characters.',
  common: '쉽게 짐작할 수 있는 비밀번호예요. The password is easy to guess; choose another.',
  'like-name':
    '이름, 이메일, 상점 이름과 너무 비슷한 비밀번호예요. ' +
    'The password is too much like the name, the e-mail or the shop.',
};

/** The message of a refusal: Korean and English if this file has one, else the error's own. */
export function refusalWords(error: AppError): string {
  const fields = (error.extras.errors ?? []).map(
    ({ code, pointer, detail }) => byField[code] ?? `${pointer} ${detail}`,
  );
  return fields.length > 0 ? fields.join('\n') : (byProblem[error.code] ?? error.message);
}
