/**
 * Sends what is due to each browser: one attempt at a time, so that a push service that hangs holds
 * only its own.
 */
import { setMaxListeners } from 'node:events';
import { may } from '../../shared/permissions.ts';
import type { AddressRules, ResolveName } from '../allowed-address.ts';
import type { Deps } from '../deps.ts';
import { guardedPost, type AttemptTimes, type PostResult } from '../guarded-post.ts';
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
import { decidableBy, waitingApprovals, type WaitingApproval } from './waiting-approvals.ts';

/** The pauses before the second attempt and those after it; then the notice is dropped. */
export const pushPauses: readonly number[] = [5000, 30_000, 120_000];
/** A longer Retry-After is not waited for: the notice would be old. */
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Before what was sent, but not stored as sent, is sent again. */
const UNSTORED_PAUSE_MS = 60 * 60_000;

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

const subjectsOf = (waiting: readonly WaitingApproval[]) => waiting.map(({ subject }) => subject);

/** The push service does not know the browser any more. */
const isGone = ({ httpStatus }: PostResult) => httpStatus === 404 || httpStatus === 410;

/** Stores an attempt after which there is no other one. */
function store(
  { storage, clock }: Deps,
  target: PushTarget,
  subjects: readonly string[],
  result: PostResult,
): Promise<void> {
  const { id } = target;
  return storage.transact((connection) => {
    const at = clock.nowIso();
    if (isGone(result)) {
      forgetBrowser(connection, target, 'gone', at);
      return;
    }
    noteSent(connection, id, result.failure, at);
    noteTold(connection, id, subjects, subjectsOf(waitingApprovals(connection, clock.nowMs())));
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
  const { deps, pauses } = given;
  const { storage, clock } = deps;
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const flying = new Map<string, Promise<void>>();
  const failing = new Map<string, Failing>();

  /** @returns `false`: it is not tried again */
  function planNext(id: string, { retryAfterMs }: PostResult): boolean {
    const attempts = (failing.get(id)?.attempts ?? 0) + 1;
    const pause = pauses[attempts - 1];
    const wished = retryAfterMs ?? 0;
    if (pause === undefined || wished > LONGEST_PAUSE_MS) return false;
    failing.set(id, { attempts, fromMs: clock.monotonicMs() + Math.max(pause, wished) });
    return true;
  }

  async function send(target: PushTarget, waiting: readonly WaitingApproval[]): Promise<void> {
    const { subject, key, rules, resolve, times } = given;
    const notice = noticeOf(waiting, target.language, given.withAmounts());
    const parcel = parcelOf(target, JSON.stringify(notice), { subject, key });
    const { signal } = ending;
    const result = await guardedPost(parcel, { clock, rules, resolve, times, signal }, () => {
      // It has one attempt at a time, so there is no place to give away.
    });
    // What the end has cut is sent again at the next start.
    if (signal.aborted && result.failure !== null) return;
    if (result.failure !== null && !isGone(result) && planNext(target.id, result)) return;
    // Where that can't be stored, as on a full disk, the phone does not ring every half minute.
    failing.set(target.id, { attempts: 0, fromMs: clock.monotonicMs() + UNSTORED_PAUSE_MS });
    await store(deps, target, subjectsOf(waiting), result);
    failing.delete(target.id);
  }

  function begin(target: PushTarget, waiting: readonly WaitingApproval[]): void {
    const sent = send(target, waiting)
      .catch(onError)
      .finally(() => {
        flying.delete(target.id);
        onEnd();
      });
    flying.set(target.id, sent);
  }

  return {
    /** Begins what is due, to those who may decide it now. */
    sendDue: () => {
      const targets = pushTargets(storage.reader, clock.nowIso());
      const waiting = targets.length === 0 ? [] : waitingApprovals(storage.reader, clock.nowMs());
      for (const target of targets) {
        const { id, staffId, role } = target;
        if (flying.has(id) || !may(role, 'operations.decide')) continue;
        const told = toldTo(storage.reader, id);
        const isNew = ({ subject }: WaitingApproval) => !told.has(subject);
        const mine = waiting.some(isNew) ? decidableBy(deps, waiting, { id: staffId, role }) : [];
        // Decided meanwhile, or told.
        if (!mine.some(isNew)) failing.delete(id);
        else if ((failing.get(id)?.fromMs ?? 0) <= clock.monotonicMs()) begin(target, mine);
      }
    },
    /** How long no further attempt is due. */
    untilNextMs: () => {
      const nowMs = clock.monotonicMs();
      const ahead = [...failing.values()].map(({ fromMs }) => fromMs - nowMs);
      return Math.min(...ahead.filter((ms) => ms > 0));
    },
    inFlight: () => flying.size,
    /** Cuts what is on its way. */
    stop: async () => {
      ending.abort();
      await Promise.all(flying.values());
    },
  };
}
