/**
 * Bulk refunds: runs and their rows. Refunded amounts are only in `operation`; a row has the id of
 * its operation.
 */

const runs = `
CREATE TABLE bulk_run (
  id TEXT PRIMARY KEY NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('draft', 'proposed', 'running', 'paused', 'done', 'stopped')),
  paused_because TEXT
    CHECK (paused_because IN ('person', 'unclear', 'over-ceiling', 'requester', 'restored')),
  name TEXT NOT NULL,
  note TEXT,
  created_at TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_by_name TEXT NOT NULL,
  requested_from TEXT,
  body_hash TEXT CHECK (length(body_hash) = 64),
  approval_lapses_at TEXT,
  approved_by TEXT,
  approved_by_name TEXT,
  sole INTEGER NOT NULL DEFAULT 0 CHECK (sole IN (0, 1)),
  started_at TEXT,
  ended_at TEXT,
  CHECK ((state = 'paused') = (paused_because IS NOT NULL)),
  CHECK ((state IN ('done', 'stopped')) = (ended_at IS NOT NULL)),
  CHECK (state NOT IN ('proposed', 'running', 'paused', 'done') OR body_hash IS NOT NULL),
  CHECK (approved_by IS NULL OR approved_by <> requested_by)
) STRICT;
CREATE INDEX bulk_run_by_time ON bulk_run (created_at);
CREATE INDEX bulk_run_running ON bulk_run (started_at) WHERE state = 'running';

CREATE TRIGGER bulk_run_born BEFORE INSERT ON bulk_run WHEN NEW.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'bulk_run: it begins as a draft'); END;
CREATE TRIGGER bulk_run_moves BEFORE UPDATE ON bulk_run WHEN NEW.state <> OLD.state
BEGIN
  SELECT RAISE(ABORT, 'bulk_run: no such move')
    WHERE NOT ((OLD.state = 'draft' AND NEW.state = 'proposed')
       OR (OLD.state = 'draft' AND NEW.state = 'running')
       OR (OLD.state = 'draft' AND NEW.state = 'stopped')
       OR (OLD.state = 'proposed' AND NEW.state = 'running')
       OR (OLD.state = 'proposed' AND NEW.state = 'stopped')
       OR (OLD.state = 'running' AND NEW.state = 'paused')
       OR (OLD.state = 'running' AND NEW.state = 'done')
       OR (OLD.state = 'running' AND NEW.state = 'stopped')
       OR (OLD.state = 'paused' AND NEW.state = 'running')
       OR (OLD.state = 'paused' AND NEW.state = 'stopped'));
  SELECT RAISE(ABORT, 'bulk_run: a proposed run needs its approver, in time')
    WHERE OLD.state = 'proposed' AND NEW.state = 'running'
      AND (NEW.approved_by IS NULL
        OR OLD.approval_lapses_at <= NEW.started_at);
END;
CREATE TRIGGER bulk_run_fixed BEFORE UPDATE ON bulk_run
WHEN NEW.id IS NOT OLD.id OR NEW.requested_by IS NOT OLD.requested_by
  OR (OLD.body_hash IS NOT NULL AND NEW.body_hash IS NOT OLD.body_hash)
  OR (OLD.approved_by IS NOT NULL AND NEW.approved_by IS NOT OLD.approved_by)
  OR (OLD.state <> 'draft' AND (NEW.name IS NOT OLD.name OR NEW.note IS NOT OLD.note))
BEGIN SELECT RAISE(ABORT, 'bulk_run: who asked for what is fixed'); END;
CREATE TRIGGER bulk_run_kept BEFORE DELETE ON bulk_run WHEN OLD.body_hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'bulk_run: what was confirmed is kept'); END;
`;

const rows = `
CREATE TABLE bulk_row (
  run_id TEXT NOT NULL REFERENCES bulk_run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  order_no TEXT,
  pay_token TEXT REFERENCES payment (pay_token),
  amount INTEGER CHECK (amount > 0),
  taxable INTEGER,
  vat INTEGER,
  tax_free INTEGER,
  service_fee INTEGER,
  reason TEXT NOT NULL,
  seen_refunded INTEGER,
  verdict TEXT NOT NULL CHECK (verdict IN ('ready', 'look', 'refused')),
  findings TEXT NOT NULL CHECK (json_valid(findings)),
  included INTEGER NOT NULL CHECK (included IN (0, 1)),
  operation_id TEXT NOT NULL UNIQUE,
  refusal_code TEXT,
  refusal_detail TEXT,
  PRIMARY KEY (run_id, position),
  CHECK (included = 0 OR verdict <> 'refused'),
  CHECK (verdict = 'refused'
    OR (pay_token IS NOT NULL AND amount IS NOT NULL AND seen_refunded IS NOT NULL)),
  CHECK ((taxable IS NULL) = (vat IS NULL) AND (taxable IS NULL) = (tax_free IS NULL)
    AND (taxable IS NULL) = (service_fee IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX bulk_row_one_each ON bulk_row (run_id, pay_token) WHERE included = 1;

CREATE TRIGGER bulk_row_fixed BEFORE UPDATE ON bulk_row
WHEN NEW.run_id IS NOT OLD.run_id OR NEW.position IS NOT OLD.position
  OR NEW.pay_token IS NOT OLD.pay_token OR NEW.amount IS NOT OLD.amount
  OR NEW.taxable IS NOT OLD.taxable OR NEW.vat IS NOT OLD.vat
  OR NEW.tax_free IS NOT OLD.tax_free OR NEW.service_fee IS NOT OLD.service_fee
  OR NEW.reason IS NOT OLD.reason OR NEW.seen_refunded IS NOT OLD.seen_refunded
  OR NEW.verdict IS NOT OLD.verdict OR NEW.operation_id IS NOT OLD.operation_id
BEGIN SELECT RAISE(ABORT, 'bulk_row: what it asks for is fixed'); END;
CREATE TRIGGER bulk_row_chosen BEFORE UPDATE ON bulk_row WHEN NEW.included <> OLD.included
BEGIN
  SELECT RAISE(ABORT, 'bulk_row: the choice is over')
    WHERE (SELECT state FROM bulk_run WHERE id = OLD.run_id) <> 'draft';
END;
CREATE TRIGGER bulk_row_refused_once BEFORE UPDATE ON bulk_row
WHEN OLD.refusal_code IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'bulk_row: a refused row stays refused'); END;
CREATE TRIGGER bulk_row_added BEFORE INSERT ON bulk_row
BEGIN
  SELECT RAISE(ABORT, 'bulk_row: the list is complete')
    WHERE (SELECT state FROM bulk_run WHERE id = NEW.run_id) <> 'draft';
END;
CREATE TRIGGER bulk_row_kept BEFORE DELETE ON bulk_row
WHEN (SELECT body_hash FROM bulk_run WHERE id = OLD.run_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'bulk_row: what was confirmed is kept'); END;
`;

export const bulkRefundsMigration = { version: 5, name: 'bulk-refunds', sql: runs + rows };
