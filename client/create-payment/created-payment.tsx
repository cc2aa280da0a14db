import { Button } from '@mantine/core';
import { IconCircleCheck, IconQrcode } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isPaid, type Payment } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { Notice } from '../ui/notice.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { PaymentChip } from '../parts/status-chip.tsx';
import classes from './created-payment.module.css';

const QR_PX = 184;

/** Shown before a payment is created. */
export function NothingCreated() {
  const { t } = useTranslation();
  return (
    <section className={classes.side} aria-label={t('create.side.link')}>
      <span className={classes.plate}>
        <IconQrcode size={40} stroke={1.25} aria-hidden="true" />
      </span>
      <p className="faint">{t('create.side.empty')}</p>
    </section>
  );
}

function standingOf(payment: Payment): 'paid' | 'approved' | 'charging' | 'canceled' | 'wait' {
  if (isPaid(payment.status)) return 'paid';
  if (payment.status === 'PAY_APPROVED') return 'approved';
  if (payment.status === 'PAY_PROGRESS') return 'charging';
  return payment.status === 'PAY_CANCEL' ? 'canceled' : 'wait';
}

/** The link and QR code of the created payment; shows 결제 완료 once it is paid. */
export function CreatedPayment({ payment, onNext }: { payment: Payment; onNext: () => void }) {
  const { t } = useTranslation();
  const standing = standingOf(payment);
  const words = t(`create.side.${standing}`);
  useEffect(() => {
    if (standing !== 'wait') announce(words);
  }, [standing, words]);
  const link = standing === 'wait' ? payment.checkoutPage : null;
  return (
    <section className={classes.side} aria-label={t('create.side.link')}>
      {link === null ? (
        <span className={classes.plate} data-standing={standing}>
          {standing === 'paid' ? (
            <IconCircleCheck size={40} stroke={1.25} aria-hidden="true" className={classes.paid} />
          ) : (
            <IconQrcode size={40} stroke={1.25} aria-hidden="true" />
          )}
        </span>
      ) : (
        <span className={classes.qr}>
          <QrCode
            text={link}
            size={QR_PX}
            label={t('create.side.qr', { orderNo: payment.orderNo })}
          />
        </span>
      )}
      <p>
        <b>{formatAmount(payment.amount)}</b> · {payment.productDesc}
      </p>
      <PaymentChip payment={payment} />
      {standing === 'wait' && link === null ? (
        <Notice tone="warn">
          <p>{t('create.side.noLink')}</p>
        </Notice>
      ) : null}
      {link === null ? null : (
        <CopyLine text={link} label={t('create.side.link')} word={t('create.side.copy')} />
      )}
      <p className={standing === 'wait' ? 'faint' : classes.standing}>{words}</p>
      <div className={classes.acts}>
        {standing === 'approved' ? (
          <Button
            component={Link}
            to={`/payments/${encodeURIComponent(payment.payToken)}?act=execute`}
          >
            {t('create.side.approve')}
          </Button>
        ) : (
          <Button component={Link} to={`/payments/${encodeURIComponent(payment.payToken)}`}>
            {t('create.side.open')}
          </Button>
        )}
        <Button variant={standing === 'wait' ? 'default' : 'filled'} onClick={onNext}>
          {t('create.side.next')}
        </Button>
      </div>
    </section>
  );
}
