import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './payment-detail.module.css';

/** 어긋남: where the desk's books and Toss's differ, and what it means for the next act. */
export function DriftNotice({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation();
  const { drift } = detail.payment;
  const late = detail.operations.filter((operation) => operation.late);
  if (drift === null && late.length === 0) return null;
  return (
    <div className={styles.notices}>
      {drift === null ? null : (
        <Notice
          tone="bad"
          silent
          title={t(`detail.drift.${drift}.title`)}
          icon={<IconExternalLink size={16} stroke={1.75} />}
        >
          <p>{t(`detail.drift.${drift}.text`)}</p>
        </Notice>
      )}
      {late.map((operation) => (
        <Notice key={operation.id} tone="bad" silent title={t('detail.drift.late.title')}>
          <p>
            {t('detail.drift.late.text', {
              what: t(`detail.timeline.act.${operation.kind}`, {
                amount: formatAmount(operation.amount),
              }),
            })}
          </p>
        </Notice>
      ))}
    </div>
  );
}
