/** Locks the screen after a time without input in any tab of this browser. */

/** How often the time is checked, also after the computer slept. */
const LOOK_EVERY_MS = 5_000;
/** Minimum interval between activity reports to the desk, for a user who only reads. */
const COUNT_EVERY_MS = 60_000;
/** Minimum interval between activity reports to the other tabs. */
const SPREAD_EVERY_MS = 5_000;

export interface IdleHost {
  lockAfterMs: number;
  now: () => number;
  /** Since the desk last heard of the user's activity. */
  sinceCountedMs: () => number;
  isOpen: () => boolean;
  /** Reports activity to the desk. */
  count: () => void;
  /** Reports activity to the other tabs. */
  spread: () => void;
  lock: () => void;
}

export class IdleWatch {
  readonly #host: IdleHost;
  #seenAt: number;
  #spreadAt = Number.NEGATIVE_INFINITY;
  #countedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: IdleHost) {
    this.#host = host;
    this.#seenAt = host.now();
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Locks if the time is over. @returns whether the screen is open */
  look(): boolean {
    const { now, lockAfterMs, isOpen, lock } = this.#host;
    if (!isOpen()) {
      // The time starts again when the screen is unlocked.
      this.#seenAt = now();
      return false;
    }
    if (now() - this.#seenAt < lockAfterMs) return true;
    lock();
    return false;
  }

  /** Input in this tab. Too late, it locks instead: it may be anybody's. */
  touch(): void {
    if (!this.look()) return;
    const { now, sinceCountedMs, count, spread } = this.#host;
    this.#seenAt = now();
    if (now() - this.#spreadAt >= SPREAD_EVERY_MS) {
      this.#spreadAt = now();
      spread();
    }
    if (sinceCountedMs() >= COUNT_EVERY_MS && now() - this.#countedAt >= COUNT_EVERY_MS) {
      this.#countedAt = now();
      count();
    }
  }

  /** Input in another tab. */
  touchElsewhere(): void {
    if (this.look()) this.#seenAt = this.#host.now();
  }
}
