/**
 * What the customer is told about an operation: a sentence on what happened and one on what comes
 * next. It claims only what the desk knows. Pure.
 */
import type { TFunction } from 'i18next';
import { DAY_MS } from '../../shared/kst.ts';
import type { Operation, OperationKind } from '../../shared/operation.ts';
import type { PayMethod } from '../../shared/payment.ts';
import type { customerKo } from '../copy/ko/customer.ts';
import { formatAmount, formatClock, seoulDate } from '../format.ts';
import { dayParts } from '../ui/day-words.ts';
import { operationProgress, type Situation } from './operation-progress.ts';
import { paidBackWords, type PaidBack } from './paid-back.ts';

type What = keyof (typeof customerKo)['what'][OperationKind];
type Next = keyof (typeof customerKo)['next'];

interface Told {
  what: What;
  /** By the kind of operation, a refund's end by the method of payment; `null`: nothing. */
  next:
    | Next
    | (Record<Exclude<OperationKind, 'refund'>, Next | null> & { refund: Next | ByMethod });
}

type ByMethod = Record<PayMethod | 'unknown', Next>;

/**
 * Toss pays money back and cancels a card's approval at once (the guide, 환불하기); the card company
 * then takes its time to show it.
 */
const paidBack: ByMethod = { TOSS_MONEY: 'money', CARD: 'card', unknown: 'anyMethod' };

const checking: Told = { what: 'received', next: 'checking' };
const failed: Told = {
  what: 'failed',
  next: { execute: 'uncharged', cancel: 'sorry', refund: 'sorry' },
};

/**
 * `null`: nothing to say, the next state is seconds away. A result that is only probable, such as
 * `absent`, is told like an unknown one.
 */
const table: Record<Situation, Told | null> = {
  ready: null,
  sending: null,
  not_sent: { what: 'received', next: 'going' },
  proposed: { what: 'received', next: 'approval' },
  pending: { what: 'received', next: 'pending' },
  refused: { what: 'open', next: 'refused' },
  checking,
  absent: checking,
  needs_review: checking,
  given_up: checking,
  disputed: checking,
  succeeded: {
    what: 'done',
    next: { execute: null, cancel: 'uncharged', refund: paidBack },
  },
  failed,
  declined: failed,
};

const FIRST_DAY = 3;
const LAST_DAY = 5;

function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/**
 * The day in Seoul, `'2026-12-04'`, `count` working days after an instant. Weekends are skipped;
 * the desk has no calendar of holidays, so texts say "around".
 */
export function workingDaysAfter(iso: string, count: number): string {
  let ms = Date.parse(iso);
  for (let left = count; left > 0;) {
    ms += DAY_MS;
    if (!isWeekend(seoulDate(ms))) left -= 1;
  }
  return seoulDate(ms);
}

/** When a card company shows a refund made at `iso`: `'12월 4일~8일'`. */
export function cardDays(iso: string, t: TFunction): string {
  const from = dayParts(workingDaysAfter(iso, FIRST_DAY), t);
  const to = dayParts(workingDaysAfter(iso, LAST_DAY), t);
  const first = t('common.date.short', from);
  const last = t(from.month === to.month ? 'customer.sameMonth' : 'common.date.short', to);
  return t('customer.days', { first, last });
}

type Spoken = Pick<
  Operation,
  | 'kind'
  | 'state'
  | 'orderNo'
  | 'amount'
  | 'createdAt'
  | 'sentAt'
  | 'endedAt'
  | 'refusal'
  | 'disputed'
  | 'evidence'
  | 'resolvedBy'
>;

function nextOf({ next }: Told, kind: OperationKind, method: PayMethod | null): Next | null {
  if (typeof next === 'string') return next;
  if (kind !== 'refund') return next[kind];
  return typeof next.refund === 'string' ? next.refund : next.refund[method ?? 'unknown'];
}

/** The requester took it back, mostly to ask again for something else: the customer waits on. */
function isTakenBack({ evidence, resolvedBy }: Spoken): boolean {
  return evidence?.cause === 'withdrawn' && resolvedBy === null;
}

/**
 * The text for the customer, a sentence a line; `null` while there is nothing to say.
 * @param method of the payment; `null` if Toss did not name it
 * @param back what the buyer gets back of a discounted payment; `null` without a discount
 */
export function customerText(
  operation: Spoken,
  method: PayMethod | null,
  nowMs: number,
  t: TFunction,
  back: PaidBack | null = null,
): string | null {
  const { kind, orderNo, amount, refusal } = operation;
  const told = table[operationProgress(operation, nowMs).situation];
  if (told === null || isTakenBack(operation)) return null;
  const named = nextOf(told, kind, method);
  const at = refusal?.confirmedAt ?? null;
  const isOver = at === null || Date.parse(at) <= nowMs;
  const next = named === 'refused' && isOver ? 'checking' : named;
  const words = { orderNo, amount: formatAmount(amount) };
  const said = t(`customer.what.${kind}.${told.what}`, words);
  const what =
    back === null || told.what !== 'done'
      ? said
      : `${said}\n${t('customer.discounted', { ...words, back: paidBackWords(back, t) })}`;
  if (next === null) return what;
  const then = t(`customer.next.${next}`, {
    time: at === null ? '' : formatClock(at),
    days: cardDays(operation.endedAt ?? operation.sentAt ?? operation.createdAt, t),
  });
  return `${what}\n${then}`;
}
