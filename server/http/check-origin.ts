import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** The bearer of a request, or `null`. */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** `true` where a request that changes something comes from the desk's own pages. */
function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin';
  if (origin === publicUrl) return true;
  // A loopback name can't be another machine's page, whatever its DNS says.
  return host !== undefined && loopbackHost.test(host) && origin === `http://${host}`;
}

/**
 * Refuses requests that change something and come from another site. A service token is no cookie:
 * a foreign page can't send it, so it needs no origin.
 */
export function checkOrigin(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    const safe = safeMethods.includes(request.method);
    const token = bearerOf(request.headers) !== null;
    if (safe || token || isOwnOrigin(request.headers, publicUrl)) next();
    else next(new AppError('foreign-origin'));
  };
}
