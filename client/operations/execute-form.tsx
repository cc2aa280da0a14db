import { Button } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { formatAmount, formatCountdown, formatMoment } from '../format.ts';
import { MoneyDialogBody, MoneyDialogFoot } from '../ui/money-dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useTick } from '../ui/ticker.ts';
import { ConfirmKeys } from '../ui/confirm-keys.tsx';
import pane from './confirm-pane.module.css';
import type { FormFrame } from './form-frame.ts';
import classes from './execute-form.module.css';
import { PaymentHead } from './payment-head.tsx';
import { sentenceParts } from './sentence-parts.tsx';

function TimeLeft({ at }: { at: string }) {
  const { t } = useTranslation();
  const left = useTick((now) => formatCountdown(at, now));
  if (left === null) {
    return (
      <Notice tone="warn" title={t('operations.execute.expired')}>
        <p>{t('operations.execute.expiredBody')}</p>
      </Notice>
    );
  }
  return (
    <dl className={classes.left}>
      <dt>{t('operations.execute.expires')}</dt>
      <dd>
        <b>{left}</b>{' '}
        <span className="faint">{t('operations.execute.until', { time: formatMoment(at) })}</span>
      </dd>
    </dl>
  );
}

/** 최종 승인: the amount, how long it may still be pressed, and one button that carries it. */
export function ExecuteForm({ detail, above, blocked, onClose, onPress }: FormFrame) {
  const { t } = useTranslation();
  const { payment } = detail;
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    back.current?.focus();
  }, []);
  const amount = formatAmount(payment.amount);
  const press = () => {
    if (!blocked) onPress({ kind: 'execute', seenAmount: payment.amount });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    press();
  };
  return (
    <div className={pane.pane} onKeyDown={keys}>
      <PaymentHead title={t('operations.execute.title')} payment={payment} onClose={onClose} />
      <MoneyDialogBody>
        {above}
        <p className={pane.say}>
          <Trans
            t={t}
            i18nKey="operations.execute.sentence"
            values={{ amount }}
            components={sentenceParts(payment)}
          />
        </p>
        {payment.expiresAt === null ? null : <TimeLeft at={payment.expiresAt} />}
      </MoneyDialogBody>
      <MoneyDialogFoot>
        <Button ref={back} size="lg" className={pane.back} onClick={onClose}>
          {t('common.close')}
        </Button>
        {blocked ? null : (
          <Button
            variant="filled"
            size="lg"
            className={pane.primary}
            rightSection={<ConfirmKeys />}
            onClick={press}
          >
            {t('operations.execute.confirm', { amount })}
          </Button>
        )}
      </MoneyDialogFoot>
    </div>
  );
}
