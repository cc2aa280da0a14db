/**
 * One event stream per browser for all tabs: HTTP/1.1 allows six connections per host, which a
 * stream per tab would use up. The tab that holds a Web Lock leads: it keeps the stream and relays
 * everything over a BroadcastChannel. When it closes, another tab gets the lock and resumes after
 * the last event that it received.
 */
import type { Changes } from './live-event.ts';
import { LiveStream, type LiveState, type StreamHost, type StreamReceiver } from './live-stream.ts';
import { mergeWatched, type WatchList } from './watch-list.ts';

const LOCK = 'changgu-live';
/** How often a visible tab sends the leader a `hello`. */
const HELLO_EVERY_MS = 15_000;
/** A leader answers at once; one that takes longer than this is frozen and loses the lock. */
const SILENCE_MS = 4_000;
/** Half of the 60 s after which the desk forgets what people look at. */
const TELL_EVERY_MS = 30_000;
/** A tab that has not reported for this long is gone or hidden. */
const SHOWN_FOR_MS = 50_000;

export type RelayMessage = { from: string } & (
  | { kind: 'hello' }
  | { kind: 'state'; state: LiveState; seq: number | null }
  | { kind: 'changes'; changes: Changes; seq: number | null }
  | { kind: 'reset'; seq: number | null }
  | { kind: 'signed-out' }
  | { kind: 'shows'; payTokens: string[] }
);

/** The part of `BroadcastChannel` that is used here. */
export interface RelayChannel {
  postMessage: (message: RelayMessage) => void;
  onmessage: ((event: { data: RelayMessage }) => void) | null;
  close: () => void;
}

/** The part of `LockManager` that is used here. */
export interface RelayLocks {
  request: (
    name: string,
    options: { steal: true } | { signal: AbortSignal },
    hold: () => Promise<void>,
  ) => Promise<unknown>;
}

export interface RelayHost extends StreamHost {
  tabId: string;
  /** The newest event that this tab's cached data includes; `null` if unknown. */
  after: number | null;
  locks: RelayLocks;
  openChannel: () => RelayChannel;
  tellWatched: (payTokens: string[]) => Promise<unknown>;
  isVisible: () => boolean;
  now: () => number;
  /** This tab has become the leader, or has ceased to be. */
  onLead: (leads: boolean) => void;
}

/** One tab of the relay, as leader or follower. */
export class LiveRelay {
  readonly #host: RelayHost;
  readonly #receiver: StreamReceiver;
  readonly #watchList: WatchList;
  readonly #channel: RelayChannel;
  readonly #shownByTab = new Map<string, { payTokens: string[]; at: number }>();
  #waiting = new AbortController();
  #stream: LiveStream | null = null;
  #release: (() => void) | null = null;
  #state: LiveState = 'connecting';
  #seq: number | null;
  #stopped = false;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #leaderTimeout: ReturnType<typeof setTimeout> | undefined;
  #lastReport: { text: string; at: number } = { text: '', at: 0 };
  #unsubscribe: (() => void) | null = null;

  constructor(host: RelayHost, receiver: StreamReceiver, watchList: WatchList) {
    this.#host = host;
    this.#seq = host.after;
    this.#receiver = receiver;
    this.#watchList = watchList;
    this.#channel = host.openChannel();
  }

  start(): void {
    this.#channel.onmessage = (event) => this.#onMessage(event.data);
    this.#unsubscribe = this.#watchList.onChange(() => this.#show());
    this.#pingTimer = setInterval(() => this.#pingLeader(), HELLO_EVERY_MS);
    this.#post({ kind: 'hello' });
    this.#show();
    void this.#campaign();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#pingTimer);
    clearTimeout(this.#leaderTimeout);
    this.#unsubscribe?.();
    this.#resign();
    this.#waiting.abort();
    this.#channel.onmessage = null;
    this.#channel.close();
  }

  /** The tab became visible or thawed, or the network is back. */
  wake(): void {
    this.#stream?.hurry();
    this.#pingLeader();
  }

  /** Waits for the lock and leads while holding it; waits again if the lock is stolen. */
  async #campaign(): Promise<void> {
    let steal = false;
    while (!this.#stopped) {
      this.#waiting = new AbortController();
      const { signal } = this.#waiting;
      try {
        const options = steal ? ({ steal: true } as const) : { signal };
        await this.#host.locks.request(LOCK, options, () => this.#lead());
      } catch (error) {
        // `stop()`, a lock stolen from this tab and the plan to steal one all end as aborts. Any
        // other error would repeat at once, in an endless loop.
        if (!(error instanceof DOMException) || error.name !== 'AbortError') {
          this.#receiver.onState('offline');
          return;
        }
      }
      this.#resign();
      steal = signal.aborted;
    }
  }

