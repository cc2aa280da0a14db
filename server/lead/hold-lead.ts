/** Keeps the lead that a desk has won. */
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { LeadRow } from './lead-row.ts';
import { clockTrouble, type LeadTimes } from './lead-times.ts';

export interface LeadParts {
  row: LeadRow;
  clock: Clock;
  log: Logger;
  times: LeadTimes;
}

/**
 * Beats until the lead is given away or lost.
 * @param lost called at most once: another desk has the lead, or may take it now
 * @returns a function that gives the lead away; its errors are only logged
 */
export function holdLead(
  { row, clock, log, times }: LeadParts,
  term: number,
  lost: (why: string) => void,
): () => Promise<void> {
  let lastMs = clock.monotonicMs();
  let timer: Timer | null = null;
  let isOver = false;
  const end = (why: string) => {
    if (isOver) return;
    isOver = true;
    lost(why);
  };
  const beat = async () => {
    // A beat counts from when it was asked: the row may have been written at once.
    const askedMs = clock.monotonicMs();
    try {
      const aheadMs = await row.beat(term);
      const trouble = aheadMs === null ? 'another desk has the lead' : clockTrouble(aheadMs);
      if (trouble === null) lastMs = askedMs;
      else end(trouble);
    } catch (error) {
      log.warn({ err: error }, 'a beat of the lead did not arrive');
    }
    if (isOver) return;
    if (clock.monotonicMs() - lastMs >= times.silentMs) end('PostgreSQL took no beat in time');
    else timer = clock.after(times.beatMs, () => void beat());
  };
  timer = clock.after(times.beatMs, () => void beat());
  return async () => {
    isOver = true;
    timer?.cancel();
    try {
      await row.leave(term);
    } catch (error) {
      log.warn({ err: error }, 'the lead was not given away: it lapses by itself');
    }
  };
}
