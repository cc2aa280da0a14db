/** Reads of the audit log, its signed checkpoints, and the removal of rows after two years. */
import { sql } from 'kysely';
import type { AuditAction, AuditCheckpoint, ListedAuditEntry } from '../../shared/audit.ts';
import { toUtc } from '../../shared/kst.ts';
import type { AuditRow } from './schema.ts';
import { all, prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

/** Parses a row's detail. A row that was damaged outside the desk gives `unreadable`. */
function detailOf(text: string): Record<string, unknown> {
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) {
      return detail as Record<string, unknown>;
    }
  } catch {
    // The page must still show a damaged row; the verifier reports it.
  }
  return { unreadable: text };
}

function auditFromRow(row: ListedRow): ListedAuditEntry {
  return {
    seq: row.seq,
    at: row.at,
    actor: {
      type: row.actor_type,
      id: row.actor_id,
      name: row.actor_name,
      address: row.address,
    },
    action: row.action,
    payToken: row.pay_token,
    operationId: row.operation_id,
    detail: detailOf(row.detail),
    prevHash: row.prev_hash,
    hash: row.hash,
    orderNo: row.orderNo,
  };
}

/** Which rows to show. Times are instants: `from` counts, `to` does not. */
export interface AuditFilter {
  /** The id of a person, or of a storefront's token. */
  staff?: string | undefined;
  /** Rows by staff alone. */
  by?: 'staff' | undefined;
  action?: AuditAction | undefined;
  payToken?: string | undefined;
  operationId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

type ListedRow = AuditRow & { orderNo: string | null };

/** Each filter has an index ordered by time, so a page reads only the rows it shows. */
function filteredRows(filter: AuditFilter) {
  let query = db
    .selectFrom('audit')
    .selectAll()
    .select((inner) =>
      inner
        .selectFrom('payment')
        .select('order_no')
        .whereRef('payment.pay_token', '=', 'audit.pay_token')
        .as('orderNo'),
    );
  if (filter.staff !== undefined) query = query.where('actor_id', '=', filter.staff);
  if (filter.action !== undefined) {
    // For two limits of time SQLite takes an index without the kind, unless it expects few of it.
    query = query.where(sql<boolean>`likelihood(action = ${filter.action}, 0.001)`);
  }
  if (filter.payToken !== undefined) query = query.where('pay_token', '=', filter.payToken);
  if (filter.operationId !== undefined) {
    query = query.where('operation_id', '=', filter.operationId.toLowerCase());
  }
  if (filter.from !== undefined) query = query.where('at', '>=', toUtc(filter.from));
  if (filter.to !== undefined) query = query.where('at', '<', toUtc(filter.to));
  return query;
}

/** Accepts any text as the time: a damaged row must not end the list. */
const CURSOR = /^([^\0]*)\/(\d{1,15})$/;

const staffIds = prepared(() => db.selectFrom('user').select('id'));

const newestFirst = (a: ListedRow, b: ListedRow) =>
  a.at === b.at ? b.seq - a.seq : a.at < b.at ? 1 : -1;

/**
 * A page of the log by keyset, newest first. What staff alone did is read person by person along
 * the index of actors: between two of these rows a storefront may have written thousands.
 * @returns `null` when the cursor is not one of ours
 */
export function pageAudit(
  storage: Storage,
  filter: AuditFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): { items: ListedAuditEntry[]; nextCursor: string | null } | null {
  const [, at, seq] = CURSOR.exec(cursor ?? '') ?? [];
  if (cursor !== undefined && at === undefined) return null;
  const read = (given: AuditFilter) => {
    const query = filteredRows(given)
      .orderBy('at', 'desc')
      .orderBy('seq', 'desc')
      .limit(limit + 1);
    const after = sql<boolean>`(at, seq) < (${at}, ${Number(seq)})`;
    return storage.read(all(at === undefined ? query : query.where(after)));
  };
  const rows =
    filter.by === 'staff' && filter.staff === undefined
      ? storage
          .read(staffIds.all({}))
          .flatMap(({ id }) => read({ ...filter, staff: id }))
          .toSorted(newestFirst)
      : read(filter);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: items.map(auditFromRow),
    nextCursor: more ? `${last.at}/${String(last.seq)}` : null,
  };
}

