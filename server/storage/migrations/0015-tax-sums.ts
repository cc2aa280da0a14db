/**
 * The kept sums with tax: payments are distinguished as 과세, 비과세 and 복합 instead of only "mixed",
 * and each row has the sums of the tax parts, so that the tax of any filter is read as fast as its
 * amounts. The table is counted anew from the payments.
 */

type Row = 'NEW' | 'OLD' | 'payment';

/** Single: taxed only. Exempt: nothing taxed. Mixed: both. */
export const taxKindSql = (row: string) => `CASE
    WHEN ${row}.tax_free = 0 AND ${row}.service_fee = 0 THEN 'single'
    WHEN ${row}.taxable = 0 AND ${row}.vat = 0 THEN 'exempt'
    ELSE 'mixed' END`;

/** The columns by which the tally distinguishes payments. */
const kindOf = (row: Row) => ({
  status: `${row}.status`,
  method: `ifnull(${row}.pay_method, '')`,
  tax: taxKindSql(row),
  refund: `CASE WHEN ${row}.refunded = 0 THEN 'none'
    WHEN ${row}.refunded < ${row}.amount THEN 'partial' ELSE 'full' END`,
  drift: `(${row}.drift IS NOT NULL)`,
});

/** Taxed, but without VAT of its own: Toss splits none off without a cash receipt. */
const hasNoVat = (row: Row) => `(${row}.taxable > 0 AND ${row}.vat = 0)`;

/** What the tally adds up, per payment; won but for the two counts. */
const sumsOf = (row: Row) => ({
  payments: '1',
  amount: `${row}.amount`,
  taxable: `${row}.taxable`,
  vat: `${row}.vat`,
  tax_free: `${row}.tax_free`,
  service_fee: `${row}.service_fee`,
  refunded: `${row}.refunded`,
  own_taxable: `${row}.own_taxable`,
  own_vat: `${row}.own_vat`,
  own_tax_free: `${row}.own_tax_free`,
  own_service_fee: `${row}.own_service_fee`,
  no_vat_payments: hasNoVat(row),
  no_vat_amount: `iif(${hasNoVat(row)}, ${row}.amount, 0)`,
});

const kinds = Object.keys(kindOf('NEW'));
const sums = Object.keys(sumsOf('NEW'));

const seoulDay = (time: string) => `ifnull(date(${time}, '+9 hours'), '')`;

/** A row over all days, and one for the Seoul day of each of the payment's times. */
const placesOf = (row: Row) => [
  { clock: 'ever', day: "''" },
  { clock: 'created', day: seoulDay(`${row}.created_at`) },
  { clock: 'completed', day: seoulDay(`${row}.completed_at`) },
  { clock: 'changed', day: seoulDay(`${row}.changed_at`) },
];

const columns = ['clock', 'day', ...kinds, ...sums].join(', ');

const countIn = placesOf('NEW')
  .map(
    ({ clock, day }) => `
  INSERT INTO payment_tally (${columns})
  VALUES ('${clock}', ${day}, ${Object.values(kindOf('NEW')).join(', ')},
    ${Object.values(sumsOf('NEW')).join(', ')})
  ON CONFLICT DO UPDATE SET ${sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')};`,
  )
  .join('');

const countOut = placesOf('OLD')
  .map(
    ({ clock, day }) => `
  UPDATE payment_tally SET
    ${Object.entries(sumsOf('OLD'))
      .map(([sum, value]) => `${sum} = ${sum} - ${value}`)
      .join(', ')}
  WHERE clock = '${clock}' AND day = ${day}
    AND ${Object.entries(kindOf('OLD'))
      .map(([kind, value]) => `${kind} = ${value}`)
      .join(' AND ')};`,
  )
  .join('');

/** Columns that decide in which tally row a payment is counted and with what amounts. */
const counted = [
  ...['status', 'pay_method', 'taxable', 'vat', 'tax_free', 'service_fee', 'refunded'],
  ...['own_taxable', 'own_vat', 'own_tax_free', 'own_service_fee'],
  ...['drift', 'created_at', 'completed_at', 'changed_at'],
];

const countAll = placesOf('payment')
  .map(
    ({ clock, day }) => `
INSERT INTO payment_tally (${columns})
SELECT '${clock}', ${day}, ${Object.values(kindOf('payment')).join(', ')},
  ${Object.values(sumsOf('payment'))
    .map((value) => `sum(${value})`)
    .join(', ')}
FROM payment GROUP BY 1, 2, 3, 4, 5, 6, 7;`,
  )
  .join('');

export const taxSumsMigration = {
  version: 15,
  name: 'tax-sums',
  sql: `
DROP TRIGGER payment_counted_in;
DROP TRIGGER payment_counted_anew;
DROP TABLE payment_tally;
CREATE TABLE payment_tally (
  clock TEXT NOT NULL CHECK (clock IN ('ever', 'created', 'completed', 'changed')),
  day TEXT NOT NULL,
  status TEXT NOT NULL,
  method TEXT NOT NULL,
  tax TEXT NOT NULL CHECK (tax IN ('single', 'exempt', 'mixed')),
  refund TEXT NOT NULL CHECK (refund IN ('none', 'partial', 'full')),
  drift INTEGER NOT NULL CHECK (drift IN (0, 1)),
  ${sums.map((sum) => `${sum} INTEGER NOT NULL CHECK (${sum} >= 0)`).join(',\n  ')},
  PRIMARY KEY (clock, day, ${kinds.join(', ')})
) STRICT, WITHOUT ROWID;
${countAll}
CREATE TRIGGER payment_counted_in AFTER INSERT ON payment
BEGIN ${countIn}
END;
CREATE TRIGGER payment_counted_anew AFTER UPDATE OF ${counted.join(', ')} ON payment
WHEN ${counted.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ')}
BEGIN ${countOut}
${countIn}
END;
`,
};
