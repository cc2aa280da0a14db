import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from './endpoint.ts';

/** The owner of a valid session or service token. */
export interface Caller {
  actor: Actor;
  /**
   * Checks again: `false` once the person is disabled, signed out or has other rights, the screen
   * is locked, or the token is revoked.
   */
  isStillValid(): boolean;
}

/** The parts of a request that identify its sender. */
export interface Credentials {
  headers: IncomingHttpHeaders;
  /** The network address; `null` if unknown. */
  address: string | null;
  /** Not caused by a person, such as the event stream: it doesn't keep the screen unlocked. */
  background?: boolean;
}

/**
 * Finds a request's sender; `null` if nobody is signed in.
 * @throws AppError second-factor-needed, screen-locked: there is a session, but it isn't open
 */
export type Authenticate = (credentials: Credentials) => Promise<Caller | null>;

/** Header that the desk's pages set on requests without a person's action. */
const BACKGROUND_HEADER = 'x-changgu-background';

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
