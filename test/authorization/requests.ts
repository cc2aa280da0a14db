/** One harmless request per route: it names nothing that exists, or lacks a required field. */
import { refusals, type Verdict } from './matrix.ts';
import type { CallerHeaders } from './callers.ts';

const NO_ID = '00000000-0000-4000-8000-000000000000';
const places: Readonly<Record<string, string>> = {
  ':payToken': 'no-such-payment',
  ':operationId': NO_ID,
  ':id': NO_ID,
};

/**
 * Routes of `/api/auth` validate the body before they look up the session, so theirs is complete.
 */
const bodies: Readonly<Record<string, object>> = {
  'POST /api/auth/second-factor': { code: '000000' },
  'POST /api/auth/unlock': { password: 'not the password of anybody' },
  'POST /api/auth/two-factor/begin': { password: 'not the password of anybody' },
  'POST /api/auth/two-factor/confirm': { code: '000000' },
  'POST /api/auth/change-password': { current: 'not the password', next: 'nor will this be' },
};

/** Requests that end their own session: after all others. */
export const endsSession = ['POST /api/auth/lock', 'POST /api/auth/sign-out'];

export interface Asked {
  verdict: Verdict;
  status: number;
  code: string | null;
}

const isRefusal = (code: string | null): code is Exclude<Verdict, 'in'> =>
  code !== null && (refusals as readonly string[]).includes(code);

/** Sends the request of a route. @param method another one than the route's */
export async function ask(
  { url, headers }: CallerHeaders,
  route: string,
  method = route.split(' ')[0] ?? '',
): Promise<Asked> {
  const path = (route.split(' ')[1] ?? '').replace(/:[A-Za-z]+/g, (name) => places[name] ?? name);
  const withBody = !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method);
  const given = new AbortController();
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { ...headers, ...(withBody && { 'content-type': 'application/json' }) },
    ...(withBody && { body: JSON.stringify(bodies[route] ?? {}) }),
    redirect: 'manual',
    signal: given.signal,
  });
  const { status } = answer;
  // Ending all other sessions gives the own one a new cookie.
  const [renewed] = answer.headers.getSetCookie();
  if (renewed !== undefined && 'cookie' in headers) {
    headers['cookie'] = renewed.split(';')[0] ?? '';
  }
  const type = answer.headers.get('content-type') ?? '';
  // An event stream never ends by itself.
  const text = type.startsWith('text/event-stream') ? '' : await answer.text();
  given.abort();
  const isProblem = type.startsWith('application/problem+json') && text !== '';
  const code = isProblem ? (JSON.parse(text) as { code: string }).code : null;
  return { verdict: isRefusal(code) ? code : 'in', status, code };
}
