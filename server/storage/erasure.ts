/**
 * Erases buyers' data in place after its retention period. Amounts, order numbers and the hashes of
 * what was sent and received stay, so that the books and the audit log still match.
 */
import { eraseText } from '../../shared/mask-text.ts';
import { eraseBankTransfers } from './bank-transfers.ts';
import { openStatesText } from './open-states.ts';
import { erasedColumns } from './payment-columns.ts';
import { piecesOf } from './payment-search.ts';
import { getPaymentRow } from './payments.ts';
import type { PaymentRow } from './schema.ts';
import { all, prepare, run, db } from './statement.ts';
import { placeOfUnit, type Unit } from './unit.ts';

const NOTHING_OPEN = `NOT EXISTS (
  SELECT 1 FROM operation WHERE pay_token = p.pay_token AND state IN (${openStatesText}))`;

const DUE = `SELECT p.pay_token AS "payToken", p.created_at AS since
  FROM payment AS p INDEXED BY payment_unerased
  WHERE p.erased_at IS NULL AND (p.created_at, p.pay_token) > (@since, @payToken)
    AND p.created_at < @before AND coalesce(p.completed_at, p.created_at) < @before
    AND ${NOTHING_OPEN}
  UNION ALL
  SELECT p.pay_token AS "payToken", p.at AS since FROM late_text AS p
  WHERE (p.at, p.pay_token) > (@since, @payToken) AND p.at < @before AND ${NOTHING_OPEN}
  ORDER BY since, "payToken" LIMIT @limit`;

/** A payment whose retention period is over, and the time (ISO UTC) that orders the list. */
export interface DueErasure {
  payToken: string;
  since: string;
}

/** Cursor before the first entry. */
export const firstDue: DueErasure = { payToken: '', since: '' };

/**
 * Payments whose retention period is over and that have no open operation, oldest first. Includes
 * erased payments to which texts were added later, once their period is over too.
 * @param given.after the last entry examined, erased or not
 */
export function* paymentsToErase(given: {
  before: string;
  limit: number;
  after?: DueErasure;
}): Unit<DueErasure[]> {
  const { before, limit, after = firstDue } = given;
  return (yield* prepare(DUE).all({ before, limit, ...after })) as DueErasure[];
}

/** The `words` column of the text index. */
const wordsOf = (orderNo: string, text: string) => `${orderNo}\n${text}\n\n`;

/**
 * The index stores no text, so FTS5 needs the old text again to delete its entry. On PostgreSQL a
 * trigger does this.
 */
function* reindex(row: PaymentRow, text: string): Unit<void> {
  const { order_no: orderNo, pay_token: payToken } = row;
  const before = wordsOf(orderNo, row.product_desc);
  const find = 'SELECT rowid FROM payment_text WHERE payment_text MATCH ? AND pay_token = ?';
  const id: unknown = yield* prepare(find).value(piecesOf(before), payToken);
  if (id === undefined) throw new Error(`The index of texts has no ${payToken}`);
  const columns = 'rowid, words, pay_token';
  const drop = `INSERT INTO payment_text (payment_text, ${columns}) VALUES ('delete', ?, ?, ?)`;
  const add = `INSERT INTO payment_text (${columns}) VALUES (?, ?, ?)`;
  yield* prepare(drop).run(id, before, payToken);
  yield* prepare(add).run(id, wordsOf(orderNo, text), payToken);
}

/** The erased form of a text. */
export const erasedOrNull = (text: string | null) => (text === null ? null : eraseText(text));

/** Matches no request. The real fingerprint would allow guessing the erased digits. */
const ERASED_FINGERPRINT = '0'.repeat(64);

function* eraseOperations(payToken: string): Unit<void> {
  const rows = yield* all(
    db
      .selectFrom('operation')
      .select(['id', 'reason', 'body', 'evidence_detail', 'toss_message'])
      .where('pay_token', '=', payToken),
  );
  for (const row of rows) {
    const reason = erasedOrNull(row.reason);
    yield* run(
      db
        .updateTable('operation')
        .set({
          reason,
          note: null,
          fingerprint: ERASED_FINGERPRINT,
          evidence_detail: erasedOrNull(row.evidence_detail),
          toss_message: erasedOrNull(row.toss_message),
          // `body_hash` stays the hash of what was sent.
          ...(reason === row.reason
            ? {}
            : { body: JSON.stringify({ ...(JSON.parse(row.body) as object), reason }) }),
        })
        .where('id', '=', row.id),
    );
  }
}

/** Its detail is a refund number of Toss's and no personal text. */
const NUMBERED = 'outside-refund';
/** Its detail is a note that staff wrote. */
const NOTED = 'drift-acknowledged';
/** Those of bank transfers: notes as well, and erased when their own term is over. */
const OF_TRANSFERS = 'bank-transfer-';

