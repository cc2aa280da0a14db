/** Fan-out of the event feed: one reader, many streams. A frame is built once for all of them. */
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { EventFeed } from '../storage/events.ts';
import type { LineState } from '../waiting-line.ts';
import { createReplays, type ReplayAudience, type Replays } from './replays.ts';
import {
  comment,
  eventFrames,
  leaseFrames,
  signalFrame,
  type StreamClient,
} from './stream-frames.ts';

export type { StreamClient } from './stream-frames.ts';

/** A client that missed more events has to reload everything, which is cheaper than a replay. */
export const MAX_REPLAY = 500;
const BATCH = 500;
/** Memory limit for a browser that does not read its stream. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** Half of the second within which a disabled person's stream must close. */
const CHECK_EVERY_MS = 500;
/** Minimum interval of repeated lease announcements. */
const ANNOUNCE_EVERY_MS = 200;
/** Proxies cut a silent connection after 30 to 60 s. */
const COMMENT_EVERY_CHECKS = 30;

/** How far the streams are behind the database. */
export interface StreamLag {
  /** Events not written to any stream yet. */
  events: number;
  /** Unread bytes of the slowest browser. */
  longestBacklogBytes: number;
}

export interface EventHub {
  /** Joins at once, without a gap after `afterSeq`; `null` starts at the newest event. */
  join(client: StreamClient, afterSeq: number | null): void;
  leave(client: StreamClient): void;
  /** Tells all streams that the holder of a payment's refund form has changed. */
  announceLease(payToken: string): void;
  size(): number;
  lag(): StreamLag;
  /** The queue of streams that are catching up. */
  replays: LineState;
  /** Ends all streams and unsubscribes from the feed. */
  close(): void;
}

/** Collects distinct texts for `withinMs` and passes them on together. */
function batched(clock: Clock, withinMs: number, pass: (texts: string[]) => void) {
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

/** Coalesces calls within one turn of the event loop, so that its commits share a frame. */
function oncePerTurn(call: () => void): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      call();
    });
  };
}

function lagOf(events: number, clients: Iterable<StreamClient>): StreamLag {
  let longestBacklogBytes = 0;
  for (const client of clients) {
    longestBacklogBytes = Math.max(longestBacklogBytes, client.backlogBytes());
  }
  return { events, longestBacklogBytes };
}

/** All clients: those that get every event, and those that are catching up. */
function createAudience(replaysFor: (audience: ReplayAudience) => Replays) {
  const upToDate = new Set<StreamClient>();
  const leave = (client: StreamClient) => {
    replays.leave(client);
    upToDate.delete(client);
  };
  const drop = (client: StreamClient) => {
    leave(client);
    client.end();
  };
  const write = (client: StreamClient, frame: Buffer) => {
    client.write(frame);
    if (client.backlogBytes() > MAX_BACKLOG_BYTES) drop(client);
  };
  const caughtUp = (client: StreamClient) => void upToDate.add(client);
  const replays = replaysFor({ write, caughtUp, failed: drop });
  const all = () => [...upToDate, ...replays.clients()];
  return {
    ...{ upToDate, replays, leave, drop, write, all },
    writeAll: (frame: Buffer) => {
      for (const client of all()) write(client, frame);
    },
    size: () => upToDate.size + replays.size(),
  };
}

/**
 * Everything here is synchronous, so no event can be missed between a client's last read of the
 * feed and its joining the others.
 */
export function eventHub(feed: EventFeed, clock: Clock, log: Pick<Logger, 'error'>): EventHub {
  let sentSeq = feed.lastSeq();
  let closed = false;
  let checks = 0;
  let timer: Timer;
  const audience = createAudience((others) =>
    createReplays({ feed, log, othersAt: () => sentSeq, ...others }),
  );
  const { upToDate, replays } = audience;

  const flush = () => {
    const events = feed.after(sentSeq, BATCH);
    const last = events.at(-1);
    if (!last) return;
    sentSeq = last.seq;
    if (upToDate.size > 0) {
      const frame = eventFrames(events);
      for (const client of upToDate) audience.write(client, frame);
    }
    // One batch per turn, so that a bulk change can't overflow the backlog of a reader that keeps
    // up.
    if (events.length === BATCH) flushSoon();
  };
  /** For callbacks of timers, where an error would end the process: the next check tries again. */
  const orLog = (act: () => void) => {
    try {
      act();
    } catch (error) {
      log.error({ err: error }, 'the event streams could not be served');
    }
  };
  const flushSoon = oncePerTurn(() => {
    if (!closed) orLog(flush);
  });
  const leases = batched(clock, ANNOUNCE_EVERY_MS, (payTokens) =>
    audience.writeAll(leaseFrames(payTokens)),
  );
  const check = () => {
    checks += 1;
    orLog(() => {
      for (const client of audience.all()) if (!client.isStillValid()) audience.drop(client);
      if (checks % COMMENT_EVERY_CHECKS === 0) audience.writeAll(comment);
      // A command in another process may have written without notifying this one.
      flush();
    });
    timer = clock.after(CHECK_EVERY_MS, check);
  };
  const unsubscribe = feed.subscribe(flushSoon);
  timer = clock.after(CHECK_EVERY_MS, check);
  return {
    replays: replays.line,
    join: (client, afterSeq) => {
      flush();
      const missed = afterSeq === null ? 0 : feed.lastSeq() - afterSeq;
      // A number above ours belongs to another database; such a client has to reload.
      const isLost = missed > MAX_REPLAY || missed < 0 || (missed > 0 && !replays.admits());
      const seq = isLost ? sentSeq : (afterSeq ?? sentSeq);
      client.write(signalFrame(isLost ? 'reset' : 'hello', seq));
      if (seq < sentSeq) replays.begin(client, seq);
      else upToDate.add(client);
    },
    leave: audience.leave,
    announceLease: (payToken) => {
      if (!closed && audience.size() > 0) leases.add(payToken);
    },
    size: audience.size,
    lag: () => lagOf(feed.lastSeq() - sentSeq, audience.all()),
    close: () => {
      closed = true;
      timer.cancel();
      leases.stop();
      unsubscribe();
      for (const client of audience.all()) audience.drop(client);
    },
  };
}
