/**
 * What a callback leads to: a status read at our own pace. No field of a callback ever changes
 * anything; a forged one costs at most a read.
 */
import type { Deps } from '../deps.ts';
import { readStatus } from '../operations/read-status.ts';
import { closeCallbacks, unhandledCallbackTokens } from '../storage/callbacks.ts';
import { knownPayToken } from '../storage/payments.ts';

export interface CallbackConfirmer {
  /** A callback for this payment is on disk. */
  enqueue(payToken: string): void;
  /** Takes up what a former process left. */
  start(): void;
  stop(): Promise<void>;
}

/** At most one read in this time per known payment, however many callbacks come. */
const PER_PAYMENT_MS = 5000;
/** At most one unknown payToken in this time is asked about. */
const PER_UNKNOWN_MS = 1000;
const RETRY_MS = 10_000;
/** The rest of a flood of unknown payTokens stays on disk until these are through. */
const MOST_UNKNOWN_WAITING = 600;

/** Whose turn is when: a known payment every 5 s, unknown ones one a second in all. */
function createTurns({ clock, limits }: Deps) {
  const lastReadMs = new Map<string, number>();
  let nextUnknownMs = 0;
  return {
    /** Milliseconds until the payment's turn. */
    waitMs: (payToken: string, known: boolean): number => {
      const nowMs = clock.nowMs();
      if (known) {
        const last = lastReadMs.get(payToken);
        const dueMs = last === undefined ? nowMs : last + PER_PAYMENT_MS * limits.pollScale;
        return Math.max(0, dueMs - nowMs);
      }
      const dueMs = Math.max(nowMs, nextUnknownMs);
      nextUnknownMs = dueMs + PER_UNKNOWN_MS * limits.pollScale;
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
  const unknown = new Set<string>();
  const reading = new Set<string>();
  /** Called for once more after their read had begun: it may show what was before the callback. */
  const again = new Set<string>();
  return {
    /** Notes another callback of one that is held. @returns whether it is */
    joins: (payToken: string): boolean => {
      if (reading.has(payToken)) again.add(payToken);
      return waiting.has(payToken);
    },
    hold: (payToken: string, known: boolean): void => {
      waiting.add(payToken);
      if (!known) unknown.add(payToken);
    },
    beginRead: (payToken: string): void => {
      reading.add(payToken);
    },
    isWantedAgain: (payToken: string): boolean => again.has(payToken),
    /** @returns whether it was called for again meanwhile */
    letGo: (payToken: string): boolean => {
      for (const set of [waiting, unknown, reading]) set.delete(payToken);
      return again.delete(payToken);
    },
    countUnknown: (): number => unknown.size,
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
 * @param mostUnknown how many unknown payTokens are held in memory at once
 */
export function createCallbackConfirmer(
  deps: Deps,
  adoptUnknown: boolean,
  mostUnknown = MOST_UNKNOWN_WAITING,
): CallbackConfirmer {
  const { storage, clock, limits } = deps;
  const held = createHeld();
  let someLeftOnDisk = false;
  const turns = createTurns(deps);
  const running = new Set<Promise<void>>();
  let stopped = false;

  async function confirm(payToken: string, known: boolean): Promise<void> {
    if (stopped) return;
    held.beginRead(payToken);
    const read = await readStatus(deps, { payToken }, OF_CALLBACK);
    const outcome = outcomeOf(read.kind, known);
    if (outcome === null) {
      // The callback stays unhandled on disk; it is tried again, here or after a restart.
      clock.after(RETRY_MS * limits.pollScale, enqueue.bind(null, payToken));
    } else if (!held.isWantedAgain(payToken)) await closeCallbacks(storage, payToken, outcome);
  }

  /** The payment's turn is over, however its read went. */
  function letGo(payToken: string): void {
    turns.taken(payToken);
    if (held.letGo(payToken)) enqueue(payToken);
  }

  function track(payToken: string, started: Promise<void>): void {
    const work = started
      .catch((error: unknown) => {
        deps.log.error({ err: error, payToken }, 'a callback could not be confirmed');
      })
      .finally(() => {
        running.delete(work);
        if (someLeftOnDisk && held.countUnknown() === 0) takeUpWhatIsOnDisk();
      });
    running.add(work);
  }

  function enqueue(payToken: string): void {
    if (stopped || held.joins(payToken)) return;
    const known = knownPayToken(storage.reader, payToken) !== undefined;
    if (!known && !adoptUnknown) {
      track(payToken, closeCallbacks(storage, payToken, 'ignored'));
      return;
    }
    if (!known && held.countUnknown() >= mostUnknown) {
      someLeftOnDisk = true;
      return;
    }
    held.hold(payToken, known);
    clock.after(turns.waitMs(payToken, known), () => {
      track(
        payToken,
        confirm(payToken, known).finally(() => {
          letGo(payToken);
        }),
      );
    });
  }

  function takeUpWhatIsOnDisk(): void {
    someLeftOnDisk = false;
    for (const payToken of new Set(unhandledCallbackTokens(storage))) enqueue(payToken);
  }

  return {
    enqueue,
    start: takeUpWhatIsOnDisk,
    stop: async () => {
      stopped = true;
      await Promise.all(running);
    },
  };
}
