/** The inbox of callbacks as shown to staff. */
import { sql } from 'kysely';
import type { CallbackOutcome } from '../../shared/toss-call.ts';
import { all, prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';

export interface KeptCallback {
  id: number;
  /** When it first arrived. */
  receivedAt: string;
  times: number;
  contentType: string;
  /** Size of the body as received. */
  bytes: number;
  payToken: string | null;
  outcome: CallbackOutcome;
  handledAt: string | null;
  /** When it is deleted; `null`: never. */
  expiresAt: string | null;
}

export interface CallbackFilter {
  payToken?: string | undefined;
  outcome?: CallbackOutcome | undefined;
}

const headColumns = [
  'id',
  'received_at as receivedAt',
  'times',
  'content_type as contentType',
  'pay_token as payToken',
  'outcome',
  'handled_at as handledAt',
  'expires_at as expiresAt',
] as const;

const size = sql<number>`coalesce(bytes, octet_length(body))`.as('bytes');

/**
 * Most callbacks read for one page. No index serves a filter by outcome, and reading a million rows
 * would block the event loop; the cursor continues where the page stopped.
 */
const LOOKED_AT = 20_000;

interface HeadRow extends Omit<KeptCallback, 'outcome'> {
  outcome: string | null;
}

/** Only the desk writes outcomes. Any other value means that the callback isn't handled yet. */
const settled = ['read', 'adopted', 'not-found', 'ignored'] as const;

function fromRow(row: HeadRow): KeptCallback {
  return { ...row, outcome: settled.find((known) => known === row.outcome) ?? 'waiting' };
}

const newestId = prepared(() =>
  db.selectFrom('callback').select('id').orderBy('id', 'desc').limit(1),
);

/**
 * A page of the inbox by keyset, newest first. A filtered page may be short or empty and still have
 * a `nextCursor`.
 * @returns `null` when the cursor is not one of ours
 */
export function pageCallbacks(
  { read }: Storage,
  filter: CallbackFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): { items: KeptCallback[]; nextCursor: string | null } | null {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return null;
  const before = cursor === undefined ? (read(newestId.first({}))?.id ?? 0) + 1 : Number(cursor);
  // A payment has few callbacks and an index on them, so the limit isn't needed.
  const from = filter.payToken === undefined ? before - LOOKED_AT : 0;
  let query = db
    .selectFrom('callback')
    .select([...headColumns, size])
    .where('id', '<', before)
    .where('id', '>=', from)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (filter.payToken !== undefined) query = query.where('pay_token', '=', filter.payToken);
  if (filter.outcome === 'waiting') query = query.where('handled_at', 'is', null);
  else if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  const rows = read(all(query));
  const items = rows.slice(0, limit).map(fromRow);
  const last = items.at(-1);
  if (rows.length > limit && last !== undefined) return { items, nextCursor: String(last.id) };
  return { items, nextCursor: from > 1 ? String(from) : null };
}

const oneCallback = prepared((given: { id: number }) =>
  db
    .selectFrom('callback')
    .select([...headColumns, size])
    .select(['body', 'body_hash as bodyHash'])
    .where('id', '=', given.id),
);

/** One callback with its body. */
export function findCallback(
  { read }: Storage,
  id: number,
): (KeptCallback & { body: string; bodyHash: string }) | undefined {
  const row = read(oneCallback.first({ id }));
  if (row === undefined) return undefined;
  const { body, bodyHash, ...head } = row;
  return { ...fromRow(head), body, bodyHash };
}
