/** The journal of payments and operations. */
import { appendOnly, checked, differs, isErasing, isYoung, noDelete, refused } from './guard.ts';

const tables = `
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('payment', 'operation')),
  what TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('staff', 'storefront', 'callback', 'status', 'desk')),
  pay_token TEXT NOT NULL,
  operation_id TEXT,
  kind TEXT,
  state TEXT,
  amount INTEGER,
  staff_id TEXT,
  staff_name TEXT,
  detail TEXT,
  answer_hash TEXT,
  answer_text TEXT
);
CREATE INDEX event_by_payment ON event (pay_token, seq);

CREATE TABLE act_ahead (
  seq INTEGER PRIMARY KEY,
  seen_no INTEGER NOT NULL
);
`;

const fixed = [
  ...['seq', 'at', 'type', 'what', 'source', 'pay_token', 'operation_id', 'kind', 'state'],
  ...['amount', 'staff_id', 'staff_name', 'answer_hash'],
];

const guards =
  noDelete('event') +
  checked('event_no_update', 'BEFORE UPDATE ON event', [
    {
      message: 'event: append only',
      where: `NOT ${isErasing('OLD.pay_token')} OR ${differs(fixed)}`,
    },
  ]) +
  refused(
    'event_of_transfer_kept',
    'BEFORE UPDATE ON event',
    'the evidence of a bank transfer is kept for a year',
    `OLD.what LIKE 'bank-transfer-%' AND ${isYoung('OLD.at')}`,
  ) +
  appendOnly('act_ahead');

export const eventsSchema = tables + guards;
