/** Opens a desk for each term of the lead, one after the other. */
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { LeadTimes } from './lead-times.ts';
import type { LeadWatch } from './wait-for-lead.ts';

/** What serves during a term. */
interface Led {
  /** Whether it has begun to work. */
  begun: Promise<boolean>;
  close(): Promise<void>;
}

export interface TermsParts<Desk extends Led> {
  watch: LeadWatch;
  clock: Clock;
  log: Logger;
  times: LeadTimes;
  /** Keeps the lead. @returns a function that gives it away */
  hold(term: number, lost: (why: string) => void): () => Promise<void>;
  /** Opens the desk of a term. */
  open(term: number, lost: (why: string) => void): Promise<Desk>;
}

export interface Terms<Desk> {
  /** The desk that leads. @throws AppError no-leader */
  desk(): Desk;
  /** Whether the first desk has begun; `false` when none was opened before the stop. */
  begun: Promise<boolean>;
  /** Ends the desk, gives the lead away, and waits for both. */
  stop(): Promise<void>;
}

export function serveTerms<Desk extends Led>(parts: TermsParts<Desk>): Terms<Desk> {
  const { watch, clock, log } = parts;
  let leading: Desk | null = null;
  let isStopped = false;
  let end = (_why: string): void => undefined;
  let tellBegun = (_hasBegun: boolean | Promise<boolean>): void => undefined;
  const begun = new Promise<boolean>((resolve) => {
    tellBegun = resolve;
  });
  const serveTerm = async (term: number) => {
    const lost = new Promise<string>((resolve) => {
      end = resolve;
    });
    // What is left of an earlier term must not end this one.
    const endTerm = end;
    const giveAway = parts.hold(term, endTerm);
    try {
      const desk = await parts.open(term, endTerm);
      leading = desk;
      tellBegun(desk.begun);
      log.warn({ term, why: await lost }, 'the desk no longer leads');
      leading = null;
      // A desk that is stopped still stores what Toss answers. One that lost the lead, or its
      // connection, stores nothing any more: others need not wait for it.
      const given = isStopped ? null : giveAway();
      // Meanwhile others are answered by whoever leads now.
      await watch.follow(desk.close());
      await (given ?? giveAway());
    } catch (error) {
      log.error({ term, err: error }, 'the desk could not lead');
      await giveAway();
      // Others try first.
      await clock.sleep(parts.times.silentMs);
    }
  };
  const serve = async () => {
    for (let term = await watch.win(); term !== null; term = await watch.win()) {
      if (isStopped) {
        // It was won by a look that was under way when the stop came.
        await parts.hold(term, () => undefined)();
        break;
      }
      log.info({ term }, 'the desk leads');
      await serveTerm(term);
    }
    tellBegun(false);
  };
  const served = serve();
  return {
    desk: () => {
      if (leading === null) throw new AppError('no-leader');
      return leading;
    },
    begun,
    stop: async () => {
      isStopped = true;
      watch.stop();
      end('it is stopped');
      await served;
    },
  };
}
