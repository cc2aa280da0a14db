/**
 * Sends what is due to each browser: one attempt at a time, and a bounded number per push service,
 * so that a push service that hangs delays only its own browsers.
 */
import { setMaxListeners } from 'node:events';
import { may } from '../../shared/permissions.ts';
import type { AddressRules, ResolveName } from '../allowed-address.ts';
import type { Deps } from '../deps.ts';
import { guardedPost, type AttemptTimes, type PostResult } from '../guarded-post.ts';
import { deskActor } from '../storage/audit.ts';
import {
  noteSent,
  noteTold,
  pushTargets,
  toldTo,
  type PushTarget,
} from '../storage/push-subscriptions.ts';
import { forgetBrowser } from './forget-browsers.ts';
import type { PushKey } from './push-key.ts';
import { noticeOf, parcelOf } from './push-message.ts';
import { decidableBy, waitingApprovals, wonOf, type WaitingApproval } from './waiting-approvals.ts';

/** The pause before each further attempt in turn; after the last attempt the notice is dropped. */
export const pushPauses: readonly number[] = [5000, 30_000, 120_000];
/** A longer Retry-After is not waited for: the notice would be old. */
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Each is encrypted and signed on the event loop, so many at once would hold up the whole desk. */
const AT_ONCE_PER_SERVICE = 20;

export const pushTimes: AttemptTimes = { timeoutMs: 10_000, lateMs: 10_000 };

export interface PushSenderDeps {
  deps: Deps;
  key: PushKey;
  /** Whom a push service asks about this desk. */
  subject: string;
  rules: AddressRules;
  resolve: ResolveName;
  times: AttemptTimes;
  pauses: readonly number[];
  /** Whether the shop allows amounts in a notice. */
  withAmounts: () => boolean;
}

/** Attempts at one browser that failed in a row, and when the next one is due. */
interface Failing {
  attempts: number;
  fromMs: number;
}

/** Which browsers are tried again, and when. */
function createRetries({ clock }: Deps, pauses: readonly number[]) {
  const failing = new Map<string, Failing>();
  return {
    /** @returns `false`: it is not tried again */
    plan: ({ id }: PushTarget, { retryAfterMs }: PostResult): boolean => {
      const attempts = (failing.get(id)?.attempts ?? 0) + 1;
      const pause = pauses[attempts - 1];
      const wished = retryAfterMs ?? 0;
      if (pause === undefined || wished > LONGEST_PAUSE_MS) return false;
      failing.set(id, { attempts, fromMs: clock.monotonicMs() + Math.max(pause, wished) });
      return true;
    },
    pauses: ({ id }: PushTarget) => (failing.get(id)?.fromMs ?? 0) > clock.monotonicMs(),
    forget: ({ id }: PushTarget) => failing.delete(id),
    /** How long no further attempt is due. */
    untilNextMs: () => {
      const nowMs = clock.monotonicMs();
      const ahead = [...failing.values()].map(({ fromMs }) => fromMs - nowMs);
      return Math.min(...ahead.filter((ms) => ms > 0));
    },
  };
}

/** The attempts on their way, by browser. */
function createFlights() {
  const flying = new Map<string, { service: string; sent: Promise<void> }>();
  const serviceOf = ({ endpoint }: PushTarget) => new URL(endpoint).origin;
  return {
    has: ({ id }: PushTarget) => flying.has(id),
    hasPlaceFor: (target: PushTarget) => {
      const there = [...flying.values()].filter(({ service }) => service === serviceOf(target));
      return there.length < AT_ONCE_PER_SERVICE;
    },
    add: (target: PushTarget, sent: Promise<void>) => {
      flying.set(target.id, { service: serviceOf(target), sent });
    },
    end: ({ id }: PushTarget) => flying.delete(id),
    length: () => flying.size,
    over: () => Promise.all([...flying.values()].map(({ sent }) => sent)),
  };
}

const subjectsOf = (waiting: readonly WaitingApproval[]) => waiting.map(({ subject }) => subject);

