/**
 * Confirms callbacks by status reads at the desk's own rate. A callback's fields never change
 * anything; a forged one costs at most a read.
 */
import type { Deps } from '../deps.ts';
import { readStatus } from '../operations/read-status.ts';
import { closeCallbacks, unhandledCallbackTokens } from '../storage/callbacks.ts';
import { knownPayToken } from '../storage/payments.ts';
import { createLine, type Line, type LineState } from '../waiting-line.ts';

/** `named`: from an address that the operator configured as Toss's. */
export type Sender = 'named' | 'anybody';

export interface CallbackConfirmer {
  /** Queues a payment whose callback is on disk. */
  enqueue(payToken: string, sender?: Sender): void;
  /** Queues of payments that wait for a read. */
  lines: readonly LineState[];
  /** Queues what an earlier process left on disk. */
  start(): void;
  stop(): Promise<void>;
}

/** At most one read per known payment in this time, however many callbacks come. */
const PER_PAYMENT_MS = 5000;
/** At most one read of an unknown payToken in this time, per kind of sender. */
const PER_UNKNOWN_MS = 1000;
const RETRY_MS = 10_000;
/** What does not fit stays on disk until these are done. */
const MOST_KNOWN_WAITING = 1000;
const MOST_UNKNOWN_WAITING = 600;

/** Schedules reads: each known payment every 5 s, unknown ones one a second per kind of sender. */
function createTurns({ clock, limits }: Deps) {
  const lastReadMs = new Map<string, number>();
  const nextUnknownMs: Record<Sender, number> = { named: 0, anybody: 0 };
  return {
    /** Milliseconds until the payment may be read. */
    waitMs: (payToken: string, known: boolean, sender: Sender): number => {
      const nowMs = clock.nowMs();
      if (known) {
        const last = lastReadMs.get(payToken);
        const dueMs = last === undefined ? nowMs : last + PER_PAYMENT_MS * limits.pollScale;
        return Math.max(0, dueMs - nowMs);
      }
      const dueMs = Math.max(nowMs, nextUnknownMs[sender]);
      nextUnknownMs[sender] = dueMs + PER_UNKNOWN_MS * limits.pollScale;
      return dueMs - nowMs;
    },
    taken: (payToken: string): void => {
      const before = clock.nowMs() - PER_PAYMENT_MS;
      for (const [other, at] of lastReadMs) if (at < before) lastReadMs.delete(other);
      lastReadMs.set(payToken, clock.nowMs());
    },
  };
}

/** Payments queued for a read, until that read has ended. */
function createQueued() {
  const waiting = new Set<string>();
  const reading = new Set<string>();
  /** Another callback came during the read, which may show the state before it: read again. */
  const again = new Set<string>();
  return {
    /** Notes another callback for a queued payment. @returns whether it is queued */
    joins: (payToken: string): boolean => {
      if (reading.has(payToken)) again.add(payToken);
      return waiting.has(payToken);
    },
    hold: (payToken: string): void => {
      waiting.add(payToken);
    },
    beginRead: (payToken: string): void => {
      reading.add(payToken);
    },
    isWantedAgain: (payToken: string): boolean => again.has(payToken),
    /** @returns whether it has to be read again */
    release: (payToken: string): boolean => {
      for (const set of [waiting, reading]) set.delete(payToken);
      return again.delete(payToken);
    },
  };
}

/** The queues: known payments, and unknown ones by kind of sender. */
function createLines(mostUnknown: number) {
  const known = createLine('known-callbacks', MOST_KNOWN_WAITING);
  const unknown: Record<Sender, Line> = {
    anybody: createLine('unknown-callbacks', mostUnknown),
    named: createLine('named-callbacks', mostUnknown),
  };
  /** Queues that had no room, so that some of their payments are only on disk. */
  const left = new Set<Line>();
  return {
    all: [known, ...Object.values(unknown)],
    /** @returns the queue that has a place for it, or `null`: it stays on disk */
    enter: (isKnown: boolean, sender: Sender): Line | null => {
      const line = isKnown ? known : unknown[sender];
      if (line.enter()) return line;
      left.add(line);
      return null;
    },
    /** Whether a queue is empty while some of its payments are only on disk. */
    hasRoomForMore: () => [...left].some((line) => line.length() === 0),
    forgetLeft: () => left.clear(),
  };
}

