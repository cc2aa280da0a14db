/** When things really happened, in true time; the desk's own times are compared with these. */
import type { SeenMove } from './desk-database.ts';
import type { SimulatedTime } from './simulated-time.ts';

interface Known {
  readyMs: number | null;
  claimedMs: number | null;
  /** Of the newest transition, and of the one before it. */
  movedMs: number;
  movedBeforeMs: number;
}

export class Moments {
  readonly #time: SimulatedTime;
  readonly #operations = new Map<string, Known>();
  #clockSetMs = -Infinity;
  #startedMs = -Infinity;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  clockSet(): void {
    this.#clockSetMs = this.#time.nowMs;
  }

  deskStarted(): void {
    this.#startedMs = this.#time.nowMs;
  }

  committed(moves: readonly SeenMove[], born: readonly string[]): void {
    const { nowMs } = this.#time;
    for (const id of born) {
      const known = { readyMs: nowMs, claimedMs: null, movedMs: nowMs, movedBeforeMs: nowMs };
      this.#operations.set(id, known);
    }
    for (const { id, to } of moves) {
      const known = this.#operations.get(id);
      if (known === undefined) continue;
      known.movedBeforeMs = known.movedMs;
      known.movedMs = nowMs;
      if (to === 'ready') known.readyMs = nowMs;
      if (to === 'sending') known.claimedMs = nowMs;
    }
  }

  of(operationId: string): Readonly<Known> | undefined {
    return this.#operations.get(operationId);
  }

  /** Whether the clock was set since then. */
  isSetSince(ms: number): boolean {
    return this.#clockSetMs > ms;
  }

  /** Whether the clock was set since then, and no process has lived as long. */
  isSetAcrossStart(ms: number): boolean {
    return this.isSetSince(ms) && this.#startedMs > ms;
  }
}
