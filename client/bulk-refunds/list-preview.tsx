import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { shortToken } from '../ui/short-token.ts';
import styles from './list-preview.module.css';
import type { ListRow } from './list-row.ts';
import type { ReadList } from './read-list.ts';

/** This many lines are enough to show how the columns were read. */
const SHOWN = 5;

/** Preview of a list: how many rows were read, and the first ones. */
export function ListPreview({ read, isShown }: { read: ReadList; isShown: boolean }) {
  const { t } = useTranslation();
  const { ignored, faults } = read;
  // A line with a fault may have been misread, so it is not shown.
  const wrong = new Set(faults.map(({ line }) => line));
  const rows = read.rows.filter(({ line }) => !wrong.has(line));
  if (rows.length === 0) return <p className="muted">{t('bulk.form.readNothing')}</p>;
  const given = rows.filter(({ amount }) => amount !== null);
  const won = given.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const rest = rows.length - given.length;
  const words = [
    t('bulk.form.read', { count: rows.length }),
    given.length === 0 ? null : t('bulk.form.readWon', { amount: formatAmount(won) }),
    rest === 0 ? null : t('bulk.form.readRest', { count: rest }),
  ];
  return (
    <div className={styles.preview}>
      <p className={styles.sum} role="status">
        {words.filter((word) => word !== null).join(' · ')}
      </p>
      {ignored.length === 0 ? null : (
        <p className="muted">{t('bulk.form.ignored', { names: ignored.join(', ') })}</p>
      )}
      {isShown ? <FirstRows rows={rows} /> : null}
    </div>
  );
}

function FirstRows({ rows }: { rows: readonly ListRow[] }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className="vh">{t('bulk.form.preview')}</caption>
          <thead className="vh">
            <tr>
              <th scope="col">{t('bulk.form.orderNo')}</th>
              <th scope="col">{t('bulk.form.amount')}</th>
              <th scope="col">{t('bulk.form.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map(({ line, orderNo, payToken, amount, parts, reason }) => (
              <tr key={line}>
                <td className="mono">{orderNo ?? shortToken(payToken ?? '')}</td>
                <td className="num">
                  {amount === null ? t('bulk.form.everything') : formatAmount(amount)}
                </td>
                <td>
                  {[
                    reason ?? t('bulk.form.commonReason'),
                    parts === null ? null : t('bulk.form.ownParts'),
                  ]
                    .filter((word) => word !== null)
                    .join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length <= SHOWN ? null : (
        <p className="muted">{t('bulk.form.previewMore', { count: rows.length - SHOWN })}</p>
      )}
    </>
  );
}
