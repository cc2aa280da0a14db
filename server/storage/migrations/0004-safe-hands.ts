/**
 * The audit chain, the shop's settings, second factors, invitations, and the index for sums per
 * day.
 */

const audit = `
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY NOT NULL,
  at TEXT NOT NULL,
  actor_type TEXT NOT NULL CHECK (actor_type IN ('staff', 'token', 'desk', 'command')),
  actor_id TEXT,
  actor_name TEXT,
  address TEXT,
  action TEXT NOT NULL,
  pay_token TEXT,
  operation_id TEXT,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX audit_by_actor ON audit (actor_id, at) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_by_action ON audit (action, at);
CREATE INDEX audit_by_payment ON audit (pay_token, at) WHERE pay_token IS NOT NULL;
CREATE INDEX audit_by_operation ON audit (operation_id, at) WHERE operation_id IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at);
CREATE TRIGGER audit_links BEFORE INSERT ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit: a row follows the last one')
    WHERE NEW.seq IS NOT 1 + coalesce((SELECT max(seq) FROM audit), 0)
       OR NEW.prev_hash IS NOT coalesce(
         (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '${'0'.repeat(64)}');
END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit: append only'); END;

CREATE TABLE audit_checkpoint (
  seq INTEGER PRIMARY KEY NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  at TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_checkpoint_fits BEFORE INSERT ON audit_checkpoint
BEGIN
  SELECT RAISE(ABORT, 'audit_checkpoint: there is no such row')
    WHERE NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash);
END;
CREATE TRIGGER audit_checkpoint_no_update BEFORE UPDATE ON audit_checkpoint
BEGIN SELECT RAISE(ABORT, 'audit_checkpoint: append only'); END;
CREATE TRIGGER audit_checkpoint_no_delete BEFORE DELETE ON audit_checkpoint
BEGIN SELECT RAISE(ABORT, 'audit_checkpoint: append only'); END;

CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit: rows are kept for two years')
    WHERE OLD.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-2 years');
  SELECT RAISE(ABORT, 'audit: only what a checkpoint has signed may go')
    WHERE NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE seq >= OLD.seq);
  SELECT RAISE(ABORT, 'audit: only the oldest row may go, and never the last')
    WHERE EXISTS (SELECT 1 FROM audit WHERE seq < OLD.seq)
       OR NOT EXISTS (SELECT 1 FROM audit WHERE seq > OLD.seq);
END;
`;

const settings = `
CREATE TABLE setting (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  json TEXT NOT NULL CHECK (json_valid(json)),
  version INTEGER NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;

CREATE INDEX operation_refund_by_person ON operation (requested_by, created_at)
  WHERE kind = 'refund';
CREATE INDEX operation_refund_by_time ON operation (created_at) WHERE kind = 'refund';
`;

const people = `
ALTER TABLE user ADD COLUMN mayExport INTEGER NOT NULL DEFAULT 0 CHECK (mayExport IN (0, 1));
ALTER TABLE user ADD COLUMN dayCeilingWon INTEGER CHECK (dayCeilingWon >= 0);
ALTER TABLE user ADD COLUMN lastSignInAt TEXT;
ALTER TABLE user ADD COLUMN invited INTEGER NOT NULL DEFAULT 0 CHECK (invited IN (0, 1));

ALTER TABLE session ADD COLUMN activeAt TEXT;
ALTER TABLE session ADD COLUMN lockedAt TEXT;
ALTER TABLE session ADD COLUMN secondFactorAt TEXT;

CREATE TABLE two_factor (
  staff_id TEXT PRIMARY KEY NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  made_at TEXT NOT NULL,
  confirmed_at TEXT,
  last_step INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER two_factor_steps BEFORE UPDATE OF last_step ON two_factor
WHEN NEW.secret IS OLD.secret AND NEW.last_step <= OLD.last_step
BEGIN SELECT RAISE(ABORT, 'two_factor: a code counts once'); END;

CREATE TABLE recovery_code (
  staff_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  used_at TEXT,
  PRIMARY KEY (staff_id, hash)
) STRICT;

CREATE TABLE password_link (
  hash TEXT PRIMARY KEY NOT NULL CHECK (length(hash) = 64),
  staff_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
  until TEXT NOT NULL
) STRICT;
CREATE INDEX password_link_by_staff ON password_link (staff_id, until);
`;

export const safeHandsMigration = {
  version: 4,
  name: 'safe hands',
  sql: audit + settings + people,
} as const;
