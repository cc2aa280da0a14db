import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type RequestHandler } from 'express';

/**
 * JSON is UTF-8 (RFC 8259). Read leniently, a wrong byte becomes U+FFFD, and what was typed reaches
 * Toss as something else.
 */
function requireUtf8(_request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  if (!isUtf8(body)) throw new Error('The body is not UTF-8');
}

/** Reads JSON bodies, objects and lists only. @param limit such as `64kb` */
export function readJson(limit: string): RequestHandler {
  return express.json({ limit, strict: true, verify: requireUtf8 });
}
