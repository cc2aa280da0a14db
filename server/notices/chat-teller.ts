/**
 * Tells the shop's chat what waits, beside everything that concerns money. Each thing is told once:
 * what was told is stored after the chat took it, so a stop in between tells it again. Nothing is
 * queued: a chat that was away gets one message, of what waits then.
 */
import type { AddressRules, ResolveName } from '../allowed-address.ts';
import type { Deps } from '../deps.ts';
import { guardedPost, type AttemptTimes, type Parcel } from '../guarded-post.ts';
import type { Sealer } from '../seal-text.ts';
import {
  chatNotice,
  noteChatResult,
  quietHours,
  replaceTold,
  toldThings,
  type ChatNotice,
  type ChatResult,
} from '../storage/chat-notice.ts';
import { waitingThings, type Thing } from '../storage/waiting-things.ts';
import { countThings, digestParcel, keyOf, testParcel } from './digest.ts';
import { isQuiet } from './quiet-hours.ts';
import { createRepeat, type Repeat } from './repeat.ts';
import { safeAnswer } from './safe-answer.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** An authenticated payment is told when it expires within this time: two rests of a digest. */
const SOON_MS = 10 * MINUTE;
/** A longer Retry-After is not believed. */
const LONGEST_PAUSE_MS = 60 * MINUTE;

export interface ChatTimes {
  /** Looks for something new so often. */
  lookMs: number;
  /** At least so long from one digest to the next. */
  restMs: number;
  /** After failures in a row; the last one goes on. */
  pauses: readonly number[];
}

export const chatTimes: ChatTimes = {
  lookMs: 15 * SECOND,
  restMs: 5 * MINUTE,
  pauses: [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE],
};

export interface ChatDeps extends Pick<Deps, 'storage' | 'clock' | 'log'> {
  sealer: Sealer;
  rules: AddressRules;
  resolve: ResolveName;
  /** Of one attempt. */
  attempt: AttemptTimes;
  times: ChatTimes;
  /** The address of 할 일. */
  link: string;
}

/** What the address is sealed for. */
export const CHAT_HOLDER = 'chat';

/** A stop cuts a message on its way: the next start tells that again. */
export interface ChatTeller extends Repeat {
  /** The chat was set anew: pauses end. */
  changed(): void;
  /** Sends a test message and stores what became of it. */
  test(chat: ChatNotice): Promise<void>;
}

/** The address; `null` where AUTH_SECRET is another than when it was entered. */
function urlOf({ sealer }: ChatDeps, { sealed_url: sealed }: ChatNotice): string | null {
  try {
    return sealer.unseal(CHAT_HOLDER, sealed);
  } catch {
    return null;
  }
}

type Sent = ChatResult & { retryAfterMs: number | null };

/** Makes one attempt; never rejects. */
async function send(
  deps: ChatDeps,
  chat: ChatNotice,
  parcel: Omit<Parcel, 'url'>,
  signal: AbortSignal,
): Promise<Sent> {
  const url = urlOf(deps, chat);
  if (url === null) {
    return { failure: 'sealed', httpStatus: null, answer: null, retryAfterMs: null };
  }
  const { clock, rules, resolve, attempt: times } = deps;
  const given = { clock, rules, resolve, times, signal };
  const result = await guardedPost({ ...parcel, url }, given, () => {
    // Each message waits for the one before it, however late.
  });
  const { failure, httpStatus, answer, retryAfterMs } = result;
  return { failure, httpStatus, answer: safeAnswer(answer, url), retryAfterMs };
}

/** What waits, and whether something of it was not told. */
function lookAt({ storage: { read }, clock }: ChatDeps, unstored: readonly Thing[]) {
  const nowMs = clock.nowMs();
  const soon = new Date(nowMs + SOON_MS).toISOString();
  const things = read(waitingThings(new Date(nowMs).toISOString(), soon));
  const told = new Set([...read(toldThings()), ...unstored].map(keyOf));
  return { things, told, isNew: things.some((thing) => !told.has(keyOf(thing))) };
}

export function createChatTeller(deps: ChatDeps): ChatTeller {
  const { storage, clock, log, times } = deps;
  const ending = new AbortController();
  let nextAtMs = 0;
  let failures = 0;
  let isStopped = false;
  /** What was told but could not be stored, as on a full disk: it is not told again and again. */
  let unstored: readonly Thing[] = [];

  function pauseAfter({ failure, retryAfterMs }: Sent): number {
    if (failure === null) return times.restMs;
    const planned = times.pauses[Math.min(failures, times.pauses.length) - 1] ?? LONGEST_PAUSE_MS;
    return Math.max(planned, Math.min(retryAfterMs ?? 0, LONGEST_PAUSE_MS));
  }

  async function tell(chat: ChatNotice, things: readonly Thing[], told: ReadonlySet<string>) {
    const { form, lang } = chat;
    const parcel = digestParcel({ form, lang, link: deps.link }, countThings(things, told));
    const sent = await send(deps, chat, parcel, ending.signal);
    const { failure, httpStatus } = sent;
    if (isStopped && failure !== null) return;
    failures = failure === null ? 0 : failures + 1;
    nextAtMs = clock.monotonicMs() + pauseAfter(sent);
    if (failures === 1) {
      log.warn({ host: chat.host, failure, httpStatus }, 'the chat did not take a digest');
    }
    if (failure === null) unstored = things;
    await storage.transact(function* () {
      const at = clock.nowIso();
      const isSame = yield* noteChatResult(chat.sealed_url, { ...sent, at });
      if (isSame && failure === null) yield* replaceTold(things);
    });
    unstored = [];
  }

  async function look(): Promise<void> {
    const chat = storage.read(chatNotice());
    if (chat === undefined || clock.monotonicMs() < nextAtMs) return;
    if (isQuiet(quietHours(chat), clock.nowIso())) return;
    const { things, told, isNew } = lookAt(deps, unstored);
    if (isNew) await tell(chat, things, told);
    // What has ended and comes back is new.
    else if (told.size > things.length) {
      await storage.transact(() => replaceTold(things));
    }
  }

  function endPause(): void {
    nextAtMs = 0;
    failures = 0;
  }

  const failed = 'the chat could not be told';
  const repeat = createRepeat(deps, { work: look, everyMs: times.lookMs, failed });
  return {
    ...repeat,
    stop: async () => {
      isStopped = true;
      ending.abort();
      await repeat.stop();
    },
    changed: () => {
      unstored = [];
      endPause();
    },
    test: async (chat) => {
      const { form, lang } = chat;
      const parcel = testParcel({ form, lang, link: deps.link });
      const sent = await send(deps, chat, parcel, ending.signal);
      // It is back: what waits for the end of a long pause is told now.
      if (sent.failure === null && failures > 0) endPause();
      await storage.transact(() =>
        noteChatResult(chat.sealed_url, { ...sent, at: clock.nowIso() }),
      );
    },
  };
}
