/** Refunds that staff made by bank transfer, and what they decided about them. */
import { after, checked, differs, isErasing, isYoung, noDelete, refused } from './guard.ts';
import { DAY } from './guard.ts';

const tables = `
CREATE TABLE bank_transfer (
  id TEXT PRIMARY KEY,
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  amount INTEGER NOT NULL CHECK (amount > 0),
  taxable INTEGER CHECK (taxable >= 0),
  vat INTEGER CHECK (vat >= 0),
  tax_free INTEGER CHECK (tax_free >= 0),
  service_fee INTEGER CHECK (service_fee >= 0),
  paid_on TEXT NOT NULL CHECK (paid_on ${DAY}),
  bank TEXT NOT NULL,
  account_end TEXT,
  reference TEXT NOT NULL,
  note TEXT,
  ground TEXT NOT NULL CHECK (ground IN ('buyer-left', 'refund-period-over')),
  second_person TEXT NOT NULL CHECK (second_person IN ('not-needed', 'needed', 'sole')),
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_by_name TEXT NOT NULL,
  CHECK (coalesce(taxable, vat, tax_free, service_fee) IS NULL
    OR taxable + vat + tax_free + service_fee IS NOT DISTINCT FROM amount)
);
CREATE INDEX bank_transfer_by_day ON bank_transfer (paid_on);
CREATE INDEX bank_transfer_by_payment ON bank_transfer (pay_token, recorded_at);
CREATE INDEX bank_transfer_by_time ON bank_transfer (recorded_at);

CREATE TABLE bank_transfer_act (
  refund_id TEXT NOT NULL REFERENCES bank_transfer (id),
  act TEXT NOT NULL CHECK (act IN ('confirmed', 'taken-back')),
  note TEXT,
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  PRIMARY KEY (refund_id, act)
);

CREATE TABLE bank_transfer_take_back (
  seq INTEGER PRIMARY KEY,
  refund_id TEXT NOT NULL REFERENCES bank_transfer (id),
  at TEXT NOT NULL,
  lapses_at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  note TEXT,
  sole INTEGER NOT NULL CHECK (sole IN (0, 1))
);
CREATE INDEX bank_transfer_take_back_by_record ON bank_transfer_take_back (refund_id, seq);
CREATE INDEX bank_transfer_take_back_open ON bank_transfer_take_back (lapses_at);

CREATE TABLE over_given_acknowledged (
  id INTEGER PRIMARY KEY,
  pay_token TEXT NOT NULL REFERENCES payment (pay_token),
  over_won INTEGER NOT NULL CHECK (over_won > 0),
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  note TEXT
);
CREATE INDEX over_given_acknowledged_by_payment ON over_given_acknowledged (pay_token);
CREATE VIEW counted_bank_transfer AS SELECT * FROM bank_transfer AS m
  WHERE NOT EXISTS (
    SELECT 1 FROM bank_transfer_act WHERE refund_id = m.id AND act = 'taken-back')
  AND (m.second_person <> 'needed' OR EXISTS (
    SELECT 1 FROM bank_transfer_act WHERE refund_id = m.id AND act = 'confirmed'));
`;

const countedWon = (token: string) => `(
  SELECT coalesce(sum(amount), 0) FROM counted_bank_transfer WHERE pay_token = ${token})`;

const summed =
  checked(
    'bank_transfer_within',
    'BEFORE INSERT ON bank_transfer',
    [
      {
        message: 'bank_transfer: more than was paid',
        where: `EXISTS (
      SELECT 1 FROM payment WHERE pay_token = NEW.pay_token AND refunded + NEW.amount + (
        SELECT coalesce(sum(m.amount), 0) FROM bank_transfer AS m
        WHERE m.pay_token = NEW.pay_token AND NOT EXISTS (
          SELECT 1 FROM bank_transfer_act WHERE refund_id = m.id AND act = 'taken-back'))
      > amount)`,
      },
    ],
    // Two desks that write at once wait for each other here, so the sum is complete.
    { first: 'PERFORM 1 FROM payment WHERE pay_token = NEW.pay_token FOR NO KEY UPDATE;' },
  ) +
  checked('payment_transferred_sum', 'BEFORE UPDATE OF transferred ON payment', [
    {
      message: 'payment: its transfers add up to another sum',
      where: `NEW.transferred IS DISTINCT FROM ${countedWon('OLD.pay_token')}`,
    },
  ]) +
  after(
    'bank_transfer_counted',
    'AFTER INSERT ON bank_transfer',
    `  UPDATE payment SET transferred = ${countedWon('NEW.pay_token')}
    WHERE pay_token = NEW.pay_token;`,
  ) +
  after(
    'bank_transfer_act_counted',
    'AFTER INSERT ON bank_transfer_act',
    `  UPDATE payment SET transferred = ${countedWon('payment.pay_token')}
    WHERE pay_token = (SELECT pay_token FROM bank_transfer WHERE id = NEW.refund_id);`,
  );

