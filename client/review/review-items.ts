/** The items of 할 일 in their order; pure. */
import type { Answer } from '../../shared/api.ts';
import type { BulkRun } from '../../shared/bulk-refund.ts';
import { RELEASE_AFTER_MS } from '../../shared/operation-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import { isLoud, isUnclear } from '../parts/operation-story.tsx';

export const reviewKinds = [
  'approved',
  'unclear',
  'proposed',
  'bulk',
  'transfer',
  'over',
  'absent',
  'needs_review',
  'given_up',
  'drift',
  'settlement',
] as const;
export type ReviewKind = (typeof reviewKinds)[number];
type OperationReviewKind = Exclude<
  ReviewKind,
  'approved' | 'drift' | 'bulk' | 'transfer' | 'over' | 'settlement'
>;

type Transfers = Answer<'GET /api/bank-transfers/waiting'>;
type Waiting = Transfers['items'][number];
type TakeBack = Transfers['takeBacks'][number];
export type OverGiven = Transfers['over'][number];

type Unmatched = Answer<'GET /api/settlement/unmatched'>;
type SettledLine = Unmatched['lines']['items'][number];
type MissingOwn = Unmatched['missing']['items'][number];

/**
 * `now`: minutes are left, or nobody knows where the money is. `today`: a person decides.
 * `waiting`: the desk or Toss goes on by itself.
 */
export const reviewGroups = ['now', 'today', 'waiting'] as const;
export type ReviewGroup = (typeof reviewGroups)[number];

export type ReviewItem = { id: string; since: string; group: ReviewGroup; won: number } & (
  | { kind: 'approved' | 'drift'; payment: ListedPayment }
  | { kind: OperationReviewKind; operation: Operation }
  | { kind: 'bulk'; run: BulkRun }
  | { kind: 'transfer'; transfer: Waiting | TakeBack }
  | { kind: 'over'; over: OverGiven }
  | { kind: 'settlement'; line: SettledLine; missing: null }
  | { kind: 'settlement'; line: null; missing: MissingOwn }
);

/** An approval that expires within this time goes to the top. */
const SOON_MS = 5 * 60 * 1000;

function kindOf(operation: Operation, nowMs: number): OperationReviewKind | null {
  const { state } = operation;
  switch (state) {
    case 'proposed':
    case 'absent':
    case 'needs_review':
    case 'given_up':
      return state;
    case 'pending':
      return 'unclear';
    case 'ready':
    case 'sending':
    case 'not_sent':
    case 'unknown':
    case 'succeeded':
    case 'failed':
    case 'declined':
      return isUnclear(operation, nowMs) ? 'unclear' : null;
  }
}

function groupOf(operation: Operation, nowMs: number): ReviewGroup {
  const { state, kind, sentAt, createdAt } = operation;
  if (state === 'proposed') return 'today';
  if (state === 'pending') return isLoud(operation, nowMs) ? 'now' : 'waiting';
  if (state !== 'given_up') return 'now';
  // The money of a given-up refund stays reserved until a manager may free it.
  const freeFromMs = Date.parse(sentAt ?? createdAt) + RELEASE_AFTER_MS;
  return kind === 'refund' && nowMs < freeFromMs ? 'waiting' : 'today';
}

/** `true` if an approval has only minutes left or has expired. */
export function expiresSoon(payment: Pick<ListedPayment, 'expiresAt'>, nowMs: number): boolean {
  return payment.expiresAt !== null && Date.parse(payment.expiresAt) - nowMs <= SOON_MS;
}

/** What only Toss's settlement or only the books have. */
function settlementItems(
  lines: readonly SettledLine[],
  unsettled: readonly MissingOwn[],
): ReviewItem[] {
  const shared = { kind: 'settlement', group: 'today' } as const;
  return [
    ...lines.map((line) => ({
      ...shared,
      id: `line-${line.transactionId}`,
      line,
      missing: null,
      since: line.seenAt,
      won: Math.abs(line.amount),
    })),
    ...unsettled.map((missing) => ({
      ...shared,
      id: `missing-${missing.payToken}-${missing.refundNo ?? missing.kind}`,
      line: null,
      missing,
      since: missing.expectedOn,
      won: Math.abs(missing.won),
    })),
  ];
}

