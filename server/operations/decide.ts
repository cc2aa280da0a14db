/** What people decide on an operation: approve, decline, withdraw, give up, release, resolve. */
import { lastSentAt, operationAct, type OperationAct } from '../../shared/operation-actions.ts';
import type { Operation, OperationKind, TransitionCause } from '../../shared/operation.ts';
import { paidStatuses, type Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { ActingStaff } from '../storage/events.ts';
import type { Move } from '../storage/move-operation.ts';
import { operationFromRow } from '../storage/operation-from-row.ts';
import {
  decideOperation,
  getOperationRow,
  readyColumns,
  knownRefunds,
} from '../storage/operations.ts';
import type { OperationRow } from '../storage/schema.ts';
import { graceMsOf } from './day-ceiling.ts';
import { requireGoodRead } from './read-problem.ts';
import { readStatus } from './read-status.ts';
import { isSoleManager } from './sole-manager.ts';
import type { Worker } from './worker.ts';

/** Who decides. */
export interface DecidingStaff extends ActingStaff {
  role: Role;
  address: string | null;
}

type Planned = Omit<Move, 'at' | 'evidence' | 'staff'>;

/** @throws AppError the refusal of `operationAct` as a problem; nothing is applied */
export function requireAct(
  deps: Deps,
  act: OperationAct,
  operation: Operation,
  staff: DecidingStaff,
): void {
  const soleManager = isSoleManager(deps, staff.id);
  const decider = { id: staff.id, role: staff.role, soleManager };
  const state = operationAct(act, operation, decider, deps.clock.nowMs());
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
    case 'too-early': {
      const { notBefore } = state;
      throw new AppError('too-early', `Possible from ${notBefore} on`, { operation, notBefore });
    }
  }
}

/** Checks the act and applies its plan in one transaction, in the name of the person. */
function decide(
  deps: Deps,
  id: string,
  act: OperationAct,
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

/** Lets a proposal go. @throws AppError approval-mismatch when it was shown with another body */
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
    return {
      cause: 'approved',
      detail: 'Approved by a second person',
      patch: {
        approved_by: staff.id,
        approved_by_name: staff.name,
        ...readyColumns(at, graceMsOf(deps, staff.role)),
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

/** The requester takes it back while nothing was sent. */
export function withdrawOperation(
  deps: Deps,
  id: string,
  staff: DecidingStaff,
): Promise<Operation> {
  const detail = 'Taken back by the requester before it was sent';
  return decide(deps, id, 'withdraw', staff, () => ({ cause: 'withdrawn', detail }));
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

/** Statuses in which a given-up act may have been done, or may be about to be, after all. */
const mayShow: Record<OperationKind, readonly string[]> = {
  refund: ['REFUND_PROGRESS'],
  execute: ['PAY_PROGRESS', ...paidStatuses],
  cancel: ['PAY_CANCEL'],
};

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
  outcome: 'succeeded' | 'failed' | 'given_up';
  evidence: string;
  /** Where Toss shows the refund under another number than the operation's id. */
  refundNo?: string | undefined;
}

const causeOf: Record<Resolution['outcome'], TransitionCause> = {
  succeeded: 'resolved-succeeded',
  failed: 'resolved-failed',
  given_up: 'resolved-given-up',
};

function refundNoFault(detail: string): AppError {
  return new AppError('invalid-request', detail, {
    errors: [{ pointer: '/refundNo', code: 'ambiguous', params: {}, detail }],
  });
}

/**
 * The number under which a refund that a person calls done is booked. One that Toss showed as
 * somebody else's and that can only be this one is taken, so that its money counts once.
 */
function bookedNumber(deps: Deps, row: OperationRow, payment: Payment, named?: string) {
  const known = knownRefunds(deps.storage, row.pay_token);
  const own = named ?? row.toss_refund_no ?? row.id;
  const shown = known.find((refund) => refund.refundNo === own);
  if (shown !== undefined) {
    if (shown.operationId === null) return own;
    throw refundNoFault("This number belongs to another operation's refund");
  }
  if (named !== undefined && named !== row.id) {
    throw refundNoFault('Toss has shown no refund of this number: check it, or read again');
  }
  const since = lastSentAt(operationFromRow(row));
  const alike = known.filter(
    (refund) =>
      refund.operationId === null && refund.firstSeenAt >= since && refund.amount === row.amount,
  );
  if (alike.length > 1) {
    throw refundNoFault('Toss shows several refunds of this amount: name the one');
  }
  if (alike[0] !== undefined) return alike[0].refundNo;
  // Nothing that Toss has shown yet: it is booked on the person's word, within what is left.
  if (row.amount > payment.remaining) {
    throw refundNoFault("Toss's refunds leave no room for this one: name its number");
  }
  return own;
}

/**
 * "Failed" frees the money, so not even a person may say it while what was sent can still arrive.
 * @throws AppError too-early within the settle time after sending
 */
function requireSettled(deps: Deps, row: OperationRow): void {
  const operation = operationFromRow(row);
  const settledMs = Date.parse(lastSentAt(operation)) + deps.limits.settleMs;
  if (deps.clock.nowMs() >= settledMs) return;
  const notBefore = new Date(settledMs).toISOString();
  throw new AppError('too-early', `Possible from ${notBefore} on`, { operation, notBefore });
}

/**
 * A second person says how a contradictory operation ended.
 * @throws AppError as `requireAct`; too-early for "failed" within the settle time after sending;
 *   invalid-request where the refund's number must be named
 */
export function resolveOperation(
  deps: Deps,
  id: string,
  resolution: Resolution,
  staff: DecidingStaff,
): Promise<Operation> {
  const { outcome, evidence, refundNo } = resolution;
  return decide(deps, id, 'resolve', staff, (row, payment) => {
    if (outcome === 'failed') requireSettled(deps, row);
    const books = outcome === 'succeeded' && row.kind === 'refund';
    const number = books ? bookedNumber(deps, row, payment, refundNo) : row.id;
    return {
      cause: causeOf[outcome],
      detail: evidence,
      patch: {
        ...resolvedBy(row, staff),
        ...(number === row.id ? {} : { toss_refund_no: number }),
      },
    };
  });
}
