/**
 * Which decisions a person may take on an operation now and, if not, why. The same predicate
 * enables the buttons in the browser and guards the server.
 */
import type { Operation, OperationKind, OperationState } from './operation.ts';
import { paidStatuses, type Payment } from './payment.ts';
import { may, type Permission, type Role } from './permissions.ts';

export const operationDecisions = [
  'approve',
  'decline',
  'withdraw',
  'check',
  'send-again',
  'give-up',
  'release',
  'resolve',
] as const;
export type OperationDecision = (typeof operationDecisions)[number];

export const decisionRefusals = [
  'not-permitted',
  'other-state',
  'own-operation',
  'not-own-operation',
  'lapsed',
  'too-early',
  'held-account',
  'sole-later',
] as const;
export type DecisionRefusal = (typeof decisionRefusals)[number];

/** Refusals that end at a known time. */
type TimedRefusal = 'too-early' | 'held-account' | 'sole-later';

/** `notBefore` (ISO UTC) is when a refusal ends. */
export type DecisionState =
  | { allowed: true; reason: null; notBefore: null }
  | { allowed: false; reason: TimedRefusal; notBefore: string }
  | { allowed: false; reason: Exclude<DecisionRefusal, TimedRefusal>; notBefore: null };

/** Until `until` (ISO UTC) the account does not count as a second person for `staffId`. */
export interface HeldFor {
  staffId: string;
  until: string;
}

/** Who decides. `soleManager`: the only active manager of the shop; there is no second person. */
export interface Decider {
  id: string;
  role: Role;
  soleManager: boolean;
  /** When `soleManager` becomes `true` after another manager was removed; `null`: no wait. */
  soleFrom: string | null;
  /** Who recently created, reset or enabled this account and so may know its password. */
  heldFor: readonly HeldFor[];
}

type Considered = Pick<
  Operation,
  | (
      | 'state'
      | 'requestedBy'
      | 'tokenMaker'
      | 'createdAt'
      | 'sentAt'
      | 'approvalLapsesAt'
      | 'evidence'
    )
  | 'disputed'
>;

/** How long the only manager waits before ending an operation of their own. */
export const SOLE_MANAGER_WAITS_MS = 10 * 60 * 1000;
/** How long after another manager was disabled or demoted nobody counts as the only one. */
export const SOLE_AFTER_MS = 24 * 60 * 60 * 1000;
/** How long an account is no second person for whoever created, reset or enabled it. */
export const HELD_MS = 72 * 60 * 60 * 1000;
/** How long a given-up refund's money stays reserved after it was sent, at least. */
export const RELEASE_AFTER_MS = 24 * 60 * 60 * 1000;

const rules: Record<
  OperationDecision,
  { permission: Permission; states: readonly OperationState[] }
> = {
  approve: { permission: 'operations.decide', states: ['proposed'] },
  decline: { permission: 'operations.decide', states: ['proposed'] },
  withdraw: { permission: 'operations.request', states: ['proposed', 'ready', 'not_sent'] },
  check: {
    permission: 'operations.request',
    states: ['unknown', 'pending', 'absent', 'needs_review', 'given_up'],
  },
  'send-again': { permission: 'operations.decide', states: ['absent'] },
  'give-up': { permission: 'operations.decide', states: ['absent'] },
  release: { permission: 'operations.decide', states: ['given_up'] },
  resolve: { permission: 'operations.decide', states: ['needs_review', 'succeeded'] },
};

/** `true` if the state allows the decision, whoever decides. */
export function fitsState(decision: OperationDecision, state: OperationState): boolean {
  return rules[decision].states.includes(state);
}

const allowed: DecisionState = { allowed: true, reason: null, notBefore: null };
const refused = (reason: Exclude<DecisionRefusal, TimedRefusal>): DecisionState => ({
  allowed: false,
  reason,
  notBefore: null,
});

function notBefore(
  fromIso: string,
  delayMs: number,
  nowMs: number,
  reason: TimedRefusal = 'too-early',
): DecisionState {
  const atMs = Date.parse(fromIso) + delayMs;
  return nowMs >= atMs
    ? allowed
    : { allowed: false, reason, notBefore: new Date(atMs).toISOString() };
}

