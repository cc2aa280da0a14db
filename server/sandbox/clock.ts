/** Node clips longer timers to 1 ms, so longer waits are armed again. */
const LONGEST_TIMER_MS = 60 * 60 * 1000;

type Alarm = { atMs: number; ring: () => void };

/**
 * The sandbox's own time: real time plus an offset that only grows. Every timer of the
 * sandbox hangs on it, so travelling in time rings what has become due.
 */
export type SandboxClock = {
  now: () => number;
  offsetMs: () => number;
  /** Moves forward to an instant; alarms that have become due ring before it returns. */
  travelTo: (toMs: number) => void;
  /** Rings once at an instant; the answer cancels it. */
  at: (atMs: number, ring: () => void) => () => void;
  /** Ends after `ms` on this clock, at once when the clock is closed. */
  sleep: (ms: number) => Promise<void>;
  close: () => void;
};

export function createClock(realNow: () => number, firstOffsetMs: number): SandboxClock {
  let offset = firstOffsetMs;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const alarms = new Set<Alarm>();
  const sleepers = new Set<() => void>();
  const now = (): number => realNow() + offset;

  const arm = (): void => {
    clearTimeout(timer);
    if (closed || alarms.size === 0) return;
    let next = Infinity;
    for (const alarm of alarms) next = Math.min(next, alarm.atMs);
    const waitMs = Math.min(Math.max(next - now(), 0), LONGEST_TIMER_MS);
    timer = setTimeout(ringDue, waitMs);
    timer.unref();
  };
  const ringDue = (): void => {
    const due = [...alarms].filter((alarm) => alarm.atMs <= now());
    due.sort((a, b) => a.atMs - b.atMs);
    for (const alarm of due) if (alarms.delete(alarm)) alarm.ring();
    arm();
  };
  const at = (atMs: number, ring: () => void): (() => void) => {
    const alarm = { atMs, ring };
    alarms.add(alarm);
    arm();
    return () => {
      alarms.delete(alarm);
    };
  };

  return {
    now,
    offsetMs: () => offset,
    travelTo(toMs) {
      offset += Math.max(0, toMs - now());
      ringDue();
    },
    at,
    sleep: (ms) =>
      new Promise((resolve) => {
        if (closed) {
          resolve();
          return;
        }
        sleepers.add(resolve);
        at(now() + ms, () => {
          sleepers.delete(resolve);
          resolve();
        });
      }),
    close() {
      closed = true;
      clearTimeout(timer);
      alarms.clear();
      for (const wake of sleepers) wake();
      sleepers.clear();
    },
  };
}
