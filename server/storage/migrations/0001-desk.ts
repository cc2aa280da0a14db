/**
 * The first tables. The database itself refuses what must never happen to money, so that no code
 * path can bypass it: see docs/architecture.md.
 */
import { rowsOfSchema10, valuesOf } from './transition-rows.ts';

/** The states that lock a payment, as SQL. */
export const openStatesOfSchema1 =
  "'proposed', 'ready', 'sending', 'not_sent', 'unknown', 'pending', 'absent', 'needs_review'";

/** Columns of an operation that never change after it is created. */
export const frozenColumns = [
  'id',
  'kind',
  'pay_token',
  'order_no',
  'amount',
  'taxable',
  'vat',
  'tax_free',
  'service_fee',
  'reason',
  'note',
  'body',
  'body_hash',
  'fingerprint',
  'seen_refunded',
  'seen_status',
  'requested_by',
  'requested_by_name',
  'created_at',
];

/**
 * The request body for Toss without the API key: exactly these fields of the row, in this order.
 * The comparison is exact because a refund without `amount` would refund everything that is left.
 */
const bodyOf = (prefix: string) => `CASE ${prefix}kind
  WHEN 'refund' THEN json_object(
    'payToken', ${prefix}pay_token, 'amount', ${prefix}amount,
    'amountTaxable', ${prefix}taxable, 'amountTaxFree', ${prefix}tax_free,
    'amountVat', ${prefix}vat, 'amountServiceFee', ${prefix}service_fee,
    'refundNo', ${prefix}id, 'reason', ${prefix}reason)
  WHEN 'execute' THEN json_object(
    'payToken', ${prefix}pay_token, 'amount', ${prefix}amount, 'orderNo', ${prefix}order_no)
  WHEN 'cancel' THEN json_object(
    'payToken', ${prefix}pay_token, 'reason', ${prefix}reason)
END`;

const paymentTables = `
CREATE TABLE payment (
  pay_token TEXT PRIMARY KEY NOT NULL,
  order_no TEXT NOT NULL,
  status TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  taxable INTEGER NOT NULL CHECK (taxable >= 0),
  vat INTEGER NOT NULL CHECK (vat >= 0),
  tax_free INTEGER NOT NULL CHECK (tax_free >= 0),
  service_fee INTEGER NOT NULL CHECK (service_fee >= 0),
  parts_told INTEGER NOT NULL CHECK (parts_told IN (0, 1)),
  refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  own_taxable INTEGER NOT NULL DEFAULT 0,
  own_vat INTEGER NOT NULL DEFAULT 0,
  own_tax_free INTEGER NOT NULL DEFAULT 0,
  own_service_fee INTEGER NOT NULL DEFAULT 0,
  pay_method TEXT CHECK (pay_method IN ('TOSS_MONEY', 'CARD')),
  card_company TEXT,
  product_desc TEXT NOT NULL,
  metadata TEXT,
  auto_execute INTEGER CHECK (auto_execute IN (0, 1)),
  cash_receipt INTEGER CHECK (cash_receipt IN (0, 1)),
  checkout_page TEXT,
  available_actions TEXT,
  drift TEXT CHECK (drift IN ('outside-refund', 'missing', 'contradiction')),
  created_at TEXT NOT NULL,
  expires_at TEXT,
  approved_at TEXT,
  completed_at TEXT,
  canceled_at TEXT,
  changed_at TEXT NOT NULL,
  observed_at TEXT NOT NULL,
  observed_by TEXT NOT NULL CHECK (observed_by IN ('callback', 'status', 'operation', 'create')),
  asked_at TEXT NOT NULL,
  next_poll_at TEXT,
  return_ref TEXT UNIQUE,
  CHECK (taxable + vat + tax_free + service_fee = amount)
) STRICT;

CREATE INDEX payment_by_changed ON payment (changed_at, pay_token);
CREATE INDEX payment_by_created ON payment (created_at, pay_token);
CREATE INDEX payment_by_completed ON payment (ifnull(completed_at, ''), pay_token);
CREATE INDEX payment_by_amount ON payment (amount, pay_token);
CREATE INDEX payment_by_status_changed ON payment (status, changed_at, pay_token);
CREATE INDEX payment_by_asked ON payment (asked_at);
CREATE INDEX payment_by_order_no ON payment (order_no, created_at);
CREATE INDEX payment_by_next_poll ON payment (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE INDEX payment_by_drift ON payment (drift, changed_at, pay_token) WHERE drift IS NOT NULL;

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
  SELECT RAISE(ABORT, 'payment: the refunded total never shrinks')
    WHERE NEW.refunded < OLD.refunded;
  SELECT RAISE(ABORT, 'payment: its token, order number and amount are fixed')
    WHERE NEW.pay_token IS NOT OLD.pay_token OR NEW.order_no IS NOT OLD.order_no
       OR NEW.amount IS NOT OLD.amount;
END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payment: rows are kept'); END;

CREATE TABLE payment_refund (
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  refund_no TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  reason TEXT,
  refunded_at TEXT,
  first_seen_at TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('desk', 'adopted', 'outside')),
  operation_id TEXT UNIQUE REFERENCES operation (id),
  PRIMARY KEY (pay_token, refund_no),
  CHECK ((origin = 'desk') = (operation_id IS NOT NULL))
) STRICT;
CREATE INDEX payment_refund_by_number ON payment_refund (refund_no);
CREATE INDEX payment_refund_by_time ON payment_refund (refunded_at, amount);
CREATE TRIGGER payment_refund_fixed BEFORE UPDATE ON payment_refund
WHEN NEW.pay_token IS NOT OLD.pay_token OR NEW.refund_no IS NOT OLD.refund_no
  OR NEW.amount IS NOT OLD.amount OR OLD.operation_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'payment_refund: its number, amount and operation are fixed'); END;
CREATE TRIGGER payment_refund_no_delete BEFORE DELETE ON payment_refund
BEGIN SELECT RAISE(ABORT, 'payment_refund: rows are kept'); END;
`;

