/** The text for an error, shared by notices, dialogs and work-list cards. */
import type { ParseKeys } from 'i18next';
import type { Problem, ProblemCode } from '../../shared/problem.ts';
import { i18n } from '../copy/i18n.ts';
import { ko } from '../copy/ko.ts';
import { formatMoment } from '../format.ts';
import { isServerFault, ownFaults, ProblemError, UnreachableError } from '../problem-error.ts';

export interface ProblemWords {
  title: string;
  /** Did money move? `null` if the call could not move any. */
  effect: string | null;
  /** May I retry, and who can help. */
  next: string;
  /** Toss's message and code. */
  tossMessage: string | null;
  tossCode: string | null;
  requestId: string | null;
}

export type TossCode = keyof typeof ko.problems.toss;

/** `true` for a Toss code that has a translation. */
function isKnownTossCode(code: string): code is TossCode {
  return Object.hasOwn(ko.problems.toss, code);
}

/** Title and advice for a Toss code; an unknown one has Toss's message as its title. */
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

/** Title and advice for one of the desk's codes; `null` for one that this build doesn't know. */
export function codeWords(code: string): { title: string; next: string } | null {
  if (!Object.hasOwn(ko.problems.codes, code)) return null;
  const known = code as ProblemCode;
  return {
    title: i18n.t(`problems.codes.${known}.title`),
    next: i18n.t(`problems.codes.${known}.next`),
  };
}

/**
 * What a decision on an existing operation may be answered. Its money may have moved long ago, so
 * the text must not say that no money moved.
 */
const aboutEarlier: readonly ProblemCode[] = [
  'operation-moved',
  'approval-mismatch',
  'second-person-needed',
  'approver-held',
  'sole-manager-waits',
  'too-early',
  'bulk-moved',
  'no-leader',
];

function effectWords({ code, effect }: Pick<Problem, 'code' | 'effect'>): string {
  return effect === 'not-applied' && aboutEarlier.includes(code)
    ? i18n.t('problems.notDone')
    : i18n.t(`problems.effect.${effect}`);
}

/** The advice for one of the desk's problems, with the time from which to retry if it has one. */
function nextWords({ code, notBefore }: Problem, money: boolean): string {
  if (notBefore !== undefined) {
    return i18n.t('problems.notBefore', { when: formatMoment(notBefore) });
  }
  // The desk's own faults mention money only if the call could move some.
  if (!money && code === 'leader-lost') return i18n.t('problems.afterLead');
  if (!money && ownFaults.includes(code)) return i18n.t('problems.whoHelps');
  return i18n.t(`problems.codes.${code}.next`);
}

/** @param money `false` if the call could not have moved money, such as reading a list */
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
      requestId: ownFaults.includes(code) ? instance : null,
    };
  }
  // A call without an answer may have taken effect.
  const what = isServerFault(error)
    ? 'serverFault'
    : error instanceof UnreachableError
      ? 'unreachable'
      : 'unexpected';
  return {
    ...nothing,
    title: i18n.t(`problems.${what}.title`),
    next: i18n.t(`problems.${what}.next`),
    effect: money ? i18n.t('problems.effect.unknown') : null,
  };
}
