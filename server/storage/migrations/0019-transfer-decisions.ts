/**
 * A transfer that a second person confirmed is taken back by two managers: one asks, which this
 * table has, and another one acts in time. `sole` says that the shop had no other manager.
 *
 * Payments of which Toss and counted bank transfers together gave back more than was paid have an
 * index of their own, for a list that every browser asks for.
 */
const recordOf = 'SELECT pay_token FROM bank_transfer WHERE id = OLD.refund_id';
const has = (act: 'confirmed' | 'taken-back') => `EXISTS (
  SELECT 1 FROM bank_transfer_act WHERE refund_id = NEW.refund_id AND act = '${act}')`;
const fixed = ['seq', 'refund_id', 'at', 'lapses_at', 'staff_id', 'staff_name', 'sole'];

export const transferDecisionsMigration = {
  version: 19,
  name: 'transfer-decisions',
  sql: `
CREATE INDEX payment_over_given ON payment (pay_token)
  WHERE transferred > 0 AND amount < refunded + transferred;

CREATE TABLE bank_transfer_take_back (
  seq INTEGER PRIMARY KEY NOT NULL,
  refund_id TEXT NOT NULL REFERENCES bank_transfer (id),
  at TEXT NOT NULL,
  lapses_at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  note TEXT,
  sole INTEGER NOT NULL CHECK (sole IN (0, 1))
) STRICT;
CREATE INDEX bank_transfer_take_back_by_record ON bank_transfer_take_back (refund_id, seq);
CREATE INDEX bank_transfer_take_back_open ON bank_transfer_take_back (lapses_at);

CREATE TRIGGER bank_transfer_take_back_fits BEFORE INSERT ON bank_transfer_take_back
WHEN NOT ${has('confirmed')} OR ${has('taken-back')}
BEGIN
  SELECT RAISE(ABORT, 'bank_transfer_take_back: nobody confirmed it, or it was taken back');
END;
CREATE TRIGGER bank_transfer_taken_back_by_two BEFORE INSERT ON bank_transfer_act
WHEN NEW.act = 'taken-back' AND ${has('confirmed')} AND NOT EXISTS (
  SELECT 1 FROM bank_transfer_take_back
  WHERE refund_id = NEW.refund_id AND at <= NEW.at AND lapses_at > NEW.at
    AND (staff_id <> NEW.staff_id OR sole = 1))
BEGIN
  SELECT RAISE(ABORT, 'bank_transfer_act: another manager has to ask for it before');
END;
CREATE TRIGGER bank_transfer_take_back_fixed BEFORE UPDATE ON bank_transfer_take_back
WHEN ${fixed.map((name) => `NEW.${name} IS NOT OLD.${name}`).join(' OR ')}
  OR NOT EXISTS (SELECT 1 FROM erasing WHERE pay_token = (${recordOf}))
BEGIN SELECT RAISE(ABORT, 'bank_transfer_take_back: append only'); END;
CREATE TRIGGER bank_transfer_take_back_no_delete BEFORE DELETE ON bank_transfer_take_back
BEGIN SELECT RAISE(ABORT, 'bank_transfer_take_back: append only'); END;
`,
} as const;
