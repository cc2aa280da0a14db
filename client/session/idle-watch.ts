/** Locks the screen when nobody has touched any tab of this browser for long. */

/** How often it is looked whether the time is over; also what a sleeping PC wakes up to. */
const LOOK_EVERY_MS = 5_000;
/** The desk hears of a person who only reads at most this often. */
const COUNT_EVERY_MS = 60_000;
/** The other tabs hear of it at most this often. */
const SPREAD_EVERY_MS = 5_000;

export interface IdleHost {
  lockAfterMs: number;
  now: () => number;
  /** Since the desk last heard of the person. */
  sinceCountedMs: () => number;
  isOpen: () => boolean;
  /** Tells the desk that somebody is there. */
  count: () => void;
  /** Tells the other tabs. */
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

  /** Locks if the time is over. @returns whether somebody may go on */
  look(): boolean {
    const { now, lockAfterMs, isOpen, lock } = this.#host;
    if (!isOpen()) {
      // Whoever opens it again is there.
      this.#seenAt = now();
      return false;
    }
    if (now() - this.#seenAt < lockAfterMs) return true;
    lock();
    return false;
  }

  /** A person's hand in this tab. After a long absence it opens nothing: that may be anybody. */
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

  /** A person's hand in another tab. */
  touchElsewhere(): void {
    if (this.look()) this.#seenAt = this.#host.now();
  }
}