/**
 * All items in one queue, the most urgent first: money given back beyond what was paid, what has
 * been unclear for too long, approvals about to expire, money of unknown whereabouts, differences
 * from Toss; then decisions, the largest amount first; then what goes on by itself.
 */
export function reviewItems(
  lists: {
    approved: readonly ListedPayment[];
    operations: readonly Operation[];
    drift: readonly ListedPayment[];
    runs: readonly BulkRun[];
    transfers: readonly Waiting[];
    takeBacks: readonly TakeBack[];
    over: readonly OverGiven[];
    lines: readonly SettledLine[];
    missing: readonly MissingOwn[];
  },
  nowMs: number,
): ReviewItem[] {
  const items: ReviewItem[] = [];
  for (const payment of lists.approved) {
    // A payment with an open operation is shown as that operation, if at all.
    if (payment.openOperation !== null || payment.status !== 'PAY_APPROVED') continue;
    items.push({
      id: `approved-${payment.payToken}`,
      kind: 'approved',
      payment,
      since: payment.approvedAt ?? payment.createdAt,
      group: expiresSoon(payment, nowMs) ? 'now' : 'today',
      won: payment.amount,
    });
  }
  for (const operation of lists.operations) {
    const kind = kindOf(operation, nowMs);
    if (kind === null) continue;
    const since = operation.sentAt ?? operation.createdAt;
    const { id, amount: won } = operation;
    const group = groupOf(operation, nowMs);
    items.push({ id: `operation-${id}`, kind, operation, since, group, won });
  }
  for (const payment of lists.drift) {
    if (payment.drift === null) continue;
    const { payToken, changedAt: since, amount, refunded } = payment;
    const won = payment.drift === 'outside-refund' ? refunded : amount;
    items.push({ id: `drift-${payToken}`, kind: 'drift', payment, since, group: 'now', won });
  }
  for (const run of lists.runs) {
    const isAtLimit = run.pausedBecause === 'toss-limit';
    if (run.state !== 'proposed' && !isAtLimit) continue;
    const { id, createdAt: since, tally } = run;
    const won = isAtLimit ? tally.leftWon : tally.totalWon;
    items.push({ id: `bulk-${id}`, kind: 'bulk', run, since, group: 'today', won });
  }
  for (const transfer of lists.transfers) {
    const { id, recordedAt: since, amount: won } = transfer;
    items.push({ id: `transfer-${id}`, kind: 'transfer', transfer, since, group: 'today', won });
  }
  for (const transfer of lists.takeBacks) {
    const { id, askedAt: since, amount: won } = transfer;
    items.push({ id: `take-back-${id}`, kind: 'transfer', transfer, since, group: 'today', won });
  }
  for (const over of lists.over) {
    const { payToken, changedAt: since, overWon: won } = over;
    items.push({ id: `over-${payToken}`, kind: 'over', over, since, group: 'now', won });
  }
  items.push(...settlementItems(lists.lines, lists.missing));
  const ranked = items.map((item) => ({ item, rank: rankOf(item, nowMs) }));
  return ranked.toSorted((a, b) => inOrder(a.rank, b.rank)).map(({ item }) => item);
}

type Rank = readonly (number | string)[];

function rankOf(item: ReviewItem, nowMs: number): Rank {
  const group = reviewGroups.indexOf(item.group);
  if (item.group === 'today') return [group, -item.won, item.since];
  if (item.kind === 'over') return [group, -1, item.since];
  if ('operation' in item) return [group, isLoud(item.operation, nowMs) ? 0 : 2, item.since];
  if (item.kind === 'approved') return [group, 1, item.payment.expiresAt ?? ''];
  return [group, 3, item.since];
}

function inOrder(a: Rank, b: Rank): number {
  for (const [index, first] of a.entries()) {
    const second = b[index] ?? '';
    if (first !== second) return first < second ? -1 : 1;
  }
  return 0;
}

/** The payments of the queue, for the server's poller. */
export function payTokensOf(items: readonly ReviewItem[]): string[] {
  return items.flatMap((item) => {
    if ('payment' in item) return item.payment.payToken;
    if ('over' in item) return item.over.payToken;
    if (item.kind === 'settlement') return item.missing?.payToken ?? [];
    // Bulk refunds and bank transfers that wait have sent nothing to Toss.
    return 'operation' in item ? item.operation.payToken : [];
  });
}
