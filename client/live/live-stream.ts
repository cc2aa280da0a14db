/** The browser's only connection to the desk's event stream, kept by the leading tab. */
import { backOffMs } from './back-off.ts';
import { readChanges, type Changes } from './live-event.ts';

export type LiveState = 'live' | 'connecting' | 'offline';

/** The part of `EventSource` that is used here. */
export interface EventStream {
  addEventListener: (
    type: string,
    listener: (event: { data?: unknown; lastEventId?: string }) => void,
  ) => void;
  close: () => void;
}

/** An `EventSource` doesn't say why it ended, so a probe request asks the desk. */
export type Reach = 'signed-in' | 'signed-out' | 'unreachable';

export interface StreamHost {
  openStream: (after: number | null) => EventStream;
  probe: () => Promise<Reach>;
  random: () => number;
}

export interface StreamReceiver {
  onState: (state: LiveState) => void;
  onChanges: (changes: Changes, seq: number | null) => void;
  /** Events were or may have been missed: everything shown has to be refetched. */
  onReset: (seq: number | null) => void;
  onSignedOut: () => void;
}

/** Opens the stream, resumes after the last event, and backs off while the desk is unreachable. */
export class LiveStream {
  readonly #host: StreamHost;
  readonly #receiver: StreamReceiver;
  #source: EventStream | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #seq: number | null;
  #stopped = false;

  constructor(host: StreamHost, receiver: StreamReceiver, after: number | null) {
    this.#host = host;
    this.#receiver = receiver;
    this.#seq = after;
  }

  start(): void {
    this.#receiver.onState('connecting');
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  /** Retries at once instead of after the wait: the network is back, or the tab became visible. */
  hurry(): void {
    if (this.#stopped || this.#source !== null || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#open();
  }

  #open(): void {
    this.#timer = undefined;
    const source = this.#host.openStream(this.#seq);
    this.#source = source;
    const when = (type: string, act: (event: { data?: unknown; lastEventId?: string }) => void) =>
      source.addEventListener(type, (event) => {
        if (this.#source === source) act(event);
      });
    when('open', () => {
      this.#attempt = 0;
      this.#receiver.onState('live');
    });
    when('hello', (event) => {
      // Without a number to resume from, changes before the connection are unknown.
      const first = this.#seq === null;
      this.#advance(event.lastEventId);
      if (first) this.#receiver.onReset(this.#seq);
    });
    when('payment', (event) => this.#take(event));
    when('operation', (event) => this.#take(event));
    when('lease', (event) => this.#take(event, { leaseOnly: true }));
    when('reset', (event) => {
      this.#advance(event.lastEventId);
      this.#receiver.onReset(this.#seq);
    });
    when('error', () => void this.#lost(source));
  }

  #take(
    event: { data?: unknown; lastEventId?: string },
    more: Pick<Changes, 'leaseOnly'> = {},
  ): void {
    this.#advance(event.lastEventId);
    const changes = typeof event.data === 'string' ? readChanges(event.data) : null;
    if (changes === null) this.#receiver.onReset(this.#seq);
    else this.#receiver.onChanges({ ...changes, ...more }, this.#seq);
  }

  #advance(lastEventId: string | undefined): void {
    const seq = Number(lastEventId);
    if (lastEventId === undefined || lastEventId === '' || !Number.isSafeInteger(seq)) return;
    this.#seq = seq;
  }

  async #lost(source: EventStream): Promise<void> {
    // The browser's own reconnect has no back-off and does not stop on 401, so it is replaced.
    source.close();
    this.#source = null;
    this.#receiver.onState(this.#attempt === 0 ? 'connecting' : 'offline');
    const reach = await this.#host.probe();
    if (this.#stopped) return;
    if (reach === 'signed-out') {
      this.stop();
      this.#receiver.onSignedOut();
      return;
    }
    if (reach === 'unreachable') this.#receiver.onState('offline');
    this.#timer = setTimeout(() => this.#open(), backOffMs(this.#attempt, this.#host.random));
    this.#attempt += 1;
  }
}
