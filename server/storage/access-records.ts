/** Access records as rows: appended, read by pages, removed when their term is over. */
import { sql, type Selectable } from 'kysely';
import type { AccessKind, AccessRecord } from '../../shared/access-record.ts';
import type { Connection } from './connection.ts';
import type { AccessRecordRow } from './schema.ts';
import { all, prepared, sqlFor } from './statement.ts';

export type NewAccessRecord = Omit<AccessRecord, 'id'>;

const insertRecord = prepared((row: Omit<AccessRecordRow, 'id'>) =>
  sqlFor.insertInto('access_record').values({
    at: row.at,
    actor_type: row.actor_type,
    actor_id: row.actor_id,
    actor_name: row.actor_name,
    address: row.address,
    kind: row.kind,
    pay_tokens: row.pay_tokens,
    query: row.query,
  }),
);

/** Appends records, in a transaction. */
export function appendAccessRecords(
  connection: Connection,
  records: readonly NewAccessRecord[],
): void {
  for (const { at, actor, kind, payTokens, query } of records) {
    insertRecord.run(connection, {
      at,
      actor_type: actor.type,
      actor_id: actor.id,
      actor_name: actor.name,
      address: actor.address,
      kind,
      pay_tokens: JSON.stringify(payTokens),
      query: query === null ? null : JSON.stringify(query),
    });
  }
}

function fromRow(row: Selectable<AccessRecordRow>): AccessRecord {
  return {
    id: row.id,
    at: row.at,
    actor: {
      type: row.actor_type,
      id: row.actor_id,
      name: row.actor_name,
      address: row.address,
    },
    kind: row.kind,
    payTokens: JSON.parse(row.pay_tokens) as string[],
    query: row.query === null ? null : (JSON.parse(row.query) as Record<string, unknown>),
  };
}

/** Which records to show. Times are instants: `from` counts, `to` does not. */
export interface AccessFilter {
  staff?: string | undefined;
  kind?: AccessKind | undefined;
  payToken?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const firstSince = prepared((given: { at: string }) =>
  sqlFor
    .selectFrom('access_record')
    .select('id')
    .where('at', '>=', given.at)
    .orderBy('at')
    .orderBy('id')
    .limit(1),
);

const newest = prepared(() =>
  sqlFor.selectFrom('access_record').select('id').orderBy('id', 'desc').limit(1),
);

/** The number after the newest record. */
export function nextAccessId(connection: Connection): number {
  return (newest.first(connection, {})?.id ?? 0) + 1;
}

const toUtc = (instant: string) => new Date(Date.parse(instant)).toISOString();

/** The first record from this time on; after the newest where there is none. */
function firstIdSince(connection: Connection, instant: string): number {
  return firstSince.first(connection, { at: toUtc(instant) })?.id ?? nextAccessId(connection);
}

/**
 * So many records are looked at for one page: no index leads to those of a person or a payment. The
 * cursor goes on where the page stopped looking.
 */
const LOOKED_AT = 20_000;

/**
 * A page by keyset, the newest first. With a filter it may be short, or empty, and go on all the
 * same.
 * @returns `null` when the cursor is not one of ours
 */
export function pageAccessRecords(
  connection: Connection,
  filter: AccessFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): { items: AccessRecord[]; nextCursor: string | null } | null {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return null;
  const { staff, kind, payToken, from, to } = filter;
  const end = to === undefined ? nextAccessId(connection) : firstIdSince(connection, to);
  const before = cursor === undefined ? end : Math.min(Number(cursor), end);
  const first = from === undefined ? 1 : firstIdSince(connection, from);
  const lowest = Math.max(first, before - LOOKED_AT);
  let query = sqlFor
    .selectFrom('access_record')
    .selectAll()
    .where('id', '<', before)
    .where('id', '>=', lowest)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (staff !== undefined) query = query.where('actor_id', '=', staff);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (payToken !== undefined) {
    query = query.where(sql<boolean>`instr(pay_tokens, ${JSON.stringify(payToken)}) > 0`);
  }
  const rows = all(connection, query);
  const items = rows.slice(0, limit).map(fromRow);
  const last = items.at(-1);
  if (rows.length > limit && last !== undefined) return { items, nextCursor: String(last.id) };
  return { items, nextCursor: lowest > first ? String(lowest) : null };
}

const dropOld = prepared((given: { before: string; limit: number }) =>
  sqlFor
    .deleteFrom('access_record')
    .where('id', 'in', (inner) =>
      inner
        .selectFrom('access_record')
        .select('id')
        .where('at', '<', given.before)
        .orderBy('at')
        .limit(given.limit),
    ),
);

/** Removes some that are older. @returns how many */
export function dropAccessRecords(
  connection: Connection,
  given: { before: string; limit: number },
): number {
  return dropOld.run(connection, given);
}
