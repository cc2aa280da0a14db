/**
 * Keeps the list fast at a million payments: sums kept up to date by triggers, a full-text index,
 * and indexes for frequent queries of the screens.
 */

/** The columns by which the tally distinguishes payments. */
const kindOf = (row: 'NEW' | 'OLD' | 'payment') => [
  `${row}.status`,
  `ifnull(${row}.pay_method, '')`,
  `(${row}.tax_free > 0 OR ${row}.service_fee > 0)`,
  `CASE WHEN ${row}.refunded = 0 THEN 'none'
    WHEN ${row}.refunded < ${row}.amount THEN 'partial' ELSE 'full' END`,
  `(${row}.drift IS NOT NULL)`,
];

const seoulDay = (time: string) => `ifnull(date(${time}, '+9 hours'), '')`;

/**
 * The tally rows of a payment: one over all days, and one for the Seoul day of each of its times.
 */
const placesOf = (row: 'NEW' | 'OLD' | 'payment') => [
  { clock: 'ever', day: "''" },
  { clock: 'created', day: seoulDay(`${row}.created_at`) },
  { clock: 'completed', day: seoulDay(`${row}.completed_at`) },
  { clock: 'changed', day: seoulDay(`${row}.changed_at`) },
];

const countIn = placesOf('NEW')
  .map(
    ({ clock, day }) => `
  INSERT INTO payment_tally
    (clock, day, status, method, mixed, refund, drift, payments, amount, refunded)
  VALUES ('${clock}', ${day}, ${kindOf('NEW').join(', ')}, 1, NEW.amount, NEW.refunded)
  ON CONFLICT DO UPDATE SET
    payments = payments + 1,
    amount = amount + excluded.amount,
    refunded = refunded + excluded.refunded;`,
  )
  .join('');

const kindColumns = ['status', 'method', 'mixed', 'refund', 'drift'];

const countOut = placesOf('OLD')
  .map(
    ({ clock, day }) => `
  UPDATE payment_tally SET
    payments = payments - 1,
    amount = amount - OLD.amount,
    refunded = refunded - OLD.refunded
  WHERE clock = '${clock}' AND day = ${day}
    AND ${kindOf('OLD')
      .map((value, index) => `${kindColumns[index] ?? ''} = ${value}`)
      .join(' AND ')};`,
  )
  .join('');

/** Columns that decide in which tally row a payment is counted and with what amount. */
const counted = [
  'status',
  'pay_method',
  'tax_free',
  'service_fee',
  'refunded',
  'drift',
  'created_at',
  'completed_at',
  'changed_at',
];

const tallies = `
CREATE TABLE payment_tally (
  clock TEXT NOT NULL CHECK (clock IN ('ever', 'created', 'completed', 'changed')),
  day TEXT NOT NULL,
  status TEXT NOT NULL,
  method TEXT NOT NULL,
  mixed INTEGER NOT NULL CHECK (mixed IN (0, 1)),
  refund TEXT NOT NULL CHECK (refund IN ('none', 'partial', 'full')),
  drift INTEGER NOT NULL CHECK (drift IN (0, 1)),
  payments INTEGER NOT NULL CHECK (payments >= 0),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  refunded INTEGER NOT NULL CHECK (refunded >= 0),
  PRIMARY KEY (clock, day, status, method, mixed, refund, drift)
) STRICT, WITHOUT ROWID;

${placesOf('payment')
  .map(
    ({ clock, day }) => `
INSERT INTO payment_tally
SELECT '${clock}', ${day}, ${kindOf('payment').join(', ')}, count(*), sum(amount), sum(refunded)
FROM payment GROUP BY 1, 2, 3, 4, 5, 6, 7;`,
  )
  .join('')}

CREATE TRIGGER payment_counted_in AFTER INSERT ON payment
BEGIN ${countIn}
END;
CREATE TRIGGER payment_counted_anew AFTER UPDATE OF ${counted.join(', ')} ON payment
WHEN ${counted.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ')}
BEGIN ${countOut}
${countIn}
END;
`;

/**
 * Pieces of three characters of what people search payments by. The two line ends make a piece of
 * the last one or two characters as well, for words of Korean are short.
 */
const texts = `
CREATE VIRTUAL TABLE payment_text USING fts5(
  words, pay_token UNINDEXED,
  tokenize = 'trigram', detail = none, content = '', contentless_unindexed = 1
);
CREATE VIRTUAL TABLE payment_text_piece USING fts5vocab(payment_text, 'row');
INSERT INTO payment_text (words, pay_token)
SELECT order_no || char(10) || product_desc || char(10, 10), pay_token FROM payment;
CREATE TRIGGER payment_text_born AFTER INSERT ON payment
BEGIN
  INSERT INTO payment_text (words, pay_token)
  VALUES (NEW.order_no || char(10) || NEW.product_desc || char(10, 10), NEW.pay_token);
END;
CREATE TRIGGER payment_text_fixed BEFORE UPDATE OF product_desc ON payment
WHEN NEW.product_desc IS NOT OLD.product_desc
BEGIN SELECT RAISE(ABORT, 'payment: its description is fixed'); END;
`;

const indexes = `
CREATE INDEX payment_by_method ON payment (pay_method, changed_at, pay_token);
CREATE INDEX payment_with_refund ON payment (changed_at, pay_token) WHERE refunded > 0;
CREATE INDEX payment_completed_figures
  ON payment (ifnull(completed_at, ''), pay_method, status, amount);
DROP INDEX payment_refund_by_time;
CREATE INDEX payment_refund_by_time ON payment_refund (refunded_at, pay_token, amount);
CREATE INDEX operation_by_requester ON operation (requested_by, pay_token);
CREATE INDEX callback_by_payment ON callback (pay_token, id);
CREATE INDEX bulk_run_proposed ON bulk_run (created_at) WHERE state = 'proposed';
`;

export const fastListsMigration = {
  version: 7,
  name: 'fast-lists',
  sql: tallies + texts + indexes,
};
