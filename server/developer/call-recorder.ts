/**
 * Notes every call to Toss, for the developer's view. A call is over before it is noted, and it is
 * written a moment later with others: no call waits for it, and none fails by it. Where the file
 * can't be written the log says so once, the view says since when, and the desk goes on.
 */
import { KEPT_CALL_DAYS, KEPT_STATUS_READS } from '../../shared/toss-call.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import {
  openCallFile,
  operationOpenAt,
  type CallFile,
  type CallFilter,
  type CallPage,
  type NewCall,
  type WholeCall,
} from '../storage/call-log.ts';
import type { Connection } from '../storage/connection.ts';
import { callOutcome } from '../toss/call-outcome.ts';
import type { Exchange } from '../toss/exchange.ts';
import { parseJsonObject } from '../toss/json-object.ts';
import type { Transport } from '../toss/transport.ts';
import type { LineState } from '../waiting-line.ts';
import { cutBody, maskBody } from './mask-body.ts';

export interface CallRecorder {
  /** The same transport, whose calls are noted once they are over. */
  listen(transport: Transport): Transport;
  /** `'foreign'` for a cursor that is none of ours; `null` where the file can't be read. */
  page(
    filter: CallFilter,
    wanted: { cursor: string | undefined; limit: number },
  ): CallPage | 'foreign' | null;
  find(id: number): WholeCall | undefined;
  /** Since when calls can't be written; `null` where they can. */
  notKeptSince(): string | null;
  /** Calls that are not written yet. */
  line: LineState;
  /** Writes what is left and closes the file. */
  close(): void;
}

export interface CallRecorderDeps {
  file: string;
  /** Of the desk's own data file, to find the operation that a call belongs to. */
  reader: Connection;
  clock: Clock;
  log: Logger;
}

interface Noted {
  body: string;
  exchange: Exchange;
}

/** A call is written this long after it ended, with all others that ended meanwhile. */
const BATCH_MS = 1000;
/** After a failure the next try. */
const RETRY_MS = 30_000;
/** Written at once: a few milliseconds. The rest follows. */
const MOST_AT_ONCE = 100;
/** While the file can't be written; beyond it status reads go first, the oldest of them. */
const MOST_WAITING = 1000;
/** Old calls are looked for once in so many new ones. */
const PRUNE_EVERY = 200;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The exchange's own text is cut from here on; its object is whole. */
const EXCHANGE_CUTS_AT = 8 * 1024 - 4;

function textIn(json: Record<string, unknown> | null, name: string): string | null {
  const value = json?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function answerText({ answerText: text, json }: Exchange): string | null {
  const isCut = text !== null && Buffer.byteLength(text) >= EXCHANGE_CUTS_AT;
  return isCut && json !== null ? JSON.stringify(json) : text;
}

const shownText = (text: string | null) => (text === null ? null : maskBody(text));

function toRow(reader: Connection, { body, exchange }: Noted): NewCall {
  const sent = parseJsonObject(body).object;
  const { startedAt, endedAt, json } = exchange;
  const payToken = textIn(sent, 'payToken') ?? textIn(json, 'payToken');
  const request = cutBody(maskBody(body));
  const answered = answerText(exchange);
  const answer = answered === null ? null : cutBody(maskBody(answered));
  return {
    started_at: startedAt,
    took_ms: Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)),
    call: exchange.call,
    outcome: callOutcome(exchange),
    http_status: exchange.httpStatus,
    error_code: exchange.errorCode,
    message: shownText(exchange.message),
    failure: shownText(exchange.failure),
    content_type: exchange.contentType,
    pay_token: payToken,
    order_no: textIn(sent, 'orderNo') ?? textIn(json, 'orderNo'),
    operation_id: payToken === null ? null : operationOpenAt(reader, payToken, startedAt),
    answer_hash: exchange.answerHash,
    request: request.text,
    request_cut: request.cut ? 1 : 0,
    answer: answer === null ? null : answer.text,
    answer_cut: answer?.cut === true ? 1 : 0,
  };
}

