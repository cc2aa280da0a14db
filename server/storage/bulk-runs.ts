/** Bulk refunds in storage: runs, their rows and their progress. */
import { createHash } from 'node:crypto';
import { sql, type JoinBuilder, type Selectable } from 'kysely';
import type { AuditAction } from '../../shared/audit.ts';
import type {
  BulkFinding,
  BulkPause,
  BulkRow,
  BulkRun,
  BulkTally,
  BulkVerdict,
} from '../../shared/bulk-refund.ts';
import { isOpen, unclearStates, type OperationState } from '../../shared/operation.ts';
import type { Parts } from '../../shared/tax-split.ts';
import { appendAudit, deskActor } from './audit.ts';
import { staffActor, type ActingStaff } from './events.ts';
import { isRefused, partsOfRow } from './operation-from-row.ts';
import { DAILY_LIMIT } from './refund-room.ts';
import type { BulkRowRow, BulkRunRow, OperationRow, Tables } from './schema.ts';
import { all, prepared, run, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { ResultOf, Unit } from './unit.ts';

/** Unconfirmed drafts are deleted after this time. */
const DRAFT_LASTS_MS = 24 * 60 * 60 * 1000;

/** Number of newest runs in the list. */
const LISTED_RUNS = 50;

export type BulkRunColumns = Selectable<BulkRunRow>;

/** A row after the preliminary check. */
export interface CheckedRow {
  orderNo: string | null;
  payToken: string | null;
  amount: number | null;
  parts: Parts | null;
  reason: string;
  seenRefunded: number | null;
  verdict: BulkVerdict;
  findings: BulkFinding[];
  operationId: string;
}

/** A checked list that nobody has confirmed yet. */
export interface NewBulkRun {
  id: string;
  name: string;
  note: string | null;
  requestedBy: ActingStaff;
  rows: readonly CheckedRow[];
}

/** Stores a draft and deletes drafts left unconfirmed for a day. */
export function recordBulkRun(storage: Storage, draft: NewBulkRun): Promise<void> {
  return storage.transact(function* () {
    const at = storage.clock.nowIso();
    const lapsed = new Date(storage.clock.nowMs() - DRAFT_LASTS_MS).toISOString();
    const old = db.deleteFrom('bulk_run').where('body_hash', 'is', null);
    yield* run(old.where('created_at', '<', lapsed));
    yield* run(
      db.insertInto('bulk_run').values({
        id: draft.id,
        state: 'draft',
        name: draft.name,
        note: draft.note,
        created_at: at,
        requested_by: draft.requestedBy.id,
        requested_by_name: draft.requestedBy.name,
      }),
    );
    for (const [position, row] of draft.rows.entries()) {
      yield* writeRow.run(rowColumns(draft.id, position, row));
    }
  });
}

function rowColumns(runId: string, position: number, row: CheckedRow): BulkRowRow {
  return {
    run_id: runId,
    position,
    order_no: row.orderNo,
    pay_token: row.payToken,
    amount: row.amount,
    taxable: row.parts?.taxable ?? null,
    vat: row.parts?.vat ?? null,
    tax_free: row.parts?.taxFree ?? null,
    service_fee: row.parts?.serviceFee ?? null,
    reason: row.reason,
    seen_refunded: row.seenRefunded,
    verdict: row.verdict,
    findings: JSON.stringify(row.findings),
    included: row.verdict === 'ready' ? 1 : 0,
    operation_id: row.operationId,
    refusal_code: null,
    refusal_detail: null,
  };
}

const writeRow = prepared((row: BulkRowRow) =>
  db.insertInto('bulk_row').values({
    run_id: row.run_id,
    position: row.position,
    order_no: row.order_no,
    pay_token: row.pay_token,
    amount: row.amount,
    taxable: row.taxable,
    vat: row.vat,
    tax_free: row.tax_free,
    service_fee: row.service_fee,
    reason: row.reason,
    seen_refunded: row.seen_refunded,
    verdict: row.verdict,
    findings: row.findings,
    included: row.included,
    operation_id: row.operation_id,
    refusal_code: row.refusal_code,
    refusal_detail: row.refusal_detail,
  }),
);

const runById = prepared((given: { id: string }) =>
  db.selectFrom('bulk_run').selectAll().where('id', '=', given.id),
);

/** The row of a run. */
export function findBulkRunRow(id: string): Unit<BulkRunColumns | undefined> {
  return runById.first({ id });
}

/** An early build did not refuse an operation of another payment with a row's id. */
const ofRow = (join: JoinBuilder<Tables & { row: BulkRowRow }, 'row' | 'operation'>) =>
  join
    .onRef('operation.id', '=', 'row.operation_id')
    .onRef('operation.pay_token', '=', 'row.pay_token');

const rowsWithOperations = prepared((given: { id: string }) =>
  db
    .selectFrom('bulk_row as row')
    .leftJoin('operation', ofRow)
    .leftJoin('payment', 'payment.pay_token', 'row.pay_token')
    .selectAll('row')
    .select([
      'operation.state as state',
      'operation.toss_error_code as toss_error_code',
      'operation.toss_message as toss_message',
      'operation.verdict as toss_verdict',

      'payment.product_desc as product_desc',
      'payment.amount as payment_amount',
      'payment.discounted as payment_discounted',
      sql<number | null>`CASE WHEN payment.amount < payment.refunded THEN 0
        ELSE payment.amount - payment.refunded END`.as('payment_remaining'),
    ])
    .where('row.run_id', '=', given.id)
    .orderBy('row.position'),
);

type JoinedRow = ResultOf<(typeof rowsWithOperations)['all']>[number];

function rowFromJoined(row: JoinedRow): BulkRow {
  return {
    position: row.position,
    orderNo: row.order_no,
    payToken: row.pay_token,
    productDesc: row.product_desc,
    amount: row.amount,
    paymentAmount: row.payment_amount,
    paymentRemaining: row.payment_remaining,
    paymentDiscounted: row.payment_discounted,
    parts: row.taxable === null ? null : partsOfRow(row),
    reason: row.reason,
    verdict: row.verdict,
    findings: JSON.parse(row.findings) as BulkFinding[],
    included: row.included === 1,
    operationId: row.operation_id,
    state: row.state,
    refusal:
      row.refusal_code === null
        ? null
        : { code: row.refusal_code, detail: row.refusal_detail ?? '' },
    tossErrorCode: row.toss_error_code,
    tossMessage: row.toss_message,
    refusedByToss: isRefused(row.state, row.toss_verdict),
  };
}

/** The same rule as `isRefused`. */
const toConfirm = sql`(operation.state IS NOT DISTINCT FROM 'unknown'
  AND coalesce(operation.verdict, '') IN ('refused', 'wrong-key'))`;

/** Number of a run's rows by verdict and by the state of their operation. */
const countedRows = prepared((given: { id: string }) =>
  db
    .selectFrom('bulk_row as row')
    .leftJoin('operation', ofRow)
    .select(['row.verdict as verdict', 'row.included as included', 'operation.state as state'])
    .select(sql<0 | 1>`row.refusal_code IS NOT NULL`.as('refused'))
    .select(sql<0 | 1>`${toConfirm}`.as('toConfirm'))
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number | null>('row.amount').as('won'),
    ])
    .where('row.run_id', '=', given.id)
    .groupBy(['row.verdict', 'row.included', 'operation.state'])
    .groupBy([sql`row.refusal_code IS NOT NULL`, toConfirm]),
);

