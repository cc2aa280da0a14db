/** People's decisions on an operation: approve, decline, withdraw, give up, release, resolve. */
import {
  RELEASE_AFTER_MS,
  SOLE_MANAGER_WAITS_MS,
  isFarAhead,
  isRunning,
  lastSentAt,
  mayShow,
  decisionState,
  type OperationDecision,
} from '../../shared/operation-actions.ts';
import type { Operation, TransitionCause } from '../../shared/operation.ts';
import type { LookAlike, Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { isSameRefundNo } from '../../shared/refund-number.ts';
import { mayFailFrom, type Outcome } from '../../shared/resolve-choices.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { ActingStaff } from '../storage/events.ts';
import { bookedUnder } from '../storage/booked-refunds.ts';
import { lastOpening } from '../storage/account-acts.ts';
import { dayRefunds } from '../storage/day-refunds.ts';
import type { Move } from '../storage/move-operation.ts';
import type { Observed } from '../storage/observe.ts';
import { operationFromRow } from '../storage/operation-from-row.ts';
import { decideOperation, getOperationRow, readyColumns } from '../storage/operations.ts';
import { unbookedRefunds } from '../storage/payments.ts';
import { mayBeBookedAsForeign } from '../storage/refund-names.ts';
import type { OperationRow } from '../storage/schema.ts';
import type { Unit } from '../storage/unit.ts';
import { graceMsOf } from './day-ceiling.ts';
import { settleMsLeft } from './judge.ts';
import { readProblem, requireGoodRead } from './read-problem.ts';
import { readStatus } from './read-status.ts';
import { requesterOf, requireCeilings } from './requester.ts';
import { peopleOf, secondPersonFacts } from './second-person.ts';
import { requireSeenTransfers } from './seen-transfers.ts';
import type { Worker } from './worker.ts';

export interface DecidingStaff extends ActingStaff {
  role: Role;
  address: string | null;
}

type Planned = Omit<Move, 'at' | 'evidence' | 'staff'>;
type Plan = (row: OperationRow, payment: Payment, at: string) => Unit<Planned>;

const laterCode = {
  'too-early': 'too-early',
  'held-account': 'approver-held',
  'sole-later': 'sole-manager-waits',
} as const;

/** @throws AppError when `decisionState` refuses the decision; nothing is applied */
export function* requireDecision(
  deps: Deps,
  decision: OperationDecision,
  operation: Operation,
  staff: DecidingStaff,
): Unit<void> {
  const { id, role } = staff;
  const decider = { id, role, ...(yield* secondPersonFacts(peopleOf(deps), id)) };
  const state = decisionState(decision, operation, decider, deps.clock.nowMs());
  switch (state.reason) {
    case null:
      return;
    case 'not-permitted':
    case 'not-own-operation':
      throw new AppError('forbidden');
    case 'own-operation':
      throw new AppError('second-person-needed', undefined, { operation });
    case 'lapsed':
    case 'other-state':
      throw new AppError('operation-moved', undefined, { operation });
    case 'too-early':
    case 'held-account':
    case 'sole-later': {
      const { notBefore } = state;
      const detail = `Possible from ${notBefore} on`;
      throw new AppError(laterCode[state.reason], detail, { operation, notBefore });
    }
  }
}

/** Checks the decision and applies its transition in one transaction, recorded as the person's. */
function decide(
  deps: Deps,
  id: string,
  decision: OperationDecision,
  staff: DecidingStaff,
  plan: Plan,
): Promise<Operation> {
  return decideOperation(deps.storage, id, function* (row, payment, at) {
    yield* requireDecision(deps, decision, operationFromRow(row), staff);
    return { ...(yield* plan(row, payment, at)), evidence: 'staff', staff };
  });
}

const decidedBy = (staff: DecidingStaff) => ({
  resolved_by: staff.id,
  resolved_by_name: staff.name,
});

/**
 * The requester must still be permitted and within today's limits: a request of an earlier day did
 * not count against today's.
 */
function* requireRequesterMay(deps: Deps, row: OperationRow, at: string): Unit<void> {
  const operation = operationFromRow(row);
  const requester = yield* requesterOf(deps, row);
  if (requester === null) throw new AppError('requester-barred', undefined, { operation });
  const used = (ids: readonly string[]) => dayRefunds(ids, at, row.id);
  yield* requireCeilings(deps, requester, used, row.amount, 'approval-over-ceiling');
}

/**
 * Approves a proposal and queues it for sending.
 * @throws AppError as `requireDecision`; approval-mismatch when another body was shown; stale-view
 * when other transfers are recorded than were seen; requester-barred; approval-over-ceiling by the
 * limits of the day of the approval
 */
export async function approveOperation(
  deps: Deps,
  worker: Worker,
  id: string,
  seen: { bodyHash: string; seenRecorded?: number | undefined },
  staff: DecidingStaff,
): Promise<Operation> {
  const { bodyHash, seenRecorded } = seen;
  const approved = await decide(deps, id, 'approve', staff, function* (row, payment, at) {
    if (row.body_hash !== bodyHash) {
      throw new AppError('approval-mismatch', undefined, { operation: operationFromRow(row) });
    }
    requireSeenTransfers(deps, payment, seenRecorded);
    yield* requireRequesterMay(deps, row, at);
    return {
      cause: 'approved',
      audit: { approverOpened: yield* lastOpening(staff.id) },
      detail: 'Approved by a second person',
      patch: {
        approved_by: staff.id,
        approved_by_name: staff.name,
        ...readyColumns(at, deps.storage.time.now(), graceMsOf(deps, staff.role)),
      },
    };
  });
  worker.enqueue(id);
  return approved;
}

/** Ends a proposal as `declined`; nothing is sent. */
export function declineOperation(
  deps: Deps,
  id: string,
  reason: string,
  staff: DecidingStaff,
): Promise<Operation> {
  return decide(deps, id, 'decline', staff, function* () {
    return { cause: 'refused', detail: reason, patch: decidedBy(staff) };
  });
}

/** The requester withdraws it, or a manager stops it, before it is sent. */
export function withdrawOperation(
  deps: Deps,
  id: string,
  staff: DecidingStaff,
): Promise<Operation> {
  return decide(deps, id, 'withdraw', staff, function* (row) {
    return row.requested_by === staff.id
      ? { cause: 'withdrawn', detail: 'Taken back by the requester before it was sent' }
      : {
          cause: 'withdrawn',
          detail: 'Stopped by a manager before it was sent',
          patch: decidedBy(staff),
        };
  });
}

/** Closes an absent operation; a refund's money stays reserved. */
export function giveUpOperation(deps: Deps, id: string, staff: DecidingStaff): Promise<Operation> {
  const detail = 'Given up; its money stays reserved';
  const patch = decidedBy(staff);
  return decide(deps, id, 'give-up', staff, function* () {
    return { cause: 'gave-up', detail, patch };
  });
}

/** Columns for who ended it; `sole` when that is the requester. */
function resolvedBy(row: OperationRow, staff: DecidingStaff) {
  return {
    ...decidedBy(staff),
    ...(row.requested_by === staff.id ? { sole: 1 as const } : {}),
  };
}

/**
 * Why the newest good read forbids a release, in one English sentence; `null`: it allows it.
 * @param unbooked refunds that it shows and that may be those of several operations
 */
export function reasonNotToRelease(
  row: Pick<OperationRow, 'kind' | 'amount'>,
  payment: Pick<Payment, 'drift' | 'status'>,
  unbooked: readonly Pick<LookAlike, 'amount'>[],
): string | null {
  if (payment.drift !== null) return 'Nobody has looked at a difference to Toss: acknowledge it';
  if (row.kind === 'refund' && unbooked.some(({ amount }) => amount === row.amount)) {
    return 'Toss shows a new refund of this amount: it may be this one';
  }
  if (!mayShow[row.kind].includes(payment.status)) return null;
  return `Toss says ${payment.status}: it may have been done`;
}

/**
 * Frees the money of a given-up operation, after a good read taken now that does not show it.
 * @throws AppError as `requireDecision`, `requireGoodRead` and `requireDay`; stale-view when Toss
 * shows it as done or in progress, or a new refund that may be it, or a difference from Toss is not
 * acknowledged
 */
export async function releaseOperation(
  deps: Deps,
  id: string,
  evidence: string,
  staff: DecidingStaff,
): Promise<Operation> {
  const before = getOperationRow(deps.storage, id);
  deps.storage.read(requireDecision(deps, 'release', operationFromRow(before), staff));
  const read = await readStatus(
    deps,
    { payToken: before.pay_token },
    { priority: 'money', source: 'operation' },
  );
  requireGoodRead(read);
  return decide(deps, id, 'release', staff, function* (row, payment) {
    const unbooked = unbookedRefunds(deps.storage, row.pay_token);
    const forbids = reasonNotToRelease(row, payment, unbooked);
    if (forbids !== null) throw new AppError('stale-view', forbids, { payment });
    requireDay(deps, row);
    return { cause: 'released', detail: evidence, patch: resolvedBy(row, staff) };
  });
}

export interface Resolution {
  outcome: Outcome;
  evidence: string;
  /** The refund that the person picked, when Toss shows it under another number than the id. */
  refundNo?: string | undefined;
}

const causeOf: Record<Resolution['outcome'], TransitionCause> = {
  succeeded: 'resolved-succeeded',
  failed: 'resolved-failed',
  given_up: 'resolved-given-up',
};

function refundNoFault(detail: string, code = 'ambiguous'): AppError {
  return new AppError('invalid-request', detail, {
    errors: [{ pointer: '/refundNo', code, params: {}, detail }],
  });
}

interface BookedAs {
  refundNo: string;
  doneAt: string | null;
}

/** The refund must have the amount that Toss shows under this number. */
function requireAmount(row: OperationRow, shownWon: number): void {
  if (shownWon === row.amount) return;
  const detail = `Toss shows ${String(shownWon)} won under this number: this refund was not done`;
  throw refundNoFault(detail, 'other-amount');
}

/**
 * The number under which a refund that a person calls done is booked, with Toss's time of it: its
 * own, or the one that the person picked among Toss's unexplained refunds. Without a pick none of
 * those is used, because another refund may have the same amount; where v2 shows one that may be
 * this, a pick is needed, because booking both could count one refund twice.
 */
function bookedAs(deps: Deps, row: OperationRow, payment: Payment, named?: string): BookedAs {
  const { storage } = deps;
  const own = named ?? row.toss_refund_no ?? row.id;
  const shown = storage.read(bookedUnder(row.pay_token, own));
  if (shown !== undefined) {
    if (shown.operation_id !== null) {
      throw refundNoFault("This number belongs to another operation's refund");
    }
    requireAmount(row, shown.amount);
    // It is booked with its time.
    return { refundNo: shown.refund_no, doneAt: null };
  }
  const listed = unbookedRefunds(storage, row.pay_token).find(({ refundNo }) =>
    isSameRefundNo(refundNo, own),
  );
  if (listed === undefined && !isSameRefundNo(own, row.id) && named !== undefined) {
    throw refundNoFault('Toss has shown no refund of this number: check it, or read again');
  }
  if (listed !== undefined) requireAmount(row, listed.amount);
  else if (storage.read(mayBeBookedAsForeign(row))) {
    throw refundNoFault(
      'Toss shows a refund of this amount that is booked already: name its number',
    );
  }
  // Not yet booked: booking it must stay within what is left.
  if (row.state !== 'succeeded' && row.amount > payment.remaining) {
    if (listed === undefined) {
      throw refundNoFault("Toss's refunds leave no room for this one: name its number");
    }
    const detail =
      'A booked refund may be this one and leaves no room: say how that one ended first';
    throw refundNoFault(detail, 'no-room');
  }
  return { refundNo: listed?.refundNo ?? own, doneAt: listed?.at ?? null };
}

/**
 * Refuses "failed" (frees the money) and "succeeded" (books it) while the call may still arrive at
 * Toss.
 * @throws AppError too-early within the settle time after sending
 */
function requireSettled(deps: Deps, row: OperationRow, settleMs = deps.limits.settleMs): void {
  const leftMs = settleMsLeft(row, deps.storage.time.now(), settleMs);
  if (leftMs === 0) return;
  throw tooEarly(row, new Date(deps.clock.nowMs() + leftMs).toISOString());
}

/**
 * Confirms by the desk's own time that the wait of a day after sending, which goes by the machine's
 * clock, is over. Where that clock was ahead at the sending, the day itself is measured; where it
 * was set ahead since, at least the settle time is.
 * @throws AppError too-early
 */
function requireDay(deps: Deps, row: OperationRow): void {
  const sentAt = lastSentAt(operationFromRow(row));
  const wasAhead = isFarAhead(sentAt, RELEASE_AFTER_MS, deps.clock.nowMs());
  requireSettled(deps, row, wasAhead ? RELEASE_AFTER_MS : deps.limits.settleMs);
}

/**
 * The ten minutes before an only manager ends an own operation go by the machine's clock as well.
 * Where that was ahead when the operation was found unclear, they count from the end of its call.
 * @throws AppError too-early
 */
function requireSoleWait(deps: Deps, row: OperationRow): void {
  if (!isFarAhead(row.state_since, SOLE_MANAGER_WAITS_MS, deps.clock.nowMs())) return;
  requireSettled(deps, row, SOLE_MANAGER_WAITS_MS);
}

function tooEarly(row: OperationRow, notBefore: string): AppError {
  const operation = operationFromRow(row);
  return new AppError('too-early', `Possible from ${notBefore} on`, { operation, notBefore });
}

/**
 * For an operation that ended as done and that Toss contradicts, a person may say that it did not
 * happen (a day after sending at the earliest), or pick the refund under whose number it did.
 * @throws AppError operation-moved for another outcome, too-early within the day
 */
function requireDisputable(deps: Deps, row: OperationRow, { outcome, refundNo }: Resolution): void {
  const operation = operationFromRow(row);
  if (outcome === 'succeeded' && row.kind === 'refund' && refundNo !== undefined) return;
  if (outcome !== 'failed') throw new AppError('operation-moved', undefined, { operation });
  const notBefore = mayFailFrom(operation, deps.clock.nowMs());
  if (notBefore !== null) throw tooEarly(row, notBefore);
  requireDay(deps, row);
}

/** @throws AppError stale-view when the read taken now agrees with the books */
function requireContradicted({ differs, payment }: Observed): void {
  if (differs) return;
  throw new AppError('stale-view', 'Toss shows nothing against it now', { payment });
}

/**
 * A second person says how an operation in `needs_review` ended, or corrects one that had ended as
 * done. A correction needs a read taken now that still contradicts it.
 *
 * @throws AppError as `requireDecision`; too-early for "failed" and "succeeded" within the settle
 * time after sending; invalid-request when the refund's number must be given; for a correction also
 * as `readProblem`; stale-view when the read agrees with the books or a refund is in progress
 */
export async function resolveOperation(
  deps: Deps,
  id: string,
  resolution: Resolution,
  staff: DecidingStaff,
): Promise<Operation> {
  const { outcome, evidence, refundNo } = resolution;
  const before = getOperationRow(deps.storage, id);
  if (before.disputed === 1) {
    const by = { payToken: before.pay_token };
    const read = await readStatus(deps, by, { priority: 'money', source: 'operation' });
    if (read.kind !== 'observed') throw readProblem(read);
    requireContradicted(read.observed);
  }
  return decide(deps, id, 'resolve', staff, function* (row, payment) {
    if (row.requested_by === staff.id) requireSoleWait(deps, row);
    if (row.state === 'succeeded') requireDisputable(deps, row, resolution);
    else if (outcome !== 'given_up') requireSettled(deps, row);
    if (outcome === 'failed' && isRunning(row.kind, payment)) {
      throw new AppError('stale-view', `Toss says ${payment.status}`, { payment });
    }
    const books = outcome === 'succeeded' && row.kind === 'refund';
    const ended = { cause: causeOf[outcome], detail: evidence };
    if (!books) return { ...ended, patch: resolvedBy(row, staff) };
    const { refundNo: number, doneAt } = bookedAs(deps, row, payment, refundNo);
    const tossRefundNo = number === row.id ? null : number;
    return {
      ...ended,
      doneAt,
      patch: { ...resolvedBy(row, staff), toss_refund_no: tossRefundNo },
    };
  });
}
