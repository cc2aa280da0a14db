/**
 * Records who was shown whose data. Records are written in batches shortly after the response, so
 * that reads don't wait for the disk. If writing fails, that is logged and the records wait in
 * memory.
 */
import { createHash } from 'node:crypto';
import {
  MAX_QUERY_CHARACTERS,
  SEEN_AGAIN_MS,
  type AccessKind,
} from '../../shared/access-record.ts';
import { maskText } from '../../shared/mask-text.ts';
import type { Clock, Timer } from '../clock.ts';
import { FileStream, JsonText } from '../http/endpoint.ts';
import type { Shown } from '../http/mount-routes.ts';
import type { Logger } from '../log.ts';
import { appendAccessRecords, type NewAccessRecord } from '../storage/access-records.ts';
import type { Storage } from '../storage/storage.ts';
import { accessOf } from './access-of.ts';
import { createGatherer } from './gather.ts';

export interface AccessRecorder {
  /** Never throws and never blocks. */
  note: (shown: Shown) => void;
  /** When writing started to fail; `null` while it works. */
  notKeptSince(): string | null;
  /** Writes everything noted, except what is still being aggregated; for readers of the records. */
  flush(): Promise<void>;
  /** Writes what is left. */
  close(): Promise<void>;
}

interface AccessRecorderParts {
  storage: Storage;
  log: Logger;
}

const BATCH_MS = 1000;
/** Delay after a failed write. */
const RETRY_MS = 30_000;
/** Records per transaction: a few milliseconds. */
const MOST_AT_ONCE = 200;
/** Records in memory while writing fails; beyond it the oldest are dropped. */
const MOST_WAITING = 20_000;
/** Limit of remembered recent records; the oldest are forgotten first. */
const MOST_SEEN = 200_000;

/** Matches the desk's own JSON: escaped quotes, at most 64 characters. */
const TOKEN_IN_JSON = /"payToken":"((?:[^"\\]|\\.){1,64})"/g;

const unescaped = (token: string) =>
  token.includes('\\') ? (JSON.parse(`"${token}"`) as string) : token;

function tokensIn(body: unknown): string[] {
  if (body === undefined || body instanceof FileStream) return [];
  const text = body instanceof JsonText ? body.text : JSON.stringify(body);
  const found = text.matchAll(TOKEN_IN_JSON);
  return [...new Set(Array.from(found, ([, token = '']) => unescaped(token)))];
}

/** Parameters that tell nothing about buyers, such as the page or the language of a file. */
const skippedParameters = new Set(['cursor', 'limit', 'sort', 'language', 'fields']);

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(masked) : value;
}

/** The start of a value that is too long, as text. */
function cut(value: unknown, most: number): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= most ? value : `${text.slice(0, most)}…`;
}

function recordedQuery(query: unknown): Record<string, unknown> | null {
  const recorded: Record<string, unknown> = {};
  let left = MAX_QUERY_CHARACTERS;
  for (const [name, value] of Object.entries(query ?? {})) {
    if (skippedParameters.has(name) || value === undefined || value === '') continue;
    recorded[name] = cut(masked(value), left);
    left = Math.max(0, left - JSON.stringify(recorded[name]).length);
  }
  return Object.keys(recorded).length === 0 ? null : recorded;
}

/**
 * The recorded request. For a file, its parameters stand for the data, because it is streamed and
 * its tokens are not collected. A lookup is recorded even when it is refused, because that tells
 * about a buyer too.
 */
function askedFor({ key, input, body, refused }: Shown): unknown {
  if (key === 'POST /api/payments/lookup') return input.body;
  if (refused) return undefined;
  if (!(body instanceof FileStream)) return input.query;
  return { ...(input.params as object), ...(input.query as object), file: body.fileName };
}

