/**
 * The inbox of resultCallbacks, stored as received and once per content. Callbacks that name no
 * payment of the desk are deleted after a week, because anybody can send them.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { DAY_MS } from '../../shared/kst.ts';
import { appendEvent } from './events.ts';
import { isErased, knownPayToken } from './payments.ts';
import type { CallbackRow } from './schema.ts';
import { all, prepared, run, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

export interface ReceivedCallback {
  contentType: string;
  body: string;
  /** The payment that the callback names; not verified. */
  payToken: string | null;
  /** Whether it came from an address that the operator configured as Toss's. */
  named: boolean;
}

/** How long a callback that names no payment of the desk is kept. */
export const CALLBACK_TERM_MS = 7 * DAY_MS;
/** Most of these kept; the oldest are deleted first. An hour's flood is a thousand. */
export const MOST_EXPIRING = 20_000;
/**
 * Most different callbacks kept per payment from named addresses, and as many from all others. One
 * more row counts the rest. Toss sends one or two for each of a payment's few status changes.
 */
export const MOST_OF_A_PAYMENT = 20;
/**
 * A larger callback from an unnamed address is kept only as its hash. Toss's have a few hundred
 * bytes.
 */
export const MOST_BYTES_FROM_ANYBODY = 2048;

type CallbackValues = Omit<CallbackRow, 'id' | 'times' | 'named'> & { named: 0 | 1 };

/**
 * On a repeat: a callback without an expiry stays without one, and a dropped body is stored again.
 * A callback that names no payment stays handled.
 */
const insertCallback = prepared((given: CallbackValues) =>
  db
    .insertInto('callback')
    .values({
      received_at: given.received_at,
      content_type: given.content_type,
      body_hash: given.body_hash,
      body: given.body,
      bytes: given.bytes,
      times: 1,
      pay_token: given.pay_token,
      handled_at: given.handled_at,
      outcome: given.outcome,
      expires_at: given.expires_at,
      named: given.named,
    })
    .onConflict((conflict) =>
      conflict.column('body_hash').doUpdateSet({
        times: sql`callback.times + 1`,
        handled_at: sql`CASE WHEN callback.pay_token IS NULL THEN callback.handled_at END`,
        outcome: sql`CASE WHEN callback.pay_token IS NULL THEN callback.outcome END`,
        body: sql`CASE WHEN callback.expires_at IS NOT NULL AND callback.body = ''
          THEN excluded.body ELSE callback.body END`,
        expires_at: sql`CASE WHEN callback.expires_at IS NOT NULL THEN excluded.expires_at END`,
        named: sql`CASE WHEN excluded.named > callback.named
          THEN excluded.named ELSE callback.named END`,
      }),
    ),
);

const byHash = prepared((given: { hash: string }) =>
  db.selectFrom('callback').select('id').where('body_hash', '=', given.hash),
);

const lastOfPayment = prepared((given: { payToken: string; named: 0 | 1 }) =>
  db
    .selectFrom('callback')
    .select('id')
    .where('pay_token', '=', given.payToken)
    .where('named', '=', given.named)
    .limit(1)
    .offset(MOST_OF_A_PAYMENT - 1),
);

const hashOf = (body: string) => createHash('sha256').update(body).digest('hex');

interface Kept extends ReceivedCallback {
  hash: string;
  /** Whether it is a new row that counts as a callback of its own. */
  isOwn: boolean;
}

/** The callback, or the row that counts the rest when the payment has reached its limit. */
function* keptOf(callback: ReceivedCallback): Unit<Kept> {
  const { body, payToken, named } = callback;
  const hash = hashOf(body);
  if ((yield* byHash.first({ hash })) !== undefined) return { ...callback, hash, isOwn: false };
  const isOver =
    payToken !== null &&
    (yield* lastOfPayment.first({ payToken, named: named ? 1 : 0 })) !== undefined;
  if (!isOver) return { ...callback, hash, isOwn: true };
  const mark = `[more of ${payToken}]`;
  return {
    ...{ contentType: 'beyond the budget', body: mark, hash: hashOf(mark) },
    ...{ payToken, named, isOwn: false },
  };
}