  #lead(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    clearTimeout(this.#leaderTimeout);
    this.#leaderTimeout = undefined;
    const stream = new LiveStream(this.#host, this.#relaying(), this.#seq);
    this.#stream = stream;
    const held = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    stream.start();
    this.#show();
    this.#host.onLead(true);
    return held;
  }

  #resign(): void {
    if (this.#stream !== null) this.#host.onLead(false);
    this.#stream?.stop();
    this.#stream = null;
    this.#release?.();
    this.#release = null;
  }

  /** Relays the stream to this tab and all others. */
  #relaying(): StreamReceiver {
    const pass = (message: RelayMessage) => {
      this.#channel.postMessage(message);
      this.#take(message);
    };
    const from = this.#host.tabId;
    return {
      onState: (state) => pass({ from, kind: 'state', state, seq: this.#seq }),
      onChanges: (changes, seq) => pass({ from, kind: 'changes', changes, seq }),
      onReset: (seq) => pass({ from, kind: 'reset', seq }),
      onSignedOut: () => pass({ from, kind: 'signed-out' }),
    };
  }

  #post(message: { kind: 'hello' } | { kind: 'shows'; payTokens: string[] }): void {
    this.#channel.postMessage({ from: this.#host.tabId, ...message });
  }

  #onMessage(message: RelayMessage): void {
    switch (message.kind) {
      case 'hello':
        if (this.#stream === null) return;
        this.#channel.postMessage({
          from: this.#host.tabId,
          kind: 'state',
          state: this.#state,
          seq: this.#seq,
        });
        return;
      case 'shows':
        this.#noteShown(message.from, message.payTokens);
        return;
      case 'state':
      case 'changes':
      case 'reset':
      case 'signed-out':
        clearTimeout(this.#leaderTimeout);
        this.#leaderTimeout = undefined;
        this.#take(message);
    }
  }

  #take(message: RelayMessage): void {
    switch (message.kind) {
      case 'state':
        this.#state = message.state;
        this.#receiver.onState(message.state);
        this.#catchUp(message.seq);
        return;
      case 'changes':
        this.#seq = message.seq ?? this.#seq;
        this.#receiver.onChanges(message.changes, message.seq);
        return;
      case 'reset':
        this.#seq = message.seq ?? this.#seq;
        this.#receiver.onReset(message.seq);
        return;
      case 'signed-out':
        // The next sign-in starts a new relay; until then no tab needs one.
        this.stop();
        this.#receiver.onSignedOut();
        return;
      case 'hello':
      case 'shows':
    }
  }

  /** The leader is ahead: this tab was frozen and missed events. */
  #catchUp(seq: number | null): void {
    if (seq === null || (this.#seq !== null && this.#seq >= seq)) return;
    const missed = this.#seq !== null;
    this.#seq = seq;
    if (missed) this.#receiver.onReset(seq);
  }

  /** Repeated while the tab is visible, because a hidden leader's timers may be throttled. */
  #pingLeader(): void {
    this.#show();
    if (this.#stream !== null || !this.#host.isVisible() || this.#stopped) return;
    this.#leaderTimeout ??= setTimeout(() => {
      this.#leaderTimeout = undefined;
      // Aborting the wait makes `#campaign` steal the lock.
      if (this.#stream === null && !this.#stopped) this.#waiting.abort();
    }, SILENCE_MS);
    this.#post({ kind: 'hello' });
  }

  #show(): void {
    const payTokens = this.#host.isVisible() ? this.#watchList.payTokens() : [];
    if (this.#stream === null) this.#post({ kind: 'shows', payTokens });
    this.#noteShown(this.#host.tabId, payTokens);
  }

  /** The leader reports what all visible tabs show: at once when it changes, else periodically. */
  #noteShown(tabId: string, payTokens: string[]): void {
    const now = this.#host.now();
    this.#shownByTab.delete(tabId);
    this.#shownByTab.set(tabId, { payTokens, at: now });
    if (this.#stream === null || this.#state === 'offline') return;
    for (const [id, shown] of this.#shownByTab) {
      if (now - shown.at > SHOWN_FOR_MS) this.#shownByTab.delete(id);
    }
    const lists = [...this.#shownByTab.values()].reverse().map((shown) => shown.payTokens);
    const merged = mergeWatched(lists);
    const text = merged.toSorted().join(' ');
    if (merged.length === 0) return;
    if (text === this.#lastReport.text && now - this.#lastReport.at < TELL_EVERY_MS - 1_000) return;
    this.#lastReport = { text, at: now };
    this.#host.tellWatched(merged).catch(() => {
      // Only a hint to the poller; the stream's state shows if the desk is unreachable.
    });
  }
}
