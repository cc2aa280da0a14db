/**
 * Refunds that staff made by bank transfer, because Toss can't make them any more. Both tables are
 * append-only: a mistake is taken back by an act, never changed or deleted. Only the erasure of a
 * buyer's data overwrites the texts. `payment.transferred` is the sum of what counts, and the
 * database refuses any other value.
 */
const isErasing = (token: string) => `EXISTS (SELECT 1 FROM erasing WHERE pay_token = ${token})`;

/** The sum of a payment's recorded transfers that nobody has taken back. */
const recordedWon = (token: string) => `(
  SELECT coalesce(sum(amount), 0) FROM bank_transfer AS m WHERE m.pay_token = ${token}
    AND NOT EXISTS (
      SELECT 1 FROM bank_transfer_act WHERE refund_id = m.id AND act = 'taken-back'))`;

const countedWon = (token: string) => `(
  SELECT coalesce(sum(amount), 0) FROM counted_bank_transfer WHERE pay_token = ${token})`;

const fixed = [
  ...['id', 'pay_token', 'amount', 'taxable', 'vat', 'tax_free', 'service_fee', 'paid_on'],
  ...['ground', 'second_person', 'recorded_at', 'recorded_by', 'recorded_by_name'],
];
const differs = (columns: readonly string[]) =>
  columns.map((name) => `NEW.${name} IS NOT OLD.${name}`).join(' OR ');

export const bankTransfersMigration = {
  version: 17,
  name: 'bank-transfers',
  sql: `
ALTER TABLE payment ADD COLUMN transferred INTEGER NOT NULL DEFAULT 0;
CREATE INDEX payment_transferred ON payment (pay_token) WHERE transferred > 0;

CREATE TABLE bank_transfer (
  id TEXT PRIMARY KEY NOT NULL,
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  amount INTEGER NOT NULL CHECK (amount > 0),
  taxable INTEGER CHECK (taxable >= 0),
  vat INTEGER CHECK (vat >= 0),
  tax_free INTEGER CHECK (tax_free >= 0),
  service_fee INTEGER CHECK (service_fee >= 0),
  paid_on TEXT NOT NULL CHECK (paid_on GLOB '[2-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  bank TEXT NOT NULL,
  account_end TEXT,
  reference TEXT NOT NULL,
  note TEXT,
  ground TEXT NOT NULL CHECK (ground IN ('buyer-left', 'refund-period-over')),
  second_person TEXT NOT NULL CHECK (second_person IN ('not-needed', 'needed', 'sole')),
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_by_name TEXT NOT NULL,
  CHECK (coalesce(taxable, vat, tax_free, service_fee) IS NULL
    OR taxable + vat + tax_free + service_fee IS amount)
) STRICT;
CREATE INDEX bank_transfer_by_payment ON bank_transfer (pay_token, recorded_at);
CREATE INDEX bank_transfer_by_day ON bank_transfer (paid_on);
CREATE INDEX bank_transfer_by_time ON bank_transfer (recorded_at);

CREATE TABLE bank_transfer_act (
  refund_id TEXT NOT NULL REFERENCES bank_transfer (id),
  act TEXT NOT NULL CHECK (act IN ('confirmed', 'taken-back')),
  note TEXT,
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  PRIMARY KEY (refund_id, act)
) STRICT, WITHOUT ROWID;

CREATE VIEW counted_bank_transfer AS SELECT * FROM bank_transfer AS m
  WHERE NOT EXISTS (
    SELECT 1 FROM bank_transfer_act WHERE refund_id = m.id AND act = 'taken-back')
  AND (m.second_person <> 'needed' OR EXISTS (
    SELECT 1 FROM bank_transfer_act WHERE refund_id = m.id AND act = 'confirmed'));

CREATE TRIGGER bank_transfer_within BEFORE INSERT ON bank_transfer
BEGIN
  SELECT RAISE(ABORT, 'bank_transfer: more than was paid')
    FROM payment WHERE pay_token = NEW.pay_token
      AND refunded + ${recordedWon('NEW.pay_token')} + NEW.amount > amount;
END;
CREATE TRIGGER bank_transfer_act_fits BEFORE INSERT ON bank_transfer_act
BEGIN
  SELECT RAISE(ABORT, 'bank_transfer_act: it was taken back')
    FROM bank_transfer_act WHERE refund_id = NEW.refund_id AND act = 'taken-back';
  SELECT RAISE(ABORT, 'bank_transfer_act: nobody else has to confirm it')
    FROM bank_transfer WHERE id = NEW.refund_id AND NEW.act = 'confirmed'
      AND (second_person <> 'needed' OR recorded_by = NEW.staff_id);
END;

CREATE TRIGGER bank_transfer_fixed BEFORE UPDATE ON bank_transfer
WHEN NOT ${isErasing('OLD.pay_token')} OR ${differs(fixed)}
BEGIN SELECT RAISE(ABORT, 'bank_transfer: append only'); END;
CREATE TRIGGER bank_transfer_no_delete BEFORE DELETE ON bank_transfer
BEGIN SELECT RAISE(ABORT, 'bank_transfer: append only'); END;
CREATE TRIGGER bank_transfer_act_fixed BEFORE UPDATE ON bank_transfer_act
WHEN ${differs(['refund_id', 'act', 'at', 'staff_id', 'staff_name'])}
  OR NOT ${isErasing('(SELECT pay_token FROM bank_transfer WHERE id = OLD.refund_id)')}
BEGIN SELECT RAISE(ABORT, 'bank_transfer_act: append only'); END;
CREATE TRIGGER bank_transfer_act_no_delete BEFORE DELETE ON bank_transfer_act
BEGIN SELECT RAISE(ABORT, 'bank_transfer_act: append only'); END;

CREATE TRIGGER payment_transferred_sum BEFORE UPDATE OF transferred ON payment
WHEN NEW.transferred IS NOT ${countedWon('OLD.pay_token')}
BEGIN SELECT RAISE(ABORT, 'payment: its transfers add up to another sum'); END;
CREATE TRIGGER bank_transfer_counted AFTER INSERT ON bank_transfer
BEGIN
  UPDATE payment SET transferred = ${countedWon('NEW.pay_token')}
    WHERE pay_token = NEW.pay_token;
END;
CREATE TRIGGER bank_transfer_act_counted AFTER INSERT ON bank_transfer_act
BEGIN
  UPDATE payment SET transferred = ${countedWon('payment.pay_token')}
    WHERE pay_token = (SELECT pay_token FROM bank_transfer WHERE id = NEW.refund_id);
END;
`,
} as const;
