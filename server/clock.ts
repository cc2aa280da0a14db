/**
 * Time and randomness as dependencies, so that tests and the simulation control both. No other
 * module of the desk may read the system clock or the random source.
 */
import { randomBytes, randomUUID } from 'node:crypto';

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** ISO-8601 UTC with milliseconds. */
  nowIso(): string;
  /** Milliseconds since an arbitrary start; setting the system clock does not change it. */
  monotonicMs(): number;
  /** Calls back once after at least `delayMs`. The timer does not keep the process alive. */
  after(delayMs: number, call: () => void): Timer;
  sleep(delayMs: number): Promise<void>;
}

export interface Random {
  uuid(): string;
  /** Unguessable text of at least `bits` random bits, base64url. */
  secret(bits: number): string;
  /** 0 ≤ x < 1, for jitter only. */
  fraction(): number;
}

/**
 * `true` when `at` is less than `ms` in the past. A time in the future does not count: it means
 * that the clock was set back since.
 * @param at ISO UTC
 */
export function isWithin(clock: Clock, at: string, ms: number): boolean {
  const ageMs = clock.nowMs() - Date.parse(at);
  return ageMs >= 0 && ageMs < ms;
}

/** Node turns longer timers into 1 ms, so a longer wait is split. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function after(delayMs: number, call: () => void): Timer {
  let handle: NodeJS.Timeout;
  const arm = (leftMs: number) => {
    const stepMs = Math.min(leftMs, LONGEST_TIMER_MS);
    handle = setTimeout(() => {
      if (leftMs > stepMs) arm(leftMs - stepMs);
      else call();
    }, stepMs);
    handle.unref();
  };
  arm(Math.max(0, delayMs));
  return {
    cancel: () => clearTimeout(handle),
  };
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  nowIso: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
  after,
  sleep: (delayMs) =>
    new Promise((resolve) => {
      after(delayMs, resolve);
    }),
};

export const systemRandom: Random = {
  uuid: () => randomUUID(),
  secret: (bits) => randomBytes(Math.ceil(bits / 8)).toString('base64url'),
  fraction: () => Math.random(),
};
