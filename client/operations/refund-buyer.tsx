import { IconCreditCard, IconDiscount, IconReceipt, IconWallet } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Payment } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';
import { paidBackNow, paidBackWords } from '../parts/paid-back.ts';
import classes from './refund-buyer.module.css';

/** What the buyer gets back, how and when. */
export function RefundBuyer({
  payment,
  amountWon,
}: {
  payment: Payment;
  amountWon: number | null;
}) {
  const { t } = useTranslation();
  if (amountWon === null || amountWon === 0 || amountWon > payment.remaining) return null;
  const isCard = payment.payMethod === 'CARD';
  const back = paidBackNow(payment, amountWon);
  const whole = formatAmount(amountWon);
  const amount = back === null ? whole : paidBackWords(back, t);
  const Icon = isCard ? IconCreditCard : IconWallet;
  return (
    <ul className={classes.lines} aria-label={t('operations.refund.toBuyer')}>
      <li>
        <Icon size={16} stroke={1.75} aria-hidden="true" />
        <span>
          {payment.payMethod === null
            ? t('operations.refund.buyerUnknown', { amount })
            : t(isCard ? 'operations.refund.buyerCard' : 'operations.refund.buyerMoney', {
                amount,
              })}
        </span>
      </li>
      {back === null ? null : (
        <li>
          <IconDiscount size={16} stroke={1.75} aria-hidden="true" />
          <span>{t('operations.refund.discounted', { amount: whole, back: amount })}</span>
        </li>
      )}
      {payment.cashReceipt === true && !isCard ? (
        <li>
          <IconReceipt size={16} stroke={1.75} aria-hidden="true" />
          <span>{t('operations.refund.buyerReceipt')}</span>
        </li>
      ) : null}
      {back !== null && payment.cashReceipt !== true && payment.payMethod === 'TOSS_MONEY' ? (
        <li>
          <IconReceipt size={16} stroke={1.75} aria-hidden="true" />
          <span>{t('operations.refund.ownReceipt')}</span>
        </li>
      ) : null}
    </ul>
  );
}
