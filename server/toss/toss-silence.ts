/** Whether Toss answers at present, judged by the calls that are made anyway. */
import type { TossSilence } from '../../shared/toss-silence.ts';
import type { Clock } from '../clock.ts';
import { isWithin } from '../clock.ts';
import type { Exchange } from './exchange.ts';

/** One lost call is no outage: at least this many in a row, over at least this long. */
const LEAST_CALLS = 2;
const LEAST_MS = 10_000;
/** Without calls nothing is known any more: a silence is forgotten this long after the last one. */
const FORGET_MS = 10 * 60_000;

/** Failures to connect that no other machine can have caused. */
const OWN_LINE = /^connect (?:ENOTFOUND|EAI_AGAIN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/;

/** `null`: the call says nothing about Toss, because the desk held it back. */
function wasAnswered({ outcome, httpStatus, failure }: Exchange): boolean | null {
  if (outcome === 'answered') return httpStatus !== null && httpStatus < 500;
  if (outcome === 'never-sent' && failure?.startsWith('connect ') !== true) return null;
  return false;
}

export interface SilenceWatch {
  note(exchange: Exchange): void;
  /** Toss answered for the other kind of key; stands until a restart. */
  noteOtherMode(exchange: Exchange): void;
  /** `null` while Toss answers, or while nothing is known. */
  read(): TossSilence | null;
}

export function createSilenceWatch(clock: Clock): SilenceWatch {
  let unanswered: { calls: number; since: string; last: string; isOwnLine: boolean } | null = null;
  let otherModeSince: string | null = null;
  return {
    noteOtherMode: ({ startedAt }) => {
      otherModeSince ??= startedAt;
    },
    note: (exchange) => {
      const answered = wasAnswered(exchange);
      if (answered === null) return;
      if (answered) {
        unanswered = null;
        return;
      }
      const { startedAt, endedAt, failure } = exchange;
      const known =
        unanswered !== null && isWithin(clock, unanswered.last, FORGET_MS) ? unanswered : null;
      unanswered = {
        calls: (known?.calls ?? 0) + 1,
        // Calls overlap, and a short one may end before a longer one that began earlier.
        since: known === null || startedAt < known.since ? startedAt : known.since,
        last: endedAt,
        isOwnLine: OWN_LINE.test(failure ?? ''),
      };
    },
    read: () => {
      if (otherModeSince !== null) return { since: otherModeSince, cause: 'other-mode' };
      if (unanswered === null || unanswered.calls < LEAST_CALLS) return null;
      const { since, last, isOwnLine } = unanswered;
      if (isWithin(clock, since, LEAST_MS) || !isWithin(clock, last, FORGET_MS)) return null;
      return { since, cause: isOwnLine ? 'own-line' : 'toss' };
    },
  };
}
