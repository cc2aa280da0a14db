import type { Response } from 'express';

import type { Answer, Fail } from './answer.ts';
import type { SandboxClock } from './clock.ts';
import type { Fault } from './faults.ts';

/** Far above the 256 KiB that a careful client reads. */
const BIG_BODY_BYTES = 1024 * 1024;
const DEFAULT_SLOW_MS = 10_000;
const DEFAULT_DELAY_MS = 1000;
const DRIPS = 50;

const ERROR_PAGE =
  '<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>502</title></head>' +
  '<body><h1>일시적인 오류입니다</h1><p>잠시 후 다시 시도해 주세요.</p></body></html>';

/** How long a `delay` fault holds a call, on the sandbox's clock. */
export function delayOf(fault: Fault): number {
  return fault.ms ?? DEFAULT_DELAY_MS;
}

function textOf({ text, body }: Answer): string {
  return text ?? JSON.stringify(body);
}

export function sendAnswer(res: Response, answer: Answer): void {
  res.status(answer.httpStatus).type('application/json').send(textOf(answer));
}

/** An answer with other fields than the real one. */
function edited({ httpStatus, body }: Answer, fields: Record<string, unknown> = {}): Answer {
  return { httpStatus, body: { ...body, ...fields } };
}

function sendServerError(res: Response, { body }: Answer): void {
  const withStatus = 'status' in body ? { status: 500 } : {};
  sendAnswer(res, edited({ httpStatus: 500, body }, withStatus));
}

function sendCut(res: Response, bytes: Buffer): void {
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  res.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
    res.destroy();
  });
}

async function sendSlowly(res: Response, bytes: Buffer, ms: number, clock: SandboxClock) {
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  const step = Math.max(1, Math.ceil(bytes.length / DRIPS));
  for (let from = 0; from < bytes.length && !res.destroyed; from += step) {
    res.write(bytes.subarray(from, from + step));
    await clock.sleep((ms * step) / bytes.length);
  }
  res.end();
}

function sendBadUtf8(res: Response, answer: Answer): void {
  const text = JSON.stringify({ ...answer.body, note: '@' });
  const bytes = Buffer.from(text);
  bytes[bytes.lastIndexOf('@')] = 0xff;
  res.status(answer.httpStatus).type('application/json').send(bytes);
}

/**
 * Writes a corrupted answer. `acted` is the real one, or `undefined` when nothing was executed.
 * Returns `false` for faults that do not change the answer.
 */
export async function spoilAnswer(
  res: Response,
  fault: Fault,
  acted: Answer | undefined,
  fail: Fail,
  clock: SandboxClock,
): Promise<boolean> {
  const systemError = fail('COMMON_SYSTEM_ERROR');
  const answer = acted ?? systemError;
  const bytes = Buffer.from(textOf(answer));
  switch (fault.fault) {
    case 'drop':
      res.socket?.destroy();
      return true;
    case 'http500':
      sendServerError(res, systemError);
      return true;
    case 'html':
      res.status(502).type('text/html').send(ERROR_PAGE);
      return true;
    case 'cut':
      sendCut(res, bytes);
      return true;
    case 'garbage':
      res.status(200).type('application/json').send('{"code":0,,"payStatus":ok}]');
      return true;
    case 'badUtf8':
      sendBadUtf8(res, answer);
      return true;
    case 'big':
      sendAnswer(res, edited(answer, { filler: 'x'.repeat(BIG_BODY_BYTES) }));
      return true;
    case 'slow':
      await sendSlowly(res, bytes, fault.ms ?? DEFAULT_SLOW_MS, clock);
      return true;
    case 'redirect':
      // 307 to the same path: a client that follows it sends its money call twice.
      res.redirect(307, res.req.originalUrl);
      return true;
    case 'errorCode':
      sendAnswer(res, fault.errorCode === undefined ? systemError : fail(fault.errorCode));
      return true;
    case 'edit':
      sendAnswer(res, edited(answer, fault.fields));
      return true;
    case 'delay':
    case 'duplicate':
    case 'lag':
    case 'pending':
      return false;
  }
}
