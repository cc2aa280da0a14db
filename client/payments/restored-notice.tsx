import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Payment } from '../../shared/payment.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './payment-detail.module.css';
import { ReadNow } from './read-now.tsx';

/** The payment was not read since a backup was restored: says why nothing may be sent yet. */
export function RestoredNotice({ payment }: { payment: Payment }) {
  const { t } = useTranslation();
  if (!payment.quarantined) return null;
  return (
    <div className={styles.notices}>
      <Notice
        tone="warn"
        silent
        title={t('detail.restored.title')}
        icon={<IconHistory size={16} stroke={1.75} />}
      >
        <p>{t('detail.restored.text')}</p>
        <ReadNow payToken={payment.payToken} />
      </Notice>
    </div>
  );
}
