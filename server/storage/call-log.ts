/**
 * Calls to Toss in a separate file, for debugging. No decision or proof depends on it: the journal
 * has what an answer meant for a payment, the audit log the hash of a money answer. It is therefore
 * not synced, and the last second may be missing after a crash.
 */
import { sql, type Generated } from 'kysely';
import { toUtc } from '../../shared/kst.ts';
import {
  statusReads,
  tossCallNames,
  type CallOutcome,
  type TossCallName,
} from '../../shared/toss-call.ts';
import { Database } from '../sqlite.ts';
import type { Connection } from './connection.ts';
import type { Flag } from './schema.ts';
import { all, prepared, db } from './statement.ts';
import { runUnit } from './run-unit.ts';
import type { Unit } from './unit.ts';

/** Version of the table below; a file with another version is refused. */
const FORMAT = 1;

const TABLE = `
CREATE TABLE toss_call (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at TEXT NOT NULL,
  took_ms INTEGER NOT NULL,
  call TEXT NOT NULL,
  outcome TEXT NOT NULL,
  http_status INTEGER,
  error_code TEXT,
  message TEXT,
  failure TEXT,
  content_type TEXT,
  pay_token TEXT,
  order_no TEXT,
  operation_id TEXT,
  answer_hash TEXT,
  request TEXT NOT NULL,
  request_cut INTEGER NOT NULL,
  answer TEXT,
  answer_cut INTEGER NOT NULL
) STRICT;
CREATE INDEX toss_call_by_time ON toss_call (started_at, id);
CREATE INDEX toss_call_by_call ON toss_call (call, started_at, id);
CREATE INDEX toss_call_by_outcome ON toss_call (outcome, started_at, id);
CREATE INDEX toss_call_by_payment ON toss_call (pay_token, started_at, id)
  WHERE pay_token IS NOT NULL;
CREATE INDEX toss_call_by_operation ON toss_call (operation_id, started_at, id)
  WHERE operation_id IS NOT NULL;
PRAGMA user_version = ${String(FORMAT)};
`;

interface TossCallRow {
  id: Generated<number>;
  started_at: string;
  took_ms: number;
  call: TossCallName;
  outcome: CallOutcome;
  http_status: number | null;
  error_code: string | null;
  message: string | null;
  failure: string | null;
  content_type: string | null;
  pay_token: string | null;
  order_no: string | null;
  operation_id: string | null;
  /** SHA-256 (hex) of the bytes that arrived. */
  answer_hash: string | null;
  request: string;
  request_cut: Flag;
  answer: string | null;
  answer_cut: Flag;
}

/** A call to write; its bodies hold no key and no personal data. */
export type NewCall = Omit<TossCallRow, 'id'>;

/** A call without its bodies. */
export interface KeptCall {
  id: number;
  startedAt: string;
  tookMs: number;
  call: TossCallName;
  outcome: CallOutcome;
  httpStatus: number | null;
  errorCode: string | null;
  message: string | null;
  failure: string | null;
  payToken: string | null;
  orderNo: string | null;
  operationId: string | null;
}

export interface WholeCall extends KeptCall {
  contentType: string | null;
  answerHash: string | null;
  request: { text: string; cut: boolean };
  answer: { text: string; cut: boolean } | null;
}

