/**
 * Tells signed-in managers' browsers what waits for them, beside everything else. What to send is
 * read from what waits now: nothing is lost by a crash, and nothing decided is told.
 */
import type { Timer } from '../clock.ts';
import type { LineState } from '../waiting-line.ts';
import { forgetUnfit } from './forget-browsers.ts';
import { createPushSender, type PushSenderDeps } from './sender.ts';

/** What arises within this time is told together. */
const GATHER_MS = 250;
/** Looks so often, if nothing happens: a person may decide from some time on. */
const LOOK_AGAIN_MS = 60_000;
/** Pause after a failure of the desk's own, such as a full disk. */
const REST_MS = 30_000;

export interface PushDispatcher {
  start: () => void;
  stop: () => Promise<void>;
  /** The attempts on their way. */
  line: LineState;
}

export function createPushDispatcher(given: PushSenderDeps): PushDispatcher {
  const { storage, clock, log } = given.deps;
  let waking: Timer | null = null;
  let looking: Timer | null = null;
  let working: Promise<void> = Promise.resolve();
  let stopped = true;
  let restUntilMs = 0;
  let unsubscribe: (() => void) | null = null;
  const wake = () => {
    if (stopped) return;
    waking ??= clock.after(GATHER_MS, () => {
      waking = null;
      working = working.then(look);
    });
  };
  const rest = (error: unknown) => {
    restUntilMs = clock.monotonicMs() + REST_MS;
    log.error({ err: error }, 'pushes could not be sent');
  };
  const sender = createPushSender(given, wake, rest);
  const restMs = () => Math.max(0, restUntilMs - clock.monotonicMs());

  async function look(): Promise<void> {
    if (stopped) return;
    try {
      if (restMs() === 0) {
        await forgetUnfit(given.deps);
        sender.sendDue();
      }
    } catch (error) {
      rest(error);
    }
    looking?.cancel();
    const untilMs = Math.min(LOOK_AGAIN_MS, sender.untilNextMs());
    looking = clock.after(Math.max(restMs(), untilMs), wake);
  }

  return {
    start: () => {
      stopped = false;
      unsubscribe = storage.subscribe(wake);
      wake();
    },
    stop: async () => {
      stopped = true;
      unsubscribe?.();
      waking?.cancel();
      await working;
      looking?.cancel();
      await sender.stop();
    },
    line: {
      name: 'push',
      length: sender.inFlight,
      // What waits is read again, so nothing is turned away.
      refused: () => 0,
    },
  };
}
