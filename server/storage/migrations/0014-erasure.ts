/**
 * Erasure of buyers' data after its retention period. Data is overwritten in place; the payment,
 * its amounts and the hashes of what was sent and received stay. The guard triggers allow it only
 * while the payment is in `erasing`, which lasts for one transaction.
 */
import { frozenColumns, openStatesOfSchema1 } from './0001-desk.ts';

const tables = `
ALTER TABLE payment ADD COLUMN erased_at TEXT;
CREATE INDEX payment_unerased ON payment (created_at, pay_token) WHERE erased_at IS NULL;

CREATE TABLE erasing (
  pay_token TEXT PRIMARY KEY NOT NULL REFERENCES payment (pay_token),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER erasing_begins BEFORE INSERT ON erasing
BEGIN
  SELECT RAISE(ABORT, 'erasing: what is known of a buyer is kept for a year')
    WHERE (SELECT coalesce(completed_at, created_at) FROM payment WHERE pay_token = NEW.pay_token)
      > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 years');
  SELECT RAISE(ABORT, 'erasing: an operation on the payment is open')
    FROM operation WHERE pay_token = NEW.pay_token AND state IN (${openStatesOfSchema1});
END;

CREATE TABLE late_text (
  pay_token TEXT PRIMARY KEY NOT NULL REFERENCES payment (pay_token),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX late_text_by_time ON late_text (at, pay_token);
CREATE TRIGGER late_text_begins AFTER INSERT ON event
WHEN NEW.operation_id IS NOT NULL OR NEW.detail IS NOT NULL
BEGIN
  INSERT INTO late_text (pay_token, at)
  SELECT pay_token, NEW.at FROM payment
    WHERE pay_token = NEW.pay_token AND erased_at IS NOT NULL
  ON CONFLICT DO UPDATE SET at = excluded.at;
END;

ALTER TABLE bulk_run ADD COLUMN erased_at TEXT;
CREATE INDEX bulk_run_unerased ON bulk_run (created_at) WHERE erased_at IS NULL;
CREATE INDEX bulk_row_by_payment ON bulk_row (pay_token);
`;

/** Deleted entries leave the full-text index at once, not with the next merge. */
const texts = `
INSERT INTO payment_text (payment_text, rank) VALUES ('secure-delete', 1);
`;

const isErasing = 'EXISTS (SELECT 1 FROM erasing WHERE pay_token = OLD.pay_token)';
const differs = (columns: readonly string[]) =>
  columns.map((name) => `NEW.${name} IS NOT OLD.${name}`).join('\n       OR ');

/** Columns of a frozen operation that are erased: personal text, the body with it and its hash. */
const written = ['reason', 'note', 'body', 'fingerprint'];
const never = frozenColumns.filter((name) => !written.includes(name));

const eventColumns = [
  ...['seq', 'at', 'type', 'what', 'source', 'pay_token', 'operation_id', 'kind', 'state'],
  ...['amount', 'staff_id', 'staff_name', 'answer_hash'],
];

const bulkColumns = [
  ...['run_id', 'position', 'pay_token', 'amount', 'taxable', 'vat', 'tax_free', 'service_fee'],
  ...['seen_refunded', 'verdict', 'operation_id'],
];

