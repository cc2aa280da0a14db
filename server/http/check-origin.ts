import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { endpoints, type Endpoint } from '../../shared/api.ts';
import { AppError } from '../errors.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const loopbackUrl = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** The bearer of a request, or `null`. */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** `true` where a request names this machine: such a name is no other's, whatever DNS says. */
export function isToLoopback({ host }: IncomingHttpHeaders): boolean {
  return host !== undefined && loopbackHost.test(host);
}

/** `true` where only browsers of this machine are expected. */
export function isLoopbackUrl(publicUrl: string): boolean {
  return loopbackUrl.test(publicUrl);
}

/**
 * A desk on this machine answers to names of this machine alone: a page elsewhere may have its own
 * name point here (DNS rebinding), and its browser would then take the desk for that page. What
 * names no host at all is no browser.
 */
export function checkHost(publicUrl: string): RequestHandler {
  const own = new URL(publicUrl).host;
  const isOpen = !isLoopbackUrl(publicUrl);
  return ({ headers }, _response, next) => {
    const { host } = headers;
    if (isOpen || host === undefined || host === own || isToLoopback(headers)) next();
    else {
      const detail = 'Here this desk is 127.0.0.1, [::1] or localhost; PUBLIC_URL gives it a name';
      next(new AppError('foreign-origin', detail));
    }
  };
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

/** The parts of a path as Express compares them: without capitals, or a slash at the end. */
const partsOf = (path: string) => path.toLowerCase().replace(/\/$/, '').split('/');

/** Whether the endpoint table lets a service token in here. */
function takesToken(): (request: Request) => boolean {
  const table: Readonly<Record<string, Endpoint>> = endpoints;
  const open = Object.entries(table)
    .filter(([, endpoint]) => endpoint.token !== undefined)
    .map(([key]) => {
      const [method = '', path = ''] = key.split(' ');
      return { method, parts: partsOf(path) };
    });
  return ({ method, path }) => {
    const asked = partsOf(path);
    return open.some(
      ({ method: its, parts }) =>
        its === method &&
        parts.length === asked.length &&
        parts.every((part, at) => (part.startsWith(':') ? asked[at] !== '' : part === asked[at])),
    );
  };
}

/**
 * Refuses what another site's page sends: whatever changes something, and reading too, be it as a
 * script, a picture or by following a link. A storefront sends no origin, so none is asked of a
 * service token where the table lets one in. Anywhere else a bearer is worth nothing.
 */
export function checkOrigin(publicUrl: string): RequestHandler {
  const isForTokens = takesToken();
  return (request, _response, next) => {
    const changes = !safeMethods.includes(request.method);
    const hasBearer = bearerOf(request.headers) !== null;
    if (isOwn(request.headers, publicUrl, changes)) next();
    else if (!hasBearer) next(new AppError('foreign-origin'));
    else if (isForTokens(request)) next();
    else next(new AppError('foreign-origin', "Only the desk's own pages call this, and no token"));
  };
}
