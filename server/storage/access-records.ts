/** Rows of access records: appended, read by pages, removed when their retention period is over. */
import { sql, type Selectable } from 'kysely';
import type { AccessKind, AccessRecord } from '../../shared/access-record.ts';
import { toUtc } from '../../shared/kst.ts';
import type { AccessRecordRow } from './schema.ts';
import { all, prepared, db } from './statement.ts';
import type { Unit } from './unit.ts';

export type NewAccessRecord = Omit<AccessRecord, 'id'>;

const insertRecord = prepared((row: Omit<Selectable<AccessRecordRow>, 'id'>) =>
  db.insertInto('access_record').values({
    at: row.at,
    actor_type: row.actor_type,
    actor_id: row.actor_id,
    actor_name: row.actor_name,
    address: row.address,
    kind: row.kind,
    pay_tokens: row.pay_tokens,
    query: row.query,
    requests: row.requests,
  }),
);

/** Appends records, in a transaction. */
export function* appendAccessRecords(records: readonly NewAccessRecord[]): Unit<void> {
  for (const { at, actor, kind, payTokens, query, requests } of records) {
    yield* insertRecord.run({
      at,
      actor_type: actor.type,
      actor_id: actor.id,
      actor_name: actor.name,
      address: actor.address,
      kind,
      pay_tokens: JSON.stringify(payTokens),
      query: query === null ? null : JSON.stringify(query),
      requests,
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
    requests: row.requests,
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

/**
 * Most records read for one page. No index serves a filter by person or payment, so a page may stop
 * early; its cursor continues from there.
 */
const LOOKED_AT = 20_000;

const CURSOR = /^([0-9T:.Z-]{24})\/(\d{1,15})$/;

const cursorOf = ({ at, id }: { at: string; id: number }) => `${at}/${String(id)}`;

type Place = readonly [at: string, id: number];

/**
 * Records in the filter's time range before a place, newest first. Uses the index on time alone.
 */
function recordsBelow(before: Place | null, { from, to }: AccessFilter) {
  let query = db.selectFrom('access_record').orderBy('at', 'desc').orderBy('id', 'desc');
  if (from !== undefined) query = query.where('at', '>=', toUtc(from));
  if (to !== undefined) query = query.where('at', '<', toUtc(to));
  if (before !== null) query = query.where(sql<boolean>`(at, id) < (${before[0]}, ${before[1]})`);
  return query;
}

/**
 * One page by keyset, newest first. Ordered by time rather than by id, since the clock may be set.
 * A filtered page may be short or empty and still have a `nextCursor`.
 * @returns `null` when the cursor is not one of ours
 */
export function* pageAccessRecords(
  filter: AccessFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Unit<{ items: AccessRecord[]; nextCursor: string | null } | null> {
  const [, at, id] = CURSOR.exec(cursor ?? '') ?? [];
  if (cursor !== undefined && at === undefined) return null;
  const below = recordsBelow(at === undefined ? null : [at, Number(id)], filter);
  const [lowest] = yield* all(
    below
      .select(['at', 'id'])
      .limit(1)
      .offset(LOOKED_AT - 1),
  );
  const { staff, kind, payToken } = filter;
  let query = below.selectAll().limit(limit + 1);
  if (lowest) query = query.where(sql<boolean>`(at, id) >= (${lowest.at}, ${lowest.id})`);
  if (staff !== undefined) query = query.where('actor_id', '=', staff);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (payToken !== undefined) {
    query = query.where(sql<boolean>`instr(pay_tokens, ${JSON.stringify(payToken)}) > 0`);
  }
  const rows = yield* all(query);
  const items = rows.slice(0, limit).map(fromRow);
  const last = items.at(-1);
  if (rows.length > limit && last !== undefined) return { items, nextCursor: cursorOf(last) };
  return { items, nextCursor: lowest ? cursorOf(lowest) : null };
}

const dropOld = prepared((given: { before: string; limit: number }) =>
  db
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

/** Removes up to `limit` records older than `before`. @returns how many were removed */
export function dropAccessRecords(given: { before: string; limit: number }): Unit<number> {
  return dropOld.run(given);
}
