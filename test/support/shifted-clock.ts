import { systemClock, type Clock } from '../../server/clock.ts';

export interface ShiftedClock extends Clock {
  /** Moves the wall clock on by `ms` from now on; timers are not affected. */
  shift(ms: number): void;
}

/**
 * The real clock with an adjustable wall time.
 * @param options `stands`: time passes by `shift` alone, so that a test can name whole waits
 */
export function createShiftedClock({ stands = false } = {}): ShiftedClock {
  const start = { wall: systemClock.nowMs(), monotonic: systemClock.monotonicMs() };
  let offsetMs = 0;
  const nowMs = () => (stands ? start.wall : systemClock.nowMs()) + offsetMs;
  return {
    ...systemClock,
    nowMs,
    nowIso: () => new Date(nowMs()).toISOString(),
    monotonicMs: () => (stands ? start.monotonic : systemClock.monotonicMs()) + offsetMs,
    shift: (ms) => {
      offsetMs += ms;
    },
  };
}
