/**
 * A money operation (execute, cancel or refund), its states, and the table of all legal
 * transitions. The engine follows this table. The database has its own rows, written by migrations;
 * tests compare them, and the docs, with this table.
 */
import type { RefundItem } from './items.ts';
import type { Parts } from './tax-split.ts';

export const operationKinds = ['execute', 'cancel', 'refund'] as const;
export type OperationKind = (typeof operationKinds)[number];

export const operationStates = [
  'proposed',
  'ready',
  'sending',
  'not_sent',
  'unknown',
  'pending',
  'absent',
  'needs_review',
  'succeeded',
  'failed',
  'declined',
  'given_up',
] as const;
export type OperationState = (typeof operationStates)[number];

/** Open states: the payment stays locked, and a refund's money stays reserved. */
export const openStates = [
  'proposed',
  'ready',
  'sending',
  'not_sent',
  'unknown',
  'pending',
  'absent',
  'needs_review',
] as const satisfies readonly OperationState[];

/** Open states of an operation that was sent and whose outcome is unclear. */
export const unclearStates = [
  'unknown',
  'pending',
  'absent',
  'needs_review',
] as const satisfies readonly OperationState[];

/** Ended states whose reserved money is free again, because nothing was refunded. */
export const freeStates = ['failed', 'declined'] as const satisfies readonly OperationState[];

/** `true` while the operation locks its payment. */
export function isOpen(state: OperationState): boolean {
  return (openStates as readonly OperationState[]).includes(state);
}

/** `true` in states that wait for a person; a status read can still end all but `proposed`. */
export function waitsForPerson(state: OperationState): boolean {
  return state === 'proposed' || state === 'absent' || state === 'needs_review';
}

/**
 * Every legal transition, by its cause. The database refuses anything else. A `seen-done` from an
 * ended state is recorded as drift and the operation marked `late`; it is never refused.
 */
export const transitions = [
  { from: 'proposed', cause: 'approved', to: 'ready' },
  { from: 'proposed', cause: 'refused', to: 'declined' },
  { from: 'proposed', cause: 'withdrawn', to: 'declined' },
  { from: 'proposed', cause: 'approval-lapsed', to: 'declined' },
  { from: 'proposed', cause: 'backup-restored', to: 'declined' },
  { from: 'ready', cause: 'withdrawn', to: 'declined' },
  { from: 'ready', cause: 'claimed', to: 'sending' },
  { from: 'ready', cause: 'read-forbids', to: 'declined' },
  { from: 'ready', cause: 'requester-barred', to: 'declined' },
  { from: 'ready', cause: 'too-old-to-send', to: 'declined' },
  { from: 'ready', cause: 'backup-restored', to: 'unknown' },
  { from: 'not_sent', cause: 'withdrawn', to: 'declined' },
  { from: 'not_sent', cause: 'claimed', to: 'sending' },
  { from: 'not_sent', cause: 'read-forbids', to: 'declined' },
  { from: 'not_sent', cause: 'requester-barred', to: 'declined' },
  { from: 'not_sent', cause: 'too-old-to-send', to: 'declined' },
  { from: 'not_sent', cause: 'tries-spent', to: 'declined' },
  { from: 'not_sent', cause: 'backup-restored', to: 'unknown' },
  { from: 'sending', cause: 'proved-unsent', to: 'not_sent' },
  { from: 'sending', cause: 'answered-ok', to: 'succeeded' },
  { from: 'sending', cause: 'answered-pending', to: 'pending' },
  { from: 'sending', cause: 'answered-unclear', to: 'unknown' },
  { from: 'sending', cause: 'interrupted', to: 'unknown' },
  { from: 'sending', cause: 'again-unsent', to: 'absent' },
  { from: 'unknown', cause: 'seen-done', to: 'succeeded' },
  { from: 'unknown', cause: 'seen-in-progress', to: 'pending' },
  { from: 'unknown', cause: 'refusal-confirmed', to: 'failed' },
  { from: 'unknown', cause: 'status-explains', to: 'failed' },
  { from: 'unknown', cause: 'absence-proved', to: 'absent' },
  { from: 'unknown', cause: 'contradicted', to: 'needs_review' },
  { from: 'pending', cause: 'seen-done', to: 'succeeded' },
  { from: 'pending', cause: 'status-explains', to: 'failed' },
  { from: 'pending', cause: 'no-longer-in-progress', to: 'unknown' },
  { from: 'pending', cause: 'contradicted', to: 'needs_review' },
  { from: 'pending', cause: 'pending-too-long', to: 'needs_review' },
  { from: 'absent', cause: 'sent-again', to: 'sending' },
  { from: 'absent', cause: 'gave-up', to: 'given_up' },
  { from: 'absent', cause: 'seen-done', to: 'succeeded' },
  { from: 'absent', cause: 'status-explains', to: 'failed' },
  { from: 'absent', cause: 'contradicted', to: 'needs_review' },
  { from: 'absent', cause: 'backup-restored', to: 'unknown' },
  { from: 'needs_review', cause: 'seen-done', to: 'succeeded' },
  { from: 'needs_review', cause: 'resolved-succeeded', to: 'succeeded' },
  { from: 'needs_review', cause: 'resolved-failed', to: 'failed' },
  { from: 'needs_review', cause: 'resolved-given-up', to: 'given_up' },
  { from: 'succeeded', cause: 'resolved-succeeded', to: 'succeeded' },
  { from: 'succeeded', cause: 'resolved-failed', to: 'failed' },
  { from: 'given_up', cause: 'released', to: 'failed' },
  { from: 'given_up', cause: 'seen-done', to: 'succeeded' },
  { from: 'failed', cause: 'seen-done', to: 'succeeded' },
  { from: 'declined', cause: 'seen-done', to: 'succeeded' },
] as const satisfies readonly { from: OperationState; cause: string; to: OperationState }[];

