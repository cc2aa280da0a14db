/**
 * The version of Toss's API that an operation goes by, fixed with its body. v2's bodies differ, and
 * SQLite changes no CHECK, so the table is made anew with its indexes and triggers as they stood;
 * only the body, the reason, `operation_frozen` and `operation_by_v2` are new.
 * `toss_transaction_id`: what v2's answer calls the refund.
 *
 * What references an operation is checked at COMMIT, when the rows are back.
 */
import { frozenColumns, openStatesOfSchema1 } from './0001-desk.ts';

/**
 * The request body for Toss without the API key: exactly these fields of the row, in this order.
 * v1's are those of 0001. A refund by v2 says that the same refund again is meant to be the same;
 * an execute by v2 has no amount; v2 has no cancel.
 */
const bodyOf = (prefix: string) => `CASE ${prefix}kind || ' ' || ${prefix}api_version
  WHEN 'refund v1' THEN json_object(
    'payToken', ${prefix}pay_token, 'amount', ${prefix}amount,
    'amountTaxable', ${prefix}taxable, 'amountTaxFree', ${prefix}tax_free,
    'amountVat', ${prefix}vat, 'amountServiceFee', ${prefix}service_fee,
    'refundNo', ${prefix}id, 'reason', ${prefix}reason)
  WHEN 'refund v2' THEN json_object(
    'payToken', ${prefix}pay_token, 'refundNo', ${prefix}id, 'idempotent', json('true'),
    'amount', ${prefix}amount,
    'amountTaxable', ${prefix}taxable, 'amountTaxFree', ${prefix}tax_free,
    'amountVat', ${prefix}vat, 'amountServiceFee', ${prefix}service_fee,
    'reason', ${prefix}reason)
  WHEN 'execute v1' THEN json_object(
    'payToken', ${prefix}pay_token, 'amount', ${prefix}amount, 'orderNo', ${prefix}order_no)
  WHEN 'execute v2' THEN json_object(
    'payToken', ${prefix}pay_token, 'orderNo', ${prefix}order_no)
  WHEN 'cancel v1' THEN json_object(
    'payToken', ${prefix}pay_token, 'reason', ${prefix}reason)
END`;

/** Every column but the two new ones. */
const kept = [
  ...['id', 'kind', 'pay_token', 'order_no', 'state', 'cause', 'state_since', 'amount'],
  ...['taxable', 'vat', 'tax_free', 'service_fee', 'reason', 'note', 'body', 'body_hash'],
  ...['fingerprint', 'seen_refunded', 'seen_status', 'requested_by', 'requested_by_name'],
  ...['approved_by', 'approved_by_name', 'resolved_by', 'resolved_by_name', 'created_at'],
  ...['attempts', 'boot_id', 'sent_at', 'ended_at', 'base_refunded', 'verdict'],
  ...['toss_error_code', 'toss_message', 'toss_refund_no', 'absent_reads', 'poor_reads'],
  ...['checks', 'next_check_at', 'late', 'evidence_source', 'evidence_detail', 'ready_at'],
  ...['send_after', 'approval_lapses_at', 'sole', 'ready_no', 'unclear_no', 'settles_at'],
  ...['disputed', 'acknowledged', 'evidence_grade'],
].join(', ');

