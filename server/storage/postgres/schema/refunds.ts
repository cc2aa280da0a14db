/** Refunds as booked, and what each version of Toss's API calls them. */
import { checked, differs, isErasing, refused } from './guard.ts';

const tables = `
CREATE TABLE payment_refund (
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  refund_no TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  reason TEXT,
  refunded_at TEXT,
  first_seen_at TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('desk', 'adopted', 'outside')),
  operation_id TEXT UNIQUE REFERENCES operation (id),
  seen_no INTEGER NOT NULL DEFAULT 0,
  acknowledged_no INTEGER,
  discounted INTEGER,
  PRIMARY KEY (pay_token, refund_no),
  CHECK ((origin = 'desk') = (operation_id IS NOT NULL))
);
CREATE INDEX payment_refund_by_number ON payment_refund (refund_no);
CREATE INDEX payment_refund_by_time ON payment_refund (refunded_at, pay_token, amount);

CREATE TABLE refund_name (
  pay_token TEXT NOT NULL,
  refund_no TEXT NOT NULL,
  version TEXT NOT NULL CHECK (version IN ('v1', 'v2')),
  name TEXT NOT NULL,
  PRIMARY KEY (pay_token, version, name),
  UNIQUE (pay_token, version, refund_no),
  FOREIGN KEY (pay_token, refund_no)
    REFERENCES payment_refund (pay_token, refund_no) ON DELETE CASCADE
);
`;

const guards =
  checked('payment_refund_fixed', 'BEFORE UPDATE ON payment_refund', [
    {
      message: 'payment_refund: its number, amount and operation are fixed',
      where: `${differs(['pay_token', 'refund_no', 'amount'])}
    OR (OLD.operation_id IS NOT NULL AND (NOT ${isErasing('OLD.pay_token')}
      OR ${differs(['operation_id', 'origin', 'refunded_at', 'first_seen_at'])}))`,
    },
  ]) +
  checked('payment_refund_no_delete', 'BEFORE DELETE ON payment_refund', [
    {
      message: 'payment_refund: rows are kept',
      where: `NOT EXISTS (
      SELECT 1 FROM operation WHERE id = OLD.operation_id
        AND (cause = 'resolved-failed' OR coalesce(toss_refund_no, id) <> OLD.refund_no))`,
    },
  ]) +
  refused('refund_name_fixed', 'BEFORE UPDATE ON refund_name', 'refund_name: fixed') +
  checked('refund_name_kept', 'BEFORE DELETE ON refund_name', [
    {
      message: 'refund_name: kept as long as its refund',
      where: `EXISTS (
      SELECT 1 FROM payment_refund WHERE pay_token = OLD.pay_token AND refund_no = OLD.refund_no)`,
    },
  ]);

export const refundsSchema = tables + guards;