export type TransitionCause = (typeof transitions)[number]['cause'];
export const transitionCauses: TransitionCause[] = [
  ...new Set(transitions.map((row) => row.cause)),
];

/** The state after a cause; `undefined` when the table has no such transition. */
export function nextState(
  from: OperationState,
  cause: TransitionCause,
): OperationState | undefined {
  return transitions.find((row) => row.from === from && row.cause === cause)?.to;
}

export interface StaffRef {
  id: string;
  name: string;
}

/** What proved an operation's end or its present state, in a form that screens can show. */
export interface Evidence {
  /**
   * `answer`: Toss's reply to the call; `status`: a read of the payment; `staff`: a person;
   * `desk`: the desk itself, mostly because nothing was sent.
   */
  source: 'answer' | 'status' | 'staff' | 'desk';
  cause: TransitionCause;
  at: string;
  detail: string;
  /** Set where Toss listed a refund of this amount and time, but no number that proves it. */
  grade?: 'amount-and-time' | undefined;
}

/** Toss's refusal. It counts once reads over the settle time have not shown the operation (거절됨). */
export interface Refusal {
  code: string | null;
  /** Toss's own message. */
  message: string | null;
  /** When it is confirmed if nothing is found before; ISO UTC. */
  confirmedAt: string | null;
}

/** A money operation as every endpoint returns it. Times are ISO-8601 UTC. */
export interface Operation {
  id: string;
  payToken: string;
  orderNo: string;
  kind: OperationKind;
  state: OperationState;
  /** Found done at Toss after it had ended as not done (어긋남). */
  late: boolean;
  /** Won; the payment's amount for execute and cancel. */
  amount: number;
  /** Set for refunds only. */
  parts: Parts | null;
  /** The items that it gives back; `null` where it names none. */
  items: RefundItem[] | null;
  reason: string | null;
  /** Internal note, never sent to Toss. */
  note: string | null;
  bodyHash: string;
  seenRefunded: number | null;
  seenStatus: string | null;
  /** A person, or a service token. */
  requestedBy: StaffRef;
  /** Id of the person who made the service token that asked; unset: a person asked. */
  tokenMaker?: string | undefined;
  approvedBy: StaffRef | null;
  resolvedBy: StaffRef | null;
  attempts: number;
  createdAt: string;
  sentAt: string | null;
  endedAt: string | null;
  evidence: Evidence | null;
  tossErrorCode: string | null;
  tossMessage: string | null;
  tossRefundNo: string | null;
  /** Set only in `unknown`, when Toss answered with a refusal. */
  refusal: Refusal | null;
  /** Ended, but Toss has contradicted the end over the settle time. */
  disputed: boolean;
  /** Next automatic status read; `null` when none is planned. */
  nextCheckAt: string | null;
  /** End of the grace window, in which `ready` may still be withdrawn; `null` without one. */
  sendAfter: string | null;
  /** When an undecided proposal ends as `declined`. */
  approvalLapsesAt: string | null;
  /** Decided by the shop's only manager alone (단독 처리), where a second person was required. */
  sole: boolean;
}
