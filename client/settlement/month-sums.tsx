import { useTranslation } from 'react-i18next';
import type { SettlementMonth } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { Amount } from '../ui/amount.tsx';
import styles from './month-view.module.css';

/** The sums of a month's lines, and the tax invoice of its fees. */
export function MonthSums({ month: { sums, invoice, total } }: { month: SettlementMonth }) {
  const { t } = useTranslation();
  if (sums.lines === 0) return null;
  return (
    <section className={styles.sums} aria-labelledby="settlement-month-sums">
      <h2 id="settlement-month-sums">{t('settlement.sums.title', { count: sums.lines })}</h2>
      <div className={styles.stats}>
        <dl>
          {(['amount', 'fee', 'vat', 'settled'] as const).map((name) => (
            <div key={name}>
              <dt>{t(`settlement.sums.${name}`)}</dt>
              <dd>
                <Amount won={sums[name]} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <p>
        {t('settlement.deposit.invoice', {
          supply: formatAmount(invoice.supply),
          vat: formatAmount(invoice.vat),
        })}
        {invoice.vat === invoice.lineVat
          ? null
          : ` · ${t('settlement.sums.lineVat', { won: formatAmount(invoice.lineVat) })}`}
      </p>
      {total.incompleteDays === 0 ? null : <p>{t('settlement.sums.incomplete')}</p>}
    </section>
  );
}
