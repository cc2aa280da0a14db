import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DayClose } from '../../shared/api.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount, seoulDate } from '../format.ts';
import { clockWords } from './day-words.ts';
import { differenceWords } from './difference-words.ts';
import styles from './sheet-lists.module.css';

/** The order number, on screens a link to the payment. */
function OrderNo({ payToken, orderNo }: { payToken: string; orderNo: string }) {
  return (
    <Link to={`/payments/${encodeURIComponent(payToken)}`} className={styles.orderNo}>
      {orderNo}
    </Link>
  );
}

function differenceTitle({ differences, unread, isOpen }: DayClose) {
  if (differences.count > 0) return 'some';
  if (isOpen) return 'zeroOpen';
  return unread !== null && unread.count > 0 ? 'zeroSoFar' : 'zero';
}

/** Differences between the sheet and Toss, as far as payments were checked. */
export function Differences({ sheet }: { sheet: DayClose }) {
  const { t } = useTranslation();
  const { differences, unread, date } = sheet;
  const { items, count, won, left } = differences;
  const title = differenceTitle(sheet);
  return (
    <section className={styles.section}>
      <h3 data-loud={title === 'zero' ? undefined : ''}>
        {t('dayClose.differences.title')}{' '}
        <b>{t(`dayClose.differences.${title}`, { count, won: formatAmount(won) })}</b>
      </h3>
      {items.length === 0 ? null : (
        <table className={styles.list}>
          <caption className="vh">{t('dayClose.differences.title')}</caption>
          <thead className="vh">
            <tr>
              <th scope="col">{t('common.orderNo')}</th>
              <th scope="col">{t('dayClose.differences.what')}</th>
              <th scope="col">{t('dayClose.tables.won')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, index) => (
              // The index is needed: a payment may have several differences, also of the same kind.
              <tr key={`${item.payToken} ${item.why} ${index}`}>
                <td>
                  <OrderNo payToken={item.payToken} orderNo={item.orderNo} />
                </td>
                <td>{differenceWords(item, date, t)}</td>
                <td className={styles.won}>{formatWon(item.won)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {left === 0 ? null : <p>{t('dayClose.differences.left', { count: left })}</p>}
      {unread === null || unread.count === 0 ? null : (
        <p>{t('dayClose.differences.unread', { count: unread.count })}</p>
      )}
    </section>
  );
}

type Refund = DayClose['refunds']['items'][number];

/** Further facts about a refund. */
function useRefundWords(date: string) {
  const { t } = useTranslation();
  return ({ method, isOwn, staffName, paidAt, partsAre }: Refund): string => {
    const paidOn = paidAt === null ? date : seoulDate(Date.parse(paidAt));
    return [
      method === null ? null : t(`common.method.${method}`),
      isOwn ? staffName : t('dayClose.refunds.outside'),
      paidOn === date ? null : t('dayClose.refunds.paidOn', { date: paidOn }),
      partsAre === 'known' ? null : t(`dayClose.refunds.${partsAre}`),
    ]
      .filter((part) => part !== null)
      .join(' · ');
  };
}

/** All refunds of the day in order of time. */
export function Refunds({ sheet }: { sheet: DayClose }) {
  const { t } = useTranslation();
  const { refunds, refunded, date } = sheet;
  const words = useRefundWords(date);
  return (
    <section className={styles.section}>
      <h3>
        {t('dayClose.refunds.title')} <b>{t('dayClose.count', { count: refunded.count })}</b>
      </h3>
      {refunds.items.length === 0 ? (
        <p>{t('dayClose.refunds.none')}</p>
      ) : (
        <table className={styles.list}>
          <caption className="vh">{t('dayClose.refunds.title')}</caption>
          <thead className="vh">
            <tr>
              <th scope="col">{t('common.orderNo')}</th>
              <th scope="col">{t('dayClose.refunds.at')}</th>
              <th scope="col">{t('dayClose.tables.won')}</th>
            </tr>
          </thead>
          <tbody>
            {refunds.items.map((refund, index) => (
              <tr key={`${refund.payToken} ${refund.at} ${index}`}>
                <td>
                  <OrderNo payToken={refund.payToken} orderNo={refund.orderNo} />
                </td>
                <td>
                  <span className={styles.at}>{clockWords(refund.at, date)}</span> {words(refund)}
                </td>
                <td className={styles.won}>{formatWon(0 - refund.won)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {refunds.left === 0 ? null : <p>{t('dayClose.refunds.left', { count: refunds.left })}</p>}
    </section>
  );
}
