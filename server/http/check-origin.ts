import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { endpoints, type Endpoint } from '../../shared/api.ts';
import { AppError } from '../errors.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const loopbackUrl = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** The bearer token of a request, or `null`. */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** `true` if Host names this machine; DNS can't give these names to another one. */
export function isToLoopback({ host }: IncomingHttpHeaders): boolean {
  return host !== undefined && loopbackHost.test(host);
}

/** `true` if only browsers of this machine are expected. */
export function isLoopbackUrl(publicUrl: string): boolean {
  return loopbackUrl.test(publicUrl);
}

/**
 * A desk on loopback accepts only loopback names as Host. Otherwise a page elsewhere could point
 * its own name here (DNS rebinding) and read the desk as its own origin. A request without Host
 * comes from no browser.
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

/** `true` if the request's Origin is the desk's, by its public URL or on loopback. */
function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  if (origin === publicUrl) return true;
  return isToLoopback(headers) && origin === `http://${host ?? ''}`;
}

/**
 * `true` if a request can come from the desk's own pages, or from no page. Fetch Metadata and
 * Origin must both agree; a request that changes something needs at least one of them.
 */
function isOwn(headers: IncomingHttpHeaders, publicUrl: string, changes: boolean): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (!changes) return site === undefined || site === 'same-origin' || site === 'none';
  // `none` means typed by a person, which can't be a request that changes something.
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined ? site !== undefined : isOwnOrigin(headers, publicUrl);
}

/** The parts of a path as Express compares them: in lower case, without a trailing slash. */
const partsOf = (path: string) => path.toLowerCase().replace(/\/$/, '').split('/');

/** Whether the endpoint table accepts service tokens for a request. */
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
 * Refuses requests from other sites' pages: changes, and reads as a script, image or link.
 * Storefronts send no origin, so none is required with a service token on endpoints that accept
 * tokens. Elsewhere a bearer gives no exemption.
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