const operationTable = `
CREATE TABLE operation_transition (
  from_state TEXT NOT NULL,
  cause TEXT NOT NULL,
  to_state TEXT NOT NULL,
  PRIMARY KEY (from_state, cause)
) STRICT;
INSERT INTO operation_transition (from_state, cause, to_state) VALUES
${valuesOf(rowsOfSchema10)};
CREATE TRIGGER operation_transition_fixed_insert BEFORE INSERT ON operation_transition
BEGIN SELECT RAISE(ABORT, 'operation_transition: fixed'); END;
CREATE TRIGGER operation_transition_fixed_update BEFORE UPDATE ON operation_transition
BEGIN SELECT RAISE(ABORT, 'operation_transition: fixed'); END;
CREATE TRIGGER operation_transition_fixed_delete BEFORE DELETE ON operation_transition
BEGIN SELECT RAISE(ABORT, 'operation_transition: fixed'); END;

CREATE TABLE operation (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('execute', 'cancel', 'refund')),
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
  reason TEXT CHECK (length(reason) BETWEEN 1 AND 50),
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
  absent_reads INTEGER NOT NULL DEFAULT 0,
  poor_reads INTEGER NOT NULL DEFAULT 0,
  checks INTEGER NOT NULL DEFAULT 0,
  next_check_at TEXT,
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  evidence_source TEXT CHECK (evidence_source IN ('answer', 'status', 'staff', 'desk')),
  evidence_detail TEXT,
  CHECK (CASE kind
    WHEN 'refund' THEN seen_refunded IS NOT NULL AND reason IS NOT NULL
      AND taxable IS NOT NULL AND vat IS NOT NULL
      AND tax_free IS NOT NULL AND service_fee IS NOT NULL
      AND taxable + vat + tax_free + service_fee = amount
    WHEN 'cancel' THEN seen_status IS NOT NULL AND reason IS NOT NULL AND taxable IS NULL
    ELSE taxable IS NULL END)
) STRICT;
`;

const operationGuards = `
CREATE UNIQUE INDEX operation_one_open ON operation (pay_token)
  WHERE state IN (${openStatesOfSchema1});
CREATE INDEX operation_by_payment ON operation (pay_token, created_at);
CREATE INDEX operation_by_state ON operation (state, created_at, id);
CREATE INDEX operation_by_next_check ON operation (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX operation_by_toss_refund_no ON operation (toss_refund_no)
  WHERE toss_refund_no IS NOT NULL;

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

CREATE TRIGGER operation_frozen BEFORE UPDATE ON operation
BEGIN
  SELECT RAISE(ABORT, 'operation: frozen column')
    WHERE ${frozenColumns.map((name) => `NEW.${name} IS NOT OLD.${name}`).join('\n       OR ')};
END;
CREATE TRIGGER operation_no_delete BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'operation: rows are kept'); END;
`;

const records = `
CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('payment', 'operation')),
  what TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('staff', 'storefront', 'callback', 'status', 'desk')),
  pay_token TEXT NOT NULL,
  operation_id TEXT,
  kind TEXT,
  state TEXT,
  amount INTEGER,
  staff_id TEXT,
  staff_name TEXT,
  detail TEXT,
  answer_hash TEXT,
  answer_text TEXT
) STRICT;
CREATE INDEX event_by_payment ON event (pay_token, seq);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event: append only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event: append only'); END;

CREATE TABLE callback (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at TEXT NOT NULL,
  content_type TEXT NOT NULL,
  body_hash TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  pay_token TEXT,
  handled_at TEXT,
  outcome TEXT
) STRICT;
CREATE INDEX callback_unhandled ON callback (pay_token) WHERE handled_at IS NULL;
CREATE INDEX callback_unhandled_in_order ON callback (id, pay_token) WHERE handled_at IS NULL;
CREATE TRIGGER callback_no_delete BEFORE DELETE ON callback
BEGIN SELECT RAISE(ABORT, 'callback: rows are kept'); END;
CREATE TRIGGER callback_fixed BEFORE UPDATE ON callback
WHEN NEW.body IS NOT OLD.body OR NEW.body_hash IS NOT OLD.body_hash
  OR NEW.received_at IS NOT OLD.received_at OR NEW.pay_token IS NOT OLD.pay_token
BEGIN SELECT RAISE(ABORT, 'callback: what came in is fixed'); END;

CREATE TABLE adoption (
  id TEXT PRIMARY KEY NOT NULL,
  created_at TEXT NOT NULL,
  requested_by TEXT
) STRICT;
CREATE TABLE adoption_item (
  adoption_id TEXT NOT NULL REFERENCES adoption (id),
  position INTEGER NOT NULL,
  order_no TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('adopted', 'not-found', 'failed')),
  detail TEXT,
  PRIMARY KEY (adoption_id, position)
) STRICT;
CREATE INDEX adoption_item_open ON adoption_item (adoption_id, position) WHERE outcome IS NULL;
`;

export const deskMigration = {
  version: 1,
  name: 'desk',
  sql: paymentTables + operationTable + operationGuards + records,
};
