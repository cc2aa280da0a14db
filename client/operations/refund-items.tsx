import { useTranslation } from 'react-i18next';
import { itemWon } from '../../shared/items.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { leftOfItems, refundedByAmount } from '../parts/held-payment.ts';
import { returnedWords } from '../parts/item-words.ts';
import { Notice } from '../ui/notice.tsx';
import { Stepper } from '../ui/stepper.tsx';
import { draftAmount, draftItems, draftParts } from './refund-draft.ts';
import { faultOf, type RefundFieldProps } from './refund-field.ts';
import classes from './refund-how.module.css';

/** 상품: how many of each line, the sum, and the parts that follow. */
export function RefundItems(props: RefundFieldProps) {
  const { t } = useTranslation();
  const { draft, payment, change } = props;
  const items = payment.items ?? [];
  const left = leftOfItems(payment);
  const picked = new Map(
    draftItems(draft, payment).map(({ line, quantity }) => [line - 1, quantity]),
  );
  const set = (place: number, quantity: number) =>
    change({ quantities: items.map((_, at) => (at === place ? quantity : (picked.get(at) ?? 0))) });
  const byAmountWon = refundedByAmount(payment);
  return (
    <>
      <ul className={classes.items}>
        {items.map((item, place) => {
          const { name, unitPrice } = item;
          const [quantity, max] = [picked.get(place) ?? 0, left[place] ?? 0];
          const won = itemWon({ quantity, unitPrice });
          const price = t('operations.items.price', {
            price: formatAmount(unitPrice),
            tax: t(`common.itemTax.${item.tax}`),
          });
          return (
            // Lines have no ids, and their order is fixed.
            <li key={String(place)}>
              <div className={classes.name}>
                <b>{name}</b>
                <span>{[price, ...returnedWords(payment, place + 1, t)].join(' · ')}</span>
              </div>
              <Stepper
                label={t('operations.items.quantity', { name })}
                less={t('operations.items.less', { name })}
                more={t('operations.items.more', { name })}
                of={t('operations.items.of', { left: max })}
                value={quantity}
                max={max}
                onChange={(next) => set(place, next)}
              />
              <span className={won === 0 ? classes.zero : classes.won}>{formatAmount(won)}</span>
            </li>
          );
        })}
      </ul>
      <Sums {...props} />
      {byAmountWon === 0 ? null : (
        <p className={classes.help}>
          {t('common.itemsByAmount', { amount: formatAmount(byAmountWon) })}
        </p>
      )}
      {payment.partsKnown ? null : (
        <Notice tone="warn" title={t('operations.refund.estimateTitle')} silent>
          <p>{t('operations.refund.estimateBody')}</p>
        </Notice>
      )}
    </>
  );
}

function Sums(props: RefundFieldProps) {
  const { t } = useTranslation();
  const { draft, payment } = props;
  const amount = draftAmount(draft, payment);
  const parts = draftParts(draft, payment);
  const wrong = useWrong(props);
  const shown = taxParts
    .filter((part) => (parts?.[part] ?? 0) > 0)
    .map((part) => `${t(`common.part.${part}`)} ${formatWon(parts?.[part] ?? 0)}`);
  return (
    <div role="status">
      <p className={classes.total}>
        <span>{t('operations.items.total')}</span>
        <b>{formatAmount(amount ?? 0)}</b>
      </p>
      {wrong === null ? (
        <p className={classes.help}>
          <span>{shown.join(' · ')}</span>
          {amount === null ? null : (
            <span>
              {t('operations.refund.leftAfter')} <b>{formatAmount(payment.remaining - amount)}</b>
            </span>
          )}
        </p>
      ) : (
        <p className={classes.wrong}>{wrong}</p>
      )}
    </div>
  );
}

/** Why the choice can't be refunded. That it is empty is said only after an attempt to go on. */
function useWrong({ faults, tried }: RefundFieldProps): string | null {
  const { t } = useTranslation();
  const amount = faultOf(faults, 'amount');
  if (amount?.fault === 'over') {
    return t('operations.refund.over', { amount: formatAmount(amount.remainingWon) });
  }
  if (amount !== undefined) return tried ? t('operations.items.none') : null;
  const split = faultOf(faults, 'split');
  if (split?.fault !== 'pool') return null;
  const key = split.mode === 'taxed' ? 'poolTaxed' : 'poolTaxFree';
  const words = t(`operations.refund.${key}`, { amount: formatAmount(split.poolWon) });
  return t('operations.items.kindOver', { words });
}
