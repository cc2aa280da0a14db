/** The kept sums of payments (`payment_tally`), counted by triggers as on SQLite. */
import { taxKindSql } from '../../migrations/0015-tax-sums.ts';
import { differs } from './guard.ts';

/** The columns by which payments are distinguished, of a row `p` of payment. */
const kinds = {
  status: 'p.status',
  method: "coalesce(p.pay_method, '')",
  tax: taxKindSql('p'),
  refund: `CASE WHEN p.refunded = 0 THEN 'none'
    WHEN p.refunded < p.amount THEN 'partial' ELSE 'full' END`,
  drift: 'CASE WHEN p.drift IS NULL THEN 0 ELSE 1 END',
};

/** Taxed, but without VAT of its own. */
const hasNoVat = 'p.taxable > 0 AND p.vat = 0';

/** What is added up; won but for the two counts. */
const sums = {
  payments: '1',
  amount: 'p.amount',
  taxable: 'p.taxable',
  vat: 'p.vat',
  tax_free: 'p.tax_free',
  service_fee: 'p.service_fee',
  refunded: 'p.refunded',
  own_taxable: 'p.own_taxable',
  own_vat: 'p.own_vat',
  own_tax_free: 'p.own_tax_free',
  own_service_fee: 'p.own_service_fee',
  no_vat_payments: `CASE WHEN ${hasNoVat} THEN 1 ELSE 0 END`,
  no_vat_amount: `CASE WHEN ${hasNoVat} THEN p.amount ELSE 0 END`,
};

const keys = ['clock', 'day', ...Object.keys(kinds)];
const sumNames = Object.keys(sums);

/** Columns that decide in which rows a payment is counted and with what amounts. */
const counted = [
  ...['status', 'pay_method', 'taxable', 'vat', 'tax_free', 'service_fee', 'refunded'],
  ...['own_taxable', 'own_vat', 'own_tax_free', 'own_service_fee'],
  ...['drift', 'created_at', 'completed_at', 'changed_at'],
];

const dayOf = (time: string) => `coalesce(seoul_day(p.${time}), '')`;

const countIn = `
  INSERT INTO payment_tally AS kept SELECT * FROM tally_rows(NEW)
  ON CONFLICT (${keys.join(', ')}) DO UPDATE SET
    ${sumNames.map((name) => `${name} = kept.${name} + excluded.${name}`).join(', ')};`;

const countOut = `
  UPDATE payment_tally AS kept SET
    ${sumNames.map((name) => `${name} = kept.${name} - gone.${name}`).join(', ')}
  FROM tally_rows(OLD) AS gone
  WHERE ${keys.map((name) => `kept.${name} = gone.${name}`).join(' AND ')};`;

export const tallySchema = `
CREATE TABLE payment_tally (
  clock TEXT NOT NULL CHECK (clock IN ('ever', 'created', 'completed', 'changed')),
  day TEXT NOT NULL,
  status TEXT NOT NULL,
  method TEXT NOT NULL,
  tax TEXT NOT NULL CHECK (tax IN ('single', 'exempt', 'mixed')),
  refund TEXT NOT NULL CHECK (refund IN ('none', 'partial', 'full')),
  drift INTEGER NOT NULL CHECK (drift IN (0, 1)),
  ${sumNames.map((sum) => `${sum} INTEGER NOT NULL CHECK (${sum} >= 0)`).join(',\n  ')},
  PRIMARY KEY (${keys.join(', ')})
);

-- One row over all days, and one for the day of each of the payment's times.
CREATE FUNCTION tally_rows(p payment) RETURNS SETOF payment_tally
LANGUAGE sql IMMUTABLE ROWS 4 AS $$
  SELECT place.clock, place.day, ${Object.values(kinds).join(', ')},
    ${Object.values(sums).join(', ')}
  FROM (VALUES ('ever', ''), ('created', ${dayOf('created_at')}),
    ('completed', ${dayOf('completed_at')}), ('changed', ${dayOf('changed_at')})
  ) AS place (clock, day)
$$;
CREATE FUNCTION count_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN ${countOut}
  END IF;
${countIn}
  RETURN NULL;
END $$;
CREATE TRIGGER payment_counted_in AFTER INSERT ON payment
FOR EACH ROW EXECUTE FUNCTION count_payment();
CREATE TRIGGER payment_counted_anew AFTER UPDATE OF ${counted.join(', ')} ON payment
FOR EACH ROW WHEN (${differs(counted)}) EXECUTE FUNCTION count_payment();
`;