type Counted = ResultOf<(typeof countedRows)['all']>[number];

const FREE: readonly OperationState[] = ['failed', 'declined', 'given_up'];

const UNCLEAR: readonly OperationState[] = unclearStates;

function tallyOf(counted: readonly Counted[]): BulkTally {
  const chosen = counted.filter(({ included }) => included === 1);
  const sum = (rows: readonly Counted[]) => rows.reduce((all, { count }) => all + count, 0);
  const won = (rows: readonly Counted[]) => rows.reduce((all, row) => all + (row.won ?? 0), 0);
  const inStates = (fits: (state: OperationState) => boolean) =>
    chosen.filter(({ state }) => state !== null && fits(state));
  const succeeded = inStates((state) => state === 'succeeded');
  const unclear = inStates((state) => UNCLEAR.includes(state));
  const left = chosen.filter(({ state, refused }) => state === null && refused === 0);
  return {
    included: sum(chosen),
    totalWon: won(chosen),
    succeeded: sum(succeeded),
    succeededWon: won(succeeded),
    failed: sum(inStates((state) => FREE.includes(state))),
    refused: sum(chosen.filter(({ state, refused }) => state === null && refused === 1)),
    open: sum(inStates(isOpen)),
    unclear: sum(unclear.filter((row) => row.toConfirm === 0)),
    refusedByToss: sum(unclear.filter((row) => row.toConfirm === 1)),
    waiting: sum(inStates((state) => state === 'proposed')),
    left: sum(left),
    leftWon: won(left),
  };
}

