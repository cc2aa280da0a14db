/** What a screen says about an error: one reading for notices, dialogs and work-list cards. */
import type { ParseKeys } from 'i18next';
import type { Problem, ProblemCode } from '../../shared/problem.ts';
import { i18n } from '../copy/i18n.ts';
import { ko } from '../copy/ko.ts';
import { formatMoment } from '../format.ts';
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

/** Title and advice for a code of the desk's own; `null` for one that this screen doesn't know. */
export function codeWords(code: string): { title: string; next: string } | null {
  if (!Object.hasOwn(ko.problems.codes, code)) return null;
  const known = code as ProblemCode;
  return {
    title: i18n.t(`problems.codes.${known}.title`),
    next: i18n.t(`problems.codes.${known}.next`),
  };
}

/**
 * Refusals of an act on an operation that exists already. Its own money may have moved long ago, so
 * that "no money moved" would be read as more than the refusal knows.
 */
const aboutEarlier: readonly ProblemCode[] = [
  'operation-moved',
  'approval-mismatch',
  'second-person-needed',
  'approver-held',
  'sole-manager-waits',
  'too-early',
  'bulk-moved',
];

function effectWords({ code, effect }: Pick<Problem, 'code' | 'effect'>): string {
  return effect === 'not-applied' && aboutEarlier.includes(code)
    ? i18n.t('problems.notDone')
    : i18n.t(`problems.effect.${effect}`);
}

/** Failures of the desk itself: only where money was in question do their words speak of it. */
const ownFailures: readonly ProblemCode[] = ['internal', 'storage-failed'];

/** What to do next about a problem of the desk's own, with the time where it tells one. */
function nextWords({ code, notBefore }: Problem, money: boolean): string {
  if (notBefore !== undefined) {
    return i18n.t('problems.notBefore', { when: formatMoment(notBefore) });
  }
  if (!money && ownFailures.includes(code)) return i18n.t('problems.whoHelps');
  return i18n.t(`problems.codes.${code}.next`);
}

/**
 * @param money `false` for a call that could not have moved money, such as reading a list
 */
export function problemWords(error: unknown, money: boolean): ProblemWords {
  const nothing = { tossMessage: null, tossCode: null, requestId: null };
  if (error instanceof ProblemError) {
    const { code, tossErrorCode, tossMessage, instance } = error.problem;
    const rejected = code === 'toss-rejected' && tossErrorCode !== undefined;
    const words = rejected
      ? tossWords(tossErrorCode, tossMessage ?? null)
      : { title: i18n.t(`problems.codes.${code}.title`), next: nextWords(error.problem, money) };
    return {
      ...words,
      effect: money ? effectWords(error.problem) : null,
      tossMessage: tossMessage ?? null,
      tossCode: tossErrorCode ?? null,
      requestId: ownFailures.includes(code) ? instance : null,
    };
  }
  // A call that was sent and never answered may have been acted on.
  const lost = error instanceof UnreachableError;
  return {
    ...nothing,
    title: i18n.t(lost ? 'problems.unreachable.title' : 'problems.unexpected.title'),
    next: i18n.t(lost ? 'problems.unreachable.next' : 'problems.unexpected.next'),
    effect: money ? i18n.t('problems.effect.unknown') : null,
  };
}
