/** Waits for the lead, and tells meanwhile who has it. */
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { strangerTo } from './check-candidate.ts';
import type { Candidate, Lead, LeadRow } from './lead-row.ts';
import { clockTrouble, type LeadTimes } from './lead-times.ts';

/** Why a desk may not take the lead that is free; `null`: it may. */
function obstacleOf(lead: Lead, candidate: Candidate): string | null {
  if (lead.schema > candidate.schemas.to) {
    return `the database has schema ${String(lead.schema)}, newer than this build's`;
  }
  const [stranger] = strangerTo(lead, candidate);
  if (stranger !== undefined) return `${stranger.name} ${stranger.wrong}`;
  return clockTrouble(lead.aheadMs);
}

export interface LeadWatch {
  /** Where the leader is; `null`: nobody leads, or PostgreSQL can't be reached. */
  leader(): string | null;
  /** Waits until this desk has the lead. @returns the term; `null` once it was stopped */
  win(): Promise<number | null>;
  /** Looks who leads until `ended`, and takes no lead. */
  follow(ended: Promise<unknown>): Promise<void>;
  stop(): void;
}

export interface LeadWatchParts {
  row: LeadRow;
  candidate: Candidate;
  clock: Clock;
  log: Logger;
  times: LeadTimes;
  /**
   * Called with each look: the newest event that is stored, of which books.
   * @returns whether this desk has seen a newer one: the books were put back
   */
  noteEvents: (seen: Pick<Lead, 'booksId' | 'newestEvent'>) => boolean;
  /** Called with each look, once `leader` says what was seen. */
  looked: () => void;
}

const PUT_BACK = 'the books were put back: this desk has seen newer ones, and takes the lead';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : '');

export function watchLead(parts: LeadWatchParts): LeadWatch {
  const { row, candidate, clock, log, times } = parts;
  let seen: Lead | null = null;
  let stopped = false;
  let told = '';
  /** Says each new trouble once, not at each look. */
  const tell = (trouble: string) => {
    if (trouble !== told && trouble !== '') log.warn({ trouble }, 'the desk does not lead');
    told = trouble;
  };
  const isSilent = ({ silentMs }: Lead) => silentMs === null || silentMs >= times.silentMs;

  /**
   * `wasPutBack`: only this desk may know it, so it takes the lead from one that serves these books
   * as they are, and locks them as it begins. `obstacle`: without the mark by which a copy is known
   * it must not lead.
   */
  const noteEvents = (lead: Lead): { obstacle: string | null; wasPutBack: boolean } => {
    try {
      return { obstacle: null, wasPutBack: parts.noteEvents(lead) };
    } catch (error) {
      const obstacle = `its data folder can't be written: ${messageOf(error)}`;
      return { obstacle, wasPutBack: false };
    }
  };

  const look = async (mayTake: boolean): Promise<number | null> => {
    try {
      const lead = await row.look();
      seen = lead;
      parts.looked();
      const { obstacle: ofFolder, wasPutBack } = noteEvents(lead);
      const isFree = isSilent(lead) || wasPutBack;
      const obstacle = ofFolder ?? (isFree ? obstacleOf(lead, candidate) : null);
      tell(obstacle ?? (wasPutBack ? PUT_BACK : ''));
      if (!mayTake || !isFree || obstacle !== null) return null;
      return await row.take(lead, candidate, wasPutBack ? 0 : times.silentMs);
    } catch (error) {
      seen = null;
      tell(`PostgreSQL can't be reached: ${messageOf(error)}`);
      return null;
    }
  };

  return {
    leader: () => (seen === null || isSilent(seen) ? null : seen.url),
    win: async () => {
      for (;;) {
        if (stopped) return null;
        const term = await look(true);
        if (term !== null) return term;
        await clock.sleep(times.lookMs);
      }
    },
    follow: async (ended) => {
      const end = ended.then(() => true);
      const pause = () => clock.sleep(times.lookMs).then(() => false);
      do await look(false);
      while (!(await Promise.race([end, pause()])));
    },
    stop: () => {
      stopped = true;
    },
  };
}
