import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartBalance } from '../../shared/payment.ts';
import { taxParts, type TaxPart } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { Amount } from '../ui/amount.tsx';
import styles from './tax-table.module.css';

function Cell({ won }: { won: number | null }) {
  if (won === null) return <td className={styles.zero}>–</td>;
  return <td className={won === 0 ? styles.zero : styles.number}>{formatWon(won)}</td>;
}

/** A part that the payment does not have says nothing. */
const isShown = ({ paid, refunded, remaining }: PartBalance) =>
  paid !== 0 || refunded !== 0 || remaining !== 0;

/**
 * 결제 / 환불 / 남은 금액 of each tax part that the payment has, and in total. The total is always
 * Toss's; `estimated` marks parts that only the desk computed. Nothing is left before the payment
 * is `paid`.
 */
export function TaxTable({
  parts,
  total,
  paid,
  estimated,
}: {
  parts: Record<TaxPart, PartBalance>;
  total: PartBalance;
  paid: boolean;
  estimated: boolean;
}) {
  const { t } = useTranslation();
  const whyId = useId();
  const mark = estimated ? (
    <span className={styles.mark}>{t('detail.amounts.estimate')}</span>
  ) : null;
  return (
    <>
      <table className={styles.table} aria-describedby={estimated ? whyId : undefined}>
        <caption className="vh">{t('detail.amounts.title')}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{t('detail.amounts.part')}</span>
            </th>
            <th scope="col" className={styles.number}>
              {t('detail.amounts.paid')}
            </th>
            <th scope="col" className={styles.number}>
              {t('detail.amounts.refunded')} {mark}
            </th>
            <th scope="col" className={styles.number}>
              {t('detail.amounts.remaining')} {mark}
            </th>
          </tr>
        </thead>
        <tbody>
          {taxParts
            .filter((part) => isShown(parts[part]))
            .map((part) => (
              <tr key={part}>
                <th scope="row">{t(`common.part.${part}`)}</th>
                <Cell won={parts[part].paid} />
                <Cell won={paid ? parts[part].refunded : null} />
                <Cell won={paid ? parts[part].remaining : null} />
              </tr>
            ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('detail.amounts.total')}</th>
            <td className={styles.number}>
              <Amount won={total.paid} />
            </td>
            {[total.refunded, total.remaining].map((won, index) => (
              <td key={index} className={paid ? styles.number : styles.zero}>
                {paid ? <Amount won={won} /> : '–'}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      {estimated ? (
        <p id={whyId} className={styles.why}>
          {t('detail.amounts.estimateWhy')}
        </p>
      ) : null}
    </>
  );
}
