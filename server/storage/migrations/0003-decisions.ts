/**
 * Decisions (approve, resolve, release), the grace window, and the quarantine of a restored backup.
 */
import { replaceTransitions, rowsOfSchema10 } from './transition-rows.ts';

const columns = `
ALTER TABLE operation ADD COLUMN ready_at TEXT;
ALTER TABLE operation ADD COLUMN send_after TEXT;
ALTER TABLE operation ADD COLUMN approval_lapses_at TEXT;
ALTER TABLE operation ADD COLUMN sole INTEGER NOT NULL DEFAULT 0 CHECK (sole IN (0, 1));
UPDATE operation SET ready_at = created_at WHERE state <> 'proposed';
CREATE INDEX operation_by_lapse ON operation (approval_lapses_at) WHERE state = 'proposed';

ALTER TABLE payment ADD COLUMN quarantined INTEGER NOT NULL DEFAULT 0
  CHECK (quarantined IN (0, 1));
ALTER TABLE payment ADD COLUMN acknowledged_at TEXT;
CREATE INDEX payment_quarantined ON payment (pay_token) WHERE quarantined = 1;

CREATE TABLE restore_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  kind TEXT NOT NULL CHECK (kind IN ('copy', 'restored')),
  at TEXT NOT NULL
) STRICT;
`;

const guards = `
CREATE TRIGGER operation_birth_terms BEFORE INSERT ON operation
BEGIN
  SELECT RAISE(ABORT, 'operation: a proposal needs its time to lapse, the rest a time to be ready')
    WHERE (NEW.state = 'proposed' AND (NEW.approval_lapses_at IS NULL OR NEW.ready_at IS NOT NULL))
       OR (NEW.state = 'ready' AND NEW.ready_at IS NULL);
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
`;

export const decisionsMigration = {
  version: 3,
  name: 'decisions',
  sql: columns + replaceTransitions(rowsOfSchema10) + guards,
};
