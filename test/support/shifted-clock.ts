import { systemClock, type Clock } from '../../server/clock.ts';

export interface ShiftedClock extends Clock {
  /** Moves the wall clock on by `ms` from now on; timers are not affected. */
  shift(ms: number): void;
}

/** The real clock with an adjustable wall time. */
export function createShiftedClock(): ShiftedClock {
  let offsetMs = 0;
  return {
    ...systemClock,
    nowMs: () => systemClock.nowMs() + offsetMs,
    nowIso: () => new Date(systemClock.nowMs() + offsetMs).toISOString(),
    monotonicMs: () => systemClock.monotonicMs() + offsetMs,
    shift: (ms) => {
      offsetMs += ms;
    },
  };
}
