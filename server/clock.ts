/**
 * Time and chance as dependencies, so that a test or a simulation can hold both. This is the only
 * module of the desk that asks the machine for either.
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
  /** Milliseconds since some moment of this process: whoever sets the clock does not move it. */
  monotonicMs(): number;
  /** Calls back once after at least `delayMs`; never keeps the process alive by itself. */
  after(delayMs: number, call: () => void): Timer;
  /** Resolves after at least `delayMs`. */
  sleep(delayMs: number): Promise<void>;
}

export interface Random {
  uuid(): string;
  /** Unguessable text of `bits` random bits, base64url. */
  secret(bits: number): string;
  /** 0 ≤ x < 1, for jitter only. */
  fraction(): number;
}

/**
 * Whether an instant lies less than this back. One ahead of the clock does not: it was set since.
 * @param at ISO UTC
 */
export function isWithin(clock: Clock, at: string, ms: number): boolean {
  const ageMs = clock.nowMs() - Date.parse(at);
  return ageMs >= 0 && ageMs < ms;
}

/** Node clamps longer timers to 1 ms; such a wait is re-armed instead. */
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