const table = `
CREATE TABLE operation (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('execute', 'cancel', 'refund')),
  api_version TEXT NOT NULL DEFAULT 'v1' CHECK (api_version IN ('v1', 'v2')),
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  order_no TEXT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  state_since TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  taxable INTEGER CHECK (taxable >= 0),
  vat INTEGER CHECK (vat >= 0),
  tax_free INTEGER CHECK (tax_free >= 0),
  service_fee INTEGER CHECK (service_fee >= 0),
  reason TEXT CHECK (
    length(reason) BETWEEN 1 AND CASE api_version WHEN 'v1' THEN 50 ELSE 255 END),
  note TEXT,
  body TEXT NOT NULL CHECK (body IS (${bodyOf('')})),
  body_hash TEXT NOT NULL CHECK (length(body_hash) = 64),
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
  seen_refunded INTEGER,
  seen_status TEXT,
  requested_by TEXT NOT NULL,
  requested_by_name TEXT NOT NULL,
  approved_by TEXT CHECK (approved_by IS NULL OR approved_by <> requested_by),
  approved_by_name TEXT,
  resolved_by TEXT,
  resolved_by_name TEXT,
  created_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  boot_id TEXT,
  sent_at TEXT,
  ended_at TEXT,
  base_refunded INTEGER,
  verdict TEXT,
  toss_error_code TEXT,
  toss_message TEXT,
  toss_refund_no TEXT,
  toss_transaction_id TEXT,
  absent_reads INTEGER NOT NULL DEFAULT 0,
  poor_reads INTEGER NOT NULL DEFAULT 0,
  checks INTEGER NOT NULL DEFAULT 0,
  next_check_at TEXT,
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  evidence_source TEXT CHECK (evidence_source IN ('answer', 'status', 'staff', 'desk')),
  evidence_detail TEXT,
  evidence_grade TEXT CHECK (evidence_grade IN ('amount-and-time')),
  ready_at TEXT,
  send_after TEXT,
  approval_lapses_at TEXT,
  sole INTEGER NOT NULL DEFAULT 0 CHECK (sole IN (0, 1)),
  ready_no INTEGER NOT NULL DEFAULT 0,
  unclear_no INTEGER NOT NULL DEFAULT 0,
  settles_at TEXT,
  disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1)),
  acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1)),
  CHECK (kind <> 'cancel' OR api_version = 'v1'),
  CHECK (CASE kind
    WHEN 'refund' THEN seen_refunded IS NOT NULL AND reason IS NOT NULL
      AND taxable IS NOT NULL AND vat IS NOT NULL
      AND tax_free IS NOT NULL AND service_fee IS NOT NULL
      AND taxable + vat + tax_free + service_fee = amount
    WHEN 'cancel' THEN seen_status IS NOT NULL AND reason IS NOT NULL AND taxable IS NULL
    ELSE taxable IS NULL END)
) STRICT;
`;

const indexes = `
CREATE INDEX operation_by_lapse ON operation (approval_lapses_at) WHERE state = 'proposed';
CREATE INDEX operation_by_next_check ON operation (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX operation_by_payment ON operation (pay_token, created_at);
CREATE INDEX operation_by_requester ON operation (requested_by, pay_token);
CREATE INDEX operation_by_state ON operation (state, created_at, id);
CREATE INDEX operation_by_toss_refund_no ON operation (toss_refund_no)
  WHERE toss_refund_no IS NOT NULL;
CREATE INDEX operation_by_v2 ON operation (pay_token) WHERE api_version = 'v2';
CREATE UNIQUE INDEX operation_one_open ON operation (pay_token)
  WHERE state IN (${openStatesOfSchema1});
CREATE INDEX operation_refund_by_day ON operation (coalesce(ready_at, created_at))
  WHERE kind = 'refund';
CREATE INDEX operation_refund_by_giver
  ON operation (requested_by, coalesce(ready_at, created_at)) WHERE kind = 'refund';
CREATE INDEX operation_refund_by_time ON operation (created_at) WHERE kind = 'refund';
`;

const born = `
CREATE TRIGGER operation_birth BEFORE INSERT ON operation
BEGIN
  SELECT RAISE(ABORT, 'operation: born only as proposed or ready')
    WHERE NEW.state NOT IN ('proposed', 'ready') OR NEW.cause <> 'requested'
       OR NEW.attempts <> 0 OR NEW.sent_at IS NOT NULL OR NEW.ended_at IS NOT NULL
       OR NEW.approved_by IS NOT NULL OR NEW.resolved_by IS NOT NULL OR NEW.late <> 0;
  SELECT RAISE(ABORT, 'operation: this id exists')
    WHERE EXISTS (SELECT 1 FROM operation WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'operation: stale view')
    WHERE NOT EXISTS (
      SELECT 1 FROM payment WHERE pay_token = NEW.pay_token AND order_no = NEW.order_no
        AND CASE NEW.kind
          WHEN 'refund' THEN refunded IS NEW.seen_refunded
          WHEN 'cancel' THEN status IS NEW.seen_status AND amount IS NEW.amount
          ELSE amount IS NEW.amount END);
END;
CREATE TRIGGER operation_birth_terms BEFORE INSERT ON operation
BEGIN
  SELECT RAISE(ABORT, 'operation: a proposal needs its time to lapse, the rest a time to be ready')
    WHERE (NEW.state = 'proposed' AND (NEW.approval_lapses_at IS NULL OR NEW.ready_at IS NOT NULL))
       OR (NEW.state = 'ready' AND NEW.ready_at IS NULL);
END;
CREATE TRIGGER operation_refund_budget BEFORE INSERT ON operation WHEN NEW.kind = 'refund'
BEGIN
  SELECT RAISE(ABORT, 'operation: over remaining')
    WHERE NEW.amount
      + (SELECT coalesce(sum(amount), 0) FROM payment_refund WHERE pay_token = NEW.pay_token)
      + (SELECT coalesce(sum(amount), 0) FROM operation
          WHERE pay_token = NEW.pay_token AND kind = 'refund'
            AND state NOT IN ('succeeded', 'failed', 'declined'))
      > (SELECT amount FROM payment WHERE pay_token = NEW.pay_token);
  SELECT RAISE(ABORT, 'operation: over remaining part')
    FROM payment AS paid,
      (SELECT coalesce(sum(taxable), 0) AS taxable, coalesce(sum(vat), 0) AS vat,
              coalesce(sum(tax_free), 0) AS tax_free, coalesce(sum(service_fee), 0) AS service_fee
         FROM operation
        WHERE pay_token = NEW.pay_token AND kind = 'refund'
          AND state NOT IN ('failed', 'declined')) AS own
    WHERE paid.pay_token = NEW.pay_token
      AND (own.taxable + NEW.taxable > paid.taxable OR own.vat + NEW.vat > paid.vat
        OR own.tax_free + NEW.tax_free > paid.tax_free
        OR own.service_fee + NEW.service_fee > paid.service_fee);
END;
`;

