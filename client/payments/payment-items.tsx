import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import { itemWon } from '../../shared/items.ts';
import { formatAmount } from '../format.ts';
import { leftOfItems, withHeld } from '../parts/held-payment.ts';
import styles from './payment-items.module.css';

/** 상품 내역: what was sold, and how many of it came back; nothing where nobody gave items. */
export function PaymentItems({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation();
  const { items } = detail.payment;
  if (items === null) return null;
  const left = leftOfItems(withHeld(detail));
  return (
    <section className={styles.section}>
      <h3>{t('detail.items.title')}</h3>
      <ul className={styles.items}>
        {items.map((item, place) => {
          const { name, quantity, unitPrice, tax } = item;
          const returned = quantity - (left[place] ?? 0);
          const told = [
            t('detail.items.line', { price: formatAmount(unitPrice), quantity }),
            t(`common.itemTax.${tax}`),
            returned === 0 ? null : t('common.itemsReturned', { count: returned }),
          ];
          return (
            // Lines have no ids, and their order is fixed.
            <li key={String(place)}>
              <span>
                {name}
                <span className={styles.sub}>{told.filter((one) => one !== null).join(' · ')}</span>
              </span>
              <b>{formatAmount(itemWon(item))}</b>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
