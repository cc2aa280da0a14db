/**
 * The text for an operation that is open, given up or disputed: what is known, what is not, and
 * what happens next by itself. Detail and work list share it.
 */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { dayAfterSending } from '../../shared/operation-actions.ts';
import type { Operation, Refusal } from '../../shared/operation.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import {
  formatAmount,
  formatClock,
  formatClockSeconds,
  formatCountdown,
  formatMoment,
  formatRowTime,
} from '../format.ts';
import { SILENT_AFTER_MS, isWithdrawable } from './chip-kind.ts';
import { evidenceText } from './evidence-text.ts';
import styles from './operation-story.module.css';
import { useTick } from '../ui/ticker.ts';
import { requesterName } from './requester-name.ts';

/** After this long an unclear outcome says to call Toss. */
const LOUD_AFTER_MS = 30 * 60 * 1000;
/**
 * An operation that Toss does not show this long after sending counts as absent: the desk's
 * `SETTLE_MS`.
 */
const SETTLE_MS = 15 * 60 * 1000;

export interface StoryLine {
  label: string;
  text: string;
}

export interface Story {
  title: string;
  lines: StoryLine[];
  /** What must not be done in the meantime; `null` if nothing can go wrong. */
  warning: string | null;
  /** Its outcome has been unclear for so long that somebody should call Toss. */
  loud: boolean;
  /** Whom to call if it is `loud`, else `null`. */
  call: string | null;
}

/** 결과 확인 중: the state is `unknown`, or Toss has not answered for too long. */
export function isUnclear(
  operation: Pick<Operation, 'state' | 'sentAt' | 'refusal'>,
  nowMs: number,
): boolean {
  if (operation.state === 'unknown') return operation.refusal === null;
  if (operation.state !== 'sending' || operation.sentAt === null) return false;
  return nowMs - Date.parse(operation.sentAt) >= SILENT_AFTER_MS;
}

/** Unclear or with Toss for over half an hour: first in the queue, and says whom to call. */
export function isLoud(
  operation: Pick<Operation, 'state' | 'sentAt' | 'createdAt' | 'refusal'>,
  nowMs: number,
): boolean {
  if (operation.state !== 'pending' && !isUnclear(operation, nowMs)) return false;
  return nowMs - Date.parse(operation.sentAt ?? operation.createdAt) > LOUD_AFTER_MS;
}

function knownText(operation: Operation, nowMs: number, t: TFunction): string {
  const { sentAt, attempts, kind, state } = operation;
  if (state === 'not_sent') return t('review.story.known.notSent');
  if (state === 'proposed' || state === 'ready' || sentAt === null) {
    const when = formatRowTime(operation.createdAt, nowMs);
    return t('review.story.known.requested', { name: requesterName(operation, t), when });
  }
  const today = formatRowTime(sentAt, nowMs) === formatClock(sentAt);
  const when = today ? formatClockSeconds(sentAt) : formatRowTime(sentAt, nowMs);
  const what = t(`review.story.what.${kind}`, { amount: formatAmount(operation.amount) });
  const sent =
    attempts > 1
      ? t('review.story.known.sentTwice', { when, what, attempts })
      : t('review.story.known.sent', { when, what });
  if (state === 'absent') return `${sent} ${t('review.story.known.absent')}`;
  if (state === 'pending') return `${sent} ${t('review.story.known.pending')}`;
  return sent;
}

/** Until when at least the money of a given-up refund is reserved. */
function reservedText(operation: Operation, nowMs: number, t: TFunction): string {
  const until = dayAfterSending(operation, nowMs).notBefore;
  if (until === null) return t('review.story.next.reservedOver');
  return t('review.story.next.reserved', { when: formatMoment(until) });
}

