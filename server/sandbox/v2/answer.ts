import { type Answer, type Fail, httpStatusOf } from '../answer.ts';
import type { SandboxOptions } from '../options.ts';
import { V2_MESSAGES } from './error-codes.ts';

/** v2 leaves the HTTP status out of the body. */
export const v2Failure: Fail = (errorCode, msg) => {
  const words = msg ?? V2_MESSAGES[errorCode] ?? '요청을 처리하지 못했습니다.';
  return { httpStatus: httpStatusOf(errorCode), body: { code: -1, msg: words, errorCode } };
};

/** An undefined field is one that this answer does not use. */
export function v2Success(options: SandboxOptions, fields: Record<string, unknown>): Answer {
  const body: Record<string, unknown> = { code: 0 };
  const all: Record<string, unknown> = { ...fields, msg: undefined, errorCode: undefined };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined) body[name] = value;
    else if (options.unusedFields === 'null') body[name] = null;
  }
  return { httpStatus: 200, body };
}

export function notFound(options: SandboxOptions): Answer {
  if (options.notFoundCode === 'none') return { httpStatus: 200, body: { code: -1 } };
  return v2Failure(options.notFoundCode);
}