const rowsFrom = prepared((given: { after: number; upTo: number; limit: number }) =>
  db
    .selectFrom('audit')
    .selectAll()
    .where('seq', '>', given.after)
    .where('seq', '<=', given.upTo)
    .orderBy('seq')
    .limit(given.limit),
);

/** Up to `limit` rows in chain order, with `after` < seq ≤ `upTo`. */
export function auditRows(given: { after: number; upTo: number; limit: number }): Unit<AuditRow[]> {
  return rowsFrom.all(given);
}

const hashOfRow = prepared((given: { seq: number }) =>
  db.selectFrom('audit').select('hash').where('seq', '=', given.seq),
);

/** The stored hash of a row; `null` if there is none. */
export function* auditHashAt(seq: number): Unit<string | null> {
  return (yield* hashOfRow.first({ seq }))?.hash ?? null;
}

const oldestRow = prepared(() => db.selectFrom('audit').select('seq').orderBy('seq').limit(1));

/** The oldest kept row's `seq`; `null` on an empty log. */
export function* oldestAuditSeq(): Unit<number | null> {
  return (yield* oldestRow.first({}))?.seq ?? null;
}

const firstAfter = prepared((given: { at: string }) =>
  db
    .selectFrom('audit')
    .select(({ fn }) => fn.min('seq').as('seq'))
    .where('at', '>', given.at),
);

/** The lowest `seq` of a row newer than `at`; `null` if there is none. */
export function* firstAuditSeqAfter(at: string): Unit<number | null> {
  return (yield* firstAfter.first({ at }))?.seq ?? null;
}

/** Every signed checkpoint, oldest first: about one per thousand rows. */
export function auditCheckpoints(): Unit<AuditCheckpoint[]> {
  return all(db.selectFrom('audit_checkpoint').selectAll().orderBy('seq'));
}

const lastCheckpoint = prepared(() =>
  db.selectFrom('audit_checkpoint').selectAll().orderBy('seq', 'desc').limit(1),
);

/** The signed checkpoint with the highest `seq`; `null` before the first. */
export function* newestCheckpoint(): Unit<AuditCheckpoint | null> {
  return (yield* lastCheckpoint.first({})) ?? null;
}

const checkpointBelow = prepared((given: { seq: number }) =>
  db
    .selectFrom('audit_checkpoint')
    .selectAll()
    .where('seq', '<', given.seq)
    .orderBy('seq', 'desc')
    .limit(1),
);

/** The last signed checkpoint before this `seq`; `null` if there is none. */
export function* checkpointBefore(seq: number): Unit<AuditCheckpoint | null> {
  return (yield* checkpointBelow.first({ seq })) ?? null;
}

const oneCheckpoint = prepared((given: { seq: number }) =>
  db.selectFrom('audit_checkpoint').selectAll().where('seq', '=', given.seq),
);

/** The signed checkpoint of a row; `null` if it has none. */
export function* findCheckpoint(seq: number): Unit<AuditCheckpoint | null> {
  return (yield* oneCheckpoint.first({ seq })) ?? null;
}

const writeCheckpoint = prepared((row: AuditCheckpoint) =>
  db
    .insertInto('audit_checkpoint')
    .values({ seq: row.seq, hash: row.hash, at: row.at, signature: row.signature })
    // A command of another process may have signed the same row meanwhile.
    .onConflict((conflict) => conflict.column('seq').doNothing()),
);

/** Stores a signed checkpoint; an existing one for the same row stays unchanged. */
export function* keepCheckpoint(checkpoint: AuditCheckpoint): Unit<void> {
  yield* writeCheckpoint.run(checkpoint);
}

const dropRow = prepared((given: { seq: number }) =>
  db.deleteFrom('audit').where('seq', '=', given.seq),
);

/**
 * Deletes the oldest rows one by one, in the order that the database requires: it refuses rows that
 * are younger than two years or not signed.
 */
export function* dropAuditRows(seqs: readonly number[]): Unit<void> {
  for (const seq of seqs) yield* dropRow.run({ seq });
}