/** What happens next in a state, besides the next check; `null` if there is only the check. */
function nextByState(operation: Operation, nowMs: number, t: TFunction): string | null {
  switch (operation.state) {
    case 'proposed': {
      const { approvalLapsesAt } = operation;
      if (approvalLapsesAt === null) return t('review.story.next.proposed');
      return t('review.story.next.proposedBy', { when: formatMoment(approvalLapsesAt) });
    }
    case 'ready': {
      const { sendAfter } = operation;
      const left = sendAfter === null ? null : formatCountdown(sendAfter, nowMs);
      return left === null ? null : t('review.story.next.send', { left });
    }
    case 'not_sent':
      return t('review.story.next.retry');
    case 'given_up': {
      const seen = t('review.story.next.givenUp');
      return operation.kind === 'refund' ? `${reservedText(operation, nowMs, t)} ${seen}` : seen;
    }
    case 'absent':
      return operation.nextCheckAt === null ? t('review.story.next.absent') : null;
    case 'sending':
    case 'unknown':
    case 'pending':
    case 'needs_review':
    case 'succeeded':
    case 'failed':
    case 'declined':
      return null;
  }
}

/** When a refusal becomes final, unless Toss shows something else before. */
function refusedText({ confirmedAt }: Refusal, nowMs: number, t: TFunction): string {
  const left = confirmedAt === null ? null : formatCountdown(confirmedAt, nowMs);
  if (left === null) return t('review.story.next.refusedSoon');
  return t('review.story.next.refused', { left });
}

function nextText(operation: Operation, nowMs: number, t: TFunction): string | null {
  const { state, kind, nextCheckAt, sentAt, refusal } = operation;
  if (refusal !== null) return refusedText(refusal, nowMs, t);
  const byState = nextByState(operation, nowMs, t);
  if (byState !== null) return byState;
  if (nextCheckAt === null) {
    if (state === 'needs_review') return null;
    return state === 'pending' ? t('review.story.next.pending') : t('review.story.next.soon');
  }
  const left = formatCountdown(nextCheckAt, nowMs);
  if (left === null) return t('review.story.next.checkNow');
  if (state === 'absent') return t('review.story.next.absentCheck', { left });
  if (state === 'needs_review') return t('review.story.next.checkBy', { left });
  const settles = sentAt === null ? 0 : Date.parse(sentAt) + SETTLE_MS;
  if (state !== 'unknown' || settles <= nowMs) return t('review.story.next.check', { left });
  const until = formatClock(new Date(settles).toISOString());
  const absent = t(`review.story.absentWord.${kind}`);
  return t('review.story.next.settle', { left, until, absent });
}

function titleText(operation: Operation, nowMs: number, t: TFunction): string {
  const { state, kind } = operation;
  if (isUnclear(operation, nowMs)) return t(`review.story.title.unknown.${kind}`);
  if (operation.refusal !== null) return t(`review.story.title.refused.${kind}`);
  switch (state) {
    case 'pending':
      return t(`review.story.title.pending.${kind}`);
    case 'absent':
      return t(`review.story.title.absent.${kind}`);
    case 'proposed': {
      const act = t(`review.story.acts.${kind}`);
      return t('review.story.title.proposed', { name: requesterName(operation, t), act });
    }
    case 'ready':
      return isWithdrawable(operation, nowMs)
        ? t('review.story.title.waiting')
        : t('review.story.title.ready');
    case 'sending':
    case 'not_sent':
      return t(`review.story.title.${state}`);
    case 'needs_review':
      return t(`review.story.title.needs_review.${kind}`);
    case 'given_up':
      return t(`review.story.title.given_up.${kind}`);
    case 'unknown':
    case 'succeeded':
    case 'failed':
    case 'declined':
      return t(`review.story.title.unknown.${kind}`);
  }
}

function bodyLines(operation: Operation, t: TFunction): StoryLine[] {
  const lines: StoryLine[] = [];
  const { reason, note, parts, tossErrorCode, tossMessage } = operation;
  if (reason !== null) {
    const text = note === null ? reason : t('review.story.reasonNote', { reason, note });
    lines.push({ label: t('review.lines.reason'), text });
  }
  if (parts !== null && operation.state === 'proposed') {
    const told = taxParts.filter((part) => parts[part] > 0);
    const text = told.map((part) => `${t(`common.part.${part}`)} ${formatWon(parts[part])}`);
    lines.push({ label: t('review.lines.parts'), text: text.join(' · ') });
  }
  if (tossErrorCode !== null) {
    const code = tossErrorCode;
    const text =
      tossMessage === null ? code : t('review.story.tossSaid', { message: tossMessage, code });
    lines.push({ label: t('review.lines.toss'), text });
  }
  return lines;
}

