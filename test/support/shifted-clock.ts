import { systemClock, type Clock } from '../../server/clock.ts';

export interface ShiftedClock extends Clock {
  /** Lets everything look `ms` later from now on; timers go on as they were. */
  shift(ms: number): void;
}

/** The real clock, but its hands can be moved. */
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
