/** Operations and their transitions. */
import { frozenColumns, openStatesOfSchema1 } from '../../migrations/0001-desk.ts';
import { rowsOfSchema10, valuesOf } from '../../migrations/transition-rows.ts';
import { postgresBodySql } from '../functions.ts';
import { checked, differs, isErasing, noDelete, refused } from './guard.ts';

const tables = `
CREATE TABLE operation_transition (
  from_state TEXT NOT NULL,
  cause TEXT NOT NULL,
  to_state TEXT NOT NULL,
  PRIMARY KEY (from_state, cause)
);
INSERT INTO operation_transition (from_state, cause, to_state) VALUES
${valuesOf(rowsOfSchema10)};

CREATE TABLE operation (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('execute', 'cancel', 'refund')),
  api_version TEXT NOT NULL DEFAULT 'v1' CHECK (api_version IN ('v1', 'v2')),
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  order_no TEXT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  state_since TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  taxable INTEGER CHECK (taxable >= 0),
  vat INTEGER CHECK (vat >= 0),
  tax_free INTEGER CHECK (tax_free >= 0),
  service_fee INTEGER CHECK (service_fee >= 0),
  reason TEXT CHECK (
    length(reason) BETWEEN 1 AND CASE api_version WHEN 'v1' THEN 50 ELSE 255 END),
  note TEXT,
  body TEXT NOT NULL CHECK (body IS NOT DISTINCT FROM ${postgresBodySql('')}),
  body_hash TEXT NOT NULL CHECK (length(body_hash) = 64),
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
  seen_refunded INTEGER,
  seen_status TEXT,
  requested_by TEXT NOT NULL,
  requested_by_name TEXT NOT NULL,
  approved_by TEXT CHECK (approved_by IS NULL OR approved_by <> requested_by),
  approved_by_name TEXT,
  resolved_by TEXT,
  resolved_by_name TEXT,
  created_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  boot_id TEXT,
  sent_at TEXT,
  ended_at TEXT,
  base_refunded INTEGER,
  verdict TEXT,
  toss_error_code TEXT,
  toss_message TEXT,
  toss_refund_no TEXT,
  toss_transaction_id TEXT,
  absent_reads INTEGER NOT NULL DEFAULT 0,
  poor_reads INTEGER NOT NULL DEFAULT 0,
  checks INTEGER NOT NULL DEFAULT 0,
  next_check_at TEXT,
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  evidence_source TEXT CHECK (evidence_source IN ('answer', 'status', 'staff', 'desk')),
  evidence_detail TEXT,
  evidence_grade TEXT CHECK (evidence_grade IN ('amount-and-time')),
  ready_at TEXT,
  send_after TEXT,
  approval_lapses_at TEXT,
  sole INTEGER NOT NULL DEFAULT 0 CHECK (sole IN (0, 1)),
  ready_no INTEGER NOT NULL DEFAULT 0,
  unclear_no INTEGER NOT NULL DEFAULT 0,
  settles_at TEXT,
  disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1)),
  acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1)),
  token_maker TEXT,
  items TEXT CHECK (json_valid(items)),
  CHECK (kind <> 'cancel' OR api_version = 'v1'),
  CHECK (CASE kind
    WHEN 'refund' THEN seen_refunded IS NOT NULL AND reason IS NOT NULL
      AND taxable IS NOT NULL AND vat IS NOT NULL
      AND tax_free IS NOT NULL AND service_fee IS NOT NULL
      AND taxable + vat + tax_free + service_fee = amount
    WHEN 'cancel' THEN seen_status IS NOT NULL AND reason IS NOT NULL AND taxable IS NULL
    ELSE taxable IS NULL END)
);
CREATE INDEX operation_by_lapse ON operation (approval_lapses_at) WHERE state = 'proposed';
CREATE INDEX operation_by_next_check ON operation (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX operation_by_payment ON operation (pay_token, created_at);
CREATE INDEX operation_by_requester ON operation (requested_by, pay_token);
CREATE INDEX operation_by_state ON operation (state, created_at, id);
CREATE INDEX operation_by_toss_refund_no ON operation (toss_refund_no)
  WHERE toss_refund_no IS NOT NULL;
CREATE INDEX operation_by_v2 ON operation (pay_token) WHERE api_version = 'v2';
CREATE UNIQUE INDEX operation_one_open ON operation (pay_token)
  WHERE state IN (${openStatesOfSchema1});
CREATE INDEX operation_refund_by_day ON operation (coalesce(ready_at, created_at))
  WHERE kind = 'refund';
CREATE INDEX operation_refund_by_giver
  ON operation (requested_by, coalesce(ready_at, created_at)) WHERE kind = 'refund';
CREATE INDEX operation_refund_by_time ON operation (created_at) WHERE kind = 'refund';
`;

