import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';

/** Browsers send about twenty headers, proxies add ten. */
const MOST_HEADERS = 100;
/** The longest address in use is a search of 255 Korean characters: 2.3 kB and a filter. */
const LONGEST_ADDRESS = 8 * 1024;

/** A proxy could interpret duplicates of these differently than the desk does. */
const onlyOnce = ['host', 'content-length', 'transfer-encoding', 'authorization', 'content-type'];

function countOf(request: IncomingMessage, name: string): number {
  const { rawHeaders } = request;
  return rawHeaders.filter((text, n) => n % 2 === 0 && text.toLowerCase() === name).length;
}

function isWellFormed(request: IncomingMessage): boolean {
  const { headers, httpVersion } = request;
  const coding = headers['transfer-encoding'];
  if (httpVersion === '1.0') {
    // HTTP/1.0 has no Host header, and load balancers' probes may use it. It has no transfer
    // codings.
    if (coding !== undefined) return false;
  } else if (httpVersion !== '1.1' || headers.host === undefined) return false;
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') return false;
  if (onlyOnce.some((name) => countOf(request, name) > 1)) return false;
  return coding === undefined || coding.toLowerCase() === 'chunked';
}

/**
 * Refuses requests that two readers could parse differently (request smuggling), and too long ones.
 * After the former the connection is closed, since the start of the next request is unknown.
 */
export const checkRequestForm: RequestHandler = (request, response, next) => {
  if (request.url.length > LONGEST_ADDRESS) next(new AppError('address-too-long'));
  else if (request.rawHeaders.length > 2 * MOST_HEADERS) next(new AppError('headers-too-large'));
  else if (!isWellFormed(request)) {
    response.setHeader('Connection', 'close');
    next(new AppError('malformed-request'));
  } else next();
};