const moved = `
CREATE TRIGGER operation_moves_by_table BEFORE UPDATE ON operation
WHEN NEW.state IS NOT OLD.state OR NEW.cause IS NOT OLD.cause
BEGIN
  SELECT RAISE(ABORT, 'operation: illegal transition')
    WHERE NOT EXISTS (
      SELECT 1 FROM operation_transition
       WHERE from_state = OLD.state AND cause = NEW.cause AND to_state = NEW.state);
  SELECT RAISE(ABORT, 'operation: only sending counts an attempt')
    WHERE NEW.attempts IS NOT OLD.attempts + (NEW.state = 'sending');
END;
CREATE TRIGGER operation_decisions BEFORE UPDATE ON operation
WHEN NEW.cause IS NOT OLD.cause OR NEW.approved_by IS NOT OLD.approved_by
BEGIN
  SELECT RAISE(ABORT, 'operation: an approval needs its approver, in time')
    WHERE NEW.cause = 'approved' AND NEW.cause IS NOT OLD.cause
      AND (NEW.approved_by IS NULL OR OLD.approval_lapses_at <= NEW.state_since);
  SELECT RAISE(ABORT, 'operation: only an approval names the approver')
    WHERE NEW.approved_by IS NOT OLD.approved_by
      AND (OLD.approved_by IS NOT NULL OR NEW.cause <> 'approved');
  SELECT RAISE(ABORT, 'operation: it ends on the word of another person than the requester')
    WHERE NEW.cause IS NOT OLD.cause
      AND NEW.cause IN ('resolved-succeeded', 'resolved-failed', 'resolved-given-up', 'released')
      AND (NEW.resolved_by IS NULL OR (NEW.resolved_by = NEW.requested_by AND NEW.sole = 0));
END;
CREATE TRIGGER operation_decided_again BEFORE UPDATE OF state ON operation
WHEN NEW.cause IS OLD.cause AND NEW.cause IN ('resolved-succeeded', 'resolved-failed',
  'resolved-given-up', 'released')
BEGIN
  SELECT RAISE(ABORT, 'operation: it ends on the word of another person than the requester')
    WHERE NEW.resolved_by IS NULL OR (NEW.resolved_by = NEW.requested_by AND NEW.sole = 0);
END;
`;

const differs = (columns: readonly string[]) =>
  columns.map((name) => `NEW.${name} IS NOT OLD.${name}`).join('\n       OR ');
/** Erased with the buyer's data, and fixed until then. */
const written = ['reason', 'note', 'body', 'fingerprint'];
const never = [...frozenColumns.filter((name) => !written.includes(name)), 'api_version'];

const fixed = `
CREATE TRIGGER operation_frozen BEFORE UPDATE ON operation
BEGIN
  SELECT RAISE(ABORT, 'operation: frozen column')
    WHERE ${differs(never)};
  SELECT RAISE(ABORT, 'operation: frozen column')
    WHERE (${differs(written)})
      AND NOT EXISTS (SELECT 1 FROM erasing WHERE pay_token = OLD.pay_token);
END;
CREATE TRIGGER operation_no_delete BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'operation: rows are kept'); END;
`;

export const apiVersionMigration = {
  version: 26,
  name: 'api-version',
  sql: `
PRAGMA defer_foreign_keys = ON;
CREATE TABLE operation_25 AS SELECT * FROM operation;
DROP TABLE operation;
${table}
INSERT INTO operation (${kept}) SELECT ${kept} FROM operation_25;
DROP TABLE operation_25;
${indexes}${born}${moved}${fixed}`,
} as const;

/** The expression that makes an operation's body from its columns: the only maker of bodies. */
export const operationBodySql = bodyOf;
