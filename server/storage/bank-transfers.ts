/** Refunds by bank transfer (직접 송금) as staff recorded them. Nothing here calls Toss. */
import { sql, type Insertable } from 'kysely';
import type { BankTransfer } from '../../shared/api.ts';
import { overWonOf } from '../../shared/bank-transfer.ts';
import { isoToKst } from '../../shared/kst.ts';
import { openStates } from '../../shared/operation.ts';
import { addParts, noParts, type Parts } from '../../shared/tax-split.ts';
import type { Span } from './day-close-figures.ts';
import type { BankTransferActRow, BankTransferRow, BankTransferTakeBackRow } from './schema.ts';
import { prepare, prepared, run, db } from './statement.ts';
import { mapUnit, type Unit } from './unit.ts';

const byPayment = prepared((given: { payToken: string }) =>
  db
    .selectFrom('bank_transfer')
    .selectAll()
    .where('pay_token', '=', given.payToken)
    .orderBy('recorded_at', 'desc')
    .orderBy('id'),
);

const byId = prepared((given: { id: string }) =>
  db.selectFrom('bank_transfer').selectAll().where('id', '=', given.id),
);

const actsOn = prepared((given: { id: string }) =>
  db.selectFrom('bank_transfer_act').selectAll().where('refund_id', '=', given.id),
);

const asksOn = prepared((given: { id: string }) =>
  db
    .selectFrom('bank_transfer_take_back')
    .selectAll()
    .where('refund_id', '=', given.id)
    .orderBy('seq', 'desc')
    .limit(1),
);

/** SQL condition: the record with this id was not taken back. */
export const isNotTakenBack = (id: 'bank_transfer.id' | 'refund.id') =>
  sql<boolean>`NOT EXISTS (
    SELECT 1 FROM bank_transfer_act WHERE refund_id = ${sql.ref(id)} AND act = 'taken-back')`;

export function findBankTransferRow(id: string): Unit<BankTransferRow | undefined> {
  return byId.first({ id });
}

/** The parts that the desk split it into; `null` when unknown. */
function partsOf({ taxable, vat, tax_free: taxFree, service_fee: serviceFee }: BankTransferRow) {
  const known = taxable !== null && vat !== null && taxFree !== null && serviceFee !== null;
  return known ? { taxable, vat, taxFree, serviceFee } : null;
}

function actIn(acts: readonly BankTransferActRow[], which: BankTransferActRow['act']) {
  const act = acts.find((one) => one.act === which);
  if (act === undefined) return null;
  return { staff: { id: act.staff_id, name: act.staff_name }, at: act.at, note: act.note };
}

/** The newest ask to take it back, which may have lapsed. */
function* takeBackAskedOn(id: string): Unit<BankTransfer['takeBackAsked']> {
  const row = yield* asksOn.first({ id });
  if (row === undefined) return null;
  const { at, note, lapses_at: lapsesAt, sole } = row;
  return {
    staff: { id: row.staff_id, name: row.staff_name },
    at,
    note,
    lapsesAt,
    sole: sole === 1,
  };
}

export function* bankTransferFrom(row: BankTransferRow): Unit<BankTransfer> {
  const acts = yield* actsOn.all({ id: row.id });
  const confirmed = actIn(acts, 'confirmed');
  const takenBack = actIn(acts, 'taken-back');
  const waits = row.second_person === 'needed' && confirmed === null;
  return {
    id: row.id,
    amount: row.amount,
    parts: partsOf(row),
    paidOn: row.paid_on,
    bank: row.bank,
    accountEnd: row.account_end,
    reference: row.reference,
    note: row.note,
    ground: row.ground,
    state: takenBack !== null ? 'taken-back' : waits ? 'waiting' : 'counted',
    sole: row.second_person === 'sole',
    recordedAt: row.recorded_at,
    recordedBy: { id: row.recorded_by, name: row.recorded_by_name },
    confirmed,
    takeBackAsked: confirmed === null ? null : yield* takeBackAskedOn(row.id),
    takenBack,
  };
}

/** An ask that a clock ahead had dated is none: it has to be asked anew. */
export function withoutAskAhead(record: BankTransfer, now: string): BankTransfer {
  const { takeBackAsked: ask } = record;
  return ask !== null && ask.at > now ? { ...record, takeBackAsked: null } : record;
}

/** All records of a payment, the newest first, with those that were taken back. */
export function* bankTransfersOf(payToken: string): Unit<BankTransfer[]> {
  return yield* mapUnit(yield* byPayment.all({ payToken }), bankTransferFrom);
}

