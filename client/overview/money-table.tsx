import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../shared/api.ts';
import { Amount } from '../ui/amount.tsx';
import styles from './money-table.module.css';

type Money = Omit<Overview['days'][number], 'day'>;

interface MoneyRow {
  key: string;
  head: ReactNode;
  money: Money;
  /** Content of the last column, if the table has one. */
  share?: ReactNode;
}

function Counted({ won, count }: { won: number; count: number }) {
  const { t } = useTranslation();
  return (
    <td className={count === 0 ? styles.zero : undefined}>
      <Amount won={won} /> <small>{t('common.count', { count })}</small>
    </td>
  );
}

function Cells({ money }: { money: Money }) {
  return (
    <>
      <Counted won={money.paid} count={money.payments} />
      <Counted won={money.refunded} count={money.refunds} />
      <td className={money.net === 0 ? styles.zero : undefined}>
        <Amount won={money.net} />
      </td>
    </>
  );
}

/** Paid, refunded and net by row. A wide table scrolls inside, not the page. */
export function MoneyTable({
  title,
  head,
  rows,
  total,
  share,
}: {
  title: string;
  /** Heading of the first column. */
  head: string;
  rows: readonly MoneyRow[];
  total?: Money;
  /** Heading of the last column, if there is one. */
  share?: string;
}) {
  const { t } = useTranslation();
  return (
    <div
      className={styles.scroll}
      tabIndex={0}
      role="region"
      aria-label={t('overview.table.scroll', { title })}
    >
      <table className={styles.table}>
        <caption className="vh">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{t('overview.money.payments')}</th>
            <th scope="col">{t('overview.money.refunds')}</th>
            <th scope="col">{t('overview.money.net')}</th>
            {share === undefined ? null : <th scope="col">{share}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.head}</th>
              <Cells money={row.money} />
              {row.share === undefined ? null : <td>{row.share}</td>}
            </tr>
          ))}
        </tbody>
        {total === undefined ? null : (
          <tfoot>
            <tr>
              <th scope="row">{t('overview.table.total')}</th>
              <Cells money={total} />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
