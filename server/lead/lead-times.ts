/**
 * When the lead passes on. That only one desk writes doesn't hang on these times: each writing
 * transaction checks the term (see `postgres-storage.ts`).
 */
export interface LeadTimes {
  /** Between two looks of a waiting desk. */
  lookMs: number;
  /** Between two beats of the leader. */
  beatMs: number;
  /** A leader that was silent for so long has lost the lead. */
  silentMs: number;
}

export const leadTimes: LeadTimes = { lookMs: 500, beatMs: 1000, silentMs: 4000 };
