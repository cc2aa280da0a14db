/** Bulk refunds: a run is a list that is fixed once it is confirmed. */
import { checked, differs, isErasing, isYoung, refused } from './guard.ts';

const tables = `
CREATE TABLE bulk_run (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL
    CHECK (state IN ('draft', 'proposed', 'running', 'paused', 'done', 'stopped')),
  paused_because TEXT
    CHECK (paused_because IN
  ('person', 'unclear', 'over-ceiling', 'toss-limit', 'requester', 'restored')),
  name TEXT NOT NULL,
  note TEXT,
  created_at TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_by_name TEXT NOT NULL,
  requested_from TEXT,
  body_hash TEXT CHECK (length(body_hash) = 64),
  approval_lapses_at TEXT,
  approved_by TEXT,
  approved_by_name TEXT,
  sole INTEGER NOT NULL DEFAULT 0 CHECK (sole IN (0, 1)),
  started_at TEXT,
  ended_at TEXT,
  erased_at TEXT,
  CHECK ((state = 'paused') = (paused_because IS NOT NULL)),
  CHECK ((state IN ('done', 'stopped')) = (ended_at IS NOT NULL)),
  CHECK (state NOT IN ('proposed', 'running', 'paused', 'done') OR body_hash IS NOT NULL),
  CHECK (approved_by IS NULL OR approved_by <> requested_by)
);
CREATE INDEX bulk_run_at_limit ON bulk_run (created_at) WHERE paused_because = 'toss-limit';
CREATE INDEX bulk_run_by_time ON bulk_run (created_at);
CREATE INDEX bulk_run_proposed ON bulk_run (created_at) WHERE state = 'proposed';
CREATE INDEX bulk_run_running ON bulk_run (started_at) WHERE state = 'running';
CREATE INDEX bulk_run_unerased ON bulk_run (created_at) WHERE erased_at IS NULL;

CREATE TABLE bulk_row (
  run_id TEXT NOT NULL REFERENCES bulk_run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  order_no TEXT,
  pay_token TEXT REFERENCES payment (pay_token),
  amount INTEGER CHECK (amount > 0),
  taxable INTEGER,
  vat INTEGER,
  tax_free INTEGER,
  service_fee INTEGER,
  reason TEXT NOT NULL,
  seen_refunded INTEGER,
  verdict TEXT NOT NULL CHECK (verdict IN ('ready', 'look', 'refused')),
  findings TEXT NOT NULL CHECK (json_valid(findings)),
  included INTEGER NOT NULL CHECK (included IN (0, 1)),
  operation_id TEXT NOT NULL UNIQUE,
  refusal_code TEXT,
  refusal_detail TEXT,
  PRIMARY KEY (run_id, position),
  CHECK (included = 0 OR verdict <> 'refused'),
  CHECK (verdict = 'refused'
    OR (pay_token IS NOT NULL AND amount IS NOT NULL AND seen_refunded IS NOT NULL)),
  CHECK ((taxable IS NULL) = (vat IS NULL) AND (taxable IS NULL) = (tax_free IS NULL)
    AND (taxable IS NULL) = (service_fee IS NULL))
);
CREATE INDEX bulk_row_by_payment ON bulk_row (pay_token);
CREATE UNIQUE INDEX bulk_row_one_each ON bulk_row (run_id, pay_token) WHERE included = 1;
`;

const moves = [
  ...['draft proposed', 'draft running', 'draft stopped', 'proposed running', 'proposed stopped'],
  ...['running paused', 'running done', 'running stopped', 'paused running', 'paused stopped'],
];

