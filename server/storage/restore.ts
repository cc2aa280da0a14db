/**
 * Quarantine of a restored backup. The backup doesn't contain what was sent since it was made, so
 * sending from it could refund twice. Operations that it would still send become unknown, and each
 * payment is locked until Toss was read again.
 */
import { deskActor } from './audit.ts';
import { bulkIdsIn, moveBulkRun } from './bulk-runs.ts';
import { askFrom, moveOperation } from './move-operation.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { getPaymentRow } from './payments.ts';
import { revokeRefundTokens } from './refund-tokens.ts';
import { findMark, writeMark } from './restore-mark.ts';
import type { OperationRow } from './schema.ts';
import { all, first, prepare, run, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

/** With these statuses nothing can be sent any more, so no lock is needed. */
const finished = ['PAY_CANCEL', 'SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'];

const DETAIL = 'A backup was put back: what was sent since it was made is not known';

function* forgetWhatWasSent(row: OperationRow, at: string): Unit<void> {
  const base = { cause: 'backup-restored' as const, at, evidence: 'desk' as const, detail: DETAIL };
  if (row.state === 'proposed') {
    yield* moveOperation(row, base);
    return;
  }
  const payment = yield* getPaymentRow(row.pay_token);
  yield* moveOperation(row, {
    ...base,
    patch: { verdict: null, base_refunded: foreignRefundedWon(payment) },
  });
}

/**
 * Operations with an unclear result may have been sent, or sent again, until now: their settle time
 * and sent time restart, and a refusal in the copy may not have been the last answer.
 */
function* countAnew(at: string, no: number): Unit<void> {
  yield* run(
    db
      .updateTable('operation')
      .set({ sent_at: at, unclear_no: no })
      .where('state', 'in', ['sending', 'unknown', 'pending']),
  );
  yield* run(
    db.updateTable('operation').set(askFrom(at, no)).where('state', 'in', ['unknown', 'pending']),
  );
  yield* run(
    db
      .updateTable('operation')
      .set({ verdict: null })
      .where('state', '=', 'unknown')
      .where('verdict', 'in', ['refused', 'wrong-key']),
  );
}

function* lockPayments(at: string): Unit<void> {
  yield* run(
    db
      .updateTable('payment')
      .set({ quarantined: 1, next_poll_at: at })
      .where('status', 'not in', finished),
  );
}

/** The highest event number used in this file. */
function* givenOut(): Unit<number> {
  const counter = db.selectFrom('sqlite_sequence').select('seq').where('name', '=', 'event');
  return (yield* first(counter))?.seq ?? 0;
}

/**
 * Skips event numbers that clients may already have received, so that they can resume the stream.
 */
function* skipKnownNumbers(highWater: number): Unit<void> {
  if (highWater <= (yield* givenOut())) return;
  const raised = yield* run(
    db.updateTable('sqlite_sequence').set({ seq: highWater }).where('name', '=', 'event'),
  );
  // A file without any event has no counter row yet.
  if (raised > 0) return;
  yield* run(db.insertInto('sqlite_sequence').values({ name: 'event', seq: highWater }));
}

/**
 * Quarantines a restored backup; call after a start and before anything is sent.
 * @param highWater the highest event number that this data folder has seen
 * @returns the number of affected operations and payments; `null` if this is no restored copy
 */
export function quarantineRestored(
  storage: Storage,
  highWater: number,
): Promise<{ operations: number; payments: number } | null> {
  return storage.transact(function* () {
    const isBehind = (yield* givenOut()) < highWater;
    if ((yield* findMark())?.kind !== 'copy' && !isBehind) return null;
    const at = storage.clock.nowIso();
    yield* skipKnownNumbers(highWater);
    const rows = yield* all(
      db
        .selectFrom('operation')
        .selectAll()
        .where('state', 'in', ['proposed', 'ready', 'not_sent', 'absent'])
        .orderBy('created_at')
        .orderBy('id'),
    );
    for (const row of rows) yield* forgetWhatWasSent(row, at);
    yield* countAnew(at, storage.time.now());
    for (const id of yield* bulkIdsIn('running')) yield* haltBulkRun(id, at);
    for (const id of yield* bulkIdsIn('proposed')) yield* closeBulkRun(id, at);
    yield* lockPayments(at);
    // The copy does not tell which tokens were revoked after it was made.
    yield* revokeRefundTokens(null, { actor: deskActor, at, because: 'restored' });
    yield* writeMark('restored', at);
    return { operations: rows.length, payments: yield* countQuarantined() };
  });
}

/** Stops a proposed run, as with a single proposal: a decision since the copy isn't known. */
function* closeBulkRun(id: string, at: string): Unit<void> {
  yield* moveBulkRun(id, at, {
    patch: { state: 'stopped', paused_because: null, ended_at: at },
    action: 'bulk-stopped',
    by: null,
    detail: { because: 'restored' },
  });
}

/**
 * Pauses a running run: the copy doesn't know which rows were requested since, so a person must
 * check.
 */
function* haltBulkRun(id: string, at: string): Unit<void> {
  yield* moveBulkRun(id, at, {
    patch: { state: 'paused', paused_because: 'restored' },
    action: 'bulk-paused',
    by: null,
    detail: { because: 'restored' },
  });
}

function* countQuarantined(): Unit<number> {
  const counted = 'SELECT count(*) FROM payment WHERE quarantined = 1';
  return (yield* prepare(counted).value()) as number;
}

/**
 * Start of the check of a restored backup and the number of payments left; `null` if none are left.
 */
export function restoreProgress(storage: Storage): { at: string; left: number } | null {
  const mark = storage.read(findMark());
  if (mark?.kind !== 'restored') return null;
  const left = storage.read(countQuarantined());
  return left === 0 ? null : { at: mark.at, left };
}
