/**
 * Backoff: waits that double with each failure, while failures expire over time. It slows guessing
 * down without locking anybody out: each wait ends, and attempts during it are not counted.
 */
import type { Clock } from '../clock.ts';

/** The key that failures are counted by, and its limits. */
export interface BackOffRule {
  key: string;
  /** Number of failures without a wait; as many expire in each window. */
  free: number;
  windowMs: number;
  longestWaitMs: number;
  /** A success resets this key's failures; otherwise it only isn't counted as one. */
  forgivesAll: boolean;
}

/**
 * An attempt that was allowed. It counts as a failure from its start, so that parallel attempts
 * can't bypass the limit.
 */
export interface Attempt {
  succeeded(): void;
}

export interface BackOff {
  /** @returns the wait in ms, or the attempt if there is none */
  begin(rules: readonly BackOffRule[]): { waitMs: number } | Attempt;
}

const FIRST_WAIT_MS = 5000;
/**
 * Far more than a shop's people and addresses; under a flood the least recently used are dropped.
 */
const MOST_KEYS = 20_000;

interface Count {
  failures: number;
  /** Time up to which failures have expired. */
  sinceMs: number;
  untilMs: number;
}

function waitAfter(failures: number, { free, longestWaitMs }: BackOffRule): number {
  if (failures < free) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - free, 30), longestWaitMs);
}

/** The count now: failures expire, and a clock that was set back doesn't prolong a wait. */
function agedCount(count: Count | undefined, rule: BackOffRule, nowMs: number): Count {
  if (!count) return { failures: 0, sinceMs: nowMs, untilMs: 0 };
  const sinceMs = Math.min(count.sinceMs, nowMs);
  const stepMs = rule.windowMs / rule.free;
  const forgotten = Math.floor((nowMs - sinceMs) / stepMs);
  return {
    failures: Math.max(0, count.failures - forgotten),
    sinceMs: sinceMs + forgotten * stepMs,
    untilMs: Math.min(count.untilMs, nowMs + rule.longestWaitMs),
  };
}

export function createBackOff(clock: Pick<Clock, 'nowMs'>): BackOff {
  const counts = new Map<string, Count>();
  const keep = (key: string, count: Count) => {
    counts.delete(key);
    const oldest = counts.size >= MOST_KEYS ? counts.keys().next().value : undefined;
    if (oldest !== undefined) counts.delete(oldest);
    counts.set(key, count);
  };
  const countFailure = (rule: BackOffRule, nowMs: number) => {
    const before = agedCount(counts.get(rule.key), rule, nowMs);
    const failures = before.failures + 1;
    const waitMs = waitAfter(failures, rule);
    const untilMs = waitMs === 0 ? before.untilMs : nowMs + waitMs;
    const counted = { ...before, failures, untilMs };
    keep(rule.key, counted);
    return () => {
      if (rule.forgivesAll) {
        counts.delete(rule.key);
        return;
      }
      const now = counts.get(rule.key);
      if (!now) return;
      now.failures = Math.max(0, now.failures - 1);
      // Keep a wait that a later failure has set meanwhile.
      if (now.untilMs === untilMs) now.untilMs = before.untilMs;
    };
  };
  return {
    begin: (rules) => {
      const nowMs = clock.nowMs();
      const waits = rules.map((rule) => {
        const count = counts.get(rule.key);
        if (!count) return 0;
        const aged = agedCount(count, rule, nowMs);
        counts.set(rule.key, aged);
        return aged.untilMs - nowMs;
      });
      const waitMs = Math.max(0, ...waits);
      if (waitMs > 0) return { waitMs };
      const undo = rules.map((rule) => countFailure(rule, nowMs));
      return {
        succeeded: () => {
          for (const forgive of undo) forgive();
        },
      };
    },
  };
}
