import type { Clock } from '../../server/clock.ts';

export interface FakeClock extends Clock {
  /** Moves the time forward; each timer fires at its own time, and what it started runs on. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock forward or back without firing timers, as an operator might. */
  set(iso: string): void;
  /** Suspends the process for so long: time passes, and no timer fires meanwhile. */
  stall(ms: number): void;
  /** Suspends the machine for so long: only the wall clock moves on. */
  suspend(ms: number): void;
  /** How many timers are armed. */
  pending(): number;
}

interface Alarm {
  atMs: number;
  order: number;
  call: () => void;
}

/** Lets promises that are ready run, through any number of `then`s. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A clock that moves only when told to. */
export function createFakeClock(startIso: string): FakeClock {
  let nowMs = Date.parse(startIso);
  let order = 0;
  const alarms = new Set<Alarm>();
  // Timers run on a monotonic time, as Node's do: setting the wall clock moves no timer.
  let elapsedMs = 0;

  const after: Clock['after'] = (delayMs, call) => {
    order += 1;
    const alarm: Alarm = { atMs: elapsedMs + Math.max(0, delayMs), order, call };
    alarms.add(alarm);
    return {
      cancel: () => {
        alarms.delete(alarm);
      },
    };
  };

  function nextAlarm(untilMs: number): Alarm | undefined {
    return [...alarms]
      .filter((alarm) => alarm.atMs <= untilMs)
      .toSorted((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
  }

  return {
    nowMs: () => nowMs,
    nowIso: () => new Date(nowMs).toISOString(),
    monotonicMs: () => elapsedMs,
    after,
    sleep: (delayMs) =>
      new Promise((resolve) => {
        after(delayMs, resolve);
      }),
    advance: async (ms) => {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let alarm = nextAlarm(untilMs); alarm; alarm = nextAlarm(untilMs)) {
        alarms.delete(alarm);
        // After a stall the timer is overdue.
        const passedMs = Math.max(0, alarm.atMs - elapsedMs);
        nowMs += passedMs;
        elapsedMs += passedMs;
        alarm.call();
        await settle();
      }
      const leftMs = Math.max(0, untilMs - elapsedMs);
      nowMs += leftMs;
      elapsedMs += leftMs;
    },
    set: (iso) => {
      nowMs = Date.parse(iso);
    },
    stall: (ms) => {
      nowMs += ms;
      elapsedMs += ms;
    },
    suspend: (ms) => {
      nowMs += ms;
    },
    pending: () => alarms.size,
  };
}
