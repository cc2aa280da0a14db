import type { Clock } from '../../server/clock.ts';

export interface FakeClock extends Clock {
  /** Moves on, ringing every timer at its own time and letting what it woke run on. */
  advance(ms: number): Promise<void>;
  /** Sets the clock back or forth without ringing anything, as an operator might. */
  set(iso: string): void;
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
        nowMs += alarm.atMs - elapsedMs;
        elapsedMs = alarm.atMs;
        alarm.call();
        await settle();
      }
      nowMs += untilMs - elapsedMs;
      elapsedMs = untilMs;
    },
    set: (iso) => {
      nowMs = Date.parse(iso);
    },
    pending: () => alarms.size,
  };
}
