import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from './endpoint.ts';

/** Somebody whose session or service token holds at this moment. */
export interface Caller {
  actor: Actor;
  /** Stable per session or token, never secret: what rate limits and watch lists go by. */
  key: string;
  /** Looks again: `false` once the person is disabled, signed out, or the token revoked. */
  isStillValid(): boolean;
}

/** From a request's headers to who sent it; `null` where nobody is signed in. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller | null>;
