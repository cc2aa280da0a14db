/**
 * An open operation in words: what is known, what is not, what happens by itself next. One telling
 * for the detail and for the work list, so that the two can't say different things.
 */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../shared/operation.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import {
  formatAmount,
  formatClock,
  formatClockSeconds,
  formatCountdown,
  formatRowTime,
} from '../format.ts';
import { SILENT_AFTER_MS } from './chip-kind.ts';
import styles from './operation-story.module.css';
import { useTick } from './ticker.ts';

/** So long after sending, what nobody has seen counts as not there: the desk's `SETTLE_MS`. */
const SETTLE_MS = 15 * 60 * 1000;

export interface StoryLine {
  label: string;
  text: string;
}

export interface Story {
  title: string;
  lines: StoryLine[];
  /** What must not be done meanwhile; `null` where nothing could go wrong. */
  warning: string | null;
}

/** 결과 확인 중: the state is `unknown`, or nobody has answered for too long. */
export function isUnclear(operation: Pick<Operation, 'state' | 'sentAt'>, nowMs: number): boolean {
  if (operation.state === 'unknown') return true;
  if (operation.state !== 'sending' || operation.sentAt === null) return false;
  return nowMs - Date.parse(operation.sentAt) >= SILENT_AFTER_MS;
}

function knownText(operation: Operation, nowMs: number, t: TFunction): string {
  const { sentAt, attempts, kind, state } = operation;
  if (state === 'not_sent') return t('review.story.known.notSent');
  if (state === 'proposed' || state === 'ready' || sentAt === null) {
    const when = formatRowTime(operation.createdAt, nowMs);
    return t('review.story.known.requested', { name: operation.requestedBy.name, when });
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

function nextText(operation: Operation, nowMs: number, t: TFunction): string | null {
  const { state, kind, nextCheckAt, sentAt } = operation;
  if (state === 'proposed') return t('review.story.next.proposed');
  if (state === 'absent') return t('review.story.next.absent');
  if (state === 'not_sent') return t('review.story.next.retry');
  if (state === 'needs_review') return null;
  if (nextCheckAt === null) {
    return state === 'pending' ? t('review.story.next.pending') : t('review.story.next.soon');
  }
  const left = formatCountdown(nextCheckAt, nowMs);
  if (left === null) return t('review.story.next.checkNow');
  const settles = sentAt === null ? 0 : Date.parse(sentAt) + SETTLE_MS;
  if (state !== 'unknown' || settles <= nowMs) return t('review.story.next.check', { left });
  const until = formatClock(new Date(settles).toISOString());
  const absent = t(`review.story.absentWord.${kind}`);
  return t('review.story.next.settle', { left, until, absent });
}

function titleText(operation: Operation, nowMs: number, t: TFunction): string {
  const { state, kind } = operation;
  if (isUnclear(operation, nowMs)) return t(`review.story.title.unknown.${kind}`);
  switch (state) {
    case 'pending':
      return t(`review.story.title.pending.${kind}`);
    case 'absent':
      return t(`review.story.title.absent.${kind}`);
    case 'proposed': {
      const act = t(`review.story.acts.${kind}`);
      return t('review.story.title.proposed', { name: operation.requestedBy.name, act });
    }
    case 'ready':
    case 'sending':
    case 'not_sent':
    case 'needs_review':
      return t(`review.story.title.${state}`);
    case 'unknown':
    case 'succeeded':
    case 'failed':
    case 'declined':
    case 'given_up':
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

/** Tells an open operation as of `nowMs`. */
function tellOperation(operation: Operation, nowMs: number, t: TFunction): Story {
  const unclear = isUnclear(operation, nowMs);
  const lines: StoryLine[] = [];
  const ours = operation.state === 'needs_review' ? 'review.lines.ours' : 'review.lines.known';
  lines.push({ label: t(ours), text: knownText(operation, nowMs, t) });
  lines.push(...bodyLines(operation, t));
  if (unclear || operation.state === 'needs_review') {
    const key = unclear ? operation.kind : 'needs_review';
    lines.push({ label: t('review.lines.unknown'), text: t(`review.story.unknown.${key}`) });
  }
  const next = nextText(operation, nowMs, t);
  if (next !== null) lines.push({ label: t('review.lines.next'), text: next });
  return {
    title: titleText(operation, nowMs, t),
    lines,
    warning: unclear ? t(`review.story.warning.${operation.kind}`) : null,
  };
}

/** The story as of now, told anew each second. */
export function useOperationStory(operation: Operation): Story {
  const { t } = useTranslation();
  const nowMs = useTick((ms) => ms - (ms % 1000));
  return tellOperation(operation, nowMs, t);
}

/** Labelled sentences: 아는 것, 모르는 것, 다음에. */
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