/** Two desks that write at once wait for each other here, so both sums below are complete. */
const lockPayment = 'PERFORM 1 FROM payment WHERE pay_token = NEW.pay_token FOR NO KEY UPDATE;';

const born =
  checked(
    'operation_birth',
    'BEFORE INSERT ON operation',
    [
      {
        message: 'operation: born only as proposed or ready',
        where: `NEW.state NOT IN ('proposed', 'ready') OR NEW.cause <> 'requested'
      OR NEW.attempts <> 0 OR NEW.sent_at IS NOT NULL OR NEW.ended_at IS NOT NULL
      OR NEW.approved_by IS NOT NULL OR NEW.resolved_by IS NOT NULL OR NEW.late <> 0`,
      },
      {
        message: 'operation: this id exists',
        where: 'EXISTS (SELECT 1 FROM operation WHERE id = NEW.id)',
      },
      {
        message: 'operation: stale view',
        where: `NOT EXISTS (
      SELECT 1 FROM payment WHERE pay_token = NEW.pay_token AND order_no = NEW.order_no
        AND CASE NEW.kind
          WHEN 'refund' THEN refunded IS NOT DISTINCT FROM NEW.seen_refunded
          WHEN 'cancel' THEN status IS NOT DISTINCT FROM NEW.seen_status AND amount = NEW.amount
          ELSE amount = NEW.amount END)`,
      },
    ],
    { first: lockPayment },
  ) +
  refused(
    'operation_birth_terms',
    'BEFORE INSERT ON operation',
    'operation: a proposal needs its time to lapse, the rest a time to be ready',
    `(NEW.state = 'proposed' AND (NEW.approval_lapses_at IS NULL OR NEW.ready_at IS NOT NULL))
  OR (NEW.state = 'ready' AND NEW.ready_at IS NULL)`,
  );

const parts = ['taxable', 'vat', 'tax_free', 'service_fee'];

const budget = checked(
  'operation_refund_budget',
  'BEFORE INSERT ON operation',
  [
    {
      message: 'operation: over remaining',
      where: `NEW.amount
      + (SELECT coalesce(sum(amount), 0) FROM payment_refund WHERE pay_token = NEW.pay_token)
      + (SELECT coalesce(sum(amount), 0) FROM operation
          WHERE pay_token = NEW.pay_token AND kind = 'refund'
            AND state NOT IN ('succeeded', 'failed', 'declined'))
      > (SELECT amount FROM payment WHERE pay_token = NEW.pay_token)`,
    },
    {
      message: 'operation: over remaining part',
      where: `EXISTS (
      SELECT 1 FROM payment AS paid,
        (SELECT ${parts.map((part) => `coalesce(sum(${part}), 0) AS ${part}`).join(', ')}
           FROM operation
          WHERE pay_token = NEW.pay_token AND kind = 'refund'
            AND state NOT IN ('failed', 'declined')) AS own
      WHERE paid.pay_token = NEW.pay_token
        AND (${parts.map((part) => `own.${part} + NEW.${part} > paid.${part}`).join(' OR ')}))`,
    },
  ],
  { when: "NEW.kind = 'refund'" },
);

/** How many of which line a row of `items` names. */
const given = (items: string) => `(
        SELECT (item ->> 'line')::bigint AS line, (item ->> 'quantity')::numeric AS quantity
        FROM jsonb_array_elements(${items}::jsonb) AS item)`;

/** The lines of the payment's items, counted from 1. */
const bought = `(
        SELECT line, (item ->> 'quantity')::numeric AS quantity,
          (item ->> 'unitPrice')::numeric AS unit_price
        FROM payment, jsonb_array_elements(payment.items::jsonb) WITH ORDINALITY AS it (item, line)
        WHERE payment.pay_token = NEW.pay_token)`;

const items =
  checked(
    'operation_items_fit',
    'BEFORE INSERT ON operation',
    [
      { message: 'operation: only a refund has items', where: "NEW.kind <> 'refund'" },
      {
        message: 'operation: its items are not its amount',
        where: `(SELECT sum(given.quantity * bought.unit_price)
      FROM ${given('NEW.items')} AS given JOIN ${bought} AS bought USING (line)
    ) IS DISTINCT FROM NEW.amount`,
      },
      {
        message: 'operation: more of an item than is left of it',
        where: `EXISTS (
      SELECT 1 FROM (
        SELECT line, sum(quantity) AS quantity, min(quantity) AS least
        FROM ${given('NEW.items')} AS named GROUP BY line) AS asked
      WHERE least < 1 OR quantity > coalesce((
        SELECT bought.quantity FROM ${bought} AS bought WHERE bought.line = asked.line), 0)
      - coalesce((
        SELECT sum(held.quantity) FROM operation AS other
          CROSS JOIN LATERAL ${given('other.items')} AS held
          WHERE other.pay_token = NEW.pay_token AND other.state NOT IN ('failed', 'declined')
            AND held.line = asked.line), 0))`,
      },
    ],
    { when: 'NEW.items IS NOT NULL' },
  ) +
  refused(
    'operation_items_frozen',
    'BEFORE UPDATE OF items ON operation',
    'operation: frozen column',
    differs(['items']),
  );

