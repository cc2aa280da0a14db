/** The erasure of buyers' data: guards of other tables ask whether a payment is in `erasing`. */
import { openStatesOfSchema1 } from '../../migrations/0001-desk.ts';
import { after, checked, isYoung } from './guard.ts';

const tables = `
CREATE TABLE erasing (
  pay_token TEXT PRIMARY KEY REFERENCES payment (pay_token),
  at TEXT NOT NULL
);

CREATE TABLE late_text (
  pay_token TEXT PRIMARY KEY REFERENCES payment (pay_token),
  at TEXT NOT NULL
);
CREATE INDEX late_text_by_time ON late_text (at, pay_token);
`;

const guards =
  checked('erasing_begins', 'BEFORE INSERT ON erasing', [
    {
      message: 'erasing: what is known of a buyer is kept for a year',
      where: isYoung(
        '(SELECT coalesce(completed_at, created_at) FROM payment WHERE pay_token = NEW.pay_token)',
      ),
    },
    {
      message: 'erasing: an operation on the payment is open',
      where: `EXISTS (SELECT 1 FROM operation
      WHERE pay_token = NEW.pay_token AND state IN (${openStatesOfSchema1}))`,
    },
  ]) +
  after(
    'late_text_begins',
    'AFTER INSERT ON event',
    `  INSERT INTO late_text (pay_token, at)
  SELECT pay_token, NEW.at FROM payment
    WHERE pay_token = NEW.pay_token AND erased_at IS NOT NULL
  ON CONFLICT (pay_token) DO UPDATE SET at = excluded.at
    WHERE NEW.what NOT LIKE 'bank-transfer-%';`,
    'NEW.operation_id IS NOT NULL OR NEW.detail IS NOT NULL',
  );

export const erasingSchema = tables + guards;
