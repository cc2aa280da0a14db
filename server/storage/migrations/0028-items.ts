/** The sum of a list of items in won. */
const sumOf = (items: string) => `(SELECT sum((value ->> 'quantity') * (value ->> 'unitPrice'))
    FROM json_each(${items}))`;

/** A list of items without the names, in which erasing replaces numbers. */
const withoutNames = (items: string) => `(SELECT json_group_array(json_remove(value, '$.name'))
    FROM json_each(${items}))`;

/**
 * What a payment sold, and how many of each line a refund gives back. Both are kept here and never
 * sent, so neither is part of an operation's body.
 */
export const itemsMigration = {
  version: 28,
  name: 'items',
  sql: `
ALTER TABLE payment ADD COLUMN items TEXT CHECK (json_valid(items));
CREATE TRIGGER payment_items_add_up BEFORE INSERT ON payment WHEN NEW.items IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'payment: its items are not its amount')
    WHERE ${sumOf('NEW.items')} IS NOT NEW.amount;
END;
CREATE TRIGGER payment_items_fixed BEFORE UPDATE OF items ON payment
WHEN NEW.items IS NOT OLD.items
BEGIN
  SELECT RAISE(ABORT, 'payment: what was erased stays erased')
    WHERE OLD.erased_at IS NOT NULL AND OLD.items IS NULL;
  SELECT RAISE(ABORT, 'payment: its items are fixed')
    WHERE OLD.items IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM erasing WHERE pay_token = OLD.pay_token);
  SELECT RAISE(ABORT, 'payment: erasing changes only the names of its items')
    WHERE OLD.items IS NOT NULL
      AND ${withoutNames('NEW.items')} IS NOT ${withoutNames('OLD.items')};
  SELECT RAISE(ABORT, 'payment: its items are not its amount')
    WHERE ${sumOf('NEW.items')} IS NOT NEW.amount;
END;

ALTER TABLE operation ADD COLUMN items TEXT CHECK (json_valid(items));
CREATE TRIGGER operation_items_fit BEFORE INSERT ON operation WHEN NEW.items IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'operation: only a refund has items') WHERE NEW.kind <> 'refund';
  SELECT RAISE(ABORT, 'operation: its items are not its amount')
    WHERE (
      SELECT sum((given.value ->> 'quantity') * (bought.value ->> 'unitPrice'))
        FROM json_each(NEW.items) AS given
        JOIN payment ON payment.pay_token = NEW.pay_token
        JOIN json_each(payment.items) AS bought ON bought.key + 1 = given.value ->> 'line'
    ) IS NOT NEW.amount;
  SELECT RAISE(ABORT, 'operation: more of an item than is left of it')
    FROM (
      SELECT value ->> 'line' AS line, sum(value ->> 'quantity') AS quantity,
          min(value ->> 'quantity') AS least
        FROM json_each(NEW.items) GROUP BY line
    ) AS given
    WHERE least < 1 OR quantity > coalesce((
      SELECT bought.value ->> 'quantity' FROM payment, json_each(payment.items) AS bought
        WHERE payment.pay_token = NEW.pay_token AND bought.key + 1 = given.line), 0)
      - coalesce((
        SELECT sum(held.value ->> 'quantity')
          FROM operation AS other, json_each(other.items) AS held
          WHERE other.pay_token = NEW.pay_token AND other.state NOT IN ('failed', 'declined')
            AND held.value ->> 'line' = given.line), 0);
END;
CREATE TRIGGER operation_items_frozen BEFORE UPDATE OF items ON operation
WHEN NEW.items IS NOT OLD.items
BEGIN SELECT RAISE(ABORT, 'operation: frozen column'); END;
`,
} as const;