const limitRefusal = prepared((given: { id: string }) =>
  db
    .selectFrom('bulk_row as row')
    .innerJoin('operation', ofRow)
    .select(({ fn }) => fn.max<string | null>('operation.sent_at').as('at'))
    .where('row.run_id', '=', given.id)
    .where('operation.toss_error_code', '=', DAILY_LIMIT),
);

function* limitReachedAt(row: BulkRunColumns): Unit<string | null> {
  if (row.paused_because !== 'toss-limit') return null;
  return (yield* limitRefusal.first({ id: row.id }))?.at ?? null;
}

function* runFromRow(row: BulkRunColumns): Unit<BulkRun> {
  const counted = yield* countedRows.all({ id: row.id });
  const withVerdict = (verdict: BulkVerdict) =>
    counted.reduce((all, one) => all + (one.verdict === verdict ? one.count : 0), 0);
  return {
    id: row.id,
    state: row.state,
    pausedBecause: row.paused_because,
    limitReachedAt: yield* limitReachedAt(row),
    name: row.name,
    note: row.note,
    createdAt: row.created_at,
    requestedBy: { id: row.requested_by, name: row.requested_by_name },
    bodyHash: row.body_hash,
    approvalLapsesAt: row.approval_lapses_at,
    approvedBy:
      row.approved_by === null ? null : { id: row.approved_by, name: row.approved_by_name ?? '' },
    sole: row.sole === 1,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    rows: {
      ready: withVerdict('ready'),
      look: withVerdict('look'),
      refused: withVerdict('refused'),
    },
    tally: tallyOf(counted),
  };
}

/** A run with its rows; `undefined`: there is none. */
export function findBulkRun(
  storage: Storage,
  id: string,
): { run: BulkRun; rows: BulkRow[] } | undefined {
  const row = storage.read(findBulkRunRow(id));
  if (row === undefined) return undefined;
  const rows = storage.read(rowsWithOperations.all({ id })).map(rowFromJoined);
  return { run: storage.read(runFromRow(row)), rows };
}

const newestRuns = prepared(() =>
  db.selectFrom('bulk_run').selectAll().orderBy('created_at', 'desc').limit(LISTED_RUNS),
);

const proposedRuns = prepared(() =>
  db
    .selectFrom('bulk_run')
    .selectAll()
    .where('state', '=', 'proposed')
    .orderBy('created_at', 'desc'),
);

const runsAtLimit = prepared(() =>
  db
    .selectFrom('bulk_run')
    .selectAll()
    .where('paused_because', '=', 'toss-limit')
    .orderBy('created_at', 'desc'),
);

/** The newest runs, and all older ones that stand in 할 일. */
export function listBulkRuns({ read }: Storage): BulkRun[] {
  const newest = read(newestRuns.all({}));
  const listed = new Set(newest.map(({ id }) => id));
  const waiting = [...read(proposedRuns.all({})), ...read(runsAtLimit.all({}))];
  const older = waiting.filter(({ id }) => !listed.has(id));
  return [...newest, ...older].map((row) => read(runFromRow(row)));
}

const runningRuns = prepared(() =>
  db.selectFrom('bulk_run').selectAll().where('state', '=', 'running').orderBy('started_at'),
);

