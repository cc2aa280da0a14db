/**
 * What a person may do with an operation now and, if not, why. One predicate enables the buttons in
 * the browser and guards the server.
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

/** Refusals that end by themselves. */
type TimedRefusal = 'too-early' | 'held-account' | 'sole-later';

/** `reason` is `null` when the act is allowed; `notBefore` (ISO UTC) is when a refusal ends. */
export type DecisionState =
  | { allowed: true; reason: null; notBefore: null }
  | { allowed: false; reason: TimedRefusal; notBefore: string }
  | { allowed: false; reason: Exclude<DecisionRefusal, TimedRefusal>; notBefore: null };

/** Somebody for whom a person is no second person until then; ISO UTC. */
export interface HeldFor {
  staffId: string;
  until: string;
}

/** Who asks. `soleManager`: the only active manager of the shop, who has no second person. */
export interface Decider {
  id: string;
  role: Role;
  soleManager: boolean;
  /** When that begins, after another manager was disabled or demoted; `null`: no wait. */
  soleFrom: string | null;
  /** Who made, reset or enabled this account lately, and so may hold its password. */
  heldFor: readonly HeldFor[];
}

type Considered = Pick<
  Operation,
  ('state' | 'requestedBy' | 'createdAt' | 'sentAt' | 'approvalLapsesAt' | 'evidence') | 'disputed'
>;

/** A shop's only manager may end an own operation alone, but not in the heat of the moment. */
export const SOLE_MANAGER_WAITS_MS = 10 * 60 * 1000;
/** After another manager was disabled or demoted nobody is the only one for this long. */
export const SOLE_AFTER_MS = 24 * 60 * 60 * 1000;
/** An account is no second person for whoever made, reset or enabled it, for this long. */
export const HELD_MS = 72 * 60 * 60 * 1000;
/** Money of a given-up refund stays reserved at least this long after it was sent. */
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

/** `true` where an operation in this state has the act at all, whoever asks. */
export function fitsState(act: OperationDecision, state: OperationState): boolean {
  return rules[act].states.includes(state);
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

/** Acts that end an operation on a person's word need another person than the requester. */
function secondPerson(
  operation: Considered,
  decider: Decider,
  mayBeAlone: boolean,
  nowMs: number,
): DecisionState {
  const requesterId = operation.requestedBy.id;
  if (requesterId !== decider.id) {
    const held = decider.heldFor.find(({ staffId }) => staffId === requesterId);
    // Nobody but a shop's only manager could decide it.
    if (held === undefined || decider.soleManager) return allowed;
    return notBefore(held.until, 0, nowMs, 'held-account');
  }
  if (mayBeAlone && decider.soleFrom !== null) {
    const wait = notBefore(decider.soleFrom, 0, nowMs, 'sole-later');
    if (!wait.allowed) return wait;
  }
  if (!mayBeAlone || !decider.soleManager) return refused('own-operation');
  const since = operation.evidence?.at ?? operation.createdAt;
  return notBefore(since, SOLE_MANAGER_WAITS_MS, nowMs);
}

/** When it last may have been sent; where nobody knows, since it was asked for. */
export function lastSentAt(operation: Pick<Operation, 'sentAt' | 'createdAt'>): string {
  return operation.sentAt ?? operation.createdAt;
}

/** Statuses in which an act of this kind may have been done, or may be about to be. */
export const mayShow: Record<OperationKind, readonly string[]> = {
  refund: ['REFUND_PROGRESS'],
  execute: ['PAY_PROGRESS', ...paidStatuses],
  cancel: ['PAY_CANCEL'],
};

/** `true` while Toss runs a refund, which may be this one: nobody can say that it was not done. */
export function isRunning(kind: OperationKind, { status }: Pick<Payment, 'status'>): boolean {
  return kind === 'refund' && mayShow.refund.includes(status);
}

/** One act for one person at one time. */
export function decisionState(
  act: OperationDecision,
  operation: Considered,
  decider: Decider,
  nowMs: number,
): DecisionState {
  if (!may(decider.role, rules[act].permission)) return refused('not-permitted');
  if (!fitsState(act, operation.state)) return refused('other-state');
  switch (act) {
    case 'approve':
    case 'decline': {
      const lapsesAt = operation.approvalLapsesAt;
      if (lapsesAt !== null && nowMs >= Date.parse(lapsesAt)) return refused('lapsed');
      // Whoever refuses lets no money go.
      if (act === 'decline' && operation.requestedBy.id !== decider.id) return allowed;
      return secondPerson(operation, decider, false, nowMs);
    }
    case 'withdraw':
      if (operation.requestedBy.id === decider.id) return allowed;
      // A proposal is declined instead, which says why.
      return operation.state !== 'proposed' && may(decider.role, 'operations.decide')
        ? allowed
        : refused('not-own-operation');
    case 'release': {
      const second = secondPerson(operation, decider, true, nowMs);
      if (!second.allowed) return second;
      return notBefore(lastSentAt(operation), RELEASE_AFTER_MS, nowMs);
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
