/**
 * Records every call to Toss for the developer view. A call is noted after it has ended and written
 * shortly after in a batch, so recording neither delays a call nor fails one. If the file can't be
 * written, that is logged once and shown in the view.
 */
import { DAY_MS } from '../../shared/kst.ts';
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
import { callOutcome } from '../toss/call-outcome.ts';
import { isStatusRead, type Exchange } from '../toss/exchange.ts';
import { parseJsonObject } from '../toss/json-object.ts';
import type { Transport } from '../toss/transport.ts';
import type { LineState } from '../waiting-line.ts';
import { cutBody, maskBody } from './mask-body.ts';
import type { Read } from '../storage/unit.ts';

export interface CallRecorder {
  /** The same transport, with its calls noted after they have ended. */
  listen(transport: Transport): Transport;
  /** `'foreign'` for a cursor that this list did not issue; `null` when the file can't be read. */
  page(
    filter: CallFilter,
    wanted: { cursor: string | undefined; limit: number },
  ): CallPage | 'foreign' | null;
  find(id: number): WholeCall | undefined;
  /** When writing started to fail; `null` while it works. */
  notKeptSince(): string | null;
  /** The queue of calls not written yet. */
  line: LineState;
  /** Writes what is left and closes the file. */
  close(): void;
}

export interface CallRecorderDeps {
  file: string;
  /** Of the desk's data file, to find the operation of a call. */
  read: Read;
  clock: Clock;
  log: Logger;
}

interface Noted {
  body: string;
  exchange: Exchange;
}

/** Delay of a batch. */
const BATCH_MS = 1000;
/** Delay after a failed write. */
const RETRY_MS = 30_000;
/** Batch size: a few milliseconds. */
const MOST_AT_ONCE = 100;
/** Calls in memory while writing fails; beyond it the oldest status reads are dropped first. */
const MOST_WAITING = 1000;
/** Calls between two prunings. */
const PRUNE_EVERY = 200;
/** From this size the exchange's text may be cut; its JSON object is complete. */
const EXCHANGE_CUTS_AT = 8 * 1024 - 4;

function textIn(json: Record<string, unknown> | null, name: string): string | null {
  const value = json?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function answerText({ answerText: text, json }: Exchange): string | null {
  const isCut = text !== null && Buffer.byteLength(text) >= EXCHANGE_CUTS_AT;
  return isCut && json !== null ? JSON.stringify(json, firstLines) : text;
}

/** Longer lists are those of the settlement: only their first lines are kept. */
const KEPT_LISTS = 500;
const MOST_LINES = 20;

const firstLines = (_name: string, value: unknown): unknown =>
  Array.isArray(value) && value.length > KEPT_LISTS ? value.slice(0, MOST_LINES) : value;

const shownText = (text: string | null) => (text === null ? null : maskBody(text));

function toRow(read: Read, { body, exchange }: Noted): NewCall {
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
    operation_id: payToken === null ? null : read(operationOpenAt(payToken, startedAt)),
    answer_hash: exchange.answerHash,
    request: request.text,
    request_cut: request.cut ? 1 : 0,
    answer: answer === null ? null : answer.text,
    answer_cut: answer?.cut === true ? 1 : 0,
  };
}

/** Calls noted but not written yet. */
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
      const oldestRead = waiting.findIndex(({ exchange }) => isStatusRead(exchange.call));
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

/** Writes calls in batches and knows since when that fails. */
function createWriter({ file: path, read, clock, log }: CallRecorderDeps) {
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
    return noted.flatMap((call) => {
      try {
        return [toRow(read, call)];
      } catch (error) {
        log.warn({ err: error, call: call.exchange.call }, 'a call to Toss could not be noted');
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

  function writeBatch(): void {
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
    /** @returns whether writing worked */
    write: (): boolean => {
      try {
        writeBatch();
        return true;
      } catch (error) {
        failed(error);
        return false;
      }
    },
    /** Reads from the file; `null` when it can't be read. */
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

/** The recorder of one process. It also opens when its file can't be opened. */
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

  /** Writes everything noted, for a reader. */
  function writeAll(): void {
    let written = writer.write();
    while (written && writer.waiting()) written = writer.write();
  }

  // A file that can't be written is reported at the start, not with the first call.
  writer.write();

  return {
    listen: (transport) => ({
      call: async (...asked) => {
        const answered = await transport.call(...asked);
        const [, body] = asked;
        try {
          note({ body, exchange: answered.exchange });
        } catch (error) {
          // The answer may be the only proof of a refund, so it is returned in any case.
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
