import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from './endpoint.ts';

/** Somebody whose session or service token holds at this moment. */
export interface Caller {
  actor: Actor;
  /**
   * Looks again: `false` once the person is disabled, signed out or has other rights, the screen
   * is locked, or the token revoked.
   */
  isStillValid(): boolean;
}

/** A request as far as it tells who sent it. */
export interface Credentials {
  headers: IncomingHttpHeaders;
  /** The network address; `null` where it isn't known. */
  address: string | null;
  /** Not a person's doing, such as the event stream: it keeps no screen unlocked. */
  background?: boolean;
}

/**
 * From a request to who sent it; `null` where nobody is signed in.
 * @throws AppError second-factor-needed, screen-locked: there is a session, but it opens nothing
 */
export type Authenticate = (credentials: Credentials) => Promise<Caller | null>;

/** A header by which the desk's pages mark what they ask without a person's doing. */
const BACKGROUND_HEADER = 'x-changgu-background';

/** What a request tells of its sender. */
export function credentialsOf(request: {
  headers: IncomingHttpHeaders;
  ip?: string | undefined;
}): Credentials {
  return {
    headers: request.headers,
    address: request.ip ?? null,
    background: request.headers[BACKGROUND_HEADER] === '1',
  };
}
