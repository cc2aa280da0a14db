/**
 * A callback that names no payment of the desk's may be forged: it has an end, and its body goes as
 * soon as Toss has said that there is no such payment. What was kept before stays.
 */
export const callbackTermMigration = {
  version: 12,
  name: 'callback-term',
  sql: `
ALTER TABLE callback ADD COLUMN bytes INTEGER;
ALTER TABLE callback ADD COLUMN expires_at TEXT;
CREATE INDEX callback_by_term ON callback (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX callback_held ON callback (bytes) WHERE expires_at IS NOT NULL AND body <> '';

DROP TRIGGER callback_no_delete;
CREATE TRIGGER callback_no_delete BEFORE DELETE ON callback WHEN OLD.expires_at IS NULL
BEGIN SELECT RAISE(ABORT, 'callback: rows are kept'); END;

DROP TRIGGER callback_fixed;
CREATE TRIGGER callback_fixed BEFORE UPDATE ON callback
WHEN NEW.body_hash IS NOT OLD.body_hash OR NEW.received_at IS NOT OLD.received_at
  OR NEW.pay_token IS NOT OLD.pay_token OR NEW.bytes IS NOT OLD.bytes
  OR (OLD.expires_at IS NULL
    AND (NEW.body IS NOT OLD.body OR NEW.expires_at IS NOT OLD.expires_at))
  OR (NEW.body IS NOT OLD.body AND NEW.body <> '' AND OLD.body <> '')
BEGIN SELECT RAISE(ABORT, 'callback: what came in is fixed'); END;
`,
} as const;
