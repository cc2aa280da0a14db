import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import { announce } from '../ui/announcer.tsx';
import { useTick } from '../ui/ticker.ts';
import { writeClipboard } from '../ui/write-clipboard.ts';
import styles from './customer-note.module.css';
import { customerText } from './customer-text.ts';
import { paidBackOf } from './paid-back.ts';

/** 고객에게 이렇게 말씀하세요: the text about an operation, with a button that copies it. */
export function CustomerNote({
  operation,
  detail,
}: {
  operation: Operation;
  /** The operation's payment, with its method and discount; `null` until it is loaded. */
  detail: Pick<PaymentDetail, 'payment' | 'refunds'> | null;
}) {
  const { t } = useTranslation();
  const titleId = useId();
  const [copied, setCopied] = useState<string | null>(null);
  const payMethod = detail?.payment.payMethod ?? null;
  const back = detail === null ? null : paidBackOf(operation, detail);
  const text = useTick((nowMs) => customerText(operation, payMethod, nowMs, t, back));
  if (text === null) return null;
  const isCopied = copied === text;
  const copy = async () => {
    const done = await writeClipboard(text);
    setCopied(done ? text : null);
    announce(t(done ? 'common.copied' : 'common.copyFailed'));
  };
  const Icon = isCopied ? IconCheck : IconCopy;
  return (
    <div className={styles.note} role="group" aria-labelledby={titleId}>
      <div className={styles.head}>
        <h3 id={titleId}>{t('customer.title')}</h3>
        <Button
          className={styles.copy ?? ''}
          aria-label={isCopied ? undefined : t('customer.copy')}
          leftSection={<Icon size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => void copy()}
        >
          {t(isCopied ? 'common.copied' : 'common.copy')}
        </Button>
      </div>
      <p className={styles.text}>{text}</p>
    </div>
  );
}
