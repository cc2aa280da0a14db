/**
 * From an entry of the endpoint table and a handler to an Express route. A feature exports a list
 * of these; it never sees Express.
 */
import type { Answer, EndpointKey, HandlerInput } from '../../shared/api.ts';
import type { Role, TokenScope } from '../../shared/permissions.ts';

/** Who is asking: a signed-in person, or a storefront by its service token. */
export type Actor = StaffOnDuty | StorefrontToken;

/** A person with a session that holds. */
export interface StaffOnDuty {
  type: 'staff';
  id: string;
  name: string;
  email: string;
  role: Role;
  mayExport: boolean;
  /** What this person may give back a day, in won; `null`: what the settings say for the role. */
  dayCeilingWon: number | null;
  /** Has a second factor, and must have one. */
  twoFactor: { enrolled: boolean; required: boolean };
  /** When this session last passed a second factor; ISO UTC. */
  secondFactorAt: string | null;
  /** The session's number; it opens nothing. */
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
  /** Seconds of `Prefer: wait=N`, at most 30; 0 where absent. */
  waitSeconds: number;
  /** Aborts when the caller has gone away. Money never depends on it. */
  gone: AbortSignal;
}

/**
 * An answer that is JSON text already, built inside SQLite for long lists. Where answers are
 * checked it is parsed and checked like any other.
 */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** An answer that is a file, sent piece by piece as its reader takes it. */
export class FileStream {
  readonly fileName: string;
  readonly pieces: Pieces;

  /** @param fileName ASCII, without quotes */
  constructor(fileName: string, pieces: Pieces) {
    this.fileName = fileName;
    this.pieces = pieces;
  }
}

/** A cookie that an answer sets. */
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

/** One route, its types sealed. */
export interface Route {
  key: EndpointKey;
  handle: (
    input: unknown,
    context: RequestContext,
  ) => Promise<{ status: number; body: unknown; cookie?: NewCookie }>;
}

/** Pairs an endpoint with its handler; the edge validates `input` by the table before the call. */
export function route<K extends EndpointKey>(key: K, handler: Handler<K>): Route {
  return {
    key,
    handle: async (input, context) => handler(input as HandlerInput<K>, context),
  };
}
