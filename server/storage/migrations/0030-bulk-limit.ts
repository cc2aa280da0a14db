/**
 * One more cause of a pause: Toss's daily refund limit. SQLite changes no CHECK, so the table is
 * made anew. Dropping it would delete the rows that refer to it, so these are set aside meanwhile.
 */
export const bulkLimitMigration = {
  version: 30,
  name: 'bulk-limit',
  sql: `
DROP TRIGGER bulk_row_kept;
DROP TRIGGER bulk_row_added;
CREATE TABLE bulk_run_30 AS SELECT * FROM bulk_run;
CREATE TABLE bulk_row_30 AS SELECT * FROM bulk_row;
DELETE FROM bulk_row;
DROP TABLE bulk_run;
CREATE TABLE bulk_run (
  id TEXT PRIMARY KEY NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('draft', 'proposed', 'running', 'paused', 'done', 'stopped')),
  paused_because TEXT
    CHECK (paused_because IN
      ('person', 'unclear', 'over-ceiling', 'toss-limit', 'requester', 'restored')),
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
  erased_at TEXT,
  CHECK ((state = 'paused') = (paused_because IS NOT NULL)),
  CHECK ((state IN ('done', 'stopped')) = (ended_at IS NOT NULL)),
  CHECK (state NOT IN ('proposed', 'running', 'paused', 'done') OR body_hash IS NOT NULL),
  CHECK (approved_by IS NULL OR approved_by <> requested_by)
) STRICT;
INSERT INTO bulk_run SELECT * FROM bulk_run_30;
INSERT INTO bulk_row SELECT * FROM bulk_row_30;
DROP TABLE bulk_run_30;
DROP TABLE bulk_row_30;

CREATE INDEX bulk_run_by_time ON bulk_run (created_at);
CREATE INDEX bulk_run_running ON bulk_run (started_at) WHERE state = 'running';
CREATE INDEX bulk_run_proposed ON bulk_run (created_at) WHERE state = 'proposed';
CREATE INDEX bulk_run_unerased ON bulk_run (created_at) WHERE erased_at IS NULL;
CREATE INDEX bulk_run_at_limit ON bulk_run (created_at) WHERE paused_because = 'toss-limit';

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
  OR (OLD.state <> 'draft' AND NEW.erased_at IS OLD.erased_at
    AND (NEW.name IS NOT OLD.name OR NEW.note IS NOT OLD.note))
BEGIN SELECT RAISE(ABORT, 'bulk_run: who asked for what is fixed'); END;
CREATE TRIGGER bulk_run_kept BEFORE DELETE ON bulk_run WHEN OLD.body_hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'bulk_run: what was confirmed is kept'); END;
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
CREATE TRIGGER bulk_row_added BEFORE INSERT ON bulk_row
BEGIN
  SELECT RAISE(ABORT, 'bulk_row: the list is complete')
    WHERE (SELECT state FROM bulk_run WHERE id = NEW.run_id) <> 'draft';
END;
CREATE TRIGGER bulk_row_kept BEFORE DELETE ON bulk_row
WHEN (SELECT body_hash FROM bulk_run WHERE id = OLD.run_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'bulk_row: what was confirmed is kept'); END;
`,
} as const;
