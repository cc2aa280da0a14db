/**
 * A callback that names no payment of the desk may be forged: it expires, and its body is deleted
 * once Toss has answered that there is no such payment. Existing rows are kept. `named` is 1 if the
 * sender's address was in CALLBACK_FROM.
 */
export const callbackTermMigration = {
  version: 12,
  name: 'callback-term',
  sql: `
ALTER TABLE callback ADD COLUMN bytes INTEGER;
ALTER TABLE callback ADD COLUMN expires_at TEXT;
ALTER TABLE callback ADD COLUMN named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1));
CREATE INDEX callback_by_term ON callback (expires_at) WHERE expires_at IS NOT NULL;
DROP INDEX callback_unhandled_in_order;
CREATE INDEX callback_unhandled_in_order
  ON callback (expires_at IS NOT NULL, named DESC, id, pay_token) WHERE handled_at IS NULL;

DROP TRIGGER callback_no_delete;
CREATE TRIGGER callback_no_delete BEFORE DELETE ON callback WHEN OLD.expires_at IS NULL
BEGIN SELECT RAISE(ABORT, 'callback: rows are kept'); END;

DROP TRIGGER callback_fixed;
CREATE TRIGGER callback_fixed BEFORE UPDATE ON callback
WHEN NEW.body_hash IS NOT OLD.body_hash OR NEW.received_at IS NOT OLD.received_at
  OR NEW.pay_token IS NOT OLD.pay_token OR NEW.bytes IS NOT OLD.bytes
  OR NEW.named < OLD.named
  OR (OLD.expires_at IS NULL
    AND (NEW.body IS NOT OLD.body OR NEW.expires_at IS NOT OLD.expires_at))
  OR (NEW.body IS NOT OLD.body AND NEW.body <> '' AND OLD.body <> '')
BEGIN SELECT RAISE(ABORT, 'callback: what came in is fixed'); END;
`,
} as const;