/** What has been noted and not yet been written. */
function createQueue() {
  const waiting: Noted[] = [];
  let lost = 0;
  let lostInAll = 0;
  const line: LineState = {
    name: 'call-log',
    length: () => waiting.length,
    refused: () => lostInAll,
  };
  return {
    line,
    add: (noted: Noted) => {
      waiting.push(noted);
      if (waiting.length <= MOST_WAITING) return;
      const oldestRead = waiting.findIndex(({ exchange }) => exchange.call === 'status');
      waiting.splice(Math.max(0, oldestRead), 1);
      lost += 1;
      lostInAll += 1;
    },
    next: () => waiting.slice(0, MOST_AT_ONCE),
    done: (count: number) => {
      waiting.splice(0, count);
    },
    takeLost: () => {
      const count = lost;
      lost = 0;
      return count;
    },
  };
}

/** Writes what is noted, a batch at a time, and knows since when it can't. */
function createWriter({ file: path, reader, clock, log }: CallRecorderDeps) {
  const queue = createQueue();
  let file: CallFile | null = null;
  let failedSince: string | null = null;
  let untilPrune = 0;

  const opened = (): CallFile => (file ??= openCallFile(path));

  function failed(error: unknown): void {
    if (failedSince === null) {
      log.warn({ err: error, file: path }, 'calls to Toss are not written down for now');
    }
    failedSince ??= clock.nowIso();
  }

  function rowsOf(noted: readonly Noted[]): NewCall[] {
    return noted.flatMap((one) => {
      try {
        return [toRow(reader, one)];
      } catch (error) {
        log.warn({ err: error, call: one.exchange.call }, 'a call to Toss could not be noted');
        return [];
      }
    });
  }

  function pruneNowAndThen(into: CallFile, added: number): void {
    untilPrune -= added;
    if (untilPrune > 0) return;
    const othersSince = new Date(clock.nowMs() - KEPT_CALL_DAYS * DAY_MS).toISOString();
    const more = into.prune({ statusReads: KEPT_STATUS_READS, othersSince });
    untilPrune = more ? 1 : PRUNE_EVERY;
  }

  function writeSome(): void {
    const into = opened();
    const noted = queue.next();
    if (noted.length > 0) into.append(rowsOf(noted));
    queue.done(noted.length);
    pruneNowAndThen(into, noted.length);
    if (failedSince === null) return;
    const lost = queue.takeLost();
    log.info({ since: failedSince, lost }, 'calls to Toss are written down again');
    failedSince = null;
  }

  return {
    add: queue.add,
    line: queue.line,
    waiting: () => queue.line.length() > 0,
    /** @returns whether the file took it */
    write: (): boolean => {
      try {
        writeSome();
        return true;
      } catch (error) {
        failed(error);
        return false;
      }
    },
    /** Reads from the file; `null` where it can't be read. */
    read: <T>(work: (from: CallFile) => T): T | null => {
      try {
        return work(opened());
      } catch (error) {
        failed(error);
        return null;
      }
    },
    failed,
    failedSince: () => failedSince,
    close: () => {
      file?.close();
    },
  };
}

/** The recorder of one serving process. It opens even where its file does not. */
export function createCallRecorder(deps: CallRecorderDeps): CallRecorder {
  const writer = createWriter(deps);
  let timer: Timer | null = null;
  let closed = false;

  function wake(delayMs: number): void {
    timer ??= deps.clock.after(delayMs, () => {
      timer = null;
      const written = writer.write();
      if (writer.waiting()) wake(written ? 0 : RETRY_MS);
    });
  }

  function note(noted: Noted): void {
    if (closed) return;
    writer.add(noted);
    wake(writer.failedSince() === null ? BATCH_MS : RETRY_MS);
  }

  /** Everything that has ended, for somebody who looks now. */
  function writeAll(): void {
    let written = writer.write();
    while (written && writer.waiting()) written = writer.write();
  }

  // A file that can't be written is told of at the start, not with the first call.
  writer.write();

  return {
    listen: (transport) => ({
      call: async (call, body) => {
        const answered = await transport.call(call, body);
        try {
          note({ body, exchange: answered.exchange });
        } catch (error) {
          // The answer may be the only proof of a refund: it goes on to the engine whatever comes.
          writer.failed(error);
        }
        return answered;
      },
      close: () => transport.close(),
    }),
    page: (filter, wanted) => {
      writeAll();
      return writer.read((from) => from.page(filter, wanted) ?? 'foreign');
    },
    find: (id) => writer.read((from) => from.find(id)) ?? undefined,
    notKeptSince: writer.failedSince,
    line: writer.line,
    close: () => {
      if (closed) return;
      closed = true;
      timer?.cancel();
      writeAll();
      writer.close();
    },
  };
}
