import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Payment } from '../../shared/payment.ts';
import { Notice } from '../ui/notice.tsx';
import { PaymentChip } from '../parts/status-chip.tsx';
import classes from './paid-meanwhile.module.css';

/** The buyer paid before the cancel arrived: says so and offers a refund. */
export function PaidMeanwhile({ payment, onRefund }: { payment: Payment; onRefund: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice
      tone="warn"
      title={t('operations.cancel.paidTitle')}
      action={<Button onClick={onRefund}>{t('operations.cancel.refundInstead')}</Button>}
    >
      <p>{t('operations.cancel.paidBody')}</p>
      <p className={classes.chip}>
        <PaymentChip payment={payment} amounts />
      </p>
    </Notice>
  );
}
