/**
 * What Toss calls a booked refund: v1 lists it by a number, v2 by the id of its transaction. It is
 * booked under one of them or under the desk's own number; the others stand here once a read has
 * shown them. An operation whose end v2 showed by amount and time alone has its evidence graded.
 *
 * `toss_view`: what only v2 tells, as of the newest read; NULL after a read by v1.
 */
export const refundNamesMigration = {
  version: 24,
  name: 'refund-names',
  sql: `
CREATE TABLE refund_name (
  pay_token TEXT NOT NULL,
  refund_no TEXT NOT NULL,
  version TEXT NOT NULL CHECK (version IN ('v1', 'v2')),
  name TEXT NOT NULL,
  PRIMARY KEY (pay_token, version, name),
  UNIQUE (pay_token, version, refund_no),
  FOREIGN KEY (pay_token, refund_no)
    REFERENCES payment_refund (pay_token, refund_no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER refund_name_fixed BEFORE UPDATE ON refund_name
BEGIN SELECT RAISE(ABORT, 'refund_name: fixed'); END;
CREATE TRIGGER refund_name_kept BEFORE DELETE ON refund_name
WHEN EXISTS (
  SELECT 1 FROM payment_refund WHERE pay_token = OLD.pay_token AND refund_no = OLD.refund_no)
BEGIN SELECT RAISE(ABORT, 'refund_name: kept as long as its refund'); END;

ALTER TABLE operation ADD COLUMN evidence_grade TEXT
  CHECK (evidence_grade IN ('amount-and-time'));
ALTER TABLE payment ADD COLUMN toss_view TEXT;
`,
} as const;
