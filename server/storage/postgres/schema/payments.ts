/** Payments, and what may never change about them. */
import { pollClasses, pollClassInPostgres } from '../../poll-classes.ts';
import { checked, differs, isErasing, noDelete, refused } from './guard.ts';

const pollIndexes = pollClasses
  .map(
    (which) => `CREATE INDEX payment_poll_${which} ON payment (next_poll_at)
  WHERE next_poll_at IS NOT NULL AND ${pollClassInPostgres[which]};`,
  )
  .join('\n');

const tables = `
CREATE TABLE payment (
  pay_token TEXT PRIMARY KEY,
  order_no TEXT NOT NULL,
  status TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  taxable INTEGER NOT NULL CHECK (taxable >= 0),
  vat INTEGER NOT NULL CHECK (vat >= 0),
  tax_free INTEGER NOT NULL CHECK (tax_free >= 0),
  service_fee INTEGER NOT NULL CHECK (service_fee >= 0),
  parts_told INTEGER NOT NULL CHECK (parts_told IN (0, 1)),
  refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  own_taxable INTEGER NOT NULL DEFAULT 0,
  own_vat INTEGER NOT NULL DEFAULT 0,
  own_tax_free INTEGER NOT NULL DEFAULT 0,
  own_service_fee INTEGER NOT NULL DEFAULT 0,
  pay_method TEXT CHECK (pay_method IN ('TOSS_MONEY', 'CARD')),
  card_company TEXT,
  product_desc TEXT NOT NULL,
  metadata TEXT,
  auto_execute INTEGER CHECK (auto_execute IN (0, 1)),
  cash_receipt INTEGER CHECK (cash_receipt IN (0, 1)),
  checkout_page TEXT,
  available_actions TEXT,
  drift TEXT CHECK (drift IN ('outside-refund', 'missing', 'contradiction')),
  created_at TEXT NOT NULL,
  expires_at TEXT,
  approved_at TEXT,
  completed_at TEXT,
  canceled_at TEXT,
  changed_at TEXT NOT NULL,
  observed_at TEXT NOT NULL,
  observed_by TEXT NOT NULL CHECK (observed_by IN ('callback', 'status', 'operation', 'create')),
  asked_at TEXT NOT NULL,
  next_poll_at TEXT,
  return_ref TEXT UNIQUE,
  quarantined INTEGER NOT NULL DEFAULT 0 CHECK (quarantined IN (0, 1)),
  acknowledged_at TEXT,
  asked_no INTEGER NOT NULL DEFAULT 0,
  differs_no INTEGER,
  denied INTEGER NOT NULL DEFAULT 0 CHECK (denied IN (0, 1)),
  read_fault TEXT,
  unbooked TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(unbooked)),
  erased_at TEXT,
  transferred INTEGER NOT NULL DEFAULT 0,
  card_approval_no TEXT,
  card_kind TEXT,
  installment_months INTEGER,
  slip_url TEXT,
  discounted INTEGER,
  toss_view TEXT,
  items TEXT CHECK (json_valid(items)),
  CHECK (taxable + vat + tax_free + service_fee = amount)
);
CREATE INDEX payment_by_amount ON payment (amount, pay_token);
CREATE INDEX payment_by_asked ON payment (asked_at);
CREATE INDEX payment_by_asked_no ON payment (asked_no);
CREATE INDEX payment_by_changed ON payment (changed_at, pay_token);
CREATE INDEX payment_by_completed ON payment (coalesce(completed_at, ''), pay_token);
CREATE INDEX payment_by_created ON payment (created_at, pay_token);
CREATE INDEX payment_by_drift ON payment (drift, changed_at, pay_token) WHERE drift IS NOT NULL;
CREATE INDEX payment_by_method ON payment (pay_method, changed_at, pay_token);
CREATE INDEX payment_by_order_no ON payment (order_no, created_at);
CREATE INDEX payment_by_status_changed ON payment (status, changed_at, pay_token);
CREATE INDEX payment_completed_figures
  ON payment (coalesce(completed_at, ''), pay_method, status, amount);
CREATE INDEX payment_over_given ON payment (pay_token)
  WHERE transferred > 0 AND amount < refunded + transferred;
${pollIndexes}
CREATE INDEX payment_quarantined ON payment (pay_token) WHERE quarantined = 1;
CREATE INDEX payment_transferred ON payment (pay_token) WHERE transferred > 0;
CREATE INDEX payment_unerased ON payment (created_at, pay_token) WHERE erased_at IS NULL;
CREATE INDEX payment_with_refund ON payment (changed_at, pay_token) WHERE refunded > 0;
`;

