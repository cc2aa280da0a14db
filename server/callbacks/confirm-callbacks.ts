/**
 * What a callback leads to: a status read at our own pace. No field of a callback ever changes
 * anything; a forged one costs at most a read.
 */
import type { Deps } from '../deps.ts';
import { readStatus } from '../operations/read-status.ts';
import { closeCallbacks, unhandledCallbackTokens } from '../storage/callbacks.ts';
import { knownPayToken } from '../storage/payments.ts';
import { createLine, type Line, type LineState } from '../waiting-line.ts';

/** `named`: from an address that the operator has named as Toss's. */
export type Sender = 'named' | 'anybody';

export interface CallbackConfirmer {
  /** A callback for this payment is on disk. */
  enqueue(payToken: string, sender?: Sender): void;
  /** Payments whose callbacks wait for a read. */
  lines: readonly LineState[];
  /** Takes up what a former process left. */
  start(): void;
  stop(): Promise<void>;
}

/** At most one read in this time per known payment, however many callbacks come. */
const PER_PAYMENT_MS = 5000;
/** At most one unknown payToken in this time is asked about, by kind of sender. */
const PER_UNKNOWN_MS = 1000;
const RETRY_MS = 10_000;
/** The rest of a flood stays on disk until these are through. */
const MOST_KNOWN_WAITING = 1000;
const MOST_UNKNOWN_WAITING = 600;

/**
 * Whose turn is when: a known payment every 5 s, unknown ones one a second, and as many of those
 * that an address named as Toss's has sent.
 */
function createTurns({ clock, limits }: Deps) {
  const lastReadMs = new Map<string, number>();
  const nextUnknownMs: Record<Sender, number> = { named: 0, anybody: 0 };
  return {
    /** Milliseconds until the payment's turn. */
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

/** Payments whose callbacks wait for a read, until that read has ended. */
function createHeld() {
  const waiting = new Set<string>();
  const reading = new Set<string>();
  /** Called for once more after their read had begun: it may show what was before the callback. */
  const again = new Set<string>();
  return {
    /** Notes another callback of one that is held. @returns whether it is */
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
    /** @returns whether it was called for again meanwhile */
    letGo: (payToken: string): boolean => {
      for (const set of [waiting, reading]) set.delete(payToken);
      return again.delete(payToken);
    },
  };
}

/** Where payments wait for their read: those that the desk knows, and others by who sent them. */
function createLines(mostUnknown: number) {
  const known = createLine('known-callbacks', MOST_KNOWN_WAITING);
  const unknown: Record<Sender, Line> = {
    anybody: createLine('unknown-callbacks', mostUnknown),
    named: createLine('named-callbacks', mostUnknown),
  };
  /** Those for which some are left on disk. */
  const left = new Set<Line>();
  return {
    all: [known, ...Object.values(unknown)],
    /** @returns the line in which it has a place, or `null`: it is left on disk */
    enter: (isKnown: boolean, sender: Sender): Line | null => {
      const line = isKnown ? known : unknown[sender];
      if (line.enter()) return line;
      left.add(line);
      return null;
    },
    /** Whether one is empty for which some are left on disk. */
    hasRoomForMore: () => [...left].some((line) => line.length() === 0),
    forgetLeft: () => left.clear(),
  };
}

const OF_CALLBACK = { priority: 'callback', source: 'callback' } as const;

type ReadKind = Awaited<ReturnType<typeof readStatus>>['kind'];

/** What a read has made of a callback; `null` where nobody knows yet. */
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

/**
 * The confirmer of one serving process.
 * @param adoptUnknown the setting ADOPT_CALLBACKS
 * @param mostUnknown how many unknown payTokens are held in memory at once, by kind of sender
 */
export function createCallbackConfirmer(
  deps: Deps,
  adoptUnknown: boolean,
  mostUnknown = MOST_UNKNOWN_WAITING,
): CallbackConfirmer {
  const { storage, clock, limits } = deps;
  const held = createHeld();
  const lines = createLines(mostUnknown);
  const turns = createTurns(deps);
  const running = new Set<Promise<void>>();
  let stopped = false;

  async function confirm(payToken: string, isKnown: boolean, sender: Sender): Promise<void> {
    if (stopped) return;
    held.beginRead(payToken);
    const read = await readStatus(deps, { payToken }, OF_CALLBACK);
    const outcome = outcomeOf(read.kind, isKnown);
    if (outcome === null) {
      // The callback stays unhandled on disk; it is tried again, here or after a restart.
      clock.after(RETRY_MS * limits.pollScale, enqueue.bind(null, payToken, sender));
    } else if (!held.isWantedAgain(payToken)) await closeCallbacks(storage, payToken, outcome);
  }

  /** The payment's turn is over, however its read went. */
  function letGo(payToken: string, sender: Sender): void {
    turns.taken(payToken);
    if (held.letGo(payToken)) enqueue(payToken, sender);
  }

  function track(payToken: string, started: Promise<void>): void {
    const work = started
      .catch((error: unknown) =>
        deps.log.error({ err: error, payToken }, 'a callback could not be confirmed'),
      )
      .finally(() => {
        running.delete(work);
        if (lines.hasRoomForMore()) takeUpWhatIsOnDisk();
      });
    running.add(work);
  }

  function enqueue(payToken: string, sender: Sender = 'anybody'): void {
    if (stopped || held.joins(payToken)) return;
    const isKnown = knownPayToken(storage.reader, payToken) !== undefined;
    if (!isKnown && !adoptUnknown) {
      track(payToken, closeCallbacks(storage, payToken, 'ignored'));
      return;
    }
    const line = lines.enter(isKnown, sender);
    if (line === null) return;
    held.hold(payToken);
    clock.after(turns.waitMs(payToken, isKnown, sender), () => {
      const confirmed = confirm(payToken, isKnown, sender).finally(() => {
        line.leave();
        letGo(payToken, sender);
      });
      track(payToken, confirmed);
    });
  }

  function takeUpWhatIsOnDisk(): void {
    if (stopped) return;
    lines.forgetLeft();
    for (const { payToken, named } of unhandledCallbackTokens(storage)) {
      enqueue(payToken, named ? 'named' : 'anybody');
    }
  }

  return {
    enqueue,
    lines: lines.all,
    start: takeUpWhatIsOnDisk,
    stop: async () => {
      stopped = true;
      await Promise.all(running);
    },
  };
}