const guards = `
DROP TRIGGER payment_text_fixed;
CREATE TRIGGER payment_text_fixed BEFORE UPDATE OF product_desc ON payment
WHEN NEW.product_desc IS NOT OLD.product_desc AND NOT ${isErasing}
BEGIN SELECT RAISE(ABORT, 'payment: its description is fixed'); END;
CREATE TRIGGER payment_stays_erased BEFORE UPDATE OF metadata, erased_at ON payment
WHEN OLD.erased_at IS NOT NULL AND (NEW.metadata IS NOT NULL OR NEW.erased_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'payment: what was erased stays erased'); END;

DROP TRIGGER payment_refund_fixed;
CREATE TRIGGER payment_refund_fixed BEFORE UPDATE ON payment_refund
WHEN ${differs(['pay_token', 'refund_no', 'amount'])}
  OR (OLD.operation_id IS NOT NULL AND (NOT ${isErasing}
    OR ${differs(['operation_id', 'origin', 'refunded_at', 'first_seen_at'])}))
BEGIN SELECT RAISE(ABORT, 'payment_refund: its number, amount and operation are fixed'); END;

DROP TRIGGER operation_frozen;
CREATE TRIGGER operation_frozen BEFORE UPDATE ON operation
BEGIN
  SELECT RAISE(ABORT, 'operation: frozen column')
    WHERE ${differs(never)};
  SELECT RAISE(ABORT, 'operation: frozen column')
    WHERE (${differs(written)}) AND NOT ${isErasing};
END;

DROP TRIGGER event_no_update;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
WHEN NOT ${isErasing} OR ${differs(eventColumns)}
BEGIN SELECT RAISE(ABORT, 'event: append only'); END;

DROP TRIGGER callback_fixed;
CREATE TRIGGER callback_fixed BEFORE UPDATE ON callback
WHEN ${differs(['body_hash', 'received_at', 'pay_token', 'bytes'])}
  OR NEW.named < OLD.named
  OR (OLD.expires_at IS NULL AND NEW.expires_at IS NOT NULL)
  OR (NEW.body IS NOT OLD.body AND NOT (
    (OLD.expires_at IS NOT NULL AND '' IN (OLD.body, NEW.body))
    OR (NEW.body = '' AND ${isErasing})))
BEGIN SELECT RAISE(ABORT, 'callback: what came in is fixed'); END;

DROP TRIGGER bulk_row_fixed;
CREATE TRIGGER bulk_row_fixed BEFORE UPDATE ON bulk_row
WHEN ${differs(bulkColumns)}
  OR (NEW.reason IS NOT OLD.reason AND NOT ${isErasing} AND NOT EXISTS (
    SELECT 1 FROM bulk_run WHERE id = OLD.run_id AND erased_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'bulk_row: what it asks for is fixed'); END;
DROP TRIGGER bulk_row_refused_once;
CREATE TRIGGER bulk_row_refused_once BEFORE UPDATE ON bulk_row
WHEN OLD.refusal_code IS NOT NULL AND (${differs(['refusal_code', 'refusal_detail'])})
BEGIN SELECT RAISE(ABORT, 'bulk_row: a refused row stays refused'); END;

CREATE TRIGGER bulk_run_erased BEFORE UPDATE ON bulk_run
WHEN NEW.erased_at IS NOT OLD.erased_at
BEGIN
  SELECT RAISE(ABORT, 'bulk_run: what was erased stays erased')
    WHERE OLD.erased_at IS NOT NULL;
  SELECT RAISE(ABORT, 'bulk_run: it is not over')
    WHERE OLD.state IN ('proposed', 'running', 'paused');
  SELECT RAISE(ABORT, 'bulk_run: what is known of a buyer is kept for a year')
    WHERE OLD.created_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 years');
  SELECT RAISE(ABORT, 'bulk_run: a payment of it is not erased')
    FROM bulk_row AS row JOIN payment USING (pay_token)
    WHERE row.run_id = OLD.id AND payment.erased_at IS NULL;
END;
DROP TRIGGER bulk_run_fixed;
CREATE TRIGGER bulk_run_fixed BEFORE UPDATE ON bulk_run
WHEN ${differs(['id', 'requested_by'])}
  OR (OLD.body_hash IS NOT NULL AND NEW.body_hash IS NOT OLD.body_hash)
  OR (OLD.approved_by IS NOT NULL AND NEW.approved_by IS NOT OLD.approved_by)
  OR (OLD.state <> 'draft' AND NEW.erased_at IS OLD.erased_at
    AND (${differs(['name', 'note'])}))
BEGIN SELECT RAISE(ABORT, 'bulk_run: who asked for what is fixed'); END;
`;

export const erasureMigration = { version: 14, name: 'erasure', sql: tables + texts + guards };
