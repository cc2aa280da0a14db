/**
 * Many refunds as one run (일괄 환불): read as a list, checked beforehand, confirmed by its total,
 * and worked off row by row. Each row is an operation like any other.
 */
import type { OperationState, StaffRef } from './operation.ts';
import type { ActionRefusal } from './payment-actions.ts';
import type { Parts } from './tax-split.ts';

/** At most so many rows in one run: what a person can still read through. */
export const BULK_MAX_ROWS = 500;

/**
 * `draft`: checked, nothing confirmed. `proposed`: waits for a second person. `done`: every row was
 * asked for and left the desk's hands. `stopped`: what had not been asked for never will be.
 */
export const bulkStates = ['draft', 'proposed', 'running', 'paused', 'done', 'stopped'] as const;
export type BulkState = (typeof bulkStates)[number];

/** Which states follow which. The database knows the same list. */
export const bulkMoves: Readonly<Record<BulkState, readonly BulkState[]>> = {
  draft: ['proposed', 'running', 'stopped'],
  proposed: ['running', 'stopped'],
  running: ['paused', 'done', 'stopped'],
  paused: ['running', 'stopped'],
  done: [],
  stopped: [],
};

/**
 * Why a run stands still. `unclear`: too many outcomes are open at once. `over-ceiling`: the day's
 * sum is used up. `requester`: whoever started it may not give money back any more. `restored`: the
 * desk's data came from a backup.
 */
export const bulkPauses = ['person', 'unclear', 'over-ceiling', 'requester', 'restored'] as const;
export type BulkPause = (typeof bulkPauses)[number];

/** What the check before the run says of a row. `look`: only where somebody includes it. */
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
] as const;

/** Why somebody should look at a row before it goes. */
export const bulkLooks = ['refunded-lately', 'parts-estimated', 'needs-approval'] as const;

export type BulkFindingCode = (typeof bulkRefusals)[number] | (typeof bulkLooks)[number];

/** What was found about a row; `detail` is English, for engineers. */
export interface BulkFinding {
  code: BulkFindingCode;
  /** With `not-refundable`: why. */
  reason: ActionRefusal | null;
  /** Won, where it belongs to the finding: what is left, what was refunded lately. */
  won: number | null;
  /** ISO UTC, where it belongs to the finding: when it was refunded. */
  at: string | null;
  detail: string;
}

/** One row of a run. */
export interface BulkRow {
  /** 0, 1, 2 … in the order in which they were given. */
  position: number;
  /** As it was given. */
  orderNo: string | null;
  /** The payment that was found; `null`: none, or several. */
  payToken: string | null;
  productDesc: string | null;
  /** Won; `null` where nothing was given and no payment was found. */
  amount: number | null;
  /** `null`: the desk allocates them when the row is asked for. */
  parts: Parts | null;
  reason: string;
  verdict: BulkVerdict;
  findings: BulkFinding[];
  /** Will be, or was, part of the run. */
  included: boolean;
  operationId: string;
  /** The state of its operation; `null`: not asked for. */
  state: OperationState | null;
  /** The problem code with which the desk refused to record it, and its English text. */
  refusal: { code: string; detail: string } | null;
  tossErrorCode: string | null;
  tossMessage: string | null;
  /** Toss refused it, which reads have still to confirm. */
  refusedByToss: boolean;
}

/** What became of the included rows so far; money in won. */
export interface BulkTally {
  included: number;
  totalWon: number;
  succeeded: number;
  succeededWon: number;
  /** Failed, declined or given up. */
  failed: number;
  /** Refused by the desk when it was their turn. */
  refused: number;
  /** Not ended yet: on their way, unclear, or waiting for a second person. */
  open: number;
  /** Of these, as many as were sent and have an outcome that is not clear. */
  unclear: number;
  /** Of these, as many as Toss refused, which reads have still to confirm. */
  refusedByToss: number;
  /** Of these, as many as wait for a second person. */
  waiting: number;
  /** Not asked for yet. */
  left: number;
  leftWon: number;
}

/** A run without its rows. */
export interface BulkRun {
  id: string;
  state: BulkState;
  pausedBecause: BulkPause | null;
  /** What its maker called it, such as the name of the file. */
  name: string;
  /** Kept with each of its operations and never sent. */
  note: string | null;
  createdAt: string;
  requestedBy: StaffRef;
  /** Over the included rows; `null` before they were confirmed. Approvals are bound to it. */
  bodyHash: string | null;
  approvalLapsesAt: string | null;
  approvedBy: StaffRef | null;
  /** It would need a second person, but its maker is the shop's only manager. */
  sole: boolean;
  startedAt: string | null;
  endedAt: string | null;
  rows: { ready: number; look: number; refused: number };
  tally: BulkTally;
}
