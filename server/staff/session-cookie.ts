/** The cookie with the session's token. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import type { Clock } from '../clock.ts';
import type { NewCookie } from '../http/endpoint.ts';
import type { NewToken } from './sessions.ts';

const NAME = 'changgu.session_token';

export interface SessionCookie {
  /** The token of a request; `null` if it has none. */
  read(headers: IncomingHttpHeaders): string | null;
  made(session: NewToken): NewCookie;
  give(response: Response, session: NewToken): void;
  take(response: Response): void;
}

/**
 * @param secure over https: with the `__Host-` prefix browsers refuse a cookie of this name that
 *   was set by another host or over a plain connection
 */
export function sessionCookie({ clock, secure }: { clock: Clock; secure: boolean }): SessionCookie {
  const name = secure ? `__Host-${NAME}` : NAME;
  const attributes = { httpOnly: true, secure, sameSite: 'strict', path: '/' } as const;
  const made = ({ token, expiresAt }: NewToken): NewCookie => {
    const leftSeconds = Math.ceil((Date.parse(expiresAt) - clock.nowMs()) / 1000);
    const maxAge = Math.max(0, leftSeconds) * 1000;
    return { name, value: token, options: { ...attributes, maxAge } };
  };
  return {
    made,
    read: (headers) => {
      for (const part of (headers.cookie ?? '').split(';')) {
        const at = part.indexOf('=');
        if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
      }
      return null;
    },
    give: (response, session) => {
      response.cookie(name, session.token, made(session).options);
    },
    take: (response) => {
      response.cookie(name, '', { ...attributes, maxAge: 0 });
    },
  };
}
