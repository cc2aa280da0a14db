/**
 * Coalesces status reads per payment. A caller joins the read that is queued but not sent yet; a
 * read already in flight serves no later caller, because its answer may be older than the question.
 * So per payment at most one read is in flight and one is queued.
 */
import type { ObservationSource } from '../../shared/payment.ts';
import type { CreationFacts, Observed } from '../storage/observe.ts';
import { outboundPriorities, type OutboundPriority } from '../toss/outbound-budget.ts';

export type ReadOutcome =
  /** When the read was asked: `DeskTime`, and ISO UTC. */
  | { kind: 'observed'; observed: Observed; askedNo: number; askedAt: string }
  /** Toss has no such payment. */
  | { kind: 'not-found' }
  /** Toss says so about a payment that the desk knows, for the first time; the second counts. */
  | { kind: 'denied-once' }
  /** Toss does not accept the shop's key. */
  | { kind: 'credentials' }
  /**
   * Toss was not reached, or its answer is unusable. `busy`: not asked, because the queue is full.
   * `detail` is for engineers.
   */
  | { kind: 'unclear'; reached: boolean; busy?: true; detail: string };

export interface ReadOptions {
  priority: OutboundPriority;
  source?: ObservationSource;
  creation?: CreationFacts;
}

type TakeTurn = (priority: OutboundPriority, leave: AbortSignal) => Promise<void>;

interface WaitingRead {
  /** Merged options of all callers: highest priority, its source, the facts of a creation. */
  options: ReadOptions;
  /**
   * Also queues at this priority, unless it already has. The first turn to come is used and the
   * others are given back, so a full low-priority queue does not delay a caller with a higher one.
   */
  askAs(priority: OutboundPriority): void;
  outcome: Promise<ReadOutcome>;
}

export interface StatusReads {
  /**
   * @param key what is asked about
   * @param take waits for a turn in the outbound budget, or leaves the queue on abort; may reject
   * @param read sends the request and applies the answer
   * @returns the outcome of the read; rejects as `take` and `read` do
   */
  share(
    key: string,
    options: ReadOptions,
    take: TakeTurn,
    read: (options: ReadOptions) => Promise<ReadOutcome>,
  ): Promise<ReadOutcome>;
}

const rank = (options: ReadOptions) => outboundPriorities.indexOf(options.priority);

/** Merges two callers' options; the higher priority sets the source. */
function joined(a: ReadOptions, b: ReadOptions): ReadOptions {
  const first = rank(b) < rank(a) ? b : a;
  const creation = a.creation ?? b.creation;
  return { ...first, ...(creation === undefined ? {} : { creation }) };
}

/** The status reads of one process. */
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
    const pending: Omit<WaitingRead, 'outcome'> = {
      options: first,
      askAs: (priority) => {
        if (asked.has(priority)) return;
        asked.add(priority);
        takeTurn(priority);
      },
    };
    /** Resolves with the first turn; rejects when every queue it tried is full. */
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
      const sent = read(pending.options);
      const ended = sent.then(
        () => undefined,
        () => undefined,
      );
      running.set(key, ended);
      void ended.then(() => running.delete(key));
      return sent;
    };
    const outcome = work();
    waiting.set(key, Object.assign(pending, { outcome }));
    return outcome;
  }

  return {
    share: (key, options, take, read) => {
      const queued = waiting.get(key);
      if (queued === undefined) return begin(key, options, take, read);
      queued.options = joined(queued.options, options);
      queued.askAs(options.priority);
      return queued.outcome;
    },
  };
}