const OF_CALLBACK = { priority: 'callback', source: 'callback' } as const;

type ReadKind = Awaited<ReturnType<typeof readStatus>>['kind'];

/** The outcome of a callback after its read; `null` when the read settled nothing. */
function outcomeOf(read: ReadKind, known: boolean): 'read' | 'adopted' | 'not-found' | null {
  switch (read) {
    case 'observed':
      return known ? 'read' : 'adopted';
    case 'not-found':
      return 'not-found';
    case 'denied-once':
    case 'credentials':
    case 'unclear':
      return null;
  }
}

const soon = (act: () => void): Promise<void> => Promise.resolve().then(act);

/** An unhandled rejection would end the process. */
const logTo =
  ({ log }: Deps, payToken: string) =>
  (error: unknown) =>
    log.error({ err: error, payToken }, 'a callback could not be confirmed');

/**
 * The confirmer of one process.
 * @param adoptUnknown the setting ADOPT_CALLBACKS
 * @param mostUnknown unknown payTokens in memory at once, per kind of sender
 */
export function createCallbackConfirmer(
  deps: Deps,
  adoptUnknown: boolean,
  mostUnknown = MOST_UNKNOWN_WAITING,
): CallbackConfirmer {
  const { storage, clock, limits } = deps;
  const queued = createQueued();
  const lines = createLines(mostUnknown);
  const turns = createTurns(deps);
  const running = new Set<Promise<void>>();
  let stopped = false;

  async function confirm(payToken: string, isKnown: boolean, sender: Sender): Promise<void> {
    if (stopped) return;
    queued.beginRead(payToken);
    const read = await readStatus(deps, { payToken }, OF_CALLBACK);
    const outcome = outcomeOf(read.kind, isKnown);
    if (outcome === null) {
      // The callback stays unhandled on disk and is tried again, here or after a restart.
      const again = () => enqueue(payToken, sender);
      clock.after(RETRY_MS * limits.pollScale, () => track(payToken, soon(again)));
    } else if (!queued.isWantedAgain(payToken)) await closeCallbacks(storage, payToken, outcome);
  }

  /** Releases the payment after its read, whatever the outcome. */
  function release(payToken: string, sender: Sender): void {
    turns.taken(payToken);
    if (queued.release(payToken)) enqueue(payToken, sender);
  }

  function track(payToken: string, started: Promise<void>): void {
    const work = started
      .catch(logTo(deps, payToken))
      .then(() => {
        running.delete(work);
        if (lines.hasRoomForMore()) enqueueFromDisk();
      })
      .catch(logTo(deps, payToken));
    running.add(work);
  }

  function enqueue(payToken: string, sender: Sender = 'anybody'): void {
    if (stopped || queued.joins(payToken)) return;
    const isKnown = storage.read(knownPayToken(payToken)) !== undefined;
    if (!isKnown && !adoptUnknown) {
      track(payToken, closeCallbacks(storage, payToken, 'ignored'));
      return;
    }
    const line = lines.enter(isKnown, sender);
    if (line === null) return;
    queued.hold(payToken);
    clock.after(turns.waitMs(payToken, isKnown, sender), () => {
      const confirmed = confirm(payToken, isKnown, sender).finally(() => {
        line.leave();
        release(payToken, sender);
      });
      track(payToken, confirmed);
    });
  }

  function enqueueFromDisk(): void {
    if (stopped) return;
    lines.forgetLeft();
    for (const { payToken, named } of unhandledCallbackTokens(storage)) {
      enqueue(payToken, named ? 'named' : 'anybody');
    }
  }

  return {
    enqueue,
    lines: lines.all,
    start: enqueueFromDisk,
    stop: async () => {
      stopped = true;
      await Promise.all(running);
    },
  };
}
