import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { Segments } from '../ui/segments.tsx';
import { useSomeAmount } from './refund-amount.tsx';
import { draftAmount } from './refund-draft.ts';
import type { RefundFieldProps } from './refund-field.ts';
import classes from './refund-how.module.css';
import { RefundItems } from './refund-items.tsx';

const ways = ['rest', 'items', 'some'] as const;

/** 남은 전액, 상품 or 금액, of a payment with items. */
export function RefundHow(props: RefundFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const { draft, payment, change } = props;
  const some = useSomeAmount(props, id);
  const words = {
    rest: t('operations.refund.rest'),
    items: t('operations.items.title'),
    some: t('operations.items.some'),
  };
  return (
    <div className={classes.how}>
      <Segments
        fill
        label={t('operations.refund.amount')}
        value={draft.how}
        options={ways.map((value) => ({ value, label: words[value] }))}
        onChange={(how) => change({ how })}
      />
      {draft.how === 'items' ? <RefundItems {...props} /> : null}
      {draft.how === 'some' ? <div className={classes.some}>{some.input}</div> : null}
      {draft.how === 'rest' ? (
        <p className={classes.total}>
          <span>{t('operations.items.total')}</span>
          <b>{formatAmount(draftAmount(draft, payment) ?? 0)}</b>
        </p>
      ) : null}
      {draft.how === 'items' ? null : some.told}
    </div>
  );
}