/**
 * `true` if the machine's clock was ahead when it wrote `iso` (ISO UTC), perhaps by months: a start
 * further ahead than the whole wait (ms) is no time to wait for.
 */
export function isFarAhead(iso: string, waitMs: number, nowMs: number): boolean {
  return Date.parse(iso) - nowMs > waitMs;
}

function waited(sinceIso: string, waitMs: number, nowMs: number): DecisionState {
  return isFarAhead(sinceIso, waitMs, nowMs) ? allowed : notBefore(sinceIso, waitMs, nowMs);
}

/** Decisions that end an operation on a person's word need somebody other than the requester. */
function secondPerson(
  operation: Considered,
  decider: Decider,
  mayBeAlone: boolean,
  nowMs: number,
): DecisionState {
  const { tokenMaker } = operation;
  // Not even as the only manager: the request by the token needed no second factor.
  if (tokenMaker === decider.id) return refused('own-operation');
  const requesterId = tokenMaker ?? operation.requestedBy.id;
  if (requesterId !== decider.id) {
    const held = decider.heldFor.find(({ staffId }) => staffId === requesterId);
    // A sole manager has nobody else to decide it.
    if (held === undefined || decider.soleManager) return allowed;
    return notBefore(held.until, 0, nowMs, 'held-account');
  }
  if (mayBeAlone && decider.soleFrom !== null) {
    const wait = notBefore(decider.soleFrom, 0, nowMs, 'sole-later');
    if (!wait.allowed) return wait;
  }
  if (!mayBeAlone || !decider.soleManager) return refused('own-operation');
  const since = operation.evidence?.at ?? operation.createdAt;
  return waited(since, SOLE_MANAGER_WAITS_MS, nowMs);
}

/** Latest time at which it may have been sent; without one, when it was requested. */
export function lastSentAt(operation: Pick<Operation, 'sentAt' | 'createdAt'>): string {
  return operation.sentAt ?? operation.createdAt;
}

/** Whether a day has passed since it was sent; `notBefore` is when it will have. */
export function dayAfterSending(
  operation: Pick<Operation, 'sentAt' | 'createdAt'>,
  nowMs: number,
): DecisionState {
  return waited(lastSentAt(operation), RELEASE_AFTER_MS, nowMs);
}

/** Statuses that show such an operation as done or in progress. */
export const mayShow: Record<OperationKind, readonly string[]> = {
  refund: ['REFUND_PROGRESS'],
  execute: ['PAY_PROGRESS', ...paidStatuses],
  cancel: ['PAY_CANCEL'],
};

/** `true` while Toss processes a refund, which may be this one: it can't be called failed yet. */
export function isRunning(kind: OperationKind, { status }: Pick<Payment, 'status'>): boolean {
  return kind === 'refund' && mayShow.refund.includes(status);
}

/** Whether one person may take one decision at `nowMs`. */
export function decisionState(
  decision: OperationDecision,
  operation: Considered,
  decider: Decider,
  nowMs: number,
): DecisionState {
  if (!may(decider.role, rules[decision].permission)) return refused('not-permitted');
  if (!fitsState(decision, operation.state)) return refused('other-state');
  switch (decision) {
    case 'approve':
    case 'decline': {
      const lapsesAt = operation.approvalLapsesAt;
      if (lapsesAt !== null && nowMs >= Date.parse(lapsesAt)) return refused('lapsed');
      // Declining moves no money.
      if (decision === 'decline' && operation.requestedBy.id !== decider.id) return allowed;
      return secondPerson(operation, decider, false, nowMs);
    }
    case 'withdraw':
      if (operation.requestedBy.id === decider.id) return allowed;
      // A proposal is declined instead, with a reason.
      return operation.state !== 'proposed' && may(decider.role, 'operations.decide')
        ? allowed
        : refused('not-own-operation');
    case 'release': {
      const second = secondPerson(operation, decider, true, nowMs);
      if (!second.allowed) return second;
      return dayAfterSending(operation, nowMs);
    }
    case 'resolve':
      if (operation.state === 'succeeded' && !operation.disputed) return refused('other-state');
      return secondPerson(operation, decider, true, nowMs);
    case 'check':
    case 'send-again':
    case 'give-up':
      return allowed;
  }
}
