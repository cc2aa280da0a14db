/**
 * Waits that grow with failures and shrink with time. They bound guessing and lock nobody out: each
 * wait ends, and while it lasts nothing is counted.
 */
import type { Clock } from '../clock.ts';

/** What failures are counted by, and what follows from them. */
export interface BackOffRule {
  key: string;
  /** So many failures cost nothing; as many are forgotten in each window. */
  free: number;
  windowMs: number;
  longestWaitMs: number;
  /** A success forgets all failures of this key; otherwise it only doesn't count as one. */
  forgivesAll: boolean;
}

/** An attempt that was let in. It counts as a failure from its start, so that none runs beside. */
export interface Attempt {
  succeeded(): void;
}

export interface BackOff {
  /** @returns how long to wait, in ms, or the attempt */
  begin(rules: readonly BackOffRule[]): { waitMs: number } | Attempt;
}

const FIRST_WAIT_MS = 5000;
/** Far more than people and addresses of a shop; under a flood the least recent are forgotten. */
const MOST_KEYS = 20_000;

interface Count {
  failures: number;
  /** Up to when failures were forgotten. */
  sinceMs: number;
  untilMs: number;
}

function waitAfter(failures: number, { free, longestWaitMs }: BackOffRule): number {
  if (failures < free) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - free, 30), longestWaitMs);
}

/** The count as it is now: time forgets, and a clock that was set back keeps nobody out. */
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
      // Unless another failure has set a wait of its own meanwhile.
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
