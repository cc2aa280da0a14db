/** From a cookie or a bearer to somebody who may use the desk, looked up on every request. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Authenticate, Caller } from '../http/authenticate.ts';
import { bearerOf } from '../http/check-origin.ts';
import type { AuthLibrary } from './auth-library.ts';
import type { ServiceTokens } from './service-tokens.ts';
import type { HeldSession, StaffAccounts } from './staff-accounts.ts';

/** Enough for every browser of a shop; an evicted one is verified again. */
const MAX_KNOWN_COOKIES = 2000;

interface AuthenticateDeps {
  auth: AuthLibrary;
  cookieName: string;
  accounts: StaffAccounts;
  tokens: ServiceTokens;
}

function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

function tokenCaller(text: string, tokens: ServiceTokens): Caller | null {
  const token = tokens.find(text);
  if (!token) return null;
  const { id, name, scopes } = token;
  return {
    actor: { type: 'token', id, name, scopes },
    key: `token:${id}`,
    isStillValid: () => tokens.find(text) !== undefined,
  };
}

function staffCaller(held: HeldSession, token: string, accounts: StaffAccounts): Caller {
  const { id, name, email, role, sessionId } = held;
  return {
    actor: { type: 'staff', id, name, email, role },
    key: `session:${sessionId}`,
    isStillValid: () => accounts.findBySession(token)?.id === id,
  };
}

/**
 * A cookie's signature never changes its mind, so it is verified once and remembered. Whether the
 * session holds and the person is enabled is read from the database each time.
 */
export function authenticator(deps: AuthenticateDeps): Authenticate {
  const verified = new Map<string, string>();
  const tokenOfCookie = async (cookie: string): Promise<string | null> => {
    const known = verified.get(cookie);
    if (known !== undefined) return known;
    const headers = new Headers({ cookie: `${deps.cookieName}=${cookie}` });
    const found = await deps.auth.api.getSession({ headers });
    if (found === null) return null;
    const oldest = verified.size >= MAX_KNOWN_COOKIES ? verified.keys().next().value : undefined;
    if (oldest !== undefined) verified.delete(oldest);
    verified.set(cookie, found.session.token);
    return found.session.token;
  };
  return async (headers) => {
    const bearer = bearerOf(headers);
    // A bearer alone decides: a cookie beside it would let it borrow a person's rights.
    if (headers.authorization !== undefined) {
      return bearer === null ? null : tokenCaller(bearer, deps.tokens);
    }
    const cookie = cookieOf(headers, deps.cookieName);
    if (cookie === null) return null;
    const token = await tokenOfCookie(cookie);
    if (token === null) return null;
    const held = deps.accounts.findBySession(token);
    if (!held) {
      verified.delete(cookie);
      return null;
    }
    return staffCaller(held, token, deps.accounts);
  };
}
