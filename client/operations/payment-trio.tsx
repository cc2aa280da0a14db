import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import classes from './payment-trio.module.css';

/** 결제 · 환불 · 남은 금액. */
export function PaymentTrio({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation();
  const { payment, refunds } = detail;
  const times = refunds.length;
  return (
    <dl className={classes.trio}>
      <div>
        <dt>{t('operations.refund.paid')}</dt>
        <dd>{formatAmount(payment.amount)}</dd>
      </div>
      <div>
        <dt>
          {times === 0
            ? t('operations.refund.refunded')
            : t('operations.refund.refundedTimes', { times })}
        </dt>
        <dd className={payment.refunded === 0 ? classes.zero : undefined}>
          {formatAmount(payment.refunded)}
        </dd>
      </div>
      <div>
        <dt>{t('operations.refund.remaining')}</dt>
        <dd className={classes.strong}>{formatAmount(payment.remaining)}</dd>
      </div>
    </dl>
  );
}
