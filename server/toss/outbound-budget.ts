import type { Clock, Timer } from '../clock.ts';
import { AppError } from '../errors.ts';

/**
 * Who calls, in the order in which they are served: money; what a signed-in person waits for; what
 * a storefront creates; a buyer's return page; a callback; what a storefront looks up; the poller;
 * and what has time.
 */
export const outboundPriorities = [
  'money',
  'person',
  'storefront',
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
  checkout: 10,
  callback: 100,
  lookup: 20,
  poll: 64,
  background: 64,
};

/**
 * What strangers can make the desk ask has a small rate of its own, so that a flood of it takes
 * nothing from the others; the poller leaves some to what has time. Parts of the common rate.
 */
const OWN_PART: Partial<Record<OutboundPriority, number>> = {
  checkout: 0.2,
  callback: 0.2,
  lookup: 0.2,
  poll: 0.6,
};

export interface OutboundBudget {
  /**
   * Resolves when the caller may make one call to Toss. First come, first served per priority.
   * @throws AppError toss-busy at once, where too many wait already
   */
  take(priority: OutboundPriority): Promise<void>;
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
   * How many calls, per second and of the burst, only money, people and storefronts may have; less
   * than `perSecond`.
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

/** The bucket that a priority has beside the common one. */
function ownBuckets(options: OutboundBudgetOptions): Partial<Record<OutboundPriority, Bucket>> {
  const { perSecond, burst, keptForMoney } = options;
  const parts = Object.entries(OWN_PART).map(([priority, part]) => [
    priority,
    fullBucket(perSecond * part, burst * part),
  ]);
  return {
    ...(Object.fromEntries(parts) as Partial<Record<OutboundPriority, Bucket>>),
    background: fullBucket(perSecond - keptForMoney, burst - keptForMoney),
  };
}

const perPriority = <T>(value: (priority: OutboundPriority) => T) =>
  Object.fromEntries(outboundPriorities.map((priority) => [priority, value(priority)])) as Record<
    OutboundPriority,
    T
  >;

/**
 * Paces the calls to Toss, which may block an address for bursts even with a test key (public v1
 * reference). Whoever has a bucket of their own always leaves `keptForMoney` calls to the first
 * three priorities.
 */
export function createOutboundBudget(options: OutboundBudgetOptions): OutboundBudget {
  const { clock, perSecond, burst, keptForMoney } = options;
  const common = fullBucket(perSecond, burst);
  const own = ownBuckets(options);
  const queues = perPriority((): (() => void)[] => []);
  const refused = perPriority(() => 0);
  let filledAtMs = clock.nowMs();
  let timer: Timer | null = null;

  function refill(): void {
    const nowMs = clock.nowMs();
    // A clock that was set back gives nothing, and takes nothing away.
    const gainedMs = Math.max(0, nowMs - filledAtMs);
    filledAtMs = nowMs;
    for (const bucket of [common, ...Object.values(own)]) {
      bucket.creditMs = Math.min(bucket.fullMs, bucket.creditMs + gainedMs);
    }
  }

  function waitOf(priority: OutboundPriority): number {
    const bucket = own[priority];
    if (bucket === undefined) return waitFor(common, 1);
    return Math.max(waitFor(common, 1 + keptForMoney), waitFor(bucket, 1));
  }

  /** Serves whoever may go now. @returns ms until the next of this priority may; `null`: none */
  function serveOne(priority: OutboundPriority): number | null {
    const queue = queues[priority];
    for (let next = queue[0]; next; next = queue[0]) {
      const waitMs = waitOf(priority);
      if (waitMs > 0) return waitMs;
      queue.shift();
      for (const bucket of [common, own[priority]]) {
        if (bucket !== undefined) bucket.creditMs -= bucket.costMs;
      }
      next();
    }
    return null;
  }

  function serve(): void {
    timer?.cancel();
    timer = null;
    refill();
    const waits = outboundPriorities.map(serveOne).filter((waitMs) => waitMs !== null);
    if (waits.length > 0) timer = clock.after(Math.ceil(Math.min(...waits)), serve);
  }

  return {
    take: (priority) => {
      if (queues[priority].length >= MOST_WAITING[priority]) {
        refused[priority] += 1;
        return Promise.reject(new AppError('toss-busy', `Too many calls wait: ${priority}`));
      }
      return new Promise((resolve) => {
        queues[priority].push(resolve);
        serve();
      });
    },
    waiting: () => perPriority((priority) => queues[priority].length),
    refused: () => ({ ...refused }),
  };
}