function* keep(callback: ReceivedCallback, nowMs: number): Unit<void> {
  const { contentType, body, hash, payToken, named, isOwn } = yield* keptOf(callback);
  const at = new Date(nowMs).toISOString();
  const known = payToken === null ? undefined : yield* knownPayToken(payToken);
  const bytes = Buffer.byteLength(body);
  const isHeld =
    payToken !== null &&
    (named || bytes <= MOST_BYTES_FROM_ANYBODY) &&
    !(known !== undefined && (yield* isErased(known)));
  yield* insertCallback.run({
    received_at: at,
    content_type: contentType,
    body_hash: hash,
    body: isHeld ? body : '',
    bytes,
    pay_token: payToken,
    handled_at: payToken === null ? at : null,
    outcome: payToken === null ? 'ignored' : null,
    expires_at: known === undefined ? new Date(nowMs + CALLBACK_TERM_MS).toISOString() : null,
    named: named ? 1 : 0,
  });
  if (known === undefined || !isOwn) return;
  yield* appendEvent({
    at,
    type: 'payment',
    what: 'callback',
    source: 'callback',
    pay_token: known,
  });
}

/**
 * Stores callbacks in one transaction and resolves after its COMMIT. A repeated callback is counted
 * and marked unhandled again.
 */
export function keepCallbacks(
  storage: Storage,
  callbacks: readonly ReceivedCallback[],
): Promise<void> {
  return storage.transact(function* () {
    for (const callback of callbacks) yield* keep(callback, storage.clock.nowMs());
  });
}

/**
 * Payments named by unhandled callbacks: first those that the desk knew on arrival, then those from
 * named addresses, oldest first. May contain duplicates.
 */
export function unhandledCallbackTokens(storage: Storage): { payToken: string; named: boolean }[] {
  return storage
    .read(
      all(
        db
          .selectFrom('callback')
          .select(['pay_token', 'named'])
          .where('handled_at', 'is', null)
          // The cast keeps SQLite off the index by payment, which doesn't cover `handled_at`.
          .where(sql<boolean>`CAST(pay_token AS TEXT) IS NOT NULL`)
          .orderBy(sql`expires_at IS NOT NULL`)
          .orderBy('named', 'desc')
          .orderBy('id')
          .limit(1000),
      ),
    )
    .flatMap(({ pay_token: payToken, named }) =>
      payToken === null ? [] : [{ payToken, named: named === 1 }],
    );
}

/**
 * Marks a payment's callbacks as handled. Those of a payment that the desk has adopted are kept
 * from then on; of those without a payment only the hash and the size are kept until they expire.
 */
export function closeCallbacks(
  storage: Storage,
  payToken: string,
  outcome: 'read' | 'adopted' | 'ignored' | 'not-found',
): Promise<void> {
  const isKept = outcome === 'read' || outcome === 'adopted';
  const rest = isKept
    ? { expires_at: null }
    : { body: sql<string>`CASE WHEN expires_at IS NULL THEN body ELSE '' END` };
  return storage.transact(function* () {
    yield* run(
      db
        .updateTable('callback')
        .set({ handled_at: storage.clock.nowIso(), outcome, ...rest })
        .where('pay_token', '=', payToken)
        .where('handled_at', 'is', null),
    );
  });
}

const newestTooMany = prepared(() =>
  db
    .selectFrom('callback')
    .select('expires_at as until')
    .where('expires_at', 'is not', null)
    .orderBy('expires_at', 'desc')
    .limit(1)
    .offset(MOST_EXPIRING),
);

/** Rows deleted per transaction, so that no other write waits long. */
const DROPPED_AT_ONCE = 500;

/**
 * Deletes a batch of expired callbacks, and of those beyond `MOST_EXPIRING`.
 * @returns whether there may be more
 */
export async function dropExpiredCallbacks(storage: Storage): Promise<boolean> {
  const dropped = await storage.transact(function* () {
    const now = storage.clock.nowIso();
    const tooMany = (yield* newestTooMany.first({}))?.until ?? now;
    const until = tooMany > now ? tooMany : now;
    const over = db
      .selectFrom('callback')
      .select('id')
      .where('expires_at', '<=', until)
      .limit(DROPPED_AT_ONCE);
    return yield* run(db.deleteFrom('callback').where('id', 'in', over));
  });
  return dropped === DROPPED_AT_ONCE;
}
