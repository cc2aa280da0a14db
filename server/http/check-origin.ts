import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** The bearer of a request, or `null`. */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** `true` where a request names this machine: such a name is no other's, whatever DNS says. */
export function isToLoopback({ host }: IncomingHttpHeaders): boolean {
  return host !== undefined && loopbackHost.test(host);
}

/** `true` where the Origin of a request is the desk's own, by its name or on this machine. */
function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  if (origin === publicUrl) return true;
  return isToLoopback(headers) && origin === `http://${host ?? ''}`;
}

/**
 * `true` where a request may have come from the desk's own pages, or from no page at all. What a
 * browser says of itself (Fetch Metadata) and the Origin must both agree; a request that changes
 * something must bring at least one of them.
 */
function isOwn(headers: IncomingHttpHeaders, publicUrl: string, changes: boolean): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (!changes) return site === undefined || site === 'same-origin' || site === 'none';
  // `none` is what a person typed, and nobody types a request that changes something.
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined ? site !== undefined : isOwnOrigin(headers, publicUrl);
}

/**
 * Refuses what another site's page sends: whatever changes something, and reading too, be it as a
 * script, a picture or by following a link. A service token is no cookie: a foreign page can't send
 * it, so it needs no origin.
 */
export function checkOrigin(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    const changes = !safeMethods.includes(request.method);
    const token = bearerOf(request.headers) !== null;
    if (token || isOwn(request.headers, publicUrl, changes)) next();
    else next(new AppError('foreign-origin'));
  };
}
