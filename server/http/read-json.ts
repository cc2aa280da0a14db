import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type RequestHandler } from 'express';

/**
 * JSON is UTF-8 (RFC 8259). A lenient parser would replace wrong bytes with U+FFFD and send a
 * changed text to Toss.
 */
function requireUtf8(_request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  if (!isUtf8(body)) throw new Error('The body is not UTF-8');
}

/** Parses JSON bodies, objects and arrays only. @param limit such as `64kb` */
export function readJson(limit: string): RequestHandler {
  return express.json({ limit, strict: true, verify: requireUtf8 });
}