const paid = `'PAY_COMPLETE', 'REFUND_PROGRESS', 'REFUND_SUCCESS',
    'SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'`;

const status = checked('payment_never_goes_back', 'BEFORE UPDATE ON payment', [
  {
    message: 'payment: a canceled payment stays canceled',
    where: "OLD.status = 'PAY_CANCEL' AND NEW.status <> 'PAY_CANCEL'",
  },
  {
    message: 'payment: a paid payment stays paid',
    where: `OLD.status IN (${paid})
      AND NEW.status IN ('PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS', 'PAY_CANCEL')`,
  },
  {
    message: 'payment: a settled payment stays settled',
    where: `OLD.status IN ('SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE')
      AND NEW.status IN ('PAY_COMPLETE', 'REFUND_PROGRESS', 'REFUND_SUCCESS')`,
  },
  {
    message: 'payment: the refunded total shrinks only with its refunds',
    where: `NEW.refunded < OLD.refunded AND NEW.refunded <> (
      SELECT coalesce(sum(amount), 0) FROM payment_refund WHERE pay_token = NEW.pay_token)`,
  },
  {
    message: 'payment: its token, order number and amount are fixed',
    where: differs(['pay_token', 'order_no', 'amount']),
  },
]);

/** The sum of a list of items in won. */
const sumOf = (items: string) => `(
  SELECT sum((item ->> 'quantity')::numeric * (item ->> 'unitPrice')::numeric)
  FROM jsonb_array_elements(${items}::jsonb) AS item)`;

/** A list of items without the names, in which erasing replaces numbers. */
const withoutNames = (items: string) => `(
  SELECT jsonb_agg(item - 'name' ORDER BY place)
  FROM jsonb_array_elements(${items}::jsonb) WITH ORDINALITY AS line (item, place))`;

const addUp = {
  message: 'payment: its items are not its amount',
  where: `${sumOf('NEW.items')} IS DISTINCT FROM NEW.amount`,
};

const items =
  checked('payment_items_add_up', 'BEFORE INSERT ON payment', [addUp], {
    when: 'NEW.items IS NOT NULL',
  }) +
  checked(
    'payment_items_fixed',
    'BEFORE UPDATE OF items ON payment',
    [
      {
        message: 'payment: what was erased stays erased',
        where: 'OLD.erased_at IS NOT NULL AND OLD.items IS NULL',
      },
      {
        message: 'payment: its items are fixed',
        where: `OLD.items IS NOT NULL AND NOT ${isErasing('OLD.pay_token')}`,
      },
      {
        message: 'payment: erasing changes only the names of its items',
        where: `OLD.items IS NOT NULL
      AND ${withoutNames('NEW.items')} IS DISTINCT FROM ${withoutNames('OLD.items')}`,
      },
      addUp,
    ],
    { when: differs(['items']) },
  );

const erased =
  checked(
    'payment_text_fixed',
    'BEFORE UPDATE OF product_desc ON payment',
    [
      {
        message: 'payment: its description is fixed',
        where: `NOT ${isErasing('OLD.pay_token')}`,
      },
    ],
    { when: differs(['product_desc']) },
  ) +
  refused(
    'payment_stays_erased',
    'BEFORE UPDATE OF metadata, erased_at ON payment',
    'payment: what was erased stays erased',
    'OLD.erased_at IS NOT NULL AND (NEW.metadata IS NOT NULL OR NEW.erased_at IS NULL)',
  ) +
  refused(
    'payment_card_stays_erased',
    'BEFORE UPDATE OF card_approval_no, slip_url ON payment',
    'payment: what was erased stays erased',
    `OLD.erased_at IS NOT NULL
  AND (NEW.card_approval_no IS NOT NULL OR NEW.slip_url IS NOT NULL)`,
  );

export const paymentsSchema =
  tables + status + items + erased + noDelete('payment', 'rows are kept');
