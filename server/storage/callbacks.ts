/**
 * The inbox of resultCallbacks: what came in is kept as it came, once per content. What names no
 * payment of the desk's has an end, because anybody can send it.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { DAY_MS } from '../../shared/kst.ts';
import type { Connection } from './connection.ts';
import { appendEvent } from './events.ts';
import { isErased, knownPayToken } from './payments.ts';
import type { CallbackRow } from './schema.ts';
import { all, prepared, run, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

export interface ReceivedCallback {
  contentType: string;
  body: string;
  /** The payment that the callback claims to be about. */
  payToken: string | null;
}

/** So long what names no payment of the desk's is kept. */
export const CALLBACK_TERM_MS = 7 * DAY_MS;
/** And no more than so many of them, the newest: an hour's flood is a thousand. */
export const MOST_EXPIRING = 20_000;
/** So much of their bodies is held in all until Toss has been asked; of others only the hash. */
export const MOST_HELD_BYTES = 8 * 1024 * 1024;

type CallbackValues = Pick<
  CallbackRow,
  'received_at' | 'content_type' | 'body_hash' | 'body' | 'bytes' | 'pay_token' | 'expires_at'
>;

/** One that is kept stays so; a body that was dropped comes back with the callback. */
const insertCallback = prepared((given: CallbackValues) =>
  sqlFor
    .insertInto('callback')
    .values({
      received_at: given.received_at,
      content_type: given.content_type,
      body_hash: given.body_hash,
      body: given.body,
      bytes: given.bytes,
      times: 1,
      pay_token: given.pay_token,
      expires_at: given.expires_at,
    })
    .onConflict((conflict) =>
      conflict.column('body_hash').doUpdateSet({
        times: sql`times + 1`,
        handled_at: null,
        outcome: null,
        body: sql`iif(expires_at IS NOT NULL AND body = '', excluded.body, body)`,
        expires_at: sql`iif(expires_at IS NULL, NULL, excluded.expires_at)`,
      }),
    ),
);

const heldBytes = prepared(() =>
  sqlFor
    .selectFrom('callback')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('bytes'))
    .where('expires_at', 'is not', null)
    .where('body', '<>', ''),
);

function keep(connection: Connection, callback: ReceivedCallback, nowMs: number): void {
  const { body, payToken } = callback;
  const at = new Date(nowMs).toISOString();
  const known = payToken === null ? undefined : knownPayToken(connection, payToken);
  const bytes = Buffer.byteLength(body);
  const isHeld =
    known === undefined
      ? (heldBytes.first(connection, {})?.bytes ?? 0) + bytes <= MOST_HELD_BYTES
      : !isErased(connection, known);
  insertCallback.run(connection, {
    received_at: at,
    content_type: callback.contentType,
    body_hash: createHash('sha256').update(body).digest('hex'),
    body: isHeld ? body : '',
    bytes,
    pay_token: payToken,
    expires_at: known === undefined ? new Date(nowMs + CALLBACK_TERM_MS).toISOString() : null,
  });
  if (known === undefined) return;
  appendEvent(connection, {
    at,
    type: 'payment',
    what: 'callback',
    source: 'callback',
    pay_token: known,
  });
}

/**
 * Keeps callbacks with one COMMIT, or none of them; resolves after it. A repeated one is counted
 * and looked into again.
 */
export function keepCallbacks(
  storage: Storage,
  callbacks: readonly ReceivedCallback[],
): Promise<void> {
  return storage.transact((connection) => {
    for (const callback of callbacks) keep(connection, callback, storage.clock.nowMs());
  });
}

/** Payments that unhandled callbacks name, the oldest first. */
export function unhandledCallbackTokens(storage: Storage): string[] {
  return all(
    storage.reader,
    sqlFor
      .selectFrom('callback')
      .select('pay_token')
      .where('handled_at', 'is', null)
      // The sign keeps SQLite from the index by payment, which knows nothing of what is handled.
      .where(sql<boolean>`+pay_token IS NOT NULL`)
      .orderBy('id')
      .limit(1000),
  ).flatMap((row) => (row.pay_token === null ? [] : [row.pay_token]));
}

/**
 * Marks what a payment's callbacks have led to. Those of a payment that the desk has taken over are
 * kept from then on; of those that name nothing the hash and the size are left, until their term.
 */
export function closeCallbacks(
  storage: Storage,
  payToken: string,
  outcome: 'read' | 'adopted' | 'ignored' | 'not-found',
): Promise<void> {
  const isKept = outcome === 'read' || outcome === 'adopted';
  const rest = isKept
    ? { expires_at: null }
    : { body: sql<string>`iif(expires_at IS NULL, body, '')` };
  return storage.transact((connection) => {
    run(
      connection,
      sqlFor
        .updateTable('callback')
        .set({ handled_at: storage.clock.nowIso(), outcome, ...rest })
        .where('pay_token', '=', payToken)
        .where('handled_at', 'is', null),
    );
  });
}

const newestTooMany = prepared(() =>
  sqlFor
    .selectFrom('callback')
    .select('expires_at as until')
    .where('expires_at', 'is not', null)
    .orderBy('expires_at', 'desc')
    .limit(1)
    .offset(MOST_EXPIRING),
);

/** So many in one unit of work: nobody waits for more. */
const DROPPED_AT_ONCE = 500;

/**
 * Deletes some of what has come to its term, and of what there is too much of.
 * @returns whether there may be more
 */
export async function dropExpiredCallbacks(storage: Storage): Promise<boolean> {
  const dropped = await storage.transact((connection) => {
    const now = storage.clock.nowIso();
    const tooMany = newestTooMany.first(connection, {})?.until ?? now;
    const until = tooMany > now ? tooMany : now;
    const over = sqlFor
      .selectFrom('callback')
      .select('id')
      .where('expires_at', '<=', until)
      .limit(DROPPED_AT_ONCE);
    return run(connection, sqlFor.deleteFrom('callback').where('id', 'in', over));
  });
  return dropped === DROPPED_AT_ONCE;
}