/** Times are instants: `from` counts, `to` does not. */
export interface CallFilter {
  call?: TossCallName | undefined;
  outcome?: CallOutcome | undefined;
  payToken?: string | undefined;
  operationId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface CallPage {
  items: KeptCall[];
  nextCursor: string | null;
}

/** The open file. Every method throws what SQLite throws. */
export interface CallFile {
  append(calls: readonly NewCall[]): void;
  /**
   * Deletes one batch of calls past their retention.
   * @returns `true` if more is left to delete
   */
  prune(kept: { statusReads: number; othersSince: string }): boolean;
  /** The newest first; `null` when the cursor is not one of ours. */
  page(filter: CallFilter, wanted: { cursor: string | undefined; limit: number }): CallPage | null;
  find(id: number): WholeCall | undefined;
  close(): void;
}

const callLog = db.withTables<{ toss_call: TossCallRow }>();

const insertCall = prepared((row: NewCall) =>
  callLog.insertInto('toss_call').values({
    started_at: row.started_at,
    took_ms: row.took_ms,
    call: row.call,
    outcome: row.outcome,
    http_status: row.http_status,
    error_code: row.error_code,
    message: row.message,
    failure: row.failure,
    content_type: row.content_type,
    pay_token: row.pay_token,
    order_no: row.order_no,
    operation_id: row.operation_id,
    answer_hash: row.answer_hash,
    request: row.request,
    request_cut: row.request_cut,
    answer: row.answer,
    answer_cut: row.answer_cut,
  }),
);

const headColumns = [
  'id',
  'started_at as startedAt',
  'took_ms as tookMs',
  'call',
  'outcome',
  'http_status as httpStatus',
  'error_code as errorCode',
  'message',
  'failure',
  'pay_token as payToken',
  'order_no as orderNo',
  'operation_id as operationId',
] as const;

const oneCall = prepared((given: { id: number }) =>
  callLog
    .selectFrom('toss_call')
    .select(headColumns)
    .select(['content_type as contentType', 'answer_hash as answerHash'])
    .select(['request', 'request_cut', 'answer', 'answer_cut'])
    .where('id', '=', given.id),
);

type StatusRead = (typeof statusReads)[number];
const otherCalls = tossCallNames.filter((call) => !statusReads.some((read) => read === call));

/** The newest status read of a version beyond the number that is kept. */
const firstTooMany = prepared((given: { call: StatusRead; kept: number }) =>
  callLog
    .selectFrom('toss_call')
    .select(['started_at', 'id'])
    .where('call', '=', given.call)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(given.kept),
);

/** Rows deleted per batch: one to two milliseconds. */
const PRUNED_AT_ONCE = 500;

const dropStatusReads = prepared((given: { call: StatusRead; at: string; id: number }) =>
  callLog.deleteFrom('toss_call').where('id', 'in', (rows) =>
    rows
      .selectFrom('toss_call')
      .select('id')
      .where('call', '=', given.call)
      .where(sql<boolean>`(started_at, id) <= (${given.at}, ${given.id})`)
      .limit(PRUNED_AT_ONCE),
  ),
);

const dropOthers = prepared((given: { before: string }) =>
  callLog
    .deleteFrom('toss_call')
    .where('id', 'in', (rows) =>
      rows
        .selectFrom('toss_call')
        .select('id')
        .where('call', 'in', otherCalls)
        .where('started_at', '<', given.before)
        .limit(PRUNED_AT_ONCE),
    ),
);

const CURSOR = /^(\d{4}-\d\d-\d\dT[\d:.]{1,20}Z)\/(\d{1,15})$/;

/** Each filter has an index ordered by time, so a page reads few rows that it doesn't show. */
function filtered(filter: CallFilter) {
  let query = callLog.selectFrom('toss_call').select(headColumns);
  if (filter.call !== undefined) query = query.where('call', '=', filter.call);
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  if (filter.payToken !== undefined) query = query.where('pay_token', '=', filter.payToken);
  if (filter.operationId !== undefined) {
    query = query.where('operation_id', '=', filter.operationId.toLowerCase());
  }
  if (filter.from !== undefined) query = query.where('started_at', '>=', toUtc(filter.from));
  if (filter.to !== undefined) query = query.where('started_at', '<', toUtc(filter.to));
  return query;
}

function* readPage(
  filter: CallFilter,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Unit<CallPage | null> {
  let query = filtered(filter)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [, at, id] = CURSOR.exec(cursor) ?? [];
    if (at === undefined) return null;
    query = query.where(sql<boolean>`(started_at, id) < (${at}, ${Number(id)})`);
  }
  const rows = yield* all(query);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? `${last.startedAt}/${String(last.id)}` : null };
}

function prepareFile(connection: Connection, file: string): void {
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = NORMAL');
  const found = connection.pragma('user_version', { simple: true });
  if (found === 0) connection.transaction(() => connection.exec(TABLE)).immediate();
  else if (found !== FORMAT) throw new Error(`${file} has format ${String(found)}, not 1`);
}

/**
 * Opens or creates the file.
 * @throws Error if it can't be opened, isn't a call log, or has another version
 */
export function openCallFile(file: string): CallFile {
  // This process is the only writer, so a locked file is an error: don't wait for it.
  const connection = new Database(file, { timeout: 0 });
  try {
    prepareFile(connection, file);
  } catch (error) {
    connection.close();
    throw error;
  }
  const append = connection.transaction((calls: readonly NewCall[]) => {
    for (const call of calls) runUnit(connection, insertCall.run(call));
  });
  return {
    append: (calls) => append.immediate(calls),
    prune: ({ statusReads: kept, othersSince }) => {
      const dropped = statusReads.map((call) => {
        const tooMany = runUnit(connection, firstTooMany.first({ call, kept }));
        if (tooMany === undefined) return 0;
        const { started_at: at, id } = tooMany;
        return runUnit(connection, dropStatusReads.run({ call, at, id }));
      });
      const others = runUnit(connection, dropOthers.run({ before: othersSince }));
      return [...dropped, others].includes(PRUNED_AT_ONCE);
    },
    page: (filter, wanted) => runUnit(connection, readPage(filter, wanted)),
    find: (id) => {
      const row = runUnit(connection, oneCall.first({ id }));
      if (row === undefined) return undefined;
      const { request, request_cut, answer, answer_cut, ...head } = row;
      return {
        ...head,
        request: { text: request, cut: request_cut === 1 },
        answer: answer === null ? null : { text: answer, cut: answer_cut === 1 },
      };
    },
    close: () => {
      connection.close();
    },
  };
}

const newestOperation = prepared((given: { payToken: string; at: string }) =>
  callLog
    .selectFrom('operation')
    .select(['id', 'ended_at'])
    .where('pay_token', '=', given.payToken)
    .where('created_at', '<=', given.at)
    .orderBy('created_at', 'desc')
    .limit(1),
);

/**
 * The operation that was open on a payment at a time. At most one is, and it is the newest
 * requested by then. Runs on the desk's main data file.
 */
export function* operationOpenAt(payToken: string, at: string): Unit<string | null> {
  const newest = yield* newestOperation.first({ payToken, at });
  if (newest === undefined || (newest.ended_at !== null && newest.ended_at < at)) return null;
  return newest.id;
}
