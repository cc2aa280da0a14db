/** The append-only inbox of resultCallbacks: what came in is kept as it came, once per content. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { appendEvent } from './events.ts';
import { knownPayToken } from './payments.ts';
import type { CallbackRow } from './schema.ts';
import { all, prepared, run, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

export interface ReceivedCallback {
  contentType: string;
  body: string;
  /** The payment that the callback claims to be about. */
  payToken: string | null;
}

type CallbackValues = Pick<
  CallbackRow,
  'received_at' | 'content_type' | 'body_hash' | 'body' | 'pay_token'
>;

const insertCallback = prepared((given: CallbackValues) =>
  sqlFor
    .insertInto('callback')
    .values({
      received_at: given.received_at,
      content_type: given.content_type,
      body_hash: given.body_hash,
      body: given.body,
      times: 1,
      pay_token: given.pay_token,
    })
    .onConflict((conflict) =>
      conflict
        .column('body_hash')
        .doUpdateSet({ times: sql`times + 1`, handled_at: null, outcome: null }),
    ),
);

function keep(connection: Connection, callback: ReceivedCallback, at: string): void {
  insertCallback.run(connection, {
    received_at: at,
    content_type: callback.contentType,
    body_hash: createHash('sha256').update(callback.body).digest('hex'),
    body: callback.body,
    pay_token: callback.payToken,
  });
  const known =
    callback.payToken === null ? undefined : knownPayToken(connection, callback.payToken);
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
    for (const callback of callbacks) keep(connection, callback, storage.clock.nowIso());
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

/** Marks what a payment's callbacks have led to. */
export function closeCallbacks(
  storage: Storage,
  payToken: string,
  outcome: 'read' | 'adopted' | 'ignored' | 'not-found',
): Promise<void> {
  return storage.transact((connection) => {
    run(
      connection,
      sqlFor
        .updateTable('callback')
        .set({ handled_at: storage.clock.nowIso(), outcome })
        .where('pay_token', '=', payToken)
        .where('handled_at', 'is', null),
    );
  });
}
