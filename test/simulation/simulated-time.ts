/**
 * The time of one schedule. True time only goes forward and drives every event; the desk's wall
 * clock is true time plus an offset that jumps, and a jump moves no timer.
 */
import type { Clock, Timer } from '../../server/clock.ts';

interface Event {
  atMs: number;
  order: number;
  run: (() => void) | null;
}

/** A heap by time; equal times run in the order in which they were added. */
class Agenda {
  readonly #heap: Event[] = [];
  #order = 0;

  get next(): Event | undefined {
    return this.#heap[0];
  }

  add(atMs: number, run: () => void): Event {
    this.#order += 1;
    const event = { atMs, order: this.#order, run };
    const heap = this.#heap;
    heap.push(event);
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isBefore(heap[child]!, heap[parent]!)) break;
      swap(heap, child, parent);
      child = parent;
    }
    return event;
  }

  shift(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length > 0 && last !== undefined) {
      heap[0] = last;
      let parent = 0;
      for (;;) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2]) {
          if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
        }
        if (least === parent) break;
        swap(heap, least, parent);
        parent = least;
      }
    }
    return first;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}

function swap(heap: Event[], a: number, b: number): void {
  const kept = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = kept;
}

function ringsAtMs(tick: Tick): number {
  return Math.max(tick.atMs, Math.min(tick.lazy.dueMs(), tick.atMs + LAZIEST_MS));
}

/** Lets every promise that is ready run, through any number of `then`s. */
function flush(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * The desk polls its tables every second. A simulated day has 86,400 such polls, nearly all without
 * result, so these timers fire only when something is due: a clock promises "at least", and a busy
 * machine delays timers in the same way.
 */
export interface LazyTicks {
  /** When something in the desk's tables is due, in true time; Infinity for never. */
  dueMs(): number;
  /** Called when it fires. */
  rang(): void;
}

interface Tick extends Event {
  lazy: LazyTicks;
}

/** The longest that a tick is put off, for what the tables do not show. */
const LAZIEST_MS = 24 * 60 * 60 * 1000;

export class SimulatedTime {
  #nowMs: number;
  #offsetMs = 0;
  #furthestAheadMs = 0;
  readonly #agenda = new Agenda();
  #ticks: Tick[] = [];
  #turns = 0;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** True time, which is also Toss's. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The wall clock of the desk's machine. */
  get wallMs(): number {
    return this.#nowMs + this.#offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** The furthest that the machine's clock has ever been ahead of true time. */
  get furthestAheadMs(): number {
    return this.#furthestAheadMs;
  }

  /** Time passes in the middle of a step: what becomes due meanwhile runs after it. */
  stall(ms: number): void {
    this.#nowMs += ms;
  }

  /** A caller continues after turns of the event loop, which take no time. */
  giveTurns(turns: number): void {
    this.#turns = Math.max(this.#turns, turns);
  }

  async #flush(): Promise<void> {
    await flush();
    for (; this.#turns > 0; this.#turns -= 1) await flush();
  }

  jumpWall(byMs: number): void {
    this.#offsetMs += byMs;
    this.#furthestAheadMs = Math.max(this.#furthestAheadMs, this.#offsetMs);
  }

  after(delayMs: number, run: () => void): Timer {
    const event = this.#agenda.add(this.#nowMs + Math.max(0, delayMs), run);
    return {
      cancel: () => {
        event.run = null;
      },
    };
  }

  /** Like `after`, for a timer that only checks whether something is due. */
  tick(delayMs: number, run: () => void, lazy: LazyTicks): Timer {
    const event: Tick = { atMs: this.#nowMs + delayMs, order: 0, run, lazy };
    this.#ticks.push(event);
    return {
      cancel: () => {
        event.run = null;
      },
    };
  }

  /** Drops the ticks of a process that has died. */
  dropTicks(): void {
    this.#ticks = [];
  }

  #ringTicks(): void {
    const ticks = this.#ticks;
    this.#ticks = [];
    for (const tick of ticks) {
      if (tick.run === null) continue;
      if (ringsAtMs(tick) > this.#nowMs) {
        this.#ticks.push(tick);
        continue;
      }
      tick.lazy.rang();
      tick.run();
    }
  }

  #nextTickMs(): number {
    let firstMs = Infinity;
    for (const tick of this.#ticks) {
      if (tick.run !== null) firstMs = Math.min(firstMs, ringsAtMs(tick));
    }
    return firstMs;
  }

  /** Runs everything that is due up to and including `untilMs`. */
  async runUntil(untilMs: number): Promise<void> {
    await this.#flush();
    for (;;) {
      const event = this.#agenda.next;
      const eventMs = event?.atMs ?? Infinity;
      if (event?.run === null) {
        this.#agenda.shift();
        continue;
      }
      const tickMs = this.#nextTickMs();
      if (Math.min(eventMs, tickMs) > untilMs) break;
      if (event !== undefined && eventMs <= tickMs) {
        this.#agenda.shift();
        this.#nowMs = Math.max(this.#nowMs, eventMs);
        event.run();
      } else {
        this.#nowMs = Math.max(this.#nowMs, tickMs);
        this.#ringTicks();
      }
      await this.#flush();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}

/** A clock for product code; `ring` decides whether and when a due timer's owner is awake. */
export function clockOver(
  time: SimulatedTime,
  ring: (call: () => void) => void,
  lazy: LazyTicks | null = null,
): Clock {
  let isoOf = NaN;
  let iso = '';
  const plan = (delayMs: number, call: () => void) => {
    const run = () => ring(call);
    return lazy === null ? time.after(delayMs, run) : time.tick(delayMs, run, lazy);
  };
  return {
    nowMs: () => time.wallMs,
    nowIso: () => {
      if (time.wallMs !== isoOf) {
        isoOf = time.wallMs;
        iso = new Date(isoOf).toISOString();
      }
      return iso;
    },
    monotonicMs: () => time.nowMs,
    after: plan,
    sleep: (delayMs: number) =>
      new Promise<void>((resolve) => {
        plan(delayMs, resolve);
      }),
  };
}
