import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { taxParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { useHeightProperty } from '../ui/use-height-property.ts';
import type { PaymentSummary } from './payment-list-options.ts';
import styles from './tax-totals.module.css';

/** The same minus sign as `formatAmount`, without a currency. */
const signed = (won: number) => (won < 0 ? `\u2212${formatWon(-won)}` : formatWon(won));

type Row = readonly [name: string, paid: number, refunded: number];

function TaxTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  return (
    <table className={styles.table}>
      <caption className="vh">{t('list.tax.caption')}</caption>
      <thead>
        <tr>
          <td />
          {(['paid', 'refunded', 'net'] as const).map((name) => (
            <th key={name} scope="col">
              {t(`list.footer.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, paid, refunded]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{signed(paid)}</td>
            <td>{signed(0 - refunded)}</td>
            <td>{signed(paid - refunded)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/**
 * The tax of the whole filter, below its sums: one line of what is left after refunds, which opens
 * a table of payments and refunds. Refunds made elsewhere have no known parts, so they stand in a
 * row of their own.
 */
export function TaxTotals({ summary }: { summary: PaymentSummary }) {
  const { t } = useTranslation();
  const bar = useHeightProperty('--h-tax');
  const [open, setOpen] = useState(false);
  const { paid, refunded, refundedUnknown, withoutVat } = summary.tax;
  const parts = taxParts.map((part): Row => [t(`common.part.${part}`), paid[part], refunded[part]]);
  const unknown: Row[] = refundedUnknown === 0 ? [] : [[t('list.tax.unknown'), 0, refundedUnknown]];
  const total: Row = [t('list.tax.total'), summary.paid, summary.refunded];
  return (
    <div ref={bar} className={styles.bar}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <b>{t('list.tax.title')}</b>
          {[...parts, ...unknown].map(([name, paidWon, refundedWon]) => (
            <span key={name}>
              {name} {signed(paidWon - refundedWon)}
            </span>
          ))}
        </summary>
        {open ? (
          <>
            <TaxTable rows={[...parts, ...unknown, total]} />
            {unknown.length === 0 ? null : <p>{t('list.tax.unknownNote')}</p>}
            {withoutVat.count === 0 ? null : (
              <p>
                {t('list.tax.withoutVat', {
                  count: withoutVat.count,
                  won: signed(withoutVat.won),
                })}
              </p>
            )}
          </>
        ) : null}
      </details>
    </div>
  );
}
