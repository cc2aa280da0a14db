import type { Database as SqliteDatabase } from 'better-sqlite3';

import { Database } from '../sqlite.ts';
import type { CallbackRow, PaymentRow, RefundRow } from './payment-row.ts';
import { DEFAULT_TERMS, type PaymentTerms } from './payment-terms.ts';
import type { CashReceipt } from './cash-receipt.ts';
import { TRADE_SCHEMA, tradeStatements } from './settlement/trade-statements.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS payment (
  seq INTEGER PRIMARY KEY, payToken TEXT NOT NULL UNIQUE, apiKey TEXT NOT NULL,
  orderNo TEXT NOT NULL, amount INTEGER NOT NULL, taxable INTEGER NOT NULL,
  taxFree INTEGER NOT NULL, vat INTEGER NOT NULL, serviceFee INTEGER NOT NULL,
  partsGiven INTEGER NOT NULL, cashReceipt INTEGER NOT NULL, autoExecute INTEGER NOT NULL,
  productDesc TEXT NOT NULL, retUrl TEXT NOT NULL, retCancelUrl TEXT NOT NULL,
  resultCallback TEXT, retAppScheme TEXT, userPhone TEXT, metadata TEXT NOT NULL,
  status TEXT NOT NULL, payMethod TEXT NOT NULL, cardCompanyName TEXT,
  hasOwner INTEGER NOT NULL, createdAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL,
  approvedAt INTEGER, completedAt INTEGER, canceledAt INTEGER, canceledBy TEXT,
  cancelReason TEXT, beforeProgress TEXT, progressFails INTEGER NOT NULL, dueAt INTEGER,
  changedAt INTEGER NOT NULL, previousAnswer TEXT, lagUntil INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS payment_by_order ON payment (apiKey, orderNo, seq);
