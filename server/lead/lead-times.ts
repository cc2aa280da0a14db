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

/** A desk whose clock is further off doesn't lead: times in the books are its own. */
const MOST_CLOCK_OFF_MS = 2000;

/** @param aheadMs of a desk's clock before PostgreSQL's. @returns in words; `null`: close enough */
export function clockTrouble(aheadMs: number): string | null {
  if (Math.abs(aheadMs) <= MOST_CLOCK_OFF_MS) return null;
  return `its clock is ${String(Math.round(aheadMs))} ms off that of PostgreSQL`;
}

export const leadTimes: LeadTimes = { lookMs: 500, beatMs: 1000, silentMs: 4000 };
