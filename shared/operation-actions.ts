/**
 * What a person may do with an operation now and, if not, why. One predicate enables the buttons in
 * the browser and guards the server.
 */
import type { Operation, OperationState } from './operation.ts';
import { may, type Permission, type Role } from './permissions.ts';

export const operationActs = [
  'approve',
  'decline',
  'withdraw',
  'check',
  'send-again',
  'give-up',
  'release',
  'resolve',
] as const;
export type OperationAct = (typeof operationActs)[number];

export const operationActRefusals = [
  'not-permitted',
  'other-state',
  'own-operation',
  'not-own-operation',
  'lapsed',
  'too-early',
] as const;
export type OperationActRefusal = (typeof operationActRefusals)[number];

/** `reason` is `null` when the act is allowed; `notBefore` (ISO UTC) belongs to `too-early`. */
export type OperationActState =
  | { allowed: true; reason: null; notBefore: null }
  | { allowed: false; reason: 'too-early'; notBefore: string }
  | { allowed: false; reason: Exclude<OperationActRefusal, 'too-early'>; notBefore: null };

/** Who asks. `soleManager`: the only active manager of the shop, who has no second person. */
export interface Decider {
  id: string;
  role: Role;
  soleManager: boolean;
}

type Considered = Pick<
  Operation,
  'state' | 'requestedBy' | 'createdAt' | 'sentAt' | 'approvalLapsesAt' | 'evidence'
>;

/** A shop's only manager may end an own operation alone, but not in the heat of the moment. */
export const SOLE_MANAGER_WAITS_MS = 10 * 60 * 1000;
/** Money of a given-up refund stays reserved at least this long after it was sent. */
export const RELEASE_AFTER_MS = 24 * 60 * 60 * 1000;

const rules: Record<OperationAct, { permission: Permission; states: readonly OperationState[] }> = {
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
  resolve: { permission: 'operations.decide', states: ['needs_review'] },
};

/** `true` where an operation in this state has the act at all, whoever asks. */
export function fitsState(act: OperationAct, state: OperationState): boolean {
  return rules[act].states.includes(state);
}

const allowed: OperationActState = { allowed: true, reason: null, notBefore: null };
const refused = (reason: Exclude<OperationActRefusal, 'too-early'>): OperationActState => ({
  allowed: false,
  reason,
  notBefore: null,
});

function notBefore(fromIso: string, delayMs: number, nowMs: number): OperationActState {
  const atMs = Date.parse(fromIso) + delayMs;
  return nowMs >= atMs
    ? allowed
    : { allowed: false, reason: 'too-early', notBefore: new Date(atMs).toISOString() };
}

/** Acts that end an operation on a person's word need another person than the requester. */
function secondPerson(
  operation: Considered,
  decider: Decider,
  mayBeAlone: boolean,
  nowMs: number,
): OperationActState {
  if (operation.requestedBy.id !== decider.id) return allowed;
  if (!mayBeAlone || !decider.soleManager) return refused('own-operation');
  const since = operation.evidence?.at ?? operation.createdAt;
  return notBefore(since, SOLE_MANAGER_WAITS_MS, nowMs);
}

/** When it last may have been sent; where nobody knows, since it was asked for. */
export function lastSentAt(operation: Pick<Operation, 'sentAt' | 'createdAt'>): string {
  return operation.sentAt ?? operation.createdAt;
}

/** One act for one person at one time. */
export function operationAct(
  act: OperationAct,
  operation: Considered,
  decider: Decider,
  nowMs: number,
): OperationActState {
  if (!may(decider.role, rules[act].permission)) return refused('not-permitted');
  if (!fitsState(act, operation.state)) return refused('other-state');
  switch (act) {
    case 'approve':
    case 'decline': {
      const lapsesAt = operation.approvalLapsesAt;
      if (lapsesAt !== null && nowMs >= Date.parse(lapsesAt)) return refused('lapsed');
      return secondPerson(operation, decider, false, nowMs);
    }
    case 'withdraw':
      return operation.requestedBy.id === decider.id ? allowed : refused('not-own-operation');
    case 'release': {
      const second = secondPerson(operation, decider, true, nowMs);
      if (!second.allowed) return second;
      return notBefore(lastSentAt(operation), RELEASE_AFTER_MS, nowMs);
    }
    case 'resolve':
      return secondPerson(operation, decider, true, nowMs);
    case 'check':
    case 'send-again':
    case 'give-up':
      return allowed;
  }
}
