import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import { itemWon } from '../../shared/items.ts';
import { formatAmount } from '../format.ts';
import { refundedByAmount, withHeld } from '../parts/held-payment.ts';
import { returnedWords } from '../parts/item-words.ts';
import styles from './payment-items.module.css';

/** 상품 내역: the items with how many were refunded. Not shown for a payment without items. */
export function PaymentItems({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation();
  const { items } = detail.payment;
  if (items === null) return null;
  const payment = withHeld(detail);
  const byAmountWon = refundedByAmount(payment);
  return (
    <section className={styles.section}>
      <h3>{t('detail.items.title')}</h3>
      <ul className={styles.items}>
        {items.map((item, place) => {
          const { name, quantity, unitPrice, tax } = item;
          const told = [
            t('detail.items.line', { price: formatAmount(unitPrice), quantity }),
            t(`common.itemTax.${tax}`),
            ...returnedWords(payment, place + 1, t),
          ];
          return (
            // Lines have no ids, and their order is fixed.
            <li key={String(place)}>
              <span>
                {name}
                <span className={styles.sub}>{told.join(' · ')}</span>
              </span>
              <b>{formatAmount(itemWon(item))}</b>
            </li>
          );
        })}
      </ul>
      {byAmountWon === 0 ? null : (
        <p className={styles.sub}>
          {t('common.itemsByAmount', { amount: formatAmount(byAmountWon) })}
        </p>
      )}
    </section>
  );
}
