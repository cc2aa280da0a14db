/**
 * The trigger `operation_decisions` fires when an operation's cause changes. A person may call an
 * operation done that a person had called done before: state and cause stay, and only the column
 * `state` is written again.
 */
export const decidedAgainMigration = {
  version: 18,
  name: 'decided-again',
  sql: `
CREATE TRIGGER operation_decided_again BEFORE UPDATE OF state ON operation
WHEN NEW.cause IS OLD.cause AND NEW.cause IN ('resolved-succeeded', 'resolved-failed',
  'resolved-given-up', 'released')
BEGIN
  SELECT RAISE(ABORT, 'operation: it ends on the word of another person than the requester')
    WHERE NEW.resolved_by IS NULL OR (NEW.resolved_by = NEW.requested_by AND NEW.sole = 0);
END;
`,
} as const;
