/** What the developer's view tells of calls to Toss and of callbacks from it. */

/** The five calls of Toss Pay v1, by the last step of their path. */
export const tossCallNames = ['payments', 'execute', 'cancel', 'refunds', 'status'] as const;
export type TossCallName = (typeof tossCallNames)[number];

/**
 * `ok` and `refused` are answers of Toss; `unreadable` came back too, but as nothing that Toss is
 * known to say; `lost` may have been received; `never-sent` was not.
 */
export const callOutcomes = ['ok', 'refused', 'unreadable', 'lost', 'never-sent'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/**
 * What became of a callback: its payment was read at Toss, or taken over by that reading; Toss
 * knows no such payment; the desk was told to leave unknown payments alone; it waits for its turn.
 */
export const callbackOutcomes = ['read', 'adopted', 'not-found', 'ignored', 'waiting'] as const;
export type CallbackOutcome = (typeof callbackOutcomes)[number];

/** So many status reads are kept: the newest. */
export const KEPT_STATUS_READS = 20_000;
/** So long every other call is kept. */
export const KEPT_CALL_DAYS = 90;
