/**
 * Numbers the reads of Toss and measures durations by them instead of a clock that can be set. A
 * person may remove a refund from the books that Toss never shows.
 */
import { replaceTransitions, rowsOfSchema10 } from './transition-rows.ts';

const columns = `
ALTER TABLE payment ADD COLUMN asked_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN differs_no INTEGER;
ALTER TABLE payment ADD COLUMN denied INTEGER NOT NULL DEFAULT 0 CHECK (denied IN (0, 1));
ALTER TABLE payment ADD COLUMN read_fault TEXT;
ALTER TABLE payment ADD COLUMN unbooked TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(unbooked));
CREATE INDEX payment_by_asked_no ON payment (asked_no);

ALTER TABLE operation ADD COLUMN ready_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN unclear_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN settles_at TEXT;
ALTER TABLE operation ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1));
ALTER TABLE operation
  ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1));

ALTER TABLE payment_refund ADD COLUMN seen_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payment_refund ADD COLUMN acknowledged_no INTEGER;
`;

/** payment.acknowledged_at isn't read any more; dropping it would rewrite every payment. */
const acknowledged = `
UPDATE operation SET acknowledged = 1
  WHERE ended_at <= (SELECT acknowledged_at FROM payment WHERE pay_token = operation.pay_token);
UPDATE payment_refund SET acknowledged_no = 0
  WHERE origin = 'outside' AND first_seen_at <= (
    SELECT acknowledged_at FROM payment WHERE pay_token = payment_refund.pay_token);
`;

/** Three verdicts of refusal are merged, and the two for what Toss says is already done. */
const verdicts = `
UPDATE operation SET verdict = 'refused'
  WHERE verdict IN ('rejected', 'rejected-by-state', 'refused-to-confirm');
UPDATE operation SET verdict = 'said-done' WHERE verdict IN ('maybe-done', 'ok-other-number');
`;

/** A refund row is deleted, and the total lowered, only together with its operation's state. */
const guards = `
DROP TRIGGER payment_refund_no_delete;
CREATE TRIGGER payment_refund_no_delete BEFORE DELETE ON payment_refund
WHEN NOT EXISTS (
  SELECT 1 FROM operation WHERE id = OLD.operation_id
    AND (cause = 'resolved-failed' OR ifnull(toss_refund_no, id) <> OLD.refund_no))
BEGIN SELECT RAISE(ABORT, 'payment_refund: rows are kept'); END;

DROP TRIGGER payment_never_goes_back;
CREATE TRIGGER payment_never_goes_back BEFORE UPDATE ON payment
BEGIN
  SELECT RAISE(ABORT, 'payment: a canceled payment stays canceled')
    WHERE OLD.status = 'PAY_CANCEL' AND NEW.status <> 'PAY_CANCEL';
  SELECT RAISE(ABORT, 'payment: a paid payment stays paid')
    WHERE OLD.status IN ('PAY_COMPLETE', 'REFUND_PROGRESS', 'REFUND_SUCCESS',
                         'SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE')
      AND NEW.status IN ('PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS', 'PAY_CANCEL');
  SELECT RAISE(ABORT, 'payment: a settled payment stays settled')
    WHERE OLD.status IN ('SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE')
      AND NEW.status IN ('PAY_COMPLETE', 'REFUND_PROGRESS', 'REFUND_SUCCESS');
  SELECT RAISE(ABORT, 'payment: the refunded total shrinks only with its refunds')
    WHERE NEW.refunded < OLD.refunded AND NEW.refunded <> (
      SELECT coalesce(sum(amount), 0) FROM payment_refund WHERE pay_token = NEW.pay_token);
  SELECT RAISE(ABORT, 'payment: its token, order number and amount are fixed')
    WHERE NEW.pay_token IS NOT OLD.pay_token OR NEW.order_no IS NOT OLD.order_no
       OR NEW.amount IS NOT OLD.amount;
END;
`;

export const deskTimeMigration = {
  version: 8,
  name: 'desk-time',
  sql: columns + acknowledged + verdicts + replaceTransitions(rowsOfSchema10) + guards,
} as const;
