import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PaymentDetail, RefundEntry } from '../../shared/api.ts';
import { pickItems, type Item } from '../../shared/items.ts';
import type { Operation } from '../../shared/operation.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { Amount } from '../ui/amount.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Moment } from '../ui/moment.tsx';
import { itemWords } from '../parts/item-words.ts';
import { receiptPath } from '../parts/receipt-path.ts';
import { shortToken } from '../ui/short-token.ts';
import styles from './refund-table.module.css';

interface RowProps {
  refund: RefundEntry;
  operation: Operation | undefined;
  /** What the payment sold. */
  items: readonly Item[];
}

function Row({ refund, operation, items }: RowProps) {
  const { t } = useTranslation();
  const { refundNo, parts, reason, staff, at } = refund;
  const outside = refund.operationId === null;
  const who = outside
    ? t('detail.refunds.outsideWho')
    : (staff?.name ?? operation?.requestedBy.name ?? null);
  const tossRefundNo = operation?.tossRefundNo ?? null;
  const given = itemWords(pickItems(items, refund.items ?? []), t);
  const told = parts === null ? [] : taxParts.filter((part) => parts[part] > 0);
  return (
    <tr>
      <th scope="row">
        <span className="mono" title={refundNo}>
          {shortToken(refundNo)}
        </span>{' '}
        <CopyButton text={refundNo} what={t('detail.refunds.refundNo')} className={styles.copy} />
        {outside ? <span className={styles.outside}>{t('detail.refunds.outside')}</span> : null}
        {operation?.evidence?.grade === undefined ? null : (
          <span className={styles.sub}>{t('detail.refunds.byAmountAndTime')}</span>
        )}
        {tossRefundNo === null || tossRefundNo === refundNo ? null : (
          <span className={styles.sub}>
            {t('detail.refunds.tossRefundNo', { value: shortToken(tossRefundNo) })}
          </span>
        )}
      </th>
      <td>
        <span className={styles.wrap}>
          {reason === null || reason === '' ? t('detail.refunds.noReason') : reason}
        </span>
        {given === '' ? null : <span className={styles.sub}>{given}</span>}
        <span className={styles.sub}>
          {who}
          {who !== null && at !== null ? ' · ' : null}
          {at === null ? null : <Moment at={at} as="row" />}
        </span>
        {operation?.note == null ? null : (
          <span className={styles.sub}>{t('detail.refunds.note', { note: operation.note })}</span>
        )}
      </td>
      <td className={styles.number}>
        <b>
          <Amount won={refund.amount} />
        </b>
        {refund.discounted === null || refund.discounted === 0 ? null : (
          <span className={styles.sub}>
            {t('detail.refunds.paidBack', {
              amount: formatAmount(refund.amount - refund.discounted),
            })}
          </span>
        )}
        {parts === null ? null : (
          <span className={styles.sub}>
            {told.map((part) => (
              <span key={part} className={styles.part}>
                {t(`common.part.${part}`)} {formatWon(parts[part])}
              </span>
            ))}
          </span>
        )}
        {operation?.state !== 'succeeded' ? null : (
          <Link
            className={styles.receipt}
            to={receiptPath(operation)}
            aria-label={t('detail.refunds.receiptOf', { amount: formatAmount(refund.amount) })}
          >
            {t('detail.refunds.receipt')}
          </Link>
        )}
      </td>
    </tr>
  );
}

/** 환불 내역: every refund that Toss shows, also those made outside of the desk. */
export function RefundTable({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation();
  const { payment, refunds, operations } = detail;
  if (refunds.length === 0) return null;
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3>{t('detail.refunds.title')}</h3>
        <span className="faint">{t('common.count', { count: refunds.length })}</span>
      </div>
      <table className={styles.table}>
        <caption className="vh">{t('detail.refunds.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('detail.refunds.refundNo')}</th>
            <th scope="col">{t('detail.refunds.why')}</th>
            <th scope="col" className={styles.number}>
              {t('detail.refunds.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {refunds.map((refund) => (
            <Row
              key={refund.refundNo}
              refund={refund}
              items={payment.items ?? []}
              operation={operations.find((one) => one.id === refund.operationId)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}
