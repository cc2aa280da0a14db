/**
 * Many refunds as one run (일괄 환불): the list is parsed, checked, confirmed by its total and worked
 * off row by row. Each row becomes an ordinary refund operation.
 */
import type { OperationState, StaffRef } from './operation.ts';
import type { ActionRefusal } from './payment-actions.ts';
import type { Parts } from './tax-split.ts';

/** Most rows in one run: as many as a person can still read through. */
export const BULK_MAX_ROWS = 500;

/**
 * `draft`: checked, not confirmed. `proposed`: waits for a second person. `done`: every row was
 * requested and none is in flight. `stopped`: rows not requested yet never will be.
 */
export const bulkStates = ['draft', 'proposed', 'running', 'paused', 'done', 'stopped'] as const;
export type BulkState = (typeof bulkStates)[number];

/** Allowed transitions, also enforced by the database. */
export const bulkMoves: Readonly<Record<BulkState, readonly BulkState[]>> = {
  draft: ['proposed', 'running', 'stopped'],
  proposed: ['running', 'stopped'],
  running: ['paused', 'done', 'stopped'],
  paused: ['running', 'stopped'],
  done: [],
  stopped: [],
};

/**
 * Why a run is paused. `unclear`: too many outcomes are open at once. `over-ceiling`: the desk's
 * daily limit is used up. `toss-limit`: Toss refused a row because of its own. `requester`: the
 * person who started it may no longer refund. `restored`: the database was restored from a backup.
 */
export const bulkPauses = [
  'person',
  'unclear',
  'over-ceiling',
  'toss-limit',
  'requester',
  'restored',
] as const;
export type BulkPause = (typeof bulkPauses)[number];

/** Result of the preflight check of a row. `look`: included only when a person chooses it. */
export const bulkVerdicts = ['ready', 'look', 'refused'] as const;
export type BulkVerdict = (typeof bulkVerdicts)[number];

/** Why a row can't be refunded. */
export const bulkRefusals = [
  'payment-not-found',
  'doubled',
  'payment-busy',
  'not-refundable',
  'over-remaining',
  'nothing-left',
  'parts-mismatch',
  // The run shows no sum of transfers for a person to see: such a payment is refunded by itself.
  'transferred',
] as const;

/** Why a person should look at a row before it is included. */
export const bulkLooks = ['refunded-lately', 'parts-estimated', 'needs-approval'] as const;

export type BulkFindingCode = (typeof bulkRefusals)[number] | (typeof bulkLooks)[number];

/** One finding about a row; `detail` is English, for engineers. */
export interface BulkFinding {
  code: BulkFindingCode;
  /** Only with `not-refundable`. */
  reason: ActionRefusal | null;
  /** Won, where the finding has an amount: what is left, or what was refunded recently. */
  won: number | null;
  /** ISO UTC, where the finding has a time: when it was refunded. */
  at: string | null;
  detail: string;
}

export interface BulkRow {
  /** Index in the given list, from 0. */
  position: number;
  orderNo: string | null;
  /** The matching payment; `null` for none or several. */
  payToken: string | null;
  productDesc: string | null;
  /** Won; `null` when no amount was given and no payment was found. */
  amount: number | null;
  /** Won of the payment, what is left of it, and its discount and points; `null`: unknown. */
  paymentAmount: number | null;
  paymentRemaining: number | null;
  paymentDiscounted: number | null;
  /** `null`: the desk allocates the parts when it requests the row. */
  parts: Parts | null;
  reason: string;
  verdict: BulkVerdict;
  findings: BulkFinding[];
  included: boolean;
  operationId: string;
  /** State of its operation; `null` before it is requested. */
  state: OperationState | null;
  /** Problem code and English text of the desk's refusal to record the operation. */
  refusal: { code: string; detail: string } | null;
  tossErrorCode: string | null;
  tossMessage: string | null;
  /** Toss refused it, and status reads have not confirmed that yet. */
  refusedByToss: boolean;
}

/** Outcome of the included rows so far; money in won. */
export interface BulkTally {
  included: number;
  totalWon: number;
  succeeded: number;
  succeededWon: number;
  /** Failed, declined or given up. */
  failed: number;
  /** Refused by the desk when it requested them. */
  refused: number;
  /** Not ended: in flight, unclear, or waiting for a second person. */
  open: number;
  /** Subset of `open`: sent, with an unclear outcome. */
  unclear: number;
  /** Subset of `open`: refused by Toss, not confirmed by status reads yet. */
  refusedByToss: number;
  /** Subset of `open`: waiting for a second person. */
  waiting: number;
  /** Not requested yet. */
  left: number;
  leftWon: number;
}

/** A run without its rows. */
export interface BulkRun {
  id: string;
  state: BulkState;
  pausedBecause: BulkPause | null;
  /** ISO UTC, while `toss-limit` is why: when the refund that Toss refused was sent. */
  limitReachedAt: string | null;
  /** The requester's name for it, such as the file's name. */
  name: string;
  /** Stored with each of its operations, never sent to Toss. */
  note: string | null;
  createdAt: string;
  requestedBy: StaffRef;
  /** Hash of the included rows; approvals are bound to it. `null` before confirmation. */
  bodyHash: string | null;
  approvalLapsesAt: string | null;
  approvedBy: StaffRef | null;
  /** Needed a second person, but the requester is the shop's only manager (단독 처리). */
  sole: boolean;
  startedAt: string | null;
  endedAt: string | null;
  rows: { ready: number; look: number; refused: number };
  tally: BulkTally;
}
