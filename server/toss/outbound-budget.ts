import type { Clock, Timer } from '../clock.ts';
import { AppError } from '../errors.ts';

/**
 * Who calls, in the order in which they are served: money; what a signed-in person creates; what a
 * storefront creates; what a signed-in person reads again or looks up; a buyer's return page; a
 * callback; what a storefront looks up; the poller; and what has time.
 */
export const outboundPriorities = [
  'money',
  'person',
  'storefront',
  'reading',
  'checkout',
  'callback',
  'lookup',
  'poll',
  'background',
] as const;
export type OutboundPriority = (typeof outboundPriorities)[number];

/** How many may wait of each: beyond it, a wait would be longer than anybody's patience. */
const MOST_WAITING: Record<OutboundPriority, number> = {
  money: 500,
  person: 200,
  storefront: 200,
  reading: 30,
  checkout: 10,
  callback: 100,
  lookup: 20,
  poll: 64,
  background: 64,
};

interface Share {
  /** Several take turns, so that a flood of one holds up none of the others. */
  who: readonly OutboundPriority[];
  /** The part of the common rate that they have together at most. */
  part: number;
  /** They may also take the calls that are kept for money. */
  takesKept?: true;
}

/** In the order in which they are served. */
const SHARES: readonly Share[] = [
  // What the poller gets in any case: of all others there may be too many.
  { who: ['poll'], part: 0.1, takesKept: true },
  { who: ['money'], part: 1, takesKept: true },
  { who: ['person'], part: 0.8, takesKept: true },
  { who: ['storefront'], part: 0.6, takesKept: true },
  { who: ['reading'], part: 0.2 },
  { who: ['checkout', 'callback', 'lookup'], part: 0.3 },
  { who: ['poll'], part: 0.6 },
  { who: ['background'], part: 0.8 },
];

export interface OutboundBudget {
  /**
   * Resolves when the caller may make one call to Toss. First come, first served per priority.
   * @param leave gives the place in the queue back: the turn never comes, and costs no call
   * @throws AppError toss-busy at once, where too many wait already
   */
  take(priority: OutboundPriority, leave?: AbortSignal): Promise<void>;
  /** How many callers wait, by priority. */
  waiting(): Record<OutboundPriority, number>;
  /** How many were turned away since the start because too many waited, by priority. */
  refused(): Record<OutboundPriority, number>;
}

export interface OutboundBudgetOptions {
  clock: Clock;
  /** Calls per second in the long run: the design's 10. */
  perSecond: number;
  /** Calls at once after a quiet time: the design's 20. */
  burst: number;
  /**
   * How many calls of the burst only money, creations and the least that the poller gets may have.
   */
  keptForMoney: number;
}

/** Time is its currency: a full bucket holds `burst` calls, and each costs `1000 / rate` ms. */
interface Bucket {
  costMs: number;
  fullMs: number;
  creditMs: number;
}

function fullBucket(perSecond: number, burst: number): Bucket {
  const costMs = 1000 / perSecond;
  const fullMs = Math.max(1, burst) * costMs;
  return { costMs, fullMs, creditMs: fullMs };
}

/** Milliseconds until the bucket holds `calls` calls. */
function waitFor(bucket: Bucket, calls: number): number {
  return Math.max(0, calls * bucket.costMs - bucket.creditMs);
}

const perPriority = <T>(value: (priority: OutboundPriority) => T) =>
  Object.fromEntries(outboundPriorities.map((priority) => [priority, value(priority)])) as Record<
    OutboundPriority,
    T
  >;

/** A share with its bucket; whoever had a turn last is the last in `turns`. */
interface Lane {
  turns: OutboundPriority[];
  bucket: Bucket;
  /** How many calls the common bucket must hold for a turn. */
  needed: number;
}

/** Paces the calls to Toss, which may block an address for bursts even with a test key (v1). */
export function createOutboundBudget(options: OutboundBudgetOptions): OutboundBudget {
  const { clock, perSecond, burst, keptForMoney } = options;
  const common = fullBucket(perSecond, burst);
  const lanes = SHARES.map(({ who, part, takesKept }): Lane => ({
    turns: [...who],
    bucket: fullBucket(perSecond * part, burst * part),
    needed: takesKept ? 1 : 1 + keptForMoney,
  }));
  const queues = perPriority((): (() => void)[] => []);
  const refused = perPriority(() => 0);
  let filledAtMs = clock.nowMs();
  let timer: Timer | null = null;

  function refill(): void {
    const nowMs = clock.nowMs();
    // A clock that was set back gives nothing, and takes nothing away.
    const gainedMs = Math.max(0, nowMs - filledAtMs);
    filledAtMs = nowMs;
    for (const bucket of [common, ...lanes.map((lane) => lane.bucket)]) {
      bucket.creditMs = Math.min(bucket.fullMs, bucket.creditMs + gainedMs);
    }
  }

  /** Every bucket that is the priority's pays, so that what it had counts for all of them. */
  function serveNext(priority: OutboundPriority): void {
    const own = lanes.filter(({ turns }) => turns.includes(priority));
    for (const bucket of [common, ...own.map((lane) => lane.bucket)]) {
      bucket.creditMs = Math.max(0, bucket.creditMs - bucket.costMs);
    }
    queues[priority].shift()?.();
  }

  /** Serves whoever may go now. @returns ms until the next of this lane may; `null`: none waits */
  function serveLane(lane: Lane): number | null {
    for (;;) {
      const next = lane.turns.find((priority) => queues[priority].length > 0);
      if (next === undefined) return null;
      const waitMs = Math.max(waitFor(common, lane.needed), waitFor(lane.bucket, 1));
      if (waitMs > 0) return waitMs;
      lane.turns = [...lane.turns.filter((priority) => priority !== next), next];
      serveNext(next);
    }
  }

  function serve(): void {
    timer?.cancel();
    timer = null;
    refill();
    const waits = lanes.map(serveLane).filter((waitMs) => waitMs !== null);
    if (waits.length > 0) timer = clock.after(Math.ceil(Math.min(...waits)), serve);
  }

  return {
    take: (priority, leave) => {
      const queue = queues[priority];
      if (queue.length >= MOST_WAITING[priority]) {
        refused[priority] += 1;
        return Promise.reject(new AppError('toss-busy', `Too many calls wait: ${priority}`));
      }
      return new Promise((resolve) => {
        queue.push(resolve);
        leave?.addEventListener('abort', () => {
          const place = queue.indexOf(resolve);
          if (place >= 0) queue.splice(place, 1);
        });
        serve();
      });
    },
    waiting: () => perPriority((priority) => queues[priority].length),
    refused: () => ({ ...refused }),
  };
}
