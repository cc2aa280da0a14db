import type { Clock } from '../../server/clock.ts';

export interface FakeClock extends Clock {
  /** Moves on, ringing every timer at its own time and letting what it woke run on. */
  advance(ms: number): Promise<void>;
  /** Sets the clock back or forth without ringing anything, as an operator might. */
  set(iso: string): void;
  /** Everything stands still for so long: time goes on, and no timer rings meanwhile. */
  stall(ms: number): void;
  /** The machine sleeps for so long: only the clock goes on. */
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

/** A clock that stands still until it is told to go on. */
export function createFakeClock(startIso: string): FakeClock {
  let nowMs = Date.parse(startIso);
  let order = 0;
  const alarms = new Set<Alarm>();
  // Timers run by a time of their own, as Node's do: setting the clock moves no timer.
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
        // After a stall it is late.
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
