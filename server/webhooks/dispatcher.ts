/**
 * Delivers the events of the outbox, beside everything that concerns money: with no call to Toss's
 * budget, a bounded number of attempts per endpoint, and results that share a COMMIT. An endpoint
 * that hangs holds only its own places.
 */
import { setMaxListeners } from 'node:events';
import type { Random, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import { maySpread, nextDue, spreadEvents } from '../storage/webhook-deliveries.ts';
import { findEndpoint, webhookEndpoints } from '../storage/webhook-endpoints.ts';
import type { LineState } from '../waiting-line.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { applyResult, type Finished } from './apply-result.ts';
import { createLanes, type LanesDeps } from './lanes.ts';

/** Results are gathered for so long, to be stored in one transaction. */
const GATHER_MS = 20;
/** Most attempts that begin together, over all endpoints. */
const BURST = 16;
/**
 * Time from one attempt to the next, on average: each takes about a millisecond of the event loop,
 * and people's screens come before a backlog.
 */
export const ATTEMPT_MS = 3;
/** Pause after a failure of the desk's own, such as a full disk. */
const REST_MS = 30_000;
/** Looks for work so often, if nothing wakes it. */
const LOOK_AGAIN_MS = 60_000;

export interface DispatcherDeps extends Omit<LanesDeps, 'signal'> {
  random: Random;
  log: Logger;
  pauses: readonly number[];
  /** See `ATTEMPT_MS`. */
  attemptMs: number;
}

export interface Dispatcher {
  start(): void;
  /** Stores what has ended and cuts what has not: the next start sends that again. */
  stop(): Promise<void>;
  line: LineState;
  /** Attempts that have ended since the start. */
  attempts(): { delivered: number; failed: number };
}

/** Every attempt on its way listens to it, and Node warns from the eleventh listener on. */
function createEnding(): AbortController {
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  return ending;
}

type Store = (batch: readonly Finished[]) => Promise<void>;

/** Gathers results and hands them on together. */
function createGatherer({ clock }: DispatcherDeps, store: Store) {
  let gathered: Finished[] = [];
  let timer: Timer | null = null;
  let storing: Promise<void> = Promise.resolve();
  const flush = () => {
    timer = null;
    const batch = gathered;
    gathered = [];
    storing = storing.then(() => store(batch));
  };
  return {
    add: (finished: Finished) => {
      gathered.push(finished);
      timer ??= clock.after(GATHER_MS, flush);
    },
    stop: async () => {
      timer?.cancel();
      flush();
      await storing;
    },
  };
}

/** Gives the next events their deliveries. @returns whether there were any */
async function spread({ storage, clock }: DispatcherDeps, id: string): Promise<boolean> {
  const endpoint = storage.read(findEndpoint(id));
  if (endpoint === undefined || !storage.read(maySpread(endpoint))) return false;
  const has = await storage.transact(function* () {
    // Somebody may have changed it since.
    const now = yield* findEndpoint(id);
    if (now?.state !== 'on' || !(yield* maySpread(now))) return false;
    yield* spreadEvents(now, clock.nowIso());
    return true;
  });
  await yieldToEventLoop();
  return has;
}

function applyAll(deps: DispatcherDeps, batch: readonly Finished[]): Promise<void> {
  const { storage, clock, random, pauses } = deps;
  const rules = { random, pauses, nowMs: clock.nowMs() };
  return storage.transact(function* () {
    for (const finished of batch) yield* applyResult(finished, rules);
  });
}

const endpointsOn = ({ storage }: DispatcherDeps) =>
  storage.read(webhookEndpoints()).filter(({ state }) => state === 'on');

function sayEndpoints(deps: DispatcherDeps): void {
  const endpoints = endpointsOn(deps).map(({ url }) => new URL(url).origin);
  deps.log.info({ endpoints }, 'events of payments are sent to these endpoints');
}

/** How long nothing is due, unless something happens. */
function untilNextMs(deps: DispatcherDeps, now: string): number {
  const { read } = deps.storage;
  const times = endpointsOn(deps)
    .flatMap(({ id, paused_until: until }) => [read(nextDue(id, now)), until])
    .map((at) => (at !== null && at > now ? Date.parse(at) - Date.parse(now) : LOOK_AGAIN_MS));
  return Math.min(LOOK_AGAIN_MS, ...times);
}

/** What failed is done again later: without a pause that would be at once, again and again. */
function createRest({ clock, log }: DispatcherDeps) {
  let untilMs = 0;
  return {
    leftMs: () => Math.max(0, untilMs - clock.monotonicMs()),
    after: (error: unknown, what: string) => {
      untilMs = clock.monotonicMs() + REST_MS;
      log.error({ err: error }, what);
    },
  };
}

function createBursts(deps: DispatcherDeps, lanes: ReturnType<typeof createLanes>) {
  const { clock, attemptMs } = deps;
  let nextMs = 0;
  let lastServed = '';
  /** Those after the one that was served last come first, so that none takes every burst. */
  function inTurn() {
    const endpoints = endpointsOn(deps);
    const first = endpoints.findIndex(({ id }) => id === lastServed) + 1;
    return [...endpoints.slice(first), ...endpoints.slice(0, first)];
  }
  const untilNextMs = () => Math.max(0, nextMs - clock.monotonicMs());
  return {
    untilNextMs,
    /** Begins attempts. @returns whether there may be more to begin */
    send: async (now: string): Promise<boolean> => {
      // Something woke the dispatcher while it began the last burst.
      if (untilNextMs() > 0) return true;
      const beganMs = clock.monotonicMs();
      let left = BURST;
      let hasMore = false;
      for (const endpoint of inTurn()) {
        const { begun, hasRoom } = lanes.send(endpoint, left, now);
        if (begun > 0) lastServed = endpoint.id;
        left -= begun;
        // Only as fast as they leave: what waits in the outbox costs nothing.
        if (hasRoom && (await spread(deps, endpoint.id))) hasMore = true;
        if (left === 0) break;
      }
      nextMs = beganMs + (BURST - left) * attemptMs;
      return hasMore || left === 0;
    },
  };
}

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { storage, clock } = deps;
  const ending = createEnding();
  const attempts = { delivered: 0, failed: 0 };
  let waking: Timer | null = null;
  let looking: Timer | null = null;
  const rest = createRest(deps);
  let stopped = true;
  let working: Promise<void> = Promise.resolve();
  let unsubscribe: (() => void) | null = null;
  const wake = () => {
    if (!stopped) waking ??= clock.after(bursts.untilNextMs(), lookNext);
  };
  const lookNext = () => {
    waking = null;
    working = working.then(look);
  };
  const gatherer = createGatherer(deps, async (batch) => {
    if (batch.length === 0) return;
    try {
      await applyAll(deps, batch);
    } catch (error) {
      rest.after(error, 'results of webhooks could not be stored');
    }
    for (const finished of batch) lanes.leave(finished);
    wake();
  });
  const onEnd = (finished: Finished) => {
    if (stopped) return;
    attempts[finished.result.failure === null ? 'delivered' : 'failed'] += 1;
    gatherer.add(finished);
  };
  const lanes = createLanes({ ...deps, signal: ending.signal }, onEnd, wake);
  const bursts = createBursts(deps, lanes);
  async function look(): Promise<void> {
    if (stopped) return;
    // One time for all of it: what is due after it is waited for.
    const now = clock.nowIso();
    let nextMs = 0;
    try {
      if (rest.leftMs() === 0 && (await bursts.send(now))) wake();
      nextMs = untilNextMs(deps, now);
    } catch (error) {
      rest.after(error, 'webhooks could not be sent');
    }
    looking?.cancel();
    looking = clock.after(rest.leftMs() || nextMs, wake);
  }
  return {
    start: () => {
      stopped = false;
      unsubscribe = storage.subscribe(wake);
      sayEndpoints(deps);
      wake();
    },
    stop: async () => {
      stopped = true;
      unsubscribe?.();
      for (const timer of [waking, looking]) timer?.cancel();
      await working;
      await gatherer.stop();
      ending.abort();
      looking?.cancel();
    },
    line: lanes.line,
    attempts: () => ({ ...attempts }),
  };
}
