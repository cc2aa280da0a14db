/**
 * Decides when to notify people of payments that await final approval: once when one is new, and
 * again three minutes before it expires. Runs in one tab of the browser. Its record of past
 * notifications is kept for the tab that takes over.
 */

/** The second notification comes this long before the payment expires. */
const SOON_MS = 3 * 60_000;
/** A tab that starts continues an earlier tab's watch if it was recorded within this time. */
const REMEMBERED_MS = 5 * 60_000;
/** Longer waits get no timer: browsers limit the delay of `setTimeout`. */
const LONGEST_TIMER_MS = 24 * 60 * 60_000;

export interface WaitingPayment {
  payToken: string;
  amount: number;
  /** `null` for an adopted payment: its expiry is unknown, so there is no second notification. */
  expiresAt: string | null;
  /** When the server first saw it await approval. */
  approvedAt: string | null;
}

export type CallKind = 'fresh' | 'soon';
/** The last notification by payToken; `seen` payments were there before the watch began. */
export type Noted = Readonly<Record<string, CallKind | 'seen'>>;

export interface NotificationLog {
  /** `at`: when it was last written, in server time (ms). */
  read: () => { at: number; noted: Noted } | null;
  keep: (at: number, noted: Noted) => void;
}

export interface CallerHost {
  /** Server time in ms. */
  now: () => number;
  read: () => Promise<readonly WaitingPayment[]>;
  memory: NotificationLog;
  /** `false` while the screen is locked. */
  isOpen: () => boolean;
  /** `loud`: with a sound. If both kinds are due at once, only `soon` is loud. */
  call: (kind: CallKind, payments: readonly WaitingPayment[], loud: boolean) => void;
  /** Only these payments still wait: notifications of others can be closed. */
  onWaiting: (payTokens: ReadonlySet<string>) => void;
}

function soonAt({ expiresAt }: WaitingPayment): number {
  return expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - SOON_MS;
}

function isSoon(payment: WaitingPayment, nowMs: number): boolean {
  return soonAt(payment) <= nowMs && nowMs < soonAt(payment) + SOON_MS;
}

export class ApprovalCaller {
  readonly #host: CallerHost;
  readonly #startedAt: number;
  #since: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #again = false;
  #stopped = false;

  /** @param startedAt since when this tab has been watching, in server time (ms) */
  constructor(host: CallerHost, startedAt: number) {
    this.#host = host;
    this.#startedAt = startedAt;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Fetches the waiting payments; during a fetch, one more is queued. */
  look(): void {
    if (this.#stopped) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#host
      .read()
      .then((waiting) => this.#take(waiting))
      // The next event fetches again. A notification from wrong data would be worse than a late
      // one.
      .catch(() => undefined)
      .finally(() => {
        this.#busy = false;
        const again = this.#again;
        this.#again = false;
        if (again) this.look();
      });
  }

  #take(waiting: readonly WaitingPayment[]): void {
    const { now, memory, isOpen, call, onWaiting } = this.#host;
    if (this.#stopped || !isOpen()) return;
    const nowMs = now();
    const before = memory.read();
    const first = this.#since === null;
    this.#since ??= this.#begin(before?.at ?? null, nowMs);
    const since = this.#since;
    const noted = before?.noted ?? {};
    const fresh: WaitingPayment[] = [];
    const soon: WaitingPayment[] = [];
    const next: Record<string, CallKind | 'seen'> = {};
    for (const payment of waiting) {
      const { payToken, approvedAt } = payment;
      const had = noted[payToken];
      const isRecent = approvedAt !== null && Date.parse(approvedAt) >= since;
      const isNew = had === undefined && (!first || isRecent);
      const isLast = had !== 'soon' && isSoon(payment, nowMs);
      if (isLast) soon.push(payment);
      else if (isNew) fresh.push(payment);
      next[payToken] = isLast ? 'soon' : (had ?? (isNew ? 'fresh' : 'seen'));
    }
    // Written first: after a crash a notification is missed, but never repeated.
    memory.keep(nowMs, next);
    onWaiting(new Set(waiting.map(({ payToken }) => payToken)));
    if (fresh.length > 0) call('fresh', fresh, soon.length === 0);
    if (soon.length > 0) call('soon', soon, true);
    this.#wakeFor(waiting, nowMs);
  }

  /** Since when payments count as new: older ones came while no tab watched. */
  #begin(keptAt: number | null, nowMs: number): number {
    const remembers = keptAt !== null && nowMs - keptAt < REMEMBERED_MS;
    return remembers ? Math.min(keptAt, this.#startedAt) : this.#startedAt;
  }

  #wakeFor(waiting: readonly WaitingPayment[], nowMs: number): void {
    clearTimeout(this.#timer);
    const ahead = waiting.map((payment) => soonAt(payment) - nowMs).filter((ms) => ms > 0);
    const ms = Math.min(...ahead);
    // One timer for the exact moment, because browsers throttle intervals in hidden tabs.
    if (ms <= LONGEST_TIMER_MS) {
      this.#timer = setTimeout(() => this.look(), ms);
    }
  }
}