const has = (act: 'confirmed' | 'taken-back') => `EXISTS (
      SELECT 1 FROM bank_transfer_act WHERE refund_id = NEW.refund_id AND act = '${act}')`;

const decided =
  checked('bank_transfer_act_fits', 'BEFORE INSERT ON bank_transfer_act', [
    { message: 'bank_transfer_act: it was taken back', where: has('taken-back') },
    {
      message: 'bank_transfer_act: nobody else has to confirm it',
      where: `EXISTS (
      SELECT 1 FROM bank_transfer WHERE id = NEW.refund_id AND NEW.act = 'confirmed'
        AND (second_person <> 'needed' OR recorded_by = NEW.staff_id))`,
    },
  ]) +
  checked(
    'bank_transfer_taken_back_by_two',
    'BEFORE INSERT ON bank_transfer_act',
    [
      {
        message: 'bank_transfer_act: another manager has to ask for it before',
        where: `${has('confirmed')} AND NOT EXISTS (
      SELECT 1 FROM bank_transfer_take_back
      WHERE refund_id = NEW.refund_id AND at <= NEW.at AND lapses_at > NEW.at
        AND (staff_id <> NEW.staff_id OR sole = 1))`,
      },
    ],
    { when: "NEW.act = 'taken-back'" },
  ) +
  checked('bank_transfer_take_back_fits', 'BEFORE INSERT ON bank_transfer_take_back', [
    {
      message: 'bank_transfer_take_back: nobody confirmed it, or it was taken back',
      where: `NOT ${has('confirmed')} OR ${has('taken-back')}`,
    },
  ]) +
  checked('over_given_acknowledged_fits', 'BEFORE INSERT ON over_given_acknowledged', [
    {
      message: 'over_given_acknowledged: another sum was given back too much',
      where: `NOT EXISTS (
      SELECT 1 FROM payment WHERE pay_token = NEW.pay_token
        AND transferred > 0 AND refunded + transferred - amount = NEW.over_won)`,
    },
  ]);

/** Nothing changes but texts of an erased payment, and those not before they are a year old. */
const evidence = (
  table: string,
  { fixed, payment, time }: { fixed: readonly string[]; payment: string; time: string },
) =>
  checked(`${table}_fixed`, `BEFORE UPDATE ON ${table}`, [
    { message: `${table}: append only`, where: `${differs(fixed)} OR NOT ${isErasing(payment)}` },
  ]) +
  refused(
    `${table}_kept`,
    `BEFORE UPDATE ON ${table}`,
    'the evidence of a bank transfer is kept for a year',
    isYoung(time),
  ) +
  noDelete(table);

const ofRecord = '(SELECT pay_token FROM bank_transfer WHERE id = OLD.refund_id)';

const kept =
  evidence('bank_transfer', {
    fixed: [
      ...['id', 'pay_token', 'amount', 'taxable', 'vat', 'tax_free', 'service_fee', 'paid_on'],
      ...['ground', 'second_person', 'recorded_at', 'recorded_by', 'recorded_by_name'],
    ],
    payment: 'OLD.pay_token',
    time: 'OLD.recorded_at',
  }) +
  evidence('bank_transfer_act', {
    fixed: ['refund_id', 'act', 'at', 'staff_id', 'staff_name'],
    payment: ofRecord,
    time: 'OLD.at',
  }) +
  evidence('bank_transfer_take_back', {
    fixed: ['seq', 'refund_id', 'at', 'lapses_at', 'staff_id', 'staff_name', 'sole'],
    payment: ofRecord,
    time: 'OLD.at',
  }) +
  evidence('over_given_acknowledged', {
    fixed: ['id', 'pay_token', 'over_won', 'at', 'staff_id', 'staff_name'],
    payment: 'OLD.pay_token',
    time: 'OLD.at',
  });

export const bankTransfersSchema = tables + summed + decided + kept;
