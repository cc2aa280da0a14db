/** The inbox of callbacks as people read it. */
import { sql } from 'kysely';
import type { CallbackOutcome } from '../../shared/toss-call.ts';
import { all, prepared, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

export interface KeptCallback {
  id: number;
  /** When it came first. */
  receivedAt: string;
  times: number;
  contentType: string;
  /** Of the body as it came. */
  bytes: number;
  payToken: string | null;
  outcome: CallbackOutcome;
  handledAt: string | null;
  /** When it is deleted; `null`: it is kept. */
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
 * So many callbacks are looked at for one page. No index leads to those of one outcome, and while a
 * million is read nothing else happens; the cursor goes on where the page stopped looking.
 */
const LOOKED_AT = 20_000;

interface HeadRow extends Omit<KeptCallback, 'outcome'> {
  outcome: string | null;
}

/** Only the desk writes outcomes: whatever else it might be has not been dealt with. */
const settled = ['read', 'adopted', 'not-found', 'ignored'] as const;

function fromRow(row: HeadRow): KeptCallback {
  return { ...row, outcome: settled.find((known) => known === row.outcome) ?? 'waiting' };
}

const newestId = prepared(() =>
  sqlFor.selectFrom('callback').select('id').orderBy('id', 'desc').limit(1),
);

/**
 * A page of the inbox by keyset, the newest first. With a filter it may be short, or empty, and go
 * on all the same.
 * @returns `null` when the cursor is not one of ours
 */
export function pageCallbacks(
  { reader }: Storage,
  filter: CallbackFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): { items: KeptCallback[]; nextCursor: string | null } | null {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return null;
  const before = cursor === undefined ? (newestId.first(reader, {})?.id ?? 0) + 1 : Number(cursor);
  // Those of one payment are few, and an index leads to them.
  const from = filter.payToken === undefined ? before - LOOKED_AT : 0;
  let query = sqlFor
    .selectFrom('callback')
    .select([...headColumns, size])
    .where('id', '<', before)
    .where('id', '>=', from)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (filter.payToken !== undefined) query = query.where('pay_token', '=', filter.payToken);
  if (filter.outcome === 'waiting') query = query.where('handled_at', 'is', null);
  else if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  const rows = all(reader, query);
  const items = rows.slice(0, limit).map(fromRow);
  const last = items.at(-1);
  if (rows.length > limit && last !== undefined) return { items, nextCursor: String(last.id) };
  return { items, nextCursor: from > 1 ? String(from) : null };
}

const oneCallback = prepared((given: { id: number }) =>
  sqlFor
    .selectFrom('callback')
    .select([...headColumns, size])
    .select(['body', 'body_hash as bodyHash'])
    .where('id', '=', given.id),
);

/** One callback as it came. */
export function findCallback(
  { reader }: Storage,
  id: number,
): (KeptCallback & { body: string; bodyHash: string }) | undefined {
  const row = oneCallback.first(reader, { id });
  if (row === undefined) return undefined;
  const { body, bodyHash, ...head } = row;
  return { ...fromRow(head), body, bodyHash };
}
