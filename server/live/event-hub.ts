/** One reader of the event feed, many streams: a frame is built once and written to all. */
import type { Clock, Timer } from '../clock.ts';
import type { EventFeed, FeedEvent } from '../storage/events.ts';

/** One open stream, as the hub needs it. */
export interface StreamClient {
  write(frame: Buffer): void;
  /** Bytes that the other side hasn't taken yet. */
  backlogBytes(): number;
  isStillValid(): boolean;
  /** Ends the stream from our side. */
  end(): void;
}

/** A stream that lags by more than this asks again from the start: replaying costs more. */
export const MAX_REPLAY = 5000;
const BATCH = 500;
/** A browser that doesn't read holds this much of our memory at most. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** Half of the second within which a disabled person's stream must close. */
const CHECK_EVERY_MS = 500;
/** What is announced again and again reaches all streams this often at most. */
const ANNOUNCE_EVERY_MS = 200;
/** Proxies cut a silent connection after 30 to 60 s. */
const COMMENT_EVERY_CHECKS = 30;

const comment = Buffer.from(': still here\n\n');

function frameOf(event: FeedEvent): string {
  const data = JSON.stringify({ payToken: event.payToken, operationId: event.operationId });
  return `id: ${String(event.seq)}\nevent: ${event.type}\ndata: ${data}\n\n`;
}

/**
 * A frame without `id:`, of what is kept nowhere: it moves no stream's place in the history, and
 * whoever was away asks for what holds instead.
 */
function leaseFrame(payToken: string): string {
  return `event: lease\ndata: ${JSON.stringify({ payToken })}\n\n`;
}

/** A frame of the stream itself, which carries the sequence number it stands at. */
function signalFrame(name: 'hello' | 'reset', seq: number): Buffer {
  return Buffer.from(
    `retry: 2000\nid: ${String(seq)}\nevent: ${name}\ndata: {"seq":${String(seq)}}\n\n`,
  );
}

/** Writes what a client missed, up to where the others stand. */
function replay(feed: EventFeed, client: StreamClient, afterSeq: number, uptoSeq: number): void {
  let seq = afterSeq;
  while (seq < uptoSeq) {
    const events = feed.after(seq, Math.min(BATCH, uptoSeq - seq));
    const last = events.at(-1);
    if (!last) return;
    client.write(Buffer.from(events.map(frameOf).join('')));
    seq = last.seq;
  }
}

/** How far the open streams are behind what is on disk. */
export interface StreamLag {
  /** Events that none of them was given yet. */
  events: number;
  /** What the slowest browser has not taken yet. */
  longestBacklogBytes: number;
}

export interface EventHub {
  /** Joins at once and without a gap after `afterSeq`; `null` starts at the present. */
  join(client: StreamClient, afterSeq: number | null): void;
  leave(client: StreamClient): void;
  /** Tells all streams that another person, or nobody, has a payment's refund form open. */
  announceLease(payToken: string): void;
  size(): number;
  lag(): StreamLag;
  /** Ends all streams and stops listening. */
  close(): void;
}

/** Collects what is added within a time and passes it on once, each but once. */
function gathered(clock: Clock, withinMs: number, pass: (texts: string[]) => void) {
  const waiting = new Set<string>();
  let timer: Timer | null = null;
  return {
    add: (text: string) => {
      waiting.add(text);
      timer ??= clock.after(withinMs, () => {
        timer = null;
        const texts = [...waiting];
        waiting.clear();
        pass(texts);
      });
    },
    stop: () => timer?.cancel(),
  };
}

function lagOf(events: number, clients: Iterable<StreamClient>): StreamLag {
  let longestBacklogBytes = 0;
  for (const client of clients) {
    longestBacklogBytes = Math.max(longestBacklogBytes, client.backlogBytes());
  }
  return { events, longestBacklogBytes };
}

/**
 * Everything here is synchronous, so between a client's replay and its place among the others no
 * event can slip through.
 */
export function eventHub(feed: EventFeed, clock: Clock): EventHub {
  const clients = new Set<StreamClient>();
  let sentSeq = feed.lastSeq();
  let flushing = false;
  let closed = false;
  let checks = 0;
  let timer: Timer;

  const drop = (client: StreamClient) => {
    clients.delete(client);
    client.end();
  };
  const writeAll = (frame: Buffer) => {
    for (const client of clients) {
      client.write(frame);
      if (client.backlogBytes() > MAX_BACKLOG_BYTES) drop(client);
    }
  };
  const flush = () => {
    const events = feed.after(sentSeq, BATCH);
    const last = events.at(-1);
    if (!last) return;
    sentSeq = last.seq;
    if (clients.size > 0) writeAll(Buffer.from(events.map(frameOf).join('')));
    // One batch a turn, so that a bulk change can't fill the backlog of a reader that keeps up.
    if (events.length === BATCH) flushSoon();
  };
  const flushSoon = () => {
    if (flushing || closed) return;
    flushing = true;
    // Commits of one turn of the event loop share a frame.
    setImmediate(() => {
      flushing = false;
      if (!closed) flush();
    });
  };
  const leases = gathered(clock, ANNOUNCE_EVERY_MS, (payTokens) => {
    writeAll(Buffer.from(payTokens.map(leaseFrame).join('')));
  });
  const check = () => {
    checks += 1;
    for (const client of clients) if (!client.isStillValid()) drop(client);
    if (checks % COMMENT_EVERY_CHECKS === 0) writeAll(comment);
    // A command beside the desk may have written, and nobody in this process told.
    flush();
    timer = clock.after(CHECK_EVERY_MS, check);
  };
  const unsubscribe = feed.subscribe(flushSoon);
  timer = clock.after(CHECK_EVERY_MS, check);
  return {
    join: (client, afterSeq) => {
      flush();
      const behind = afterSeq === null ? 0 : feed.lastSeq() - afterSeq;
      // A number from the future is of another database: its holder knows nothing of ours.
      const lost = behind > MAX_REPLAY || behind < 0;
      client.write(signalFrame(lost ? 'reset' : 'hello', lost ? sentSeq : (afterSeq ?? sentSeq)));
      if (afterSeq !== null && !lost) replay(feed, client, afterSeq, sentSeq);
      clients.add(client);
    },
    leave: (client) => void clients.delete(client),
    announceLease: (payToken) => {
      if (!closed && clients.size > 0) leases.add(payToken);
    },
    size: () => clients.size,
    lag: () => lagOf(feed.lastSeq() - sentSeq, clients),
    close: () => {
      closed = true;
      timer.cancel();
      leases.stop();
      unsubscribe();
      for (const client of clients) drop(client);
    },
  };
}
