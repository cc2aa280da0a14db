import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { WonInput } from '../ui/won-input.tsx';
import classes from './refund-amount.module.css';
import { draftAmount } from './refund-draft.ts';
import { faultOf, type RefundFieldProps } from './refund-field.ts';

/** The field for a typed amount, and the line below it. @param id prefix of the line's id */
export function useSomeAmount(
  { draft, payment, faults, tried, change }: RefundFieldProps,
  id: string,
) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const amount = draftAmount(draft, payment);
  const fault = faultOf(faults, 'amount');
  const [unread, setUnread] = useState(false);
  const told = fault !== undefined && (unread || fault.fault !== 'empty' || tried);
  const left = amount === null || fault !== undefined ? null : payment.remaining - amount;
  return {
    focus: () => field.current?.focus(),
    input: (
      <WonInput
        aria-label={t('operations.refund.someLabel')}
        aria-describedby={`${id}-told`}
        aria-invalid={told ? true : undefined}
        inputRef={field}
        maxWon={payment.remaining}
        value={draft.someWon}
        onUnread={setUnread}
        onChange={(someWon) => change({ how: 'some', someWon })}
      />
    ),
    told: (
      <p id={`${id}-told`} className={classes.told}>
        {draft.how === 'some' && !told ? <span>{t('operations.refund.sums')}</span> : null}
        {told ? (
          <span className={classes.wrong} role="alert">
            {fault.fault === 'over'
              ? t('operations.refund.over', { amount: formatAmount(fault.remainingWon) })
              : t(unread ? 'common.wonUnread' : 'operations.refund.zero')}
          </span>
        ) : (
          <span className={classes.left}>
            {left === null ? null : (
              <>
                {t('operations.refund.leftAfter')} <b>{formatAmount(left)}</b>
              </>
            )}
          </span>
        )}
      </p>
    ),
  };
}

/** 금액: 남은 전액 or 일부. */
export function RefundAmount(props: RefundFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const { draft, payment, change } = props;
  const some = useSomeAmount(props, id);
  return (
    <fieldset className={classes.amount}>
      <legend>{t('operations.refund.amount')}</legend>
      <div className={classes.choice}>
        <Check
          type="radio"
          name={id}
          label={t('operations.refund.rest')}
          describedBy={`${id}-rest`}
          checked={draft.how === 'rest'}
          onChange={() => change({ how: 'rest' })}
        />
        <span id={`${id}-rest`} className={classes.rest}>
          {formatAmount(payment.remaining)}
        </span>
      </div>
      <div className={classes.choice}>
        <Check
          type="radio"
          name={id}
          label={t('operations.refund.some')}
          checked={draft.how === 'some'}
          onChange={() => {
            change({ how: 'some' });
            some.focus();
          }}
        />
        <span className={classes.input}>{some.input}</span>
      </div>
      {some.told}
    </fieldset>
  );
}
