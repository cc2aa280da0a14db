/** What waits for a second person (refunds, bulk refunds, bank transfers) and who may decide it. */
import { decisionState } from '../../shared/operation-actions.ts';
import type { Role } from '../../shared/permissions.ts';
import type { Deps } from '../deps.ts';
import { peopleOf, secondPersonFacts } from '../operations/second-person.ts';
import { takeBacksAsked, waitingBankTransfers } from '../storage/bank-transfers.ts';
import { bulkIdsIn, chosenBulkWon, findBulkRunRow } from '../storage/bulk-runs.ts';
import { proposedOperations } from '../storage/operations.ts';
import { unitOf, type Unit } from '../storage/unit.ts';

type Decider = Parameters<typeof decisionState>[2];

export interface WaitingApproval {
  /** The same as long as it waits; another one for whatever waits later. */
  subject: string;
  kind: 'refund' | 'bulk' | 'transfer' | 'take-back';
  /** The page of the desk on which it is decided. */
  path: string;
  /** Amount in won, read when asked for: a bulk refund adds up all its rows. */
  won: () => Unit<number>;
  mayDecide: (decider: Decider) => boolean;
}

/** A person who decides: not the one who asked, and not held for them. */
function isSecond(askedBy: string, { id, soleManager, heldFor }: Decider): boolean {
  if (id === askedBy) return false;
  return soleManager || !heldFor.some(({ staffId }) => staffId === askedBy);
}

function* waitingRefunds(nowMs: number): Unit<WaitingApproval[]> {
  return (yield* proposedOperations()).map((operation) => ({
    subject: `operation ${operation.id}`,
    kind: 'refund',
    path: `/review?act=approve&operation=${operation.id}`,
    won: () => unitOf(operation.amount),
    mayDecide: (decider) => decisionState('approve', operation, decider, nowMs).allowed,
  }));
}

function* waitingRuns(now: string): Unit<WaitingApproval[]> {
  const waiting: WaitingApproval[] = [];
  for (const id of yield* bulkIdsIn('proposed')) {
    const run = yield* findBulkRunRow(id);
    if (run === undefined || (run.approval_lapses_at ?? now) <= now) continue;
    waiting.push({
      subject: `bulk ${id}`,
      kind: 'bulk',
      path: `/bulk-refunds/${id}`,
      won: () => chosenBulkWon(id),
      mayDecide: (decider) => isSecond(run.requested_by, decider),
    });
  }
  return waiting;
}

/** Their page names a payment, so they lead to the list. */
const TRANSFERS = '/review?kind=transfer';

function* waitingTransfers(now: string): Unit<WaitingApproval[]> {
  const records = (yield* waitingBankTransfers()).map(
    ({ id, amount, recordedBy }): WaitingApproval => ({
      subject: `transfer ${id}`,
      kind: 'transfer',
      path: TRANSFERS,
      won: () => unitOf(amount),
      mayDecide: (decider) => isSecond(recordedBy.id, decider),
    }),
  );
  const asks = (yield* takeBacksAsked(now)).map(
    ({ id, amount, askedAt, askedBy }): WaitingApproval => ({
      subject: `take-back ${id} ${askedAt}`,
      kind: 'take-back',
      path: TRANSFERS,
      won: () => unitOf(amount),
      mayDecide: (decider) => isSecond(askedBy.id, decider),
    }),
  );
  return [...records, ...asks];
}

export function* waitingApprovals(nowMs: number): Unit<WaitingApproval[]> {
  const now = new Date(nowMs).toISOString();
  return [
    ...(yield* waitingRefunds(nowMs)),
    ...(yield* waitingRuns(now)),
    ...(yield* waitingTransfers(now)),
  ];
}

/** What they come to, in won. */
export function* wonOf(waiting: readonly WaitingApproval[]): Unit<number> {
  let total = 0;
  for (const approval of waiting) total += yield* approval.won();
  return total;
}

/** Those that this person may decide now. */
export function* decidableBy(
  deps: Deps,
  waiting: readonly WaitingApproval[],
  { id, role }: { id: string; role: Role },
): Unit<WaitingApproval[]> {
  const decider = { id, role, ...(yield* secondPersonFacts(peopleOf(deps), id)) };
  return waiting.filter(({ mayDecide }) => mayDecide(decider));
}
