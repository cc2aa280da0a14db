import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Payment } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';
import { Amount } from '../ui/amount.tsx';
import { PaymentChip } from '../ui/status-chip.tsx';
import styles from './payment-cards.module.css';
import { RowTime } from './payment-row.tsx';
import type { PaymentTableProps } from './payment-table.tsx';

const Card = memo(function Card({
  payment,
  href,
  flash,
}: {
  payment: Payment;
  href: string;
  flash: boolean;
}) {
  useTranslation();
  const canceled = payment.status === 'PAY_CANCEL';
  const classes = `${styles.card ?? ''} ${flash ? (styles.flash ?? '') : ''}`.trim();
  return (
    <li className={classes} data-pay-token={payment.payToken}>
      <Link to={href} data-row-link="">
        <span className={styles.first}>
          <PaymentChip payment={payment} amounts />
          <b className={canceled ? styles.gone : undefined}>
            <Amount won={payment.amount} struck={canceled} />
          </b>
        </span>
        <span className={`mono ${styles.order ?? ''}`}>{payment.orderNo}</span>
        <span className={styles.last}>
          <span>{payment.productDesc}</span>
          <RowTime payment={payment} />
        </span>
      </Link>
    </li>
  );
});

type Props = Pick<
  PaymentTableProps,
  'payments' | 'hrefOf' | 'flashing' | 'stale' | 'busy' | 'caption' | 'summary'
>;

/** The list on a phone: status and amount, order number, product and time. */
export function PaymentCards(props: Props) {
  const { payments, hrefOf, flashing, stale, busy, caption, summary } = props;
  const { t } = useTranslation();
  return (
    <>
      <ul
        className={`${styles.cards ?? ''} ${stale ? (styles.stale ?? '') : ''}`}
        aria-label={caption}
        aria-busy={busy}
      >
        {payments.map((payment) => (
          <Card
            key={payment.payToken}
            payment={payment}
            href={hrefOf(payment.payToken)}
            flash={flashing.has(payment.payToken)}
          />
        ))}
      </ul>
      {summary === undefined ? null : (
        <div className={styles.sums}>
          <p>{t('list.footer.count', { count: summary.count })}</p>
          <span>
            <small>{t('list.footer.paid')}</small>
            <b>{formatAmount(summary.paid)}</b>
          </span>
          <span>
            <small>{t('list.footer.refunded')}</small>
            <b>{formatAmount(-summary.refunded)}</b>
          </span>
          <span>
            <small>{t('list.footer.net')}</small>
            <b>{formatAmount(summary.net)}</b>
          </span>
        </div>
      )}
    </>
  );
}
