/**
 * From an entry of the endpoint table and a handler to an Express route. A feature exports a list
 * of these; it never sees Express.
 */
import type { Answer, EndpointKey, HandlerInput } from '../../shared/api.ts';
import type { Role, TokenScope } from '../../shared/permissions.ts';

/** Who is asking: a signed-in person, or a storefront by its service token. */
export type Actor =
  | { type: 'staff'; id: string; name: string; email: string; role: Role }
  | { type: 'token'; id: string; name: string; scopes: readonly TokenScope[] };

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

export interface Reply<K extends EndpointKey> {
  status: 200 | 201 | 202 | 204;
  body: Answer<K> | JsonText;
}

export type Handler<K extends EndpointKey> = (
  input: HandlerInput<K>,
  context: RequestContext,
) => Promise<Reply<K>>;

/** One route, its types sealed. */
export interface Route {
  key: EndpointKey;
  handle: (input: unknown, context: RequestContext) => Promise<{ status: number; body: unknown }>;
}

/** Pairs an endpoint with its handler; the edge validates `input` by the table before the call. */
export function route<K extends EndpointKey>(key: K, handler: Handler<K>): Route {
  return {
    key,
    handle: (input, context) => handler(input as HandlerInput<K>, context),
  };
}
