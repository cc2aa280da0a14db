/** What a screen says about an error: one reading for notices, dialogs and work-list cards. */
import type { ParseKeys } from 'i18next';
import type { ProblemEffect } from '../../shared/problem.ts';
import { i18n } from '../copy/i18n.ts';
import { ko } from '../copy/ko.ts';
import { ProblemError, UnreachableError } from '../problem-error.ts';

export interface ProblemWords {
  title: string;
  /** Did money move? `null` where no money was in question. */
  effect: string | null;
  /** May I press again, and who can help. */
  next: string;
  /** Toss's own words and code. */
  tossMessage: string | null;
  tossCode: string | null;
  requestId: string | null;
}

export type TossCode = keyof typeof ko.problems.toss;

/** `true` for a Toss code that has words of its own. */
function isKnownTossCode(code: string): code is TossCode {
  return Object.hasOwn(ko.problems.toss, code);
}

/** Title and advice for a Toss code; for an unknown one Toss's own sentence is the title. */
export function tossWords(code: string, message: string | null): { title: string; next: string } {
  if (isKnownTossCode(code)) {
    return {
      title: i18n.t(`problems.toss.${code}.title` satisfies ParseKeys),
      next: i18n.t(`problems.toss.${code}.next` satisfies ParseKeys),
    };
  }
  return {
    title: i18n.t('problems.unknownToss', { message: message ?? code }),
    next: i18n.t('problems.codes.toss-rejected.next'),
  };
}

function effectWords(effect: ProblemEffect): string {
  return i18n.t(`problems.effect.${effect}`);
}

/**
 * @param money `false` for a call that could not have moved money, such as reading a list
 */
export function problemWords(error: unknown, money: boolean): ProblemWords {
  const nothing = { tossMessage: null, tossCode: null, requestId: null };
  if (error instanceof ProblemError) {
    const { code, effect, tossErrorCode, tossMessage, instance } = error.problem;
    const rejected = code === 'toss-rejected' && tossErrorCode !== undefined;
    const words = rejected
      ? tossWords(tossErrorCode, tossMessage ?? null)
      : {
          title: i18n.t(`problems.codes.${code}.title`),
          next: i18n.t(`problems.codes.${code}.next`),
        };
    return {
      ...words,
      effect: money ? effectWords(effect) : null,
      tossMessage: tossMessage ?? null,
      tossCode: tossErrorCode ?? null,
      requestId: code === 'internal' ? instance : null,
    };
  }
  // A call that was sent and never answered may have been acted on.
  const lost = error instanceof UnreachableError;
  return {
    ...nothing,
    title: i18n.t(lost ? 'problems.unreachable.title' : 'problems.unexpected.title'),
    next: i18n.t(lost ? 'problems.unreachable.next' : 'problems.unexpected.next'),
    effect: money ? effectWords('unknown') : null,
  };
}
