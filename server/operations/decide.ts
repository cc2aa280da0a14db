/** What people decide on an operation: approve, decline, withdraw, give up, release, resolve. */
import {
  RELEASE_AFTER_MS,
  isRunning,
  lastSentAt,
  mayShow,
  decisionState,
  type OperationDecision,
} from '../../shared/operation-actions.ts';
import type { Operation, TransitionCause } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { Outcome } from '../../shared/resolve-choices.ts';
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
import type { OperationRow } from '../storage/schema.ts';
import { graceMsOf, requireWithinCeilings } from './day-ceiling.ts';
import { settleMsLeft } from './judge.ts';
import { readProblem, requireGoodRead } from './read-problem.ts';
import { readStatus } from './read-status.ts';
import { requesterOf } from './requester.ts';
import { accountsOf, peopleOf, secondPersonFacts } from './second-person.ts';
import type { Worker } from './worker.ts';

/** Who decides. */
export interface DecidingStaff extends ActingStaff {
  role: Role;
  address: string | null;
}

type Planned = Omit<Move, 'at' | 'evidence' | 'staff'>;

const laterCode = {
  'too-early': 'too-early',
  'held-account': 'approver-held',
  'sole-later': 'sole-manager-waits',
} as const;

/** @throws AppError the refusal of `operationAct` as a problem; nothing is applied */
export function requireAct(
  deps: Deps,
  act: OperationDecision,
  operation: Operation,
  staff: DecidingStaff,
): void {
  const { id, role } = staff;
  const decider = { id, role, ...secondPersonFacts(peopleOf(deps), id) };
  const state = decisionState(act, operation, decider, deps.clock.nowMs());
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

/** Checks the act and applies its plan in one transaction, in the name of the person. */
function decide(
  deps: Deps,
  id: string,
  act: OperationDecision,
  staff: DecidingStaff,
  plan: (row: OperationRow, payment: Payment, at: string) => Planned,
): Promise<Operation> {
  return decideOperation(deps.storage, id, (row, payment, at) => {
    requireAct(deps, act, operationFromRow(row), staff);
    return { ...plan(row, payment, at), evidence: 'staff', staff };
  });
}

const decidedBy = (staff: DecidingStaff) => ({
  resolved_by: staff.id,
  resolved_by_name: staff.name,
});

/**
 * Whoever asked must still be allowed to, and have room in today's ceilings: a request of yesterday
 * has used up none of today.
 */
function requireRequesterMay(deps: Deps, row: OperationRow, at: string): void {
  const operation = operationFromRow(row);
  const requester = requesterOf(deps, row);
  if (requester === null) throw new AppError('requester-barred', undefined, { operation });
  const accounts = accountsOf(peopleOf(deps), row.requested_by);
  const used = dayRefunds(deps.storage.reader, accounts, at, row.id);
  requireWithinCeilings(deps.rules(), requester, used, row.amount, 'approval-over-ceiling');
}

/**
 * Lets a proposal go.
 * @throws AppError as `requireAct`; approval-mismatch when it was shown with another body;
 *   requester-barred, and approval-over-ceiling by the day of the approval
 */
export async function approveOperation(
  deps: Deps,
  worker: Worker,
  id: string,
  bodyHash: string,
  staff: DecidingStaff,
): Promise<Operation> {
  const approved = await decide(deps, id, 'approve', staff, (row, _payment, at) => {
    if (row.body_hash !== bodyHash) {
      throw new AppError('approval-mismatch', undefined, { operation: operationFromRow(row) });
    }
    requireRequesterMay(deps, row, at);
    return {
      cause: 'approved',
      audit: { approverOpened: lastOpening(deps.storage.reader, staff.id) },
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

/** Refuses a proposal; nothing is ever sent. */
export function declineOperation(
  deps: Deps,
  id: string,
  reason: string,
  staff: DecidingStaff,
): Promise<Operation> {
  return decide(deps, id, 'decline', staff, () => ({
    cause: 'refused',
    detail: reason,
    patch: decidedBy(staff),
  }));
}

/** The requester takes it back while nothing was sent, or a manager stops it. */
export function withdrawOperation(
  deps: Deps,
  id: string,
  staff: DecidingStaff,
): Promise<Operation> {
  return decide(deps, id, 'withdraw', staff, (row) =>
    row.requested_by === staff.id
      ? { cause: 'withdrawn', detail: 'Taken back by the requester before it was sent' }
      : {
          cause: 'withdrawn',
          detail: 'Stopped by a manager before it was sent',
          patch: decidedBy(staff),
        },
  );
}

/** Closes an absent operation; a refund's money stays reserved. */
export function giveUpOperation(deps: Deps, id: string, staff: DecidingStaff): Promise<Operation> {
  const detail = 'Given up; its money stays reserved';
  const patch = decidedBy(staff);
  return decide(deps, id, 'give-up', staff, () => ({ cause: 'gave-up', detail, patch }));
}

/** Who ended it, and whether there was no second person to do so. */
function resolvedBy(row: OperationRow, staff: DecidingStaff) {
  return {
    ...decidedBy(staff),
    ...(row.requested_by === staff.id ? { sole: 1 as const } : {}),
  };
}

/**
 * Why what a good read has just shown forbids releasing, in one English sentence; `null` when it
 * allows it.
 */
export function reasonNotToRelease(
  row: Pick<OperationRow, 'kind'>,
  payment: Pick<Payment, 'drift' | 'status'>,
): string | null {
  if (payment.drift !== null) return 'Nobody has looked at a difference to Toss: acknowledge it';
  if (!mayShow[row.kind].includes(payment.status)) return null;
  return `Toss says ${payment.status}: it may have been done`;
}

/**
 * Frees the money of a given-up operation, on a good read taken now that does not show it.
 * @throws AppError as `requireAct` and `requireGoodRead`; stale-view where Toss shows a refund in
 *   progress, or a difference that nobody has looked at
 */
export async function releaseOperation(
  deps: Deps,
  id: string,
  evidence: string,
  staff: DecidingStaff,
): Promise<Operation> {
  const before = getOperationRow(deps.storage, id);
  requireAct(deps, 'release', operationFromRow(before), staff);
  const read = await readStatus(
    deps,
    { payToken: before.pay_token },
    { priority: 'money', source: 'operation' },
  );
  requireGoodRead(read);
  return decide(deps, id, 'release', staff, (row, payment) => {
    const forbids = reasonNotToRelease(row, payment);
    if (forbids !== null) throw new AppError('stale-view', forbids, { payment });
    return { cause: 'released', detail: evidence, patch: resolvedBy(row, staff) };
  });
}

export interface Resolution {
  outcome: Outcome;
  evidence: string;
  /** The number that the person ticked, where Toss shows the refund under another than its id. */
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

/** Booked under its number, a refund must have the amount that Toss shows there. */
function requireAmount(row: OperationRow, shownWon: number): void {
  if (shownWon === row.amount) return;
  const detail = `Toss shows ${String(shownWon)} won under this number: this refund was not done`;
  throw refundNoFault(detail, 'other-amount');
}

/**
 * The number under which a refund that a person calls done is booked: its own, or the one that the
 * person ticked among those that Toss shows and nothing explains. None is taken without that: it
 * may be somebody else's refund of the same amount.
 */
function bookedNumber(deps: Deps, row: OperationRow, payment: Payment, named?: string): string {
  const { storage } = deps;
  const own = named ?? row.toss_refund_no ?? row.id;
  const shown = bookedUnder(storage.reader, row.pay_token, own);
  if (shown !== undefined) {
    if (shown.operation_id !== null) {
      throw refundNoFault("This number belongs to another operation's refund");
    }
    requireAmount(row, shown.amount);
    return shown.refund_no;
  }
  const listed = unbookedRefunds(storage, row.pay_token).find(({ refundNo }) =>
    isSameRefundNo(refundNo, own),
  );
  if (listed === undefined && !isSameRefundNo(own, row.id) && named !== undefined) {
    throw refundNoFault('Toss has shown no refund of this number: check it, or read again');
  }
  if (listed !== undefined) requireAmount(row, listed.amount);
  // It is booked on the person's word, within what is left.
  if (row.state !== 'succeeded' && row.amount > payment.remaining) {
    if (listed === undefined) {
      throw refundNoFault("Toss's refunds leave no room for this one: name its number");
    }
    const detail =
      'A booked refund may be this one and leaves no room: say how that one ended first';
    throw refundNoFault(detail, 'no-room');
  }
  return listed?.refundNo ?? own;
}

/**
 * Not even a person may say how it ended while what was sent can still arrive: "failed" frees the
 * money, and "succeeded" books it.
 * @throws AppError too-early within the settle time after sending
 */
function requireSettled(deps: Deps, row: OperationRow): void {
  const leftMs = settleMsLeft(row, deps.storage.time.now(), deps.limits.settleMs);
  if (leftMs === 0) return;
  throw tooEarly(row, new Date(deps.clock.nowMs() + leftMs).toISOString());
}

function tooEarly(row: OperationRow, notBefore: string): AppError {
  const operation = operationFromRow(row);
  return new AppError('too-early', `Possible from ${notBefore} on`, { operation, notBefore });
}

/**
 * What a person may say of one that has ended as done and that Toss has not been showing since:
 * that it did not happen, a day after it was sent, or under which other number it did.
 * @throws AppError operation-moved for any other word, too-early within the day
 */
function requireDisputable(deps: Deps, row: OperationRow, { outcome, refundNo }: Resolution): void {
  const operation = operationFromRow(row);
  if (outcome === 'succeeded' && row.kind === 'refund' && refundNo !== undefined) return;
  if (outcome !== 'failed') throw new AppError('operation-moved', undefined, { operation });
  const fromMs = Date.parse(lastSentAt(operation)) + RELEASE_AFTER_MS;
  if (deps.clock.nowMs() < fromMs) throw tooEarly(row, new Date(fromMs).toISOString());
}

/** @throws AppError stale-view where the read of this moment agrees with the books */
function requireContradicted({ differs, payment }: Observed): void {
  if (differs) return;
  throw new AppError('stale-view', 'Toss shows nothing against it now', { payment });
}

/**
 * A second person says how a contradictory operation ended, or that one which had ended as done is
 * not so. The latter rests on a read taken now, which must still contradict it.
 *
 * @throws AppError as `requireAct`; too-early for "failed" and "succeeded" within the settle time
 *   after sending; invalid-request where the refund's number must be named; of one that had ended
 *   also as `readProblem`; stale-view where the read shows nothing against it, or Toss says that a
 *   refund is running
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
  return decide(deps, id, 'resolve', staff, (row, payment) => {
    if (row.state === 'succeeded') requireDisputable(deps, row, resolution);
    else if (outcome !== 'given_up') requireSettled(deps, row);
    if (outcome === 'failed' && isRunning(row.kind, payment)) {
      throw new AppError('stale-view', `Toss says ${payment.status}`, { payment });
    }
    const books = outcome === 'succeeded' && row.kind === 'refund';
    const number = books ? bookedNumber(deps, row, payment, refundNo) : null;
    return {
      cause: causeOf[outcome],
      detail: evidence,
      patch: {
        ...resolvedBy(row, staff),
        ...(books && { toss_refund_no: number === row.id ? null : number }),
      },
    };
  });
}