/** What must not be done, for every state in which a new request could move the money twice. */
function warningText(operation: Operation, unclear: boolean, t: TFunction): string | null {
  if (unclear) return t(`review.story.warning.unknown.${operation.kind}`);
  if (operation.refusal !== null) return t('review.story.warning.refused');
  switch (operation.state) {
    case 'sending':
    case 'pending':
    case 'absent':
    case 'needs_review':
    case 'given_up':
      return t(`review.story.warning.${operation.state}`);
    case 'proposed':
    case 'ready':
    case 'not_sent':
    case 'unknown':
    case 'succeeded':
    case 'failed':
    case 'declined':
      return null;
  }
}

/** The story of an ended operation that Toss contradicts. */
function tellDisputed(operation: Operation, nowMs: number, t: TFunction): Story {
  const failed = operation.state === 'failed';
  const what = failed ? 'failed' : operation.kind;
  const evidence = evidenceText(operation, nowMs, t);
  const lines = [
    { label: t('review.lines.ours'), text: knownText(operation, nowMs, t) },
    ...bodyLines(operation, t),
    ...(evidence === null ? [] : [{ label: t('review.lines.evidence'), text: evidence }]),
    { label: t('review.lines.seen'), text: t(`review.story.disputed.seen.${what}`) },
    // A failed operation allows no decision: the difference is acknowledged on the payment.
    ...(failed
      ? [{ label: t('review.lines.next'), text: t('review.drift.contradiction.next') }]
      : [
          { label: t('review.lines.unknown'), text: t('review.story.disputed.unknown') },
          { label: t('review.lines.next'), text: t('review.story.disputed.next') },
        ]),
  ];
  return {
    title: t(`review.story.disputed.title.${what}`),
    lines,
    warning: t('review.story.warning.needs_review'),
    loud: false,
    call: null,
  };
}

/** The story of an operation that is open, given up or disputed, as of `nowMs`. */
export function tellOperation(operation: Operation, nowMs: number, t: TFunction): Story {
  if (operation.disputed) return tellDisputed(operation, nowMs, t);
  const { state, kind } = operation;
  const unclear = isUnclear(operation, nowMs);
  const loud = isLoud(operation, nowMs);
  const lines: StoryLine[] = [];
  const ours = state === 'needs_review' ? 'review.lines.ours' : 'review.lines.known';
  lines.push({ label: t(ours), text: knownText(operation, nowMs, t) });
  lines.push(...bodyLines(operation, t));
  const evidence = evidenceText(operation, nowMs, t);
  if (evidence !== null) lines.push({ label: t('review.lines.evidence'), text: evidence });
  if (state === 'needs_review' || (state === 'given_up' && kind === 'refund')) {
    lines.push({ label: t('review.lines.unknown'), text: t(`review.story.unknown.${state}`) });
  }
  const next = nextText(operation, nowMs, t);
  if (next !== null) lines.push({ label: t('review.lines.next'), text: next });
  const call = loud ? t('review.story.call', { act: t(`review.story.acts.${kind}`) }) : null;
  if (call !== null) lines.push({ label: t('review.lines.call'), text: call });
  return {
    title: titleText(operation, nowMs, t),
    lines,
    warning: warningText(operation, unclear, t),
    loud,
    call,
  };
}

/** The story, updated every second. */
export function useOperationStory(operation: Operation): Story {
  const { t } = useTranslation();
  const nowMs = useTick((ms) => ms - (ms % 1000));
  return tellOperation(operation, nowMs, t);
}

/** Labelled sentences: 진행 상황, 근거, 다음. */
export function StoryLines({ lines }: { lines: readonly StoryLine[] }) {
  return (
    <dl className={styles.lines}>
      {lines.map((line) => (
        <div key={line.label} className={styles.line}>
          <dt>{line.label}</dt>
          <dd>{line.text}</dd>
        </div>
      ))}
    </dl>
  );
}