/** Won of all records that nobody has taken back, those that wait for a second person too. */
export function* recordedWonOn(payToken: string): Unit<number> {
  return (yield* bankTransfersOf(payToken))
    .filter(({ state }) => state !== 'taken-back')
    .reduce((sum, { amount }) => sum + amount, 0);
}

export function* writeBankTransfer(row: BankTransferRow): Unit<void> {
  yield* run(db.insertInto('bank_transfer').values(row));
}

export function* writeBankTransferAct(row: BankTransferActRow): Unit<void> {
  yield* run(db.insertInto('bank_transfer_act').values(row));
}

export function* writeTakeBackAsked(row: Insertable<BankTransferTakeBackRow>): Unit<void> {
  yield* run(db.insertInto('bank_transfer_take_back').values(row));
}

/** Moves the payment to the top of the list, as every change does. */
export function* touchPayment(payToken: string, at: string): Unit<void> {
  yield* run(db.updateTable('payment').set({ changed_at: at }).where('pay_token', '=', payToken));
}

const answeredRefund = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select(['state', 'toss_error_code as errorCode'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where('state', 'in', ['succeeded', 'failed'])
    .orderBy('created_at', 'desc')
    .limit(1),
);

/** The errorCode of a payment's newest ended refund; `null` where that one was done. */
export function* newestRefusal(payToken: string): Unit<string | null> {
  const newest = yield* answeredRefund.first({ payToken });
  return newest?.state === 'failed' ? newest.errorCode : null;
}

const unsettled = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select('id')
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where('state', 'in', [...openStates, 'given_up'])
    .limit(1),
);

/** Whether a refund through Toss is open or unexplained: it may still pay the buyer. */
export function* hasUnsettledRefund(payToken: string): Unit<boolean> {
  return (yield* unsettled.first({ payToken })) !== undefined;
}

const waiting = prepared(() =>
  db
    .selectFrom('bank_transfer as refund')
    .innerJoin('payment', 'payment.pay_token', 'refund.pay_token')
    .select(['refund.id', 'refund.pay_token as payToken', 'payment.order_no as orderNo'])
    .select(['refund.amount', 'refund.recorded_at as recordedAt'])
    .select(['refund.recorded_by', 'refund.recorded_by_name'])
    .where('refund.second_person', '=', 'needed')
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('bank_transfer_act')
            .select('act')
            .whereRef('refund_id', '=', 'refund.id'),
        ),
      ),
    )
    .orderBy('refund.recorded_at')
    .limit(100),
);

/** Records that another manager has to confirm, the oldest first. */
export function* waitingBankTransfers() {
  return (yield* waiting.all({})).map(({ recorded_by: id, recorded_by_name: name, ...row }) => ({
    ...row,
    recordedBy: { id, name },
  }));
}

const asked = prepared((given: { now: string }) =>
  db
    .selectFrom('bank_transfer_take_back as ask')
    .innerJoin('bank_transfer as refund', 'refund.id', 'ask.refund_id')
    .innerJoin('payment', 'payment.pay_token', 'refund.pay_token')
    .select(['refund.id', 'refund.pay_token as payToken', 'payment.order_no as orderNo'])
    .select(['refund.amount', 'ask.at as askedAt', 'ask.lapses_at as lapsesAt'])
    .select(['ask.staff_id', 'ask.staff_name'])
    .where('ask.at', '<=', given.now)
    .where('ask.lapses_at', '>', given.now)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('bank_transfer_take_back as newer')
            .select('newer.seq')
            .whereRef('newer.refund_id', '=', 'ask.refund_id')
            .whereRef('newer.seq', '>', 'ask.seq'),
        ),
      ),
    )
    .where(isNotTakenBack('refund.id'))
    .orderBy('ask.lapses_at')
    .limit(100),
);

/** Confirmed records that another manager is asked to take back, the first to lapse first. */
export function* takeBacksAsked(now: string) {
  return (yield* asked.all({ now })).map(({ staff_id: id, staff_name: name, ...row }) => ({
    ...row,
    askedBy: { id, name },
  }));
}

const OVER = `SELECT pay_token AS "payToken", order_no AS "orderNo", amount, refunded, transferred,
    changed_at AS "changedAt"
  FROM payment INDEXED BY payment_over_given
  WHERE transferred > 0 AND amount < refunded + transferred
    AND coalesce((SELECT over_won FROM over_given_acknowledged AS seen
      WHERE seen.pay_token = payment.pay_token ORDER BY id DESC LIMIT 1), 0)
      <> refunded + transferred - amount
  ORDER BY pay_token LIMIT 100`;

