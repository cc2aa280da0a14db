import { createHash } from 'node:crypto';
import type { Exchange } from './exchange.ts';
import { parseJsonObject, type Tolerated } from './json-object.ts';
import { scrubKeys } from './scrub-keys.ts';

/** Part of an answer that the journal keeps, in bytes of UTF-8. */
const JOURNAL_BYTES = 8 * 1024;

/** The part of an HTTP answer that was received. */
export interface Arrived {
  httpStatus: number | null;
  contentType: string | null;
  bytes: Buffer;
}

type AnswerFields = Omit<Exchange, 'call' | 'outcome' | 'startedAt' | 'endedAt'>;

const nothingRead = { json: null, code: null, errorCode: null, message: null };

function cutText(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= JOURNAL_BYTES) return text;
  // `stream` drops a character that the cut split.
  return new TextDecoder().decode(bytes.subarray(0, JOURNAL_BYTES), { stream: true });
}

function journal(arrived: Arrived) {
  const { httpStatus, bytes } = arrived;
  return {
    httpStatus,
    contentType: arrived.contentType === null ? null : scrubKeys(arrived.contentType).slice(0, 200),
    answerText: bytes.length === 0 ? null : cutText(scrubKeys(bytes.toString('utf8'))),
    answerHash: bytes.length === 0 ? null : createHash('sha256').update(bytes).digest('hex'),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8; the caller reports it.
    return null;
  }
}

function kindOfBody(contentType: string | null): string {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return 'JSON';
  if (type === 'text/html') return 'HTML';
  return type === '' ? 'no content type' : scrubKeys(type).slice(0, 80);
}

/** Toss answers with these (wire contract); any other status is a proxy's or an outage. */
function failureOfStatus(status: number): string | null {
  if ([200, 400, 401, 404].includes(status)) return null;
  return status >= 300 && status < 400 ? `redirect ${status}` : `HTTP ${status}`;
}

/** The exchange fields of an incomplete or unreadable answer. */
export function readPartialAnswer(arrived: Arrived, failure: string): AnswerFields {
  return { ...nothingRead, ...journal(arrived), failure: scrubKeys(failure) };
}

/**
 * The exchange fields of a complete answer.
 * @param tolerated see `parseJsonObject`
 */
export function readAnswer(
  arrived: Arrived & { httpStatus: number },
  tolerated: Tolerated = {},
): AnswerFields {
  const { httpStatus, bytes } = arrived;
  const unreadable = (failure: string) => readPartialAnswer(arrived, failure);
  const kind = kindOfBody(arrived.contentType);
  const statusFailure = failureOfStatus(httpStatus);
  if (kind !== 'JSON') return unreadable(statusFailure ?? `HTTP ${httpStatus} with ${kind}`);
  const text = decodeUtf8(bytes);
  if (text === null) return unreadable('invalid UTF-8');
  // Scrubbed before parsing, so that no field of the object contains a key either.
  const parsed = parseJsonObject(scrubKeys(text), tolerated);
  if (parsed.object === null) return unreadable(parsed.fault);
  const { code, errorCode, msg } = parsed.object;
  return {
    ...journal(arrived),
    json: parsed.object,
    code: typeof code === 'number' ? code : null,
    errorCode: textOrNull(errorCode),
    message: textOrNull(msg),
    failure: statusFailure,
  };
}
