/** What Toss pays out, line by line, and what the shop's bank received. */
import { appendOnly, DAY, differs, noDelete, refused } from './guard.ts';

const tables = `
CREATE TABLE settlement_import (
  id INTEGER PRIMARY KEY,
  date_type TEXT NOT NULL CHECK (date_type IN ('SETTLE', 'DUE')),
  day TEXT NOT NULL CHECK (day ${DAY}),
  asked_at TEXT NOT NULL,
  fault TEXT,
  page INTEGER CHECK (page > 0),
  lines INTEGER NOT NULL CHECK (lines >= 0),
  CHECK (fault IS NULL OR lines = 0)
);
CREATE INDEX settlement_import_by_day ON settlement_import (date_type, day, id);

CREATE TABLE settlement_line (
  id INTEGER PRIMARY KEY,
  import_id INTEGER NOT NULL REFERENCES settlement_import (id),
  transaction_id TEXT NOT NULL,
  type TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  pay_token TEXT NOT NULL,
  order_no TEXT NOT NULL,
  method TEXT NOT NULL,
  amount INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  vat INTEGER NOT NULL,
  settle_day TEXT NOT NULL CHECK (settle_day ${DAY}),
  due_day TEXT CHECK (due_day ${DAY}),
  settled_at TEXT,
  sign_was_wrong INTEGER NOT NULL CHECK (sign_was_wrong IN (0, 1)),
  is_gone INTEGER NOT NULL CHECK (is_gone IN (0, 1)),
  is_newest INTEGER NOT NULL CHECK (is_newest IN (0, 1)),
  state TEXT NOT NULL
    CHECK (state IN ('matched', 'amount-differs', 'not-in-books', 'unknown-type')),
  refund_no TEXT,
  fee_state TEXT NOT NULL CHECK (fee_state IN ('fits', 'differs', 'no-rate', 'untold')),
  own_fee INTEGER,
  own_vat INTEGER,
  rate_bp INTEGER,
  rule TEXT,
  day TEXT GENERATED ALWAYS AS (coalesce(due_day, settle_day)) STORED,
  UNIQUE (transaction_id, type, version)
);
CREATE INDEX settlement_line_by_day ON settlement_line (day, id) WHERE is_newest = 1;
CREATE INDEX settlement_line_by_payment ON settlement_line (pay_token, id) WHERE is_newest = 1;
CREATE INDEX settlement_line_by_trade ON settlement_line (settle_day, id) WHERE is_newest = 1;
CREATE INDEX settlement_line_fees ON settlement_line (fee_state, id)
  WHERE is_newest = 1 AND is_gone = 0 AND fee_state <> 'fits';
CREATE UNIQUE INDEX settlement_line_newest ON settlement_line (transaction_id, type)
  WHERE is_newest = 1;
CREATE INDEX settlement_line_to_match ON settlement_line (id)
  WHERE is_newest = 1 AND is_gone = 0 AND state <> 'matched';

CREATE TABLE settlement_day (
  day TEXT PRIMARY KEY,
  lines INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  vat INTEGER NOT NULL,
  due_won INTEGER NOT NULL,
  amount_differs INTEGER NOT NULL,
  not_in_books INTEGER NOT NULL,
  unknown_type INTEGER NOT NULL,
  fee_differs INTEGER NOT NULL
);

CREATE TABLE settlement_missing (
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  kind TEXT NOT NULL CHECK (kind IN ('PAY', 'REFUND')),
  refund_no TEXT NOT NULL,
  trade_day TEXT NOT NULL,
  expected_on TEXT NOT NULL,
  PRIMARY KEY (pay_token, kind, refund_no)
);
CREATE INDEX settlement_missing_by_day ON settlement_missing (expected_on);
CREATE INDEX settlement_missing_by_trade ON settlement_missing (trade_day);

CREATE TABLE settlement_deposit (
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL CHECK (day ${DAY}),
  won INTEGER NOT NULL CHECK (won >= 0),
  reason TEXT,
  note TEXT,
  source TEXT NOT NULL CHECK (source IN ('typed', 'csv')),
  csv_line INTEGER CHECK (csv_line > 0),
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL, is_removed INTEGER NOT NULL DEFAULT 0
  CHECK (is_removed IN (0, 1) AND (is_removed = 0 OR (won = 0 AND reason IS NULL))),
  CHECK ((source = 'csv') = (csv_line IS NOT NULL))
);
CREATE INDEX settlement_deposit_by_day ON settlement_deposit (day, id);

CREATE TABLE settlement_bank_line (
  id INTEGER PRIMARY KEY,
  deposit_id INTEGER NOT NULL REFERENCES settlement_deposit (id),
  won INTEGER NOT NULL CHECK (won > 0),
  time TEXT CHECK (time ~ '^[0-2][0-9]:[0-5][0-9]')
);
CREATE INDEX settlement_bank_line_by_deposit ON settlement_bank_line (deposit_id, id);

CREATE TABLE settlement_rate (
  id INTEGER PRIMARY KEY,
  method TEXT NOT NULL,
  rate_bp INTEGER NOT NULL CHECK (rate_bp BETWEEN 0 AND 10000),
  valid_from TEXT NOT NULL CHECK (valid_from ${DAY}),
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL
);

CREATE TABLE settlement_fee_back (
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL
    CHECK (rule IN ('proportional', 'difference', 'full-refund-only', 'none')),
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL
);
`;

const fixedOfLine = [
  ...['id', 'import_id', 'transaction_id', 'type', 'version', 'pay_token', 'order_no', 'method'],
  ...['amount', 'fee', 'vat', 'settle_day', 'due_day', 'settled_at', 'sign_was_wrong', 'is_gone'],
];

const guards =
  refused(
    'settlement_line_fixed',
    'BEFORE UPDATE ON settlement_line',
    'settlement_line: what Toss told is fixed',
    `NEW.is_newest > OLD.is_newest OR ${differs(fixedOfLine)}`,
  ) +
  noDelete('settlement_line') +
  ['import', 'deposit', 'bank_line', 'rate', 'fee_back']
    .map((what) => appendOnly(`settlement_${what}`))
    .join('');

export const settlementSchema = tables + guards;
