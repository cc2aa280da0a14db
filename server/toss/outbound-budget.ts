import type { Clock, Timer } from '../clock.ts';

/** In the order in which they are served. */
export const outboundPriorities = ['money', 'person', 'background'] as const;
export type OutboundPriority = (typeof outboundPriorities)[number];

export interface OutboundBudget {
  /** Resolves when the caller may make one call to Toss. First come, first served per priority. */
  take(priority: OutboundPriority): Promise<void>;
  /** How many callers wait, by priority. */
  waiting(): Record<OutboundPriority, number>;
}

export interface OutboundBudgetOptions {
  clock: Clock;
  /** Calls per second in the long run: the design's 10. */
  perSecond: number;
  /** Calls at once after a quiet time: the design's 20. */
  burst: number;
  /** How many of the calls per second, and of the burst, background work can't have. */
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
  return { costMs, fullMs: burst * costMs, creditMs: burst * costMs };
}

/** Milliseconds until the bucket holds `calls` calls. */
function waitFor(bucket: Bucket, calls: number): number {
  return Math.max(0, calls * bucket.costMs - bucket.creditMs);
}

/**
 * Paces the calls to Toss, which may block an address for bursts even with a test key (public v1
 * reference). Money goes first, then what a person waits for, then background work, which has a
 * bucket of its own beside the common one and so always leaves `keptForMoney` calls.
 */
export function createOutboundBudget(options: OutboundBudgetOptions): OutboundBudget {
  const { clock, perSecond, burst, keptForMoney } = options;
  const common = fullBucket(perSecond, burst);
  const background = fullBucket(perSecond - keptForMoney, burst - keptForMoney);
  const queues: Record<OutboundPriority, (() => void)[]> = {
    money: [],
    person: [],
    background: [],
  };
  let filledAtMs = clock.nowMs();
  let timer: Timer | null = null;

  function refill(): void {
    const nowMs = clock.nowMs();
    // A clock that was set back gives nothing, and takes nothing away.
    const gainedMs = Math.max(0, nowMs - filledAtMs);
    filledAtMs = nowMs;
    for (const bucket of [common, background]) {
      bucket.creditMs = Math.min(bucket.fullMs, bucket.creditMs + gainedMs);
    }
  }

  function waitOf(priority: OutboundPriority): number {
    if (priority !== 'background') return waitFor(common, 1);
    return Math.max(waitFor(common, 1 + keptForMoney), waitFor(background, 1));
  }

  function serve(): void {
    timer?.cancel();
    timer = null;
    refill();
    for (const priority of outboundPriorities) {
      const queue = queues[priority];
      for (let next = queue[0]; next; next = queue[0]) {
        const waitMs = waitOf(priority);
        if (waitMs > 0) {
          // Who is served later in this order can't be served sooner.
          timer = clock.after(Math.ceil(waitMs), serve);
          return;
        }
        queue.shift();
        common.creditMs -= common.costMs;
        if (priority === 'background') background.creditMs -= background.costMs;
        next();
      }
    }
  }

  return {
    take: (priority) =>
      new Promise((resolve) => {
        queues[priority].push(resolve);
        serve();
      }),
    waiting: () => ({
      money: queues.money.length,
      person: queues.person.length,
      background: queues.background.length,
    }),
  };
}
