/** The items of 할 일 in their order; pure. */
import type { BulkRun } from '../../shared/bulk-refund.ts';
import type { Operation } from '../../shared/operation.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import { isLoud, isUnclear } from '../parts/operation-story.tsx';

export const reviewKinds = [
  'approved',
  'unclear',
  'proposed',
  'bulk',
  'absent',
  'needs_review',
  'given_up',
  'drift',
] as const;
export type ReviewKind = (typeof reviewKinds)[number];
type OperationReviewKind = Exclude<ReviewKind, 'approved' | 'drift' | 'bulk'>;

export type ReviewItem = { id: string; since: string; urgent: boolean } & (
  | { kind: 'approved' | 'drift'; payment: ListedPayment }
  | { kind: OperationReviewKind; operation: Operation }
  | { kind: 'bulk'; run: BulkRun }
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

/** `true` if an approval has only minutes left or has expired. */
export function expiresSoon(payment: Pick<ListedPayment, 'expiresAt'>, nowMs: number): boolean {
  return payment.expiresAt !== null && Date.parse(payment.expiresAt) - nowMs <= SOON_MS;
}

/**
 * All items in one queue: first those that have been unclear for too long, then approvals about to
 * expire, soonest first, then all others by age.
 */
export function reviewItems(
  lists: {
    approved: readonly ListedPayment[];
    operations: readonly Operation[];
    drift: readonly ListedPayment[];
    runs: readonly BulkRun[];
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
      urgent: expiresSoon(payment, nowMs),
    });
  }
  for (const operation of lists.operations) {
    const kind = kindOf(operation, nowMs);
    if (kind === null) continue;
    const since = operation.sentAt ?? operation.createdAt;
    const urgent = isLoud(operation, nowMs);
    items.push({ id: `operation-${operation.id}`, kind, operation, since, urgent });
  }
  for (const payment of lists.drift) {
    if (payment.drift === null) continue;
    const since = payment.changedAt;
    items.push({ id: `drift-${payment.payToken}`, kind: 'drift', payment, since, urgent: false });
  }
  for (const run of lists.runs) {
    if (run.state !== 'proposed') continue;
    items.push({ id: `bulk-${run.id}`, kind: 'bulk', run, since: run.createdAt, urgent: false });
  }
  return items.toSorted(inOrder);
}

function rank(item: ReviewItem): [number, string] {
  if (!item.urgent) return [2, item.since];
  return item.kind === 'approved' ? [1, item.payment.expiresAt ?? ''] : [0, item.since];
}

function inOrder(a: ReviewItem, b: ReviewItem): number {
  const [first, second] = [rank(a), rank(b)];
  if (first[0] !== second[0]) return first[0] - second[0];
  return first[1] < second[1] ? -1 : first[1] > second[1] ? 1 : 0;
}

/** The payments of the queue, for the server's poller. */
export function payTokensOf(items: readonly ReviewItem[]): string[] {
  return items.flatMap((item) => {
    if ('payment' in item) return item.payment.payToken;
    // A bulk refund that waits has sent nothing to Toss yet.
    return 'operation' in item ? item.operation.payToken : [];
  });
}
