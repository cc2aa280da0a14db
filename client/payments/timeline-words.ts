/** A payment's history as text. Pure functions, so that a test can cover every kind of entry. */
import type { TFunction } from 'i18next';
import type { PaymentDetail, TimelineEntry } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { methodName } from '../parts/method-name.ts';
import { canceledByWords } from './canceled-by-words.ts';

const SECOND_MS = 1000;

/** The time between two entries: `4초`, `1분 9초`, `1시간 18분`, `3일`; `null` below a second. */
export function gapWords(spanMs: number, t: TFunction): string | null {
  const seconds = Math.floor(spanMs / SECOND_MS);
  if (seconds < 1) return null;
  if (seconds < 60) return t('detail.timeline.gap.second', { seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return seconds % 60 === 0
      ? t('detail.timeline.gap.minute', { minutes })
      : t('detail.timeline.gap.minuteSecond', { minutes, seconds: seconds % 60 });
  }
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return t('detail.timeline.gap.day', { days: Math.floor(hours / 24) });
  return minutes % 60 === 0
    ? t('detail.timeline.gap.hour', { hours })
    : t('detail.timeline.gap.hourMinute', { hours, minutes: minutes % 60 });
}

function actWords(entry: TimelineEntry, paymentWon: number, t: TFunction): string {
  const amount = formatAmount(entry.amount ?? paymentWon);
  return t(`detail.timeline.act.${entry.kind ?? 'refund'}`, { amount });
}

/** A person's decision on an operation. */
type Decision =
  | 'approved'
  | 'refused'
  | 'withdrawn'
  | 'again'
  | 'givenUp'
  | 'succeeded'
  | 'failed'
  | 'released'
  | 'other';

/** The operation's state before this entry; the history is newest first. */
function stateBefore(entry: TimelineEntry, detail: PaymentDetail): TimelineEntry['state'] {
  const before = detail.timeline.find(
    (one) => one.operationId === entry.operationId && one.seq < entry.seq,
  );
  return before?.state ?? null;
}

/** The decision of an entry; `null` for what the desk or Toss did by itself. */
function decisionOf(entry: TimelineEntry, detail: PaymentDetail): Decision | null {
  const moved = entry.what === 'operation-ended' || entry.what === 'operation-sent';
  const byStaff = moved && entry.source === 'staff';
  if (entry.what !== 'operation-decided' && !byStaff) return null;
  switch (entry.state) {
    case 'ready':
      return 'approved';
    case 'declined': {
      const operation = detail.operations.find((one) => one.id === entry.operationId);
      const isOwn = operation?.requestedBy.id === entry.staff?.id;
      const before = stateBefore(entry, detail);
      return isOwn || before === 'ready' || before === 'not_sent' ? 'withdrawn' : 'refused';
    }
    case 'absent':
    case 'sending':
      return 'again';
    case 'given_up':
      return 'givenUp';
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      return stateBefore(entry, detail) === 'given_up' ? 'released' : 'failed';
    case 'proposed':
    case 'not_sent':
    case 'unknown':
    case 'pending':
    case 'needs_review':
    case null:
      return 'other';
  }
}

const asksForWords: readonly Decision[] = ['refused', 'succeeded', 'failed', 'released'];

/** Entries that aren't about an operation, with a text that a person entered. */
const personal: readonly TimelineEntry['what'][] = [
  'drift-acknowledged',
  'bank-transfer-recorded',
  'bank-transfer-take-back-asked',
  'bank-transfer-taken-back',
  'bank-transfer-over-acknowledged',
];

/** The text that the person entered; `null` for a decision without one. */
function writtenFor(entry: TimelineEntry, detail: PaymentDetail): string | null {
  if (personal.includes(entry.what)) return entry.detail;
  const decision = decisionOf(entry, detail);
  if (decision === 'givenUp') {
    return stateBefore(entry, detail) === 'needs_review' ? entry.detail : null;
  }
  return decision !== null && asksForWords.includes(decision) ? entry.detail : null;
}

export function entryTitle(entry: TimelineEntry, detail: PaymentDetail, t: TFunction): string {
  const act = actWords(entry, detail.payment.amount, t);
  const decision = decisionOf(entry, detail);
  if (decision !== null) return t(`detail.timeline.decided.${decision}`, { act });
  switch (entry.what) {
    case 'operation-requested':
      return entry.state === 'proposed'
        ? t('detail.timeline.proposed', { act })
        : t('detail.timeline.requested', { act });
    case 'operation-sent':
      return t('detail.timeline.sent', { act });
    case 'operation-ended': {
      const { state } = entry;
      const ended = state === 'succeeded' || state === 'failed' || state === 'declined';
      const word = ended || state === 'given_up' ? state : 'other';
      return t(`detail.timeline.ended.${word}`, { act });
    }
    case 'operation-decided':
      return t('detail.timeline.decided.other', { act });
    case 'operation-unclear':
      return t('detail.timeline.what.operation-unclear', { act });
    case 'refunded':
    case 'outside-refund':
    case 'bank-transfer-recorded':
    case 'bank-transfer-confirmed':
    case 'bank-transfer-take-back-asked':
    case 'bank-transfer-taken-back':
    case 'bank-transfer-over-acknowledged':
      return t(`detail.timeline.what.${entry.what}`, {
        amount: entry.amount === null ? '' : formatAmount(entry.amount),
      }).trim();
    case 'created':
    case 'adopted':
    case 'approved':
    case 'charging':
    case 'completed':
    case 'canceled':
    case 'refunding':
    case 'settled':
    case 'reverted':
    case 'drift':
    case 'drift-acknowledged':
    case 'callback':
      return t(`detail.timeline.what.${entry.what}`);
  }
}

/** Who did it and why, as far as known. */
export function entryActor(entry: TimelineEntry, detail: PaymentDetail, t: TFunction): string {
  const operation = detail.operations.find((one) => one.id === entry.operationId);
  const decision = decisionOf(entry, detail);
  const written = writtenFor(entry, detail);
  const words: (string | null)[] = [];
  const done = entry.what === 'operation-ended' || entry.what === 'refunded';
  if (written !== null) words.push(t('detail.timeline.words', { text: written }));
  else if (operation !== undefined && (done || entry.what === 'operation-requested')) {
    words.push(entry.state === 'failed' ? operation.tossErrorCode : operation.reason);
  }
  if (entry.what === 'canceled') words.push(canceledByWords(detail, t));
  else if (entry.staff !== null) words.push(entry.staff.name);
  else if (entry.source === 'storefront') words.push(t('detail.timeline.storefront'));
  else if (done && operation !== undefined) words.push(operation.requestedBy.name);
  else if (entry.what === 'approved' || entry.what === 'completed') {
    words.push(methodName(detail.payment));
  }
  if (decision !== null && operation?.sole === true) words.push(t('detail.timeline.sole'));
  return words.filter((word) => word !== null).join(' · ');
}

/** Steps between what somebody asked for and its result. */
const steps: ReadonlySet<TimelineEntry['what']> = new Set<TimelineEntry['what']>([
  'adopted',
  'approved',
  'charging',
  'refunding',
  'callback',
  'operation-sent',
  'operation-unclear',
]);

/** Whether the fold hides it: a system step, made by nobody, that something newer has followed. */
export function isFolded(entry: TimelineEntry, index: number): boolean {
  return index > 0 && entry.staff === null && steps.has(entry.what);
}
