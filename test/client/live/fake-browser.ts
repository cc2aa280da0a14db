/** A fake browser with several tabs, as the live relay needs it: locks, a channel, a network. */
import type { Changes } from '../../../client/live/live-event.ts';
import {
  LiveRelay,
  type RelayChannel,
  type RelayHost,
  type RelayLocks,
  type RelayMessage,
} from '../../../client/live/live-relay.ts';
import type {
  EventStream,
  LiveState,
  Reach,
  StreamReceiver,
} from '../../../client/live/live-stream.ts';
import { WatchList } from '../../../client/live/watch-list.ts';

type Listener = (event: { data?: unknown; lastEventId?: string }) => void;

export class FakeStream implements EventStream {
  closed = false;
  readonly after: number | null;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(after: number | null) {
    this.after = after;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.closed = true;
  }

  emit(type: string, data?: unknown, seq?: number): void {
    for (const listener of this.#listeners.get(type) ?? []) {
      listener({
        data: typeof data === 'object' ? JSON.stringify(data) : data,
        lastEventId: seq === undefined ? '' : String(seq),
      });
    }
  }
}

interface Waiting {
  hold: () => Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
  tab: FakeTab;
}

const aborted = () => new DOMException('aborted', 'AbortError');

/** An exclusive lock, granted in order, that can be stolen, as in the Web Locks standard. */
class FakeLocks {
  #holder: Waiting | null = null;
  #queue: Waiting[] = [];

  forTab(tab: FakeTab): RelayLocks {
    return {
      request: (_name, options, hold) =>
        new Promise<void>((resolve, reject) => {
          const waiting = { hold, resolve, reject, tab };
          if ('steal' in options) {
            this.#holder?.reject(aborted());
            this.#holder = null;
            this.#queue.unshift(waiting);
          } else {
            options.signal.addEventListener('abort', () => {
              if (!this.#queue.includes(waiting)) return;
              this.#queue = this.#queue.filter((one) => one !== waiting);
              reject(aborted());
            });
            this.#queue.push(waiting);
          }
          this.#grant();
        }),
    };
  }

  drop(tab: FakeTab): void {
    this.#queue = this.#queue.filter((waiting) => waiting.tab !== tab);
    if (this.#holder?.tab === tab) this.#holder = null;
    this.#grant();
  }

  #grant(): void {
    if (this.#holder !== null) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#holder = next;
    void Promise.resolve()
      .then(() => next.hold())
      .then(() => {
        next.resolve();
        if (this.#holder === next) this.#holder = null;
        this.#grant();
      });
  }
}

export class FakeTab implements StreamReceiver {
  readonly states: LiveState[] = [];
  readonly changes: Changes[] = [];
  resets = 0;
  signedOut = 0;
  leads = false;
  visible = true;
  frozen = false;
  readonly watchList = new WatchList();
  readonly #inbox: RelayMessage[] = [];
  readonly #browser: FakeBrowser;
  readonly relay: LiveRelay;
  channel: RelayChannel | null = null;

  constructor(browser: FakeBrowser, id: string, after: number | null) {
    this.#browser = browser;
    const host: RelayHost = {
      tabId: id,
      after,
      locks: browser.locks.forTab(this),
      openChannel: () => {
        this.channel = {
          onmessage: null,
          postMessage: (message) => browser.broadcast(this, message),
          close: () => undefined,
        };
        return this.channel;
      },
      openStream: (after) => {
        const stream = new FakeStream(after);
        browser.streams.push(stream);
        return stream;
      },
      probe: () => Promise.resolve(browser.reach),
      tellWatched: (payTokens) => {
        browser.told.push(payTokens);
        return Promise.resolve();
      },
      isVisible: () => this.visible,
      now: () => Date.now(),
      random: () => 1,
      onLead: (leads) => {
        this.leads = leads;
      },
    };
    this.relay = new LiveRelay(host, this, this.watchList);
    this.relay.start();
  }

  onState(state: LiveState): void {
    this.states.push(state);
  }
  onChanges(changes: Changes): void {
    this.changes.push(changes);
  }
  onReset(): void {
    this.resets += 1;
  }
  onSignedOut(): void {
    this.signedOut += 1;
  }

  receive(message: RelayMessage): void {
    if (this.frozen) this.#inbox.push(message);
    else this.channel?.onmessage?.({ data: message });
  }

  thaw(): void {
    this.frozen = false;
    for (const message of this.#inbox.splice(0)) this.receive(message);
  }

  close(): void {
    this.relay.stop();
    this.#browser.tabs.delete(this);
  }

  /** Disappears without a message: a crash. */
  crash(): void {
    this.#browser.tabs.delete(this);
    this.channel = null;
    this.#browser.locks.drop(this);
  }
}

export class FakeBrowser {
  readonly locks = new FakeLocks();
  readonly tabs = new Set<FakeTab>();
  readonly streams: FakeStream[] = [];
  readonly told: string[][] = [];
  reach: Reach = 'signed-in';

  openTab(id: string, after: number | null = null): FakeTab {
    const tab = new FakeTab(this, id, after);
    this.tabs.add(tab);
    return tab;
  }

  broadcast(from: FakeTab, message: RelayMessage): void {
    const copy = structuredClone(message);
    for (const tab of this.tabs) if (tab !== from) tab.receive(copy);
  }

  openStreams(): FakeStream[] {
    return this.streams.filter((stream) => !stream.closed);
  }

  /** The desk accepts the stream and sends its position, or where it resumes. */
  connect(): void {
    const stream = this.stream();
    stream.emit('open');
    stream.emit('hello', {}, stream.after ?? 1);
  }

  /** The single open stream; there must never be another. */
  stream(): FakeStream {
    const [stream, ...more] = this.openStreams();
    if (stream === undefined || more.length > 0) {
      throw new Error(`${String(this.openStreams().length)} streams are open`);
    }
    return stream;
  }
}