/** Two may have started at the same time. */
const placeOf = (run: BulkRunColumns) => [run.started_at, run.created_at, run.id].join(' ');

/** The running runs, oldest first. */
export function runningBulkRuns({ read }: Storage): BulkRunColumns[] {
  return read(runningRuns.all({})).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

const leftRows = (given: { id: string }) =>
  db
    .selectFrom('bulk_row as row')
    .selectAll()
    .where('run_id', '=', given.id)
    .where('included', '=', 1)
    .where('refusal_code', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('operation')
            .select('id')
            .whereRef('operation.id', '=', 'row.operation_id')
            .whereRef('operation.pay_token', '=', 'row.pay_token'),
        ),
      ),
    )
    .orderBy('position');

const nextRow = prepared((given: { id: string }) => leftRows(given).limit(1));
const everyLeftRow = prepared(leftRows);

/** The included rows of a run that have not been requested yet. */
export function leftBulkRows(id: string): Unit<BulkRowRow[]> {
  return everyLeftRow.all({ id });
}

/** Sent or about to be sent; operations in their grace window don't count. */
const busyRows = prepared((given: { id: string; now: string }) =>
  db
    .selectFrom('bulk_row as row')
    .innerJoin('operation', ofRow)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('row.run_id', '=', given.id)
    .where((where) =>
      where.or([
        where('operation.state', 'in', ['sending', 'not_sent']),
        where.and([
          where('operation.state', '=', 'ready'),
          where.or([
            where('operation.send_after', 'is', null),
            where('operation.send_after', '<=', given.now),
          ]),
        ]),
      ]),
    ),
);

/** The progress that decides a run's next step. */
export interface BulkProgress {
  tally: BulkTally;
  /** Sent or about to be sent. */
  busy: number;
  next: BulkRowRow | undefined;
}

export function bulkProgress({ read, clock }: Storage, id: string): BulkProgress {
  const tally = tallyOf(read(countedRows.all({ id })));
  const busy = read(busyRows.first({ id, now: clock.nowIso() }))?.count ?? 0;
  return {
    tally,
    busy,
    next: tally.left === 0 ? undefined : read(nextRow.first({ id })),
  };
}

/** Stores why the desk refused to record a row's operation. */
export function refuseBulkRow(
  storage: Storage,
  row: Pick<BulkRowRow, 'run_id' | 'position'>,
  refusal: { code: string; detail: string },
): Promise<void> {
  return storage.transact(function* () {
    yield* run(
      db
        .updateTable('bulk_row')
        .set({ refusal_code: refusal.code, refusal_detail: refusal.detail })
        .where('run_id', '=', row.run_id)
        .where('position', '=', row.position)
        .where('refusal_code', 'is', null),
    );
  });
}

/** Which rows of a draft are included. */
export interface BulkChoice {
  include: readonly number[];
  leaveOut: readonly number[];
}

const chosenRows = prepared((given: { id: string }) =>
  db
    .selectFrom('bulk_row')
    .selectAll()
    .where('run_id', '=', given.id)
    .where('included', '=', 1)
    .orderBy('position'),
);

/** The included rows of a run. */
export function chosenBulkRows(id: string): Unit<BulkRowRow[]> {
  return chosenRows.all({ id });
}

const chosenWon = prepared((given: { id: string }) =>
  db
    .selectFrom('bulk_row')
    .select(({ fn }) => fn.sum<number | null>('amount').as('won'))
    .where('run_id', '=', given.id)
    .where('included', '=', 1),
);

/** The sum of the included rows. */
export function* chosenBulkWon(id: string): Unit<number> {
  return (yield* chosenWon.first({ id }))?.won ?? 0;
}

/** Includes and excludes rows of a draft; call inside a transaction. */
export function* chooseBulkRows(id: string, choice: BulkChoice): Unit<void> {
  const choose = function* (
    positions: readonly number[],
    verdict: BulkVerdict,
    included: 0 | 1,
  ): Unit<void> {
    if (positions.length === 0) return;
    yield* run(
      db
        .updateTable('bulk_row')
        .set({ included })
        .where('run_id', '=', id)
        .where('verdict', '=', verdict)
        .where('position', 'in', [...positions]),
    );
  };
  yield* choose(choice.include, 'look', 1);
  yield* choose(choice.leaveOut, 'ready', 0);
}