/** Causes by which a person ends an operation. */
const decided = "('resolved-succeeded', 'resolved-failed', 'resolved-given-up', 'released')";
const anotherPerson = 'operation: it ends on the word of another person than the requester';
const byNobodyElse =
  '(NEW.resolved_by IS NULL OR (NEW.resolved_by = NEW.requested_by AND NEW.sole = 0))';

const moved =
  checked(
    'operation_moves_by_table',
    'BEFORE UPDATE ON operation',
    [
      {
        message: 'operation: illegal transition',
        where: `NOT EXISTS (
      SELECT 1 FROM operation_transition
       WHERE from_state = OLD.state AND cause = NEW.cause AND to_state = NEW.state)`,
      },
      {
        message: 'operation: only sending counts an attempt',
        where: `NEW.attempts IS DISTINCT FROM
      OLD.attempts + CASE WHEN NEW.state = 'sending' THEN 1 ELSE 0 END`,
      },
    ],
    { when: differs(['state', 'cause']) },
  ) +
  checked(
    'operation_decisions',
    'BEFORE UPDATE ON operation',
    [
      {
        message: 'operation: an approval needs its approver, in time',
        where: `NEW.cause = 'approved' AND ${differs(['cause'])}
      AND (NEW.approved_by IS NULL OR OLD.approval_lapses_at <= NEW.state_since)`,
      },
      {
        message: 'operation: only an approval names the approver',
        where: `${differs(['approved_by'])}
      AND (OLD.approved_by IS NOT NULL OR NEW.cause <> 'approved')`,
      },
      {
        message: anotherPerson,
        where: `${differs(['cause'])} AND NEW.cause IN ${decided} AND ${byNobodyElse}`,
      },
    ],
    { when: differs(['cause', 'approved_by']) },
  ) +
  refused(
    'operation_decided_again',
    'BEFORE UPDATE OF state ON operation',
    anotherPerson,
    `NEW.cause IS NOT DISTINCT FROM OLD.cause AND NEW.cause IN ${decided} AND ${byNobodyElse}`,
  );

const ofTokens =
  checked('operation_of_token', 'BEFORE INSERT ON operation', [
    {
      message: 'operation: it names who made the token that asks',
      where: `NEW.token_maker IS DISTINCT FROM
      (SELECT maker_id FROM service_token WHERE id = NEW.requested_by)`,
    },
    {
      message: 'operation: a token asks for refunds only, if it may, until it is revoked',
      where: `EXISTS (SELECT 1 FROM service_token
      WHERE id = NEW.requested_by
        AND (NEW.kind <> 'refund' OR day_ceiling IS NULL OR revoked_at IS NOT NULL))`,
    },
  ]) +
  checked(
    'operation_token_maker',
    'BEFORE UPDATE ON operation',
    [
      { message: 'operation: frozen column', where: differs(['token_maker']) },
      {
        message: 'operation: who made the token decides nothing that it asked for',
        where: `NEW.approved_by = NEW.token_maker
      OR (NEW.resolved_by = NEW.token_maker AND NEW.cause IN ${decided})`,
      },
    ],
    { when: 'OLD.token_maker IS NOT NULL OR NEW.token_maker IS NOT NULL' },
  );

/** Erased with the buyer's data, and fixed until then. */
const written = ['reason', 'note', 'body', 'fingerprint'];
const never = [...frozenColumns.filter((name) => !written.includes(name)), 'api_version'];

const fixed =
  checked(
    'operation_frozen',
    'BEFORE UPDATE ON operation',
    [
      {
        message: 'operation: frozen column',
        where: `${differs(never)} OR NOT ${isErasing('OLD.pay_token')}`,
      },
    ],
    { when: differs([...never, ...written]) },
  ) +
  noDelete('operation', 'rows are kept') +
  ['INSERT', 'UPDATE', 'DELETE']
    .map((verb) =>
      refused(
        `operation_transition_fixed_${verb.toLowerCase()}`,
        `BEFORE ${verb} ON operation_transition`,
        'operation_transition: fixed',
      ),
    )
    .join('');

export const operationsSchema = tables + born + budget + items + moved + ofTokens + fixed;
