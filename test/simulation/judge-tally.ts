/** The promise about the sums above the list: incrementally kept sums equal a recount. */
import { twice } from '../../server/storage/statement.ts';
import type { Stage } from './stage.ts';

const columns = `status, method, tax, refund, drift, payments, amount, refunded,
  own_taxable + own_vat + own_tax_free + own_service_fee AS own`;

/** Over all days and over the days of change; between them they cover every column. */
const recounted = (seoulDay: string) => `
  SELECT clock, day, status, coalesce(pay_method, '') AS method,
    CASE WHEN tax_free + service_fee = 0 THEN 'single' WHEN taxable + vat > 0 THEN 'mixed'
      ELSE 'exempt' END AS tax,
    CASE WHEN refunded = 0 THEN 'none' WHEN refunded >= amount THEN 'full' ELSE 'partial' END
      AS refund,
    CASE WHEN drift IS NULL THEN 0 ELSE 1 END AS has_drift, count(*) AS payments, sum(amount) AS amount,
    sum(refunded) AS refunded,
    sum(own_taxable + own_vat + own_tax_free + own_service_fee) AS own
  FROM (SELECT 'ever' AS clock, '' AS day, payment.* FROM payment
    UNION ALL
    SELECT 'changed', ${seoulDay}, payment.* FROM payment) AS one
  GROUP BY clock, day, status, method, tax, refund, has_drift`;

const kept = `SELECT clock, day, ${columns} FROM payment_tally
  WHERE payments > 0 AND clock IN ('ever', 'changed')`;

const different = (seoulDay: string) => `SELECT count(*) AS found FROM (
  SELECT * FROM (SELECT * FROM (${recounted(seoulDay)}) AS a EXCEPT ${kept}) AS missing
  UNION ALL
  SELECT * FROM (${kept} EXCEPT SELECT * FROM (${recounted(seoulDay)}) AS b) AS more) AS all_differing`;

const differing = twice(
  different("substr(datetime(changed_at, '+9 hours'), 1, 10)"),
  different("to_char(CAST(changed_at AS timestamptz) + interval '9 hours', 'YYYY-MM-DD')"),
);

/** Judges the sums at the end of a schedule. */
export function judgeTally(stage: Stage): void {
  const found = stage.database.query<{ found: number }>(differing).get()?.found ?? 0;
  if (found > 0) {
    stage.violation('the sums of the list are a recount', `${String(found)} rows differ`);
  }
}