/** Payments of which Toss and counted transfers gave back more than was paid, unseen. */
export function* overGivenPayments() {
  const rows = (yield* prepare(OVER).all()) as {
    payToken: string;
    orderNo: string;
    amount: number;
    refunded: number;
    transferred: number;
    changedAt: string;
  }[];
  return rows.map((row) => ({ ...row, overWon: overWonOf(row) }));
}

const onDays = prepared((given: Span) =>
  db
    .selectFrom('counted_bank_transfer')
    .selectAll()
    .where('paid_on', '>=', given.from)
    .where('paid_on', '<', given.to)
    .orderBy('paid_on', 'desc')
    .orderBy('recorded_at', 'desc'),
);

const seoulDays = ({ from, to }: Span): Span => ({
  from: isoToKst(from).slice(0, 10),
  to: isoToKst(to).slice(0, 10),
});

/**
 * The records that count, by the day of the transfer, the newest first.
 * @param span whole Seoul days
 */
export function bankTransfersIn(span: Span): Unit<BankTransferRow[]> {
  return onDays.all(seoulDays(span));
}

/** What was transferred on some Seoul days, by the day of the transfer; won. */
export interface TransferSums {
  count: number;
  won: number;
  parts: Parts;
  /** Won without known parts; with `parts` it adds up to `won`. */
  partsUnknownWon: number;
}

/** @param span whole Seoul days */
export function* sumBankTransfers(span: Span): Unit<TransferSums> {
  const sum: TransferSums = { count: 0, won: 0, parts: noParts, partsUnknownWon: 0 };
  for (const row of yield* bankTransfersIn(span)) {
    const parts = partsOf(row);
    sum.count += 1;
    sum.won += row.amount;
    if (parts === null) sum.partsUnknownWon += row.amount;
    else sum.parts = addParts(sum.parts, parts);
  }
  return sum;
}

const changedSql = `SELECT "payToken", "orderNo", "paidOn",
    CASE WHEN counts THEN amount ELSE -amount END AS won
  FROM (
    SELECT m.pay_token AS "payToken", p.order_no AS "orderNo", m.paid_on AS "paidOn", m.amount,
      EXISTS (SELECT 1 FROM counted_bank_transfer WHERE id = m.id) AS counts,
      m.recorded_at <= @since
        AND NOT EXISTS (SELECT 1 FROM bank_transfer_act
          WHERE refund_id = m.id AND act = 'taken-back' AND at <= @since)
        AND (m.second_person <> 'needed' OR EXISTS (SELECT 1 FROM bank_transfer_act
          WHERE refund_id = m.id AND act = 'confirmed' AND at <= @since)) AS counted
    FROM bank_transfer AS m JOIN payment AS p ON p.pay_token = m.pay_token
    WHERE m.paid_on >= @from AND m.paid_on < @to) AS transfer
  WHERE counts <> counted ORDER BY "paidOn" LIMIT @most`;

/**
 * Transfers of a span that began to count after a time, or no longer do, which have a minus; the
 * oldest first.
 * @param given `from` and `to` are whole Seoul days
 */
export function* bankTransfersChangedSince(given: Span & { since: string; most: number }) {
  return (yield* prepare(changedSql).all({ ...given, ...seoulDays(given) })) as {
    payToken: string;
    orderNo: string;
    paidOn: string;
    won: number;
  }[];
}

const texts = prepared((given: { payToken: string }) =>
  db
    .selectFrom('bank_transfer')
    .select(['id', 'reference', 'recorded_at as at'])
    .where('pay_token', '=', given.payToken),
);

/**
 * Erases the texts of a payment's records, asks and acts, and the notes on what was given back too
 * much, that were written before a time; call while the payment stands in `erasing`.
 */
export function* eraseBankTransfers(
  payToken: string,
  before: string,
  erased: (text: string) => string,
): Unit<void> {
  const eraseNotes = (table: string, column: 'refund_id' | 'pay_token', id: string) =>
    prepare(`UPDATE ${table} SET note = NULL WHERE ${column} = ? AND at < ?`).run(id, before);
  for (const { id, reference, at } of yield* texts.all({ payToken })) {
    if (at < before) {
      const left = { account_end: null, note: null, reference: erased(reference) };
      yield* run(db.updateTable('bank_transfer').set(left).where('id', '=', id));
    }
    yield* eraseNotes('bank_transfer_act', 'refund_id', id);
    yield* eraseNotes('bank_transfer_take_back', 'refund_id', id);
  }
  yield* eraseNotes('over_given_acknowledged', 'pay_token', payToken);
}
