/**
 * A manager has looked at a payment of which Toss and counted bank transfers together gave back
 * more than was paid, and wrote why it stays so. It stands for the sum that was seen. The note is
 * evidence, kept for a year from when it was written, as the texts of a transfer are.
 *
 * What one person did of one kind has an index: by the kind alone SQLite reads every row of a
 * storefront, by the person alone every row of that person.
 */
const fixed = ['id', 'pay_token', 'over_won', 'at', 'staff_id', 'staff_name'];

export const overGivenMigration = {
  version: 22,
  name: 'over-given',
  sql: `
CREATE INDEX audit_by_actor_action ON audit (actor_id, action, at) WHERE actor_id IS NOT NULL;

CREATE TABLE over_given_acknowledged (
  id INTEGER PRIMARY KEY,
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  over_won INTEGER NOT NULL CHECK (over_won > 0),
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX over_given_acknowledged_by_payment ON over_given_acknowledged (pay_token);

CREATE TRIGGER over_given_acknowledged_fits BEFORE INSERT ON over_given_acknowledged
WHEN NOT EXISTS (
  SELECT 1 FROM payment WHERE pay_token = NEW.pay_token
    AND transferred > 0 AND refunded + transferred - amount = NEW.over_won)
BEGIN
  SELECT RAISE(ABORT, 'over_given_acknowledged: another sum was given back too much');
END;
CREATE TRIGGER over_given_acknowledged_fixed BEFORE UPDATE ON over_given_acknowledged
WHEN ${fixed.map((name) => `NEW.${name} IS NOT OLD.${name}`).join(' OR ')}
  OR NOT EXISTS (SELECT 1 FROM erasing WHERE pay_token = OLD.pay_token)
BEGIN SELECT RAISE(ABORT, 'over_given_acknowledged: append only'); END;
CREATE TRIGGER over_given_acknowledged_kept BEFORE UPDATE ON over_given_acknowledged
WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 years')
BEGIN SELECT RAISE(ABORT, 'the evidence of a bank transfer is kept for a year'); END;
CREATE TRIGGER over_given_acknowledged_no_delete BEFORE DELETE ON over_given_acknowledged
BEGIN SELECT RAISE(ABORT, 'over_given_acknowledged: append only'); END;
`,
} as const;
