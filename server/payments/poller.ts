/**
 * Reads payments again that can still change, on an adaptive schedule within the rate limit, and
 * paid ones for changes made elsewhere. Payments that people look at come first.
 */
import { canStillMove } from '../../shared/payment.ts';
import { isWithin, type Timer } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { readStatus } from '../operations/read-status.ts';
import { duePolls } from '../storage/due-polls.ts';
import { schedulePoll } from '../storage/observe.ts';
import { findPayment, knownPayToken } from '../storage/payments.ts';
import { pollClasses, type PollClass } from '../storage/poll-classes.ts';

export interface Poller {
  start(): void;
  stop(): Promise<void>;
  /** Marks payments as looked at for a minute; only the newest 60 per person count. */
  watch(staffId: string, payTokens: readonly string[]): void;
}

const TICK_MS = 1000;
const SHORTEST_TICK_MS = 50;
const AT_ONCE = 6;
/** Parallel reads reserved per class, independent of the other classes. */
const SHARE: Record<PollClass | 'watched', number> = {
  watched: 2,
  moving: 2,
  unsettled: 2,
  paid: 1,
};
const WATCH_LAPSES_MS = 60_000;
/** Per person, one page of the list: each payment costs a check at every tick. */
const MOST_WATCHED = 60;
/** A paid payment that is looked at is read again when its last read is older than this. */
const WATCHED_PAID_MS = 10 * 60_000;
/** Delay after a read without information, to spare an unreachable Toss. */
const RETRY_MS = 30_000;

/** Payments that people look at, each for a minute after the last call. */
function createWatched({ storage, clock }: Deps, tickMs: number) {
  /** By person; the newest payments last. */
  const watched = new Map<string, Map<string, number>>();
  const isDue = (payToken: string): boolean => {
    const payment = findPayment(storage, payToken);
    if (payment === undefined) return false;
    const everyMs = canStillMove(payment.status) ? tickMs : WATCHED_PAID_MS;
    return !isWithin(clock, payment.observedAt, everyMs);
  };
  return {
    watch: (staffId: string, payTokens: readonly string[]): void => {
      const own = watched.get(staffId) ?? new Map<string, number>();
      watched.set(staffId, own);
      const until = clock.monotonicMs() + WATCH_LAPSES_MS;
      for (const payToken of payTokens) {
        if (storage.read(knownPayToken(payToken)) === undefined) continue;
        own.delete(payToken);
        own.set(payToken, until);
      }
      for (const payToken of [...own.keys()].slice(0, -MOST_WATCHED)) own.delete(payToken);
    },
    due: (): string[] => {
      const nowMs = clock.monotonicMs();
      const looked = new Set<string>();
      for (const own of watched.values()) {
        for (const [payToken, until] of own) {
          if (until <= nowMs) own.delete(payToken);
          else looked.add(payToken);
        }
      }
      return [...looked].filter(isDue);
    },
  };
}

export function createPoller(deps: Deps): Poller {
  const { storage, clock, limits } = deps;
  const tickMs = Math.max(SHORTEST_TICK_MS, TICK_MS * limits.pollScale);
  const watched = createWatched(deps, tickMs);
  const running = new Map<string, { which: PollClass | 'watched'; work: Promise<void> }>();
  let timer: Timer | null = null;
  let stopped = false;

  async function read(payToken: string): Promise<void> {
    const outcome = await readStatus(deps, { payToken }, { priority: 'poll' });
    if (outcome.kind === 'observed' || outcome.kind === 'not-found') return;
    const next = clock.nowMs() + RETRY_MS * limits.pollScale;
    await schedulePoll(storage, payToken, new Date(next).toISOString());
  }

  function launch(payToken: string, which: PollClass | 'watched'): void {
    if (running.has(payToken)) return;
    const work = read(payToken)
      .catch((error: unknown) => {
        // The row keeps its due time, so the next tick retries.
        deps.log.error({ err: error, payToken }, 'poll failed');
      })
      .finally(() => running.delete(payToken));
    running.set(payToken, { which, work });
  }

  /**
   * Starts due reads: each class gets its share, most overdue first; free places go to any class.
   */
  function launchDue(): void {
    const due = {
      watched: watched.due(),
      ...Object.fromEntries(pollClasses.map((which) => [which, duePolls(storage, which)])),
    } as Record<PollClass | 'watched', string[]>;
    const classes = ['watched', ...pollClasses] as const;
    for (const which of classes) {
      const busy = [...running.values()].filter((one) => one.which === which).length;
      const idle = due[which].filter((payToken) => !running.has(payToken));
      for (const payToken of idle.slice(0, Math.max(0, SHARE[which] - busy))) {
        launch(payToken, which);
      }
    }
    for (const which of classes) {
      for (const payToken of due[which]) if (running.size < AT_ONCE) launch(payToken, which);
    }
  }

  function arm(): void {
    if (!stopped) timer = clock.after(tickMs, tick);
  }

  function tick(): void {
    try {
      launchDue();
    } catch (error) {
      deps.log.error({ err: error }, 'polling failed');
    }
    arm();
  }

  return {
    start: arm,
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await Promise.all([...running.values()].map(({ work }) => work));
    },
    watch: watched.watch,
  };
}
