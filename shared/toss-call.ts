/** Names, outcomes and retention of the calls to Toss and the callbacks in the developer view. */

/** The versions of Toss's API that the desk speaks. */
export const tossVersions = ['v1', 'v2'] as const;
export type TossVersion = (typeof tossVersions)[number];

/**
 * The calls of Toss Pay: v1's by the last segment of their path, v2's with their version. v2 has no
 * cancel.
 */
export const tossCallNames = [
  'payments',
  'execute',
  'cancel',
  'refunds',
  'status',
  'v2/payments',
  'v2/execute',
  'v2/refunds',
  'v2/status',
] as const;
export type TossCallName = (typeof tossCallNames)[number];

/** The status reads: one call of each version. */
export const statusReads = ['status', 'v2/status'] as const satisfies readonly TossCallName[];

/**
 * `ok` and `refused`: Toss answered. `unreadable`: the answer is none that Toss is known to give.
 * `lost`: no answer, but Toss may have received the call. `never-sent`: it did not.
 */
export const callOutcomes = ['ok', 'refused', 'unreadable', 'lost', 'never-sent'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/**
 * `read`: the payment was read at Toss. `adopted`: that read added it to the desk. `not-found`:
 * Toss does not know it. `ignored`: unknown payments are not adopted. `waiting`: still in the
 * queue.
 */
export const callbackOutcomes = ['read', 'adopted', 'not-found', 'ignored', 'waiting'] as const;
export type CallbackOutcome = (typeof callbackOutcomes)[number];

/** Status reads kept: the newest of them, by v1 and by v2. */
export const KEPT_STATUS_READS = 20_000;
/** Retention of all other calls, in days. */
export const KEPT_CALL_DAYS = 90;
