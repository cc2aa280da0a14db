import { Trans, useTranslation } from 'react-i18next';
import { formatAmount, formatCountdown, formatMoment } from '../format.ts';
import { ConfirmPane } from '../parts/confirm-pane.tsx';
import { Notice } from '../ui/notice.tsx';
import { useTick } from '../ui/ticker.ts';
import type { FormFrame } from './pane-frame.ts';
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

/** 최종 승인: the amount, the time left, and a button with the amount. */
export function ExecuteForm({ detail, above, blocked, onClose, onPress }: FormFrame) {
  const { t } = useTranslation();
  const { payment } = detail;
  const amount = formatAmount(payment.amount);
  const head = (
    <PaymentHead title={t('operations.execute.title')} payment={payment} onClose={onClose} />
  );
  return (
    <ConfirmPane
      head={head}
      above={above}
      sentence={
        <Trans
          t={t}
          i18nKey="operations.execute.sentence"
          values={{ amount }}
          components={sentenceParts(payment)}
        />
      }
      back={t('common.close')}
      onBack={onClose}
      confirm={t('operations.execute.confirm', { amount })}
      says={[payment.orderNo]}
      onConfirm={() => onPress({ kind: 'execute', seenAmount: payment.amount })}
      blocked={blocked}
    >
      {payment.expiresAt === null ? null : <TimeLeft at={payment.expiresAt} />}
    </ConfirmPane>
  );
}