/** The push service does not know the browser any more. */
const isGone = ({ httpStatus }: PostResult) => httpStatus === 404 || httpStatus === 410;

/** Stores the last attempt of a notice. */
function store(
  { storage, clock }: Deps,
  target: PushTarget,
  subjects: readonly string[],
  result: PostResult,
): Promise<void> {
  const { id } = target;
  return storage.transact(function* () {
    const at = clock.nowIso();
    if (isGone(result)) {
      yield* forgetBrowser(target, { at, actor: deskActor, cause: 'gone' });
      return;
    }
    yield* noteSent(id, result.failure, at);
    yield* noteTold(id, subjects, subjectsOf(yield* waitingApprovals(clock.nowMs())));
  });
}

/**
 * @param onEnd called after each attempt
 * @param onError called where an attempt failed for a reason of the desk's own
 */
export function createPushSender(
  given: PushSenderDeps,
  onEnd: () => void,
  onError: (error: unknown) => void,
) {
  const { deps } = given;
  const { storage, clock } = deps;
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const flights = createFlights();
  const retries = createRetries(deps, given.pauses);
  /** What was told but could not be stored, as on a full disk: no phone rings again and again. */
  const unstored = new Map<string, ReadonlySet<string>>();

  async function send(target: PushTarget, waiting: readonly WaitingApproval[]): Promise<void> {
    const { subject, key, rules, resolve, times } = given;
    const total = given.withAmounts() ? storage.read(wonOf(waiting)) : null;
    const notice = noticeOf(waiting, target.language, total);
    const parcel = parcelOf(target, JSON.stringify(notice), { subject, key });
    const { signal } = ending;
    const result = await guardedPost(parcel, { clock, rules, resolve, times, signal }, () => {
      // It has one attempt at a time, so there is no place to give away.
    });
    // An attempt that the stop has cut is made again at the next start.
    if (signal.aborted && result.failure !== null) return;
    if (result.failure !== null && !isGone(result) && retries.plan(target, result)) return;
    unstored.set(target.id, new Set(subjectsOf(waiting)));
    retries.forget(target);
    await store(deps, target, subjectsOf(waiting), result);
    unstored.delete(target.id);
  }

  function begin(target: PushTarget, waiting: readonly WaitingApproval[]): void {
    const sent = send(target, waiting)
      .catch(onError)
      .finally(() => {
        flights.end(target);
        onEnd();
      });
    flights.add(target, sent);
  }

  /** Whether this browser was not told of an approval. */
  function newTo({ id }: PushTarget): (approval: WaitingApproval) => boolean {
    const told = storage.read(toldTo(id));
    return ({ subject }) => !told.has(subject) && unstored.get(id)?.has(subject) !== true;
  }

  return {
    /** Begins what is due, to those who may decide it now. */
    sendDue: () => {
      const targets = storage.read(pushTargets(clock.nowIso()));
      const waiting = targets.length === 0 ? [] : storage.read(waitingApprovals(clock.nowMs()));
      const decidable = new Map<string, WaitingApproval[]>();
      const decidableTo = ({ staffId, role }: PushTarget) => {
        const decides = () => decidableBy(deps, waiting, { id: staffId, role });
        const mine = decidable.get(staffId) ?? storage.read(decides());
        decidable.set(staffId, mine);
        return mine;
      };
      for (const target of targets) {
        if (flights.has(target) || !may(target.role, 'operations.decide')) continue;
        const isNew = newTo(target);
        const mine = waiting.some(isNew) ? decidableTo(target) : [];
        // Decided meanwhile, or told.
        if (!mine.some(isNew)) retries.forget(target);
        else if (!retries.pauses(target) && flights.hasPlaceFor(target)) begin(target, mine);
      }
    },
    untilNextMs: retries.untilNextMs,
    inFlight: flights.length,
    /** Cuts what is on its way. */
    stop: async () => {
      ending.abort();
      await flights.over();
    },
  };
}
