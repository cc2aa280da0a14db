/**
 * One read of a payment at a time, shared by everybody who asks. Whoever asks joins the read that
 * has not been sent yet; one that is on its way already serves nobody who comes later, because its
 * answer may be older than the question. So at most one is on its way and one waits per payment,
 * and no read is ever taken as newer than it is.
 */
import type { ObservationSource } from '../../shared/payment.ts';
import type { CreationFacts, Observed } from '../storage/observe.ts';
import { outboundPriorities, type OutboundPriority } from '../toss/outbound-budget.ts';

export type ReadOutcome =
  /** When it was asked: the question's number in `DeskTime`, and ISO UTC. */
  | { kind: 'observed'; observed: Observed; askedNo: number; askedAt: string }
  /** Toss has no such payment. */
  | { kind: 'not-found' }
  /** Toss says that of a payment which the desk knows, for the first time: it counts the second. */
  | { kind: 'denied-once' }
  /** Toss doesn't accept the shop's key. */
  | { kind: 'credentials' }
  /**
   * Toss was not reached, or what it said can't be used; `busy`: it was not asked, because too many
   * calls wait. `detail` is for engineers.
   */
  | { kind: 'unclear'; reached: boolean; busy?: true; detail: string };

export interface ReadOptions {
  priority: OutboundPriority;
  source?: ObservationSource;
  creation?: CreationFacts;
}

type TakeTurn = (priority: OutboundPriority, leave: AbortSignal) => Promise<void>;

interface WaitingRead {
  /** What all who share it want: the highest priority, its source, the facts of a creation. */
  options: ReadOptions;
  /**
   * Also asks for a turn at this priority, unless it was asked for already. The first that comes is
   * taken and the others given back: a queue that strangers fill holds up nobody who joins them.
   */
  askAs(priority: OutboundPriority): void;
  outcome: Promise<ReadOutcome>;
}

export interface StatusReads {
  /**
   * @param key what is asked about
   * @param take a turn in the outbound budget, or gives its place back; may reject
   * @param read sends the question and applies the answer
   * @returns what the read has shown; rejects as `take` and `read` do
   */
  share(
    key: string,
    options: ReadOptions,
    take: TakeTurn,
    read: (options: ReadOptions) => Promise<ReadOutcome>,
  ): Promise<ReadOutcome>;
}

const rank = (options: ReadOptions) => outboundPriorities.indexOf(options.priority);

/** The wishes of both: whoever is served first says from where the read comes. */
function joined(a: ReadOptions, b: ReadOptions): ReadOptions {
  const first = rank(b) < rank(a) ? b : a;
  const creation = a.creation ?? b.creation;
  return { ...first, ...(creation === undefined ? {} : { creation }) };
}

/** The reads of one serving process. */
export function createStatusReads(): StatusReads {
  const waiting = new Map<string, WaitingRead>();
  const running = new Map<string, Promise<void>>();

  function begin(
    key: string,
    first: ReadOptions,
    take: TakeTurn,
    read: (options: ReadOptions) => Promise<ReadOutcome>,
  ): Promise<ReadOutcome> {
    const asked = new Set([first.priority]);
    const leave = new AbortController();
    let takeTurn: (priority: OutboundPriority) => void = () => undefined;
    const one: Omit<WaitingRead, 'outcome'> = {
      options: first,
      askAs: (priority) => {
        if (asked.has(priority)) return;
        asked.add(priority);
        takeTurn(priority);
      },
    };
    /** Rejects where no queue has room for it. */
    const turn = () =>
      new Promise<void>((resolve) => {
        let open = 0;
        takeTurn = (priority) => {
          open += 1;
          const taken = take(priority, leave.signal);
          taken.then(resolve, () => {
            open -= 1;
            if (open === 0) resolve(taken);
          });
        };
        for (const priority of asked) takeTurn(priority);
      });
    const work = async () => {
      try {
        await running.get(key);
        await turn();
      } finally {
        waiting.delete(key);
        leave.abort();
      }
      const sent = read(one.options);
      const ended = sent.then(
        () => undefined,
        () => undefined,
      );
      running.set(key, ended);
      void ended.then(() => running.delete(key));
      return sent;
    };
    const outcome = work();
    waiting.set(key, Object.assign(one, { outcome }));
    return outcome;
  }

  return {
    share: (key, options, take, read) => {
      const there = waiting.get(key);
      if (there === undefined) return begin(key, options, take, read);
      there.options = joined(there.options, options);
      there.askAs(options.priority);
      return there.outcome;
    },
  };
}