CREATE INDEX IF NOT EXISTS payment_by_due ON payment (dueAt, seq) WHERE dueAt IS NOT NULL;
CREATE TABLE IF NOT EXISTS charge (
  seq INTEGER PRIMARY KEY, payToken TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS refund (
  seq INTEGER PRIMARY KEY, payToken TEXT NOT NULL, apiKey TEXT NOT NULL,
  refundNo TEXT NOT NULL, amount INTEGER NOT NULL, taxable INTEGER NOT NULL,
  taxFree INTEGER NOT NULL, vat INTEGER NOT NULL, serviceFee INTEGER NOT NULL,
  reason TEXT NOT NULL, source TEXT NOT NULL, requestedAt INTEGER NOT NULL,
  doneAt INTEGER, state TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS refund_by_payment ON refund (payToken, seq);
CREATE INDEX IF NOT EXISTS refund_by_day ON refund (apiKey, requestedAt);
CREATE UNIQUE INDEX IF NOT EXISTS refund_by_no ON refund (apiKey, refundNo)
  WHERE state <> 'failed';
CREATE TABLE IF NOT EXISTS seenRefundNo (
  apiKey TEXT NOT NULL, refundNo TEXT NOT NULL, PRIMARY KEY (apiKey, refundNo)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS callback (
  seq INTEGER PRIMARY KEY, payToken TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL,
  firstDueAt INTEGER NOT NULL, attempts INTEGER NOT NULL, dueAt INTEGER,
  outcome TEXT NOT NULL, lastAnswer TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS callback_by_due ON callback (dueAt) WHERE dueAt IS NOT NULL;
CREATE TABLE IF NOT EXISTS paymentTerms (
  payToken TEXT PRIMARY KEY, terms TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cashReceipt (
  payToken TEXT PRIMARY KEY, receipt TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

type ChargeLine = PaymentRow & { at: number };
type Named = Record<string, unknown>;

/** The columns that `savePayment` may change. */
const MUTABLE = [
  'status',
  'payMethod',
  'cardCompanyName',
  'hasOwner',
  'approvedAt',
  'completedAt',
  'canceledAt',
  'canceledBy',
  'cancelReason',
  'beforeProgress',
  'progressFails',
  'dueAt',
  'changedAt',
  'previousAnswer',
  'lagUntil',
];
const PAYMENT_COLUMNS = (
  'payToken apiKey orderNo amount taxable taxFree vat serviceFee partsGiven cashReceipt ' +
  'autoExecute productDesc retUrl retCancelUrl resultCallback retAppScheme userPhone ' +
  'metadata createdAt expiresAt'
)
  .split(' ')
  .concat(MUTABLE);
const REFUND_COLUMNS = (
  'payToken apiKey refundNo amount taxable taxFree vat serviceFee reason source ' +
  'requestedAt doneAt state'
).split(' ');

const insertInto = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (@${columns.join(', @')})`;

/**
 * Toss's books in an SQLite file of their own. Statements are prepared once and run synchronously;
 * `unit` groups several into one transaction.
 */
export function openStorage(file: string) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(SCHEMA);
  db.exec(TRADE_SCHEMA);
  return {
    ...paymentStatements(db),
    ...termsStatements(db),
    ...tradeStatements(db),
    ...receiptStatements(db),
    ...refundStatements(db),
    ...callbackStatements(db),
    ...settingStatements(db),
    unit: <Result>(work: () => Result): Result => db.transaction(work).immediate(),
    close: () => {
      db.close();
    },
  };
}

export type Storage = ReturnType<typeof openStorage>;

function paymentStatements(db: SqliteDatabase) {
  const insert = db.prepare<[Named]>(insertInto('payment', PAYMENT_COLUMNS));
  const assignments = MUTABLE.map((name) => `${name} = @${name}`).join(', ');
  const save = db.prepare<[Named]>(`UPDATE payment SET ${assignments} WHERE seq = @seq`);
  const byToken = db.prepare<[string], PaymentRow>('SELECT * FROM payment WHERE payToken = ?');
  const newest = db.prepare<[string, string], PaymentRow>(
    'SELECT * FROM payment WHERE apiKey = ? AND orderNo = ? ORDER BY seq DESC LIMIT 1',
  );
  const owned = db.prepare<[string, string], { payToken: string }>(
    'SELECT payToken FROM payment WHERE apiKey = ? AND orderNo = ? AND hasOwner = 1 LIMIT 1',
  );
  const due = db.prepare<[number], PaymentRow>(
    'SELECT * FROM payment WHERE dueAt <= ? ORDER BY dueAt, seq LIMIT 1',
  );
  const nextDue = db
    .prepare<[], number | null>('SELECT min(dueAt) FROM payment WHERE dueAt IS NOT NULL')
    .pluck();
  const counts = db.prepare<[string], { status: string; count: number; newestAt: number }>(
    'SELECT status, count(*) count, max(createdAt) newestAt FROM payment WHERE apiKey = ? ' +
      'GROUP BY status',
  );
  const charge = db.prepare<[string, number]>('INSERT INTO charge (payToken, at) VALUES (?, ?)');
  const charges = db.prepare<[], ChargeLine>(
    'SELECT payment.*, charge.at FROM charge JOIN payment USING (payToken) ORDER BY charge.seq',
  );
  return {
    insertPayment: (row: Omit<PaymentRow, 'seq'>): void => void insert.run(row),
    savePayment: (row: PaymentRow): void => void save.run(row),
    findPayment: (payToken: string) => byToken.get(payToken),
    findNewestByOrder: (apiKey: string, orderNo: string) => newest.get(apiKey, orderNo),
    /** The payment of this orderNo that a buyer has authenticated, if any. */
    findOwned: (apiKey: string, orderNo: string) => owned.get(apiKey, orderNo),
    findDuePayment: (nowMs: number) => due.get(nowMs),
    nextPaymentDue: () => nextDue.get() ?? null,
    countByStatus: (apiKey: string) => counts.all(apiKey),
    recordCharge: (payToken: string, atMs: number): void => void charge.run(payToken, atMs),
    allCharges: () => charges.all(),
  };
}

function termsStatements(db: SqliteDatabase) {
  const read = db
    .prepare<[string], string>('SELECT terms FROM paymentTerms WHERE payToken = ?')
    .pluck();
  const write = db.prepare<[string, string]>(
    'INSERT INTO paymentTerms (payToken, terms) VALUES (?, ?) ' +
      'ON CONFLICT (payToken) DO UPDATE SET terms = excluded.terms',
  );
  const termsOf = (payToken: string): PaymentTerms => {
    const text = read.get(payToken);
    if (text === undefined) return DEFAULT_TERMS;
    return { ...DEFAULT_TERMS, ...(JSON.parse(text) as Partial<PaymentTerms>) };
  };
  return {
    termsOf,
    changeTerms: (payToken: string, change: Partial<PaymentTerms>): void =>
      void write.run(payToken, JSON.stringify({ ...termsOf(payToken), ...change })),
  };
}

function receiptStatements(db: SqliteDatabase) {
  const read = db
    .prepare<[string], string>('SELECT receipt FROM cashReceipt WHERE payToken = ?')
    .pluck();
  const write = db.prepare<[string, string]>(
    'INSERT OR REPLACE INTO cashReceipt (payToken, receipt) VALUES (?, ?)',
  );
  return {
    receiptOf: (payToken: string): CashReceipt | undefined => {
      const text = read.get(payToken);
      return text === undefined ? undefined : (JSON.parse(text) as CashReceipt);
    },
    saveReceipt: (payToken: string, receipt: CashReceipt): void =>
      void write.run(payToken, JSON.stringify(receipt)),
  };
}

function refundStatements(db: SqliteDatabase) {
  const insert = db.prepare<[Named]>(insertInto('refund', REFUND_COLUMNS));
  const ofPayment = db.prepare<[string], RefundRow>(
    'SELECT * FROM refund WHERE payToken = ? ORDER BY seq',
  );
  const end = db.prepare<[string, number | null, number]>(
    'UPDATE refund SET state = ?, doneAt = ? WHERE seq = ?',
  );
  const byNo = db.prepare<[string, string], RefundRow>(
    "SELECT * FROM refund WHERE apiKey = ? AND refundNo = ? AND state <> 'failed'",
  );
  const see = db.prepare<[string, string]>(
    'INSERT OR IGNORE INTO seenRefundNo (apiKey, refundNo) VALUES (?, ?)',
  );
  const seen = db.prepare<[string, string], { refundNo: string }>(
    'SELECT refundNo FROM seenRefundNo WHERE apiKey = ? AND refundNo = ?',
  );
  const between = db
    .prepare<[Named], number>(
      'SELECT coalesce(sum(amount), 0) FROM refund WHERE apiKey = @apiKey ' +
        'AND requestedAt >= @fromMs AND requestedAt < @toMs ' +
        "AND (state = 'done' OR (state = 'open' AND @withOpen = 1))",
    )
    .pluck();
  const done = db.prepare<[], RefundRow>(
    "SELECT * FROM refund WHERE state = 'done' ORDER BY doneAt, seq",
  );
  return {
    insertRefund: (row: Omit<RefundRow, 'seq'>): void => void insert.run(row),
    refundsOf: (payToken: string) => ofPayment.all(payToken),
    endRefund: (seq: number, state: 'done' | 'failed', doneAt: number | null): void =>
      void end.run(state, doneAt, seq),
    /** The refund that has this number; failed ones have none any more. */
    findRefundByNo: (apiKey: string, refundNo: string) => byNo.get(apiKey, refundNo),
    /** Remembers a used number, whatever the outcome. */
    seeRefundNo: (apiKey: string, refundNo: string): void => void see.run(apiKey, refundNo),
    wasRefundNoSeen: (apiKey: string, refundNo: string) => seen.get(apiKey, refundNo) !== undefined,
    refundedBetween: (span: { apiKey: string; fromMs: number; toMs: number; withOpen: number }) =>
      between.get(span) ?? 0,
    allDoneRefunds: () => done.all(),
  };
}

function callbackStatements(db: SqliteDatabase) {
  const insert = db.prepare<[Named]>(
    'INSERT INTO callback (payToken, url, body, firstDueAt, attempts, dueAt, outcome) ' +
      "VALUES (@payToken, @url, @body, @atMs, 0, @atMs, 'waiting')",
  );
  const save = db.prepare<[Named]>(
    'UPDATE callback SET attempts = @attempts, dueAt = @dueAt, outcome = @outcome, ' +
      'lastAnswer = @lastAnswer WHERE seq = @seq',
  );
  const due = db.prepare<[number], CallbackRow>(
    'SELECT * FROM callback WHERE dueAt <= ? ORDER BY dueAt, seq LIMIT 100',
  );
  const nextDue = db
    .prepare<[number], number | null>(
      'SELECT min(dueAt) FROM callback WHERE dueAt IS NOT NULL AND dueAt > ?',
    )
    .pluck();
  const ofPayment = db.prepare<[string], CallbackRow>(
    'SELECT * FROM callback WHERE payToken = ? ORDER BY seq',
  );
  return {
    insertCallback: (row: { payToken: string; url: string; body: string; atMs: number }): void =>
      void insert.run(row),
    saveCallback: (row: CallbackRow): void => void save.run(row),
    dueCallbacks: (nowMs: number) => due.all(nowMs),
    /** The next callback after now; due ones are already being sent. */
    nextCallbackAfter: (nowMs: number) => nextDue.get(nowMs) ?? null,
    callbacksOf: (payToken: string) => ofPayment.all(payToken),
  };
}

function settingStatements(db: SqliteDatabase) {
  const read = db.prepare<[string], string>('SELECT value FROM setting WHERE name = ?').pluck();
  const write = db.prepare<[string, string]>(
    'INSERT INTO setting (name, value) VALUES (?, ?) ' +
      'ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    readSetting: (name: string): unknown => {
      const text = read.get(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    writeSetting: (name: string, value: unknown): void =>
      void write.run(name, JSON.stringify(value)),
  };
}