/** Hashes any text to 22 characters to save memory. */
const mark = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Remembers recent records, so that a screen that refreshes is not recorded each time. */
function createSeen(clock: Clock) {
  const seenMs = new Map<string, number>();
  return {
    /** @returns whether it is new, and remembers it */
    isNew: (sight: string): boolean => {
      const nowMs = clock.monotonicMs();
      const lastMs = seenMs.get(sight);
      if (lastMs !== undefined && nowMs - lastMs < SEEN_AGAIN_MS) return false;
      seenMs.delete(sight);
      const oldest = seenMs.size >= MOST_SEEN ? seenMs.keys().next().value : undefined;
      if (oldest !== undefined) seenMs.delete(oldest);
      seenMs.set(sight, nowMs);
      return true;
    },
  };
}

/** Writes records in batches and knows since when that fails. */
function createWriter({ storage, log }: AccessRecorderParts) {
  const { clock } = storage;
  const waiting: NewAccessRecord[] = [];
  let lost = 0;
  let failedSince: string | null = null;
  let timer: Timer | null = null;
  let running: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const some = waiting.splice(0, MOST_AT_ONCE);
      try {
        await storage.transact(() => appendAccessRecords(some));
      } catch (error) {
        waiting.unshift(...some);
        throw error;
      }
    }
    if (failedSince === null) return;
    log.info({ since: failedSince, lost }, 'access records are written down again');
    failedSince = null;
    lost = 0;
  }

  async function tryToWrite(): Promise<void> {
    if (storage.check.state() === 'checking') {
      wake(BATCH_MS);
      return;
    }
    try {
      await writeAll();
    } catch (error) {
      if (failedSince === null) {
        log.error({ err: error }, 'ACCESS RECORDS CAN NOT BE WRITTEN: they wait in memory');
      }
      failedSince ??= clock.nowIso();
      wake(RETRY_MS);
    }
  }

  /** Runs one after the other, so that no record is written twice. */
  function flush(): Promise<void> {
    running = running.then(tryToWrite);
    return running;
  }

  function wake(delayMs: number): void {
    timer ??= clock.after(delayMs, () => {
      timer = null;
      void flush();
    });
  }

  return {
    add: (record: NewAccessRecord) => {
      waiting.push(record);
      if (waiting.length > MOST_WAITING) {
        waiting.shift();
        lost += 1;
      }
      wake(failedSince === null ? BATCH_MS : RETRY_MS);
    },
    flush,
    failedSince: () => failedSince,
    close: async () => {
      timer?.cancel();
      await flush();
      timer?.cancel();
      lost += waiting.length;
      if (lost > 0) log.error({ lost }, 'access records were lost');
    },
  };
}

export function createAccessRecorder(parts: AccessRecorderParts): AccessRecorder {
  const { clock } = parts.storage;
  const seen = createSeen(clock);
  const writer = createWriter(parts);
  const gatherer = createGatherer(clock, writer.add);

  function noteSight(shown: Shown, kind: AccessKind): void {
    const { type, id, name, address } = shown.actor;
    const isFile = shown.body instanceof FileStream;
    const query = recordedQuery(askedFor(shown));
    const who = mark(JSON.stringify([type, id, address, kind]));
    const payTokens = tokensIn(shown.body).filter((token) => seen.isNew(`${who}t${token}`));
    const isNewQuery = query !== null && seen.isNew(`${who}q${mark(JSON.stringify(query))}`);
    if (payTokens.length === 0 && !isNewQuery && !isFile) return;
    const actor = { type, id, name, address };
    // A rate limit of its own bounds the files per minute.
    gatherer.add({ at: clock.nowIso(), actor, kind, payTokens, query, requests: 1 }, isFile);
  }

  return {
    note: (shown) => {
      const kind = accessOf[shown.key];
      if (kind !== null) noteSight(shown, kind);
    },
    notKeptSince: writer.failedSince,
    flush: writer.flush,
    close: () => {
      gatherer.close();
      return writer.close();
    },
  };
}
