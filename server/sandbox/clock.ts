/** Node turns timers longer than 2^31 − 1 ms into 1 ms, so longer waits are split. */
const LONGEST_TIMER_MS = 60 * 60 * 1000;

type Alarm = { atMs: number; ring: () => void };

/**
 * The sandbox's own time: real time plus an offset that only grows. All timers of the sandbox use
 * it, so moving the clock fires what has become due.
 */
export type SandboxClock = {
  now: () => number;
  offsetMs: () => number;
  /** Moves forward to a time; alarms that have become due fire before it returns. */
  travelTo: (toMs: number) => void;
  /** Fires once at a time. Returns a function that cancels it. */
  at: (atMs: number, ring: () => void) => () => void;
  /** Resolves after `ms` on this clock, or when the clock is closed. */
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
    const dueAlarms = [...alarms].filter((alarm) => alarm.atMs <= now());
    dueAlarms.sort((a, b) => a.atMs - b.atMs);
    for (const alarm of dueAlarms) if (alarms.delete(alarm)) alarm.ring();
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