const runs =
  refused(
    'bulk_run_born',
    'BEFORE INSERT ON bulk_run',
    'bulk_run: it begins as a draft',
    "NEW.state <> 'draft'",
  ) +
  checked(
    'bulk_run_moves',
    'BEFORE UPDATE ON bulk_run',
    [
      {
        message: 'bulk_run: no such move',
        where: `OLD.state || ' ' || NEW.state
      NOT IN (${moves.map((move) => `'${move}'`).join(', ')})`,
      },
      {
        message: 'bulk_run: a proposed run needs its approver, in time',
        where: `OLD.state = 'proposed' AND NEW.state = 'running'
      AND (NEW.approved_by IS NULL OR OLD.approval_lapses_at <= NEW.started_at)`,
      },
    ],
    { when: 'NEW.state <> OLD.state' },
  ) +
  refused(
    'bulk_run_fixed',
    'BEFORE UPDATE ON bulk_run',
    'bulk_run: who asked for what is fixed',
    `${differs(['id', 'requested_by'])}
  OR (OLD.body_hash IS NOT NULL AND ${differs(['body_hash'])})
  OR (OLD.approved_by IS NOT NULL AND ${differs(['approved_by'])})
  OR (OLD.state <> 'draft' AND NOT (${differs(['erased_at'])}) AND (${differs(['name', 'note'])}))`,
  ) +
  refused(
    'bulk_run_kept',
    'BEFORE DELETE ON bulk_run',
    'bulk_run: what was confirmed is kept',
    'OLD.body_hash IS NOT NULL',
  ) +
  checked(
    'bulk_run_erased',
    'BEFORE UPDATE ON bulk_run',
    [
      { message: 'bulk_run: what was erased stays erased', where: 'OLD.erased_at IS NOT NULL' },
      {
        message: 'bulk_run: it is not over',
        where: "OLD.state IN ('proposed', 'running', 'paused')",
      },
      {
        message: 'bulk_run: what is known of a buyer is kept for a year',
        where: isYoung('OLD.created_at'),
      },
      {
        message: 'bulk_run: a payment of it is not erased',
        where: `EXISTS (SELECT 1 FROM bulk_row AS row JOIN payment USING (pay_token)
      WHERE row.run_id = OLD.id AND payment.erased_at IS NULL)`,
      },
    ],
    { when: differs(['erased_at']) },
  );

const fixed = [
  ...['run_id', 'position', 'pay_token', 'amount', 'taxable', 'vat', 'tax_free', 'service_fee'],
  ...['seen_refunded', 'verdict', 'operation_id'],
];

const rows =
  checked('bulk_row_added', 'BEFORE INSERT ON bulk_row', [
    {
      message: 'bulk_row: the list is complete',
      where: "(SELECT state FROM bulk_run WHERE id = NEW.run_id) <> 'draft'",
    },
  ]) +
  checked(
    'bulk_row_chosen',
    'BEFORE UPDATE ON bulk_row',
    [
      {
        message: 'bulk_row: the choice is over',
        where: "(SELECT state FROM bulk_run WHERE id = OLD.run_id) <> 'draft'",
      },
    ],
    { when: 'NEW.included <> OLD.included' },
  ) +
  checked('bulk_row_fixed', 'BEFORE UPDATE ON bulk_row', [
    {
      message: 'bulk_row: what it asks for is fixed',
      where: `${differs(fixed)}
    OR (${differs(['reason'])} AND NOT ${isErasing('OLD.pay_token')} AND NOT EXISTS (
      SELECT 1 FROM bulk_run WHERE id = OLD.run_id AND erased_at IS NOT NULL))`,
    },
  ]) +
  refused(
    'bulk_row_refused_once',
    'BEFORE UPDATE ON bulk_row',
    'bulk_row: a refused row stays refused',
    `OLD.refusal_code IS NOT NULL AND (${differs(['refusal_code', 'refusal_detail'])})`,
  ) +
  checked('bulk_row_kept', 'BEFORE DELETE ON bulk_row', [
    {
      message: 'bulk_row: what was confirmed is kept',
      where: '(SELECT body_hash FROM bulk_run WHERE id = OLD.run_id) IS NOT NULL',
    },
  ]);

export const bulkRefundsSchema = tables + runs + rows;