function* eraseEvents(payToken: string, before: string): Unit<void> {
  const rows = yield* all(
    db
      .selectFrom('event')
      .select(['seq', 'at', 'what', 'detail', 'answer_text'])
      .where('pay_token', '=', payToken)
      .where('what', '<>', NUMBERED),
  );
  for (const { seq, at, what, detail, answer_text: answer } of rows) {
    const isOfTransfer = what.startsWith(OF_TRANSFERS);
    if (isOfTransfer && at >= before) continue;
    const left = isOfTransfer || what === NOTED ? null : erasedOrNull(detail);
    if (left === detail && answer === null) continue;
    yield* run(
      db.updateTable('event').set({ detail: left, answer_text: null }).where('seq', '=', seq),
    );
  }
}

function* eraseRefunds(payToken: string): Unit<void> {
  const refunds = yield* all(
    db
      .selectFrom('payment_refund')
      .select(['refund_no', 'reason'])
      .where('pay_token', '=', payToken),
  );
  for (const { refund_no: refundNo, reason } of refunds) {
    const left = erasedOrNull(reason);
    if (left === reason) continue;
    const query = db.updateTable('payment_refund').set({ reason: left });
    yield* run(query.where('pay_token', '=', payToken).where('refund_no', '=', refundNo));
  }
}

/** @param column erases the rows of a run or of a payment */
function* eraseListed(column: 'run_id' | 'pay_token', id: string): Unit<void> {
  const rows = yield* all(
    db.selectFrom('bulk_row').select(['run_id', 'position', 'reason']).where(column, '=', id),
  );
  for (const { run_id: runId, position, reason } of rows) {
    const left = eraseText(reason);
    if (left === reason) continue;
    const query = db.updateTable('bulk_row').set({ reason: left });
    yield* run(query.where('run_id', '=', runId).where('position', '=', position));
  }
}

function eraseCallbacks(payToken: string): Unit<number> {
  return run(
    db
      .updateTable('callback')
      .set({ body: '' })
      .where('pay_token', '=', payToken)
      .where('body', '<>', ''),
  );
}

const LEFT_OF_TRANSFERS = `INSERT INTO late_text (pay_token, at)
  SELECT pay_token, min(at) FROM event
    WHERE pay_token = ? AND substr(what, 1, ${String(OF_TRANSFERS.length)}) = '${OF_TRANSFERS}'
      AND detail IS NOT NULL
    GROUP BY pay_token`;

/**
 * Erases the data of a payment's buyer; call inside a transaction. A bank transfer is usually
 * recorded when its payment is a year old or older: its texts stay until they are older than
 * `before` themselves.
 * @returns how many callbacks lost their body
 * @throws Error from the database if the payment or a text is younger than a year, or an operation
 * is open
 */
export function* erasePayment(
  payToken: string,
  { at, before }: { at: string; before: string },
): Unit<number> {
  const row = yield* getPaymentRow(payToken);
  yield* run(db.insertInto('erasing').values({ pay_token: payToken, at }));
  const left = erasedColumns(row);
  const { engine } = yield* placeOfUnit();
  if (engine === 'sqlite' && left.product_desc !== row.product_desc) {
    yield* reindex(row, left.product_desc);
  }
  yield* run(
    db
      .updateTable('payment')
      .set({ ...left, erased_at: at })
      .where('pay_token', '=', payToken),
  );
  yield* eraseOperations(payToken);
  yield* eraseEvents(payToken, before);
  yield* eraseRefunds(payToken);
  yield* eraseListed('pay_token', payToken);
  yield* eraseBankTransfers(payToken, before, eraseText);
  const callbacks = yield* eraseCallbacks(payToken);
  yield* run(db.deleteFrom('late_text').where('pay_token', '=', payToken));
  yield* prepare(LEFT_OF_TRANSFERS).run(payToken);
  yield* run(db.deleteFrom('erasing').where('pay_token', '=', payToken));
  return callbacks;
}

const DUE_RUNS = `SELECT r.id, r.name FROM bulk_run AS r INDEXED BY bulk_run_unerased
  WHERE r.erased_at IS NULL AND r.created_at < ? AND r.state IN ('draft', 'done', 'stopped')
    AND NOT EXISTS (
      SELECT 1 FROM bulk_row AS listed JOIN payment AS p USING (pay_token)
      WHERE listed.run_id = r.id AND p.erased_at IS NULL)
  ORDER BY r.created_at LIMIT ?`;

/**
 * Erases staff's texts in ended bulk runs whose payments are all erased; call inside a transaction.
 * @returns how many runs were erased
 */
export function* eraseBulkRuns(given: { before: string; limit: number; at: string }): Unit<number> {
  const { before, limit, at } = given;
  const due = (yield* prepare(DUE_RUNS).all(before, limit)) as { id: string; name: string }[];
  for (const { id, name } of due) {
    const left = { name: eraseText(name), note: null, erased_at: at };
    yield* run(db.updateTable('bulk_run').set(left).where('id', '=', id));
    yield* eraseListed('run_id', id);
  }
  return due.length;
}