/** Hash over a run's rows, so that an approval covers exactly these rows. */
export function bulkHash(rows: readonly BulkRowRow[]): string {
  const body = rows.map((row) => [
    row.operation_id,
    row.pay_token,
    row.amount,
    row.taxable === null ? null : [row.taxable, row.vat, row.tax_free, row.service_fee],
    row.reason,
    row.seen_refunded,
  ]);
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

type BulkAction = Extract<AuditAction, `bulk-${string}`>;

/** A change of a run's state and who caused it. */
export interface BulkMove {
  patch: Partial<BulkRunColumns> & Pick<BulkRunColumns, 'state'>;
  action: BulkAction;
  /** `null`: the desk itself. */
  by: ActingStaff | null;
  detail?: Record<string, unknown>;
}

/** Moves a run and appends the audit row; call inside a transaction. */
export function* moveBulkRun(id: string, at: string, move: BulkMove): Unit<void> {
  yield* run(db.updateTable('bulk_run').set(move.patch).where('id', '=', id));
  yield* appendAudit({
    at,
    actor: move.by === null ? deskActor : staffActor(move.by),
    action: move.action,
    detail: { bulk: id, ...move.detail },
  });
}

function* pauseRun(id: string, at: string, because: BulkPause): Unit<void> {
  yield* moveBulkRun(id, at, {
    patch: { state: 'paused', paused_because: because },
    action: 'bulk-paused',
    by: null,
    detail: { because },
  });
}

/** Pauses a run before its next request; does nothing unless it is running. */
export function pauseBulkRun(storage: Storage, id: string, because: BulkPause): Promise<void> {
  return storage.transact(function* () {
    if ((yield* findBulkRunRow(id))?.state !== 'running') return;
    yield* pauseRun(id, storage.clock.nowIso(), because);
  });
}

const runningRunOf = prepared((given: { operationId: string; payToken: string }) =>
  db
    .selectFrom('bulk_row as row')
    .innerJoin('bulk_run as run', 'run.id', 'row.run_id')
    .select('run.id as id')
    .where('row.operation_id', '=', given.operationId)
    .where('row.pay_token', '=', given.payToken)
    .where('run.state', '=', 'running'),
);

/**
 * Pauses the running run of a row that Toss refused because of its daily limit: the next rows would
 * be refused as well. Call inside the transaction that stores the refusal, so that a crash cannot
 * store one without the other. A run without a row left is not paused; it ends.
 */
export function* pauseAtDailyLimit(
  refused: Pick<OperationRow, 'id' | 'pay_token'>,
  at: string,
): Unit<void> {
  const { id: operationId, pay_token: payToken } = refused;
  const found = yield* runningRunOf.first({ operationId, payToken });
  if (found === undefined || (yield* nextRow.first(found)) === undefined) return;
  yield* pauseRun(found.id, at, 'toss-limit');
}

/** Ends a running run, once every row has left the desk. */
export function endBulkRun(storage: Storage, id: string): Promise<void> {
  return storage.transact(function* () {
    if ((yield* findBulkRunRow(id))?.state !== 'running') return;
    const at = storage.clock.nowIso();
    const { succeeded, succeededWon, failed, refused, open } = tallyOf(
      yield* countedRows.all({ id }),
    );
    yield* moveBulkRun(id, at, {
      patch: { state: 'done', ended_at: at },
      action: 'bulk-ended',
      by: null,
      detail: { succeeded, succeededWon, failed, refused, open },
    });
  });
}

/** Runs in a state, the oldest first. */
export function* bulkIdsIn(state: 'proposed' | 'running'): Unit<string[]> {
  const query = db.selectFrom('bulk_run').select('id').where('state', '=', state);
  return (yield* all(query.orderBy('created_at').orderBy('id'))).map(({ id }) => id);
}
