/**
 * Pairs entries of the endpoint table with handlers. A feature exports a list of these and never
 * sees Express.
 */
import type { Answer, EndpointKey, HandlerInput } from '../../shared/api.ts';
import type { Role, TokenScope } from '../../shared/permissions.ts';

/** The caller: a signed-in person, or a storefront with its service token. */
export type Actor = StaffOnDuty | StorefrontToken;

/** A person with a valid session. */
export interface StaffOnDuty {
  type: 'staff';
  id: string;
  name: string;
  email: string;
  role: Role;
  mayExport: boolean;
  /** The person's refund limit per day, in won; `null`: the settings' limit for the role. */
  dayCeilingWon: number | null;
  /** Whether a second factor is set up, and whether it is required. */
  twoFactor: { enrolled: boolean; required: boolean };
  /** When this session last passed a second factor; ISO UTC. */
  secondFactorAt: string | null;
  /** The session's id; it gives no access. */
  sessionId: string;
  sessionEndsAt: string;
  /** The network address of the request. */
  address: string | null;
}

export interface StorefrontToken {
  type: 'token';
  id: string;
  name: string;
  scopes: readonly TokenScope[];
  address: string | null;
}

export interface RequestContext {
  actor: Actor;
  requestId: string;
  /** Seconds of `Prefer: wait=N`, at most 30; 0 if absent. */
  waitSeconds: number;
  /** Aborts when the caller has disconnected. Money never depends on it. */
  gone: AbortSignal;
  /** Read for a page that doesn't wait: a slow answer is refused, then the page asks itself. */
  onlyIfQuick?: true;
}

/**
 * An answer that is JSON text already, built by SQLite for long lists. If answers are checked, it
 * is parsed and checked like any other.
 */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** An answer that is a file, streamed as fast as its reader takes it. */
export class FileStream {
  readonly fileName: string;
  readonly pieces: Pieces;

  /** @param fileName ASCII, without quotes */
  constructor(fileName: string, pieces: Pieces) {
    this.fileName = fileName;
    this.pieces = pieces;
  }
}

export interface NewCookie {
  name: string;
  value: string;
  options: {
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'strict';
    path: string;
    /** Milliseconds. */
    maxAge: number;
  };
}

export interface Reply<K extends EndpointKey> {
  status: 200 | 201 | 202 | 204;
  body: Answer<K> | JsonText | FileStream;
  cookie?: NewCookie;
}

export type Handler<K extends EndpointKey> = (
  input: HandlerInput<K>,
  context: RequestContext,
) => Reply<K> | Promise<Reply<K>>;

/** A route with erased types. */
export interface Route {
  key: EndpointKey;
  handle: (
    input: unknown,
    context: RequestContext,
  ) => Promise<{ status: number; body: unknown; cookie?: NewCookie }>;
}

/** Pairs an endpoint with its handler; `input` is validated by the table before the call. */
export function route<K extends EndpointKey>(key: K, handler: Handler<K>): Route {
  return {
    key,
    handle: async (input, context) => handler(input as HandlerInput<K>, context),
  };
}
