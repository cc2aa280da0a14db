/**
 * When somebody is called for payments that await final approval: once when one is new, and once
 * more three minutes before it expires. It runs in one tab of the browser; what it has called for
 * is kept for the next tab that takes over.
 */

/** So long before its expiry a payment calls once more. */
const SOON_MS = 3 * 60_000;
/** What the tab before noted counts if it is younger than this; else the person starts anew. */
const REMEMBERED_MS = 5 * 60_000;
/** A timer must not wait longer than a browser counts. */
const LONGEST_TIMER_MS = 24 * 60 * 60_000;

export interface WaitingPayment {
  payToken: string;
  amount: number;
  /** `null` for an adopted payment: the desk doesn't know, so nothing is told about it. */
  expiresAt: string | null;
  /** When the desk first saw it await approval. */
  approvedAt: string | null;
}

export type CallKind = 'fresh' | 'soon';
/** What somebody has been called for, by payToken; `seen` were there before anybody watched. */
export type Noted = Readonly<Record<string, CallKind | 'seen'>>;

export interface CallMemory {
  /** `at` is when it was last kept, in the desk's time. */
  read: () => { at: number; noted: Noted } | null;
  keep: (at: number, noted: Noted) => void;
}

export interface CallerHost {
  /** The desk's time. */
  now: () => number;
  read: () => Promise<readonly WaitingPayment[]>;
  memory: CallMemory;
  /** `false` while the screen is locked. */
  isOpen: () => boolean;
  /** `loud`: with a sound; of two calls at once only one has it. */
  call: (kind: CallKind, payments: readonly WaitingPayment[], loud: boolean) => void;
  /** Only these still wait: a call for another one is over. */
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

  /** @param startedAt since when this tab has been watching, in the desk's time */
  constructor(host: CallerHost, startedAt: number) {
    this.#host = host;
    this.#startedAt = startedAt;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Something may have changed: asks what waits now, one question at a time. */
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
      // Whoever keeps the tab up to date asks again; a call for what may not be is worse than none.
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
    // Kept first: a tab that dies in the middle has called once too little, not twice.
    memory.keep(nowMs, next);
    onWaiting(new Set(waiting.map(({ payToken }) => payToken)));
    if (fresh.length > 0) call('fresh', fresh, soon.length === 0);
    if (soon.length > 0) call('soon', soon, true);
    this.#wakeFor(waiting, nowMs);
  }

  /** What came while no tab watched calls nobody: the count tells of it. */
  #begin(keptAt: number | null, nowMs: number): number {
    const remembers = keptAt !== null && nowMs - keptAt < REMEMBERED_MS;
    return remembers ? Math.min(keptAt, this.#startedAt) : this.#startedAt;
  }

  #wakeFor(waiting: readonly WaitingPayment[], nowMs: number): void {
    clearTimeout(this.#timer);
    const ahead = waiting.map((payment) => soonAt(payment) - nowMs).filter((ms) => ms > 0);
    const ms = Math.min(...ahead);
    // One timer for the moment itself: a browser holds up those that go round in a hidden tab.
    if (ms <= LONGEST_TIMER_MS) {
      this.#timer = setTimeout(() => this.look(), ms);
    }
  }
}
