import type { Clock, Timer } from '../clock.ts';
import { AppError } from '../errors.ts';

/**
 * Callers of Toss, roughly by priority (`SHARES` has the exact order): money calls; creations by
 * staff; creations by storefronts; refreshes and lookups by staff; a buyer's return page;
 * callbacks; lookups by storefronts; the poller; background work.
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

/** Queue limit per priority; a longer queue would mean a wait that nobody accepts. */
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
  /** Several priorities take turns (round-robin), so that one can't starve the others. */
  who: readonly OutboundPriority[];
  /** Their joint upper share of the total rate. */
  part: number;
  /** May also use the calls reserved for money. */
  takesKept?: true;
}

/** In the order in which they are served. */
const SHARES: readonly Share[] = [
  // A guaranteed minimum for the poller, however busy the others are.
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
   * Resolves when the caller may make one call to Toss; FIFO per priority.
   * @param leave leaves the queue: the promise never settles, and no call is charged
   * @throws AppError toss-busy at once when the queue is full
   */
  take(priority: OutboundPriority, leave?: AbortSignal): Promise<void>;
  /** Queue length by priority. */
  waiting(): Record<OutboundPriority, number>;
  /** Callers refused because of a full queue since the start, by priority. */
  refused(): Record<OutboundPriority, number>;
}

export interface OutboundBudgetOptions {
  clock: Clock;
  /** Average calls per second; the design uses 10. */
  perSecond: number;
  /** Calls in one burst after a quiet time; the design uses 20. */
  burst: number;
  /** Calls of the burst reserved for money, creations and the poller's minimum. */
  keptForMoney: number;
}

/** A token bucket counted in time: it holds `burst` calls, each costs `1000 / rate` ms. */
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

/** A share with its bucket; `turns` is in round-robin order. */
interface Lane {
  turns: OutboundPriority[];
  bucket: Bucket;
  /** Calls that the common bucket must hold before a turn. */
  needed: number;
}

/** Rate-limits calls to Toss, which may block an address for bursts even with a test key (v1). */
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
    // If the clock was set back, nothing is added or removed.
    const gainedMs = Math.max(0, nowMs - filledAtMs);
    filledAtMs = nowMs;
    for (const bucket of [common, ...lanes.map((lane) => lane.bucket)]) {
      bucket.creditMs = Math.min(bucket.fullMs, bucket.creditMs + gainedMs);
    }
  }

  /** Charges every bucket of the priority, so that what one share used counts in all of them. */
  function serveNext(priority: OutboundPriority): void {
    const own = lanes.filter(({ turns }) => turns.includes(priority));
    for (const bucket of [common, ...own.map((lane) => lane.bucket)]) {
      bucket.creditMs = Math.max(0, bucket.creditMs - bucket.costMs);
    }
    queues[priority].shift()?.();
  }

  /**
   * Serves all that may go now. @returns ms until the lane's next turn; `null`: its queues are
   * empty
   */
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
