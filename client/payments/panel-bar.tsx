import {
  IconChevronDown,
  IconChevronLeft,
  IconChevronUp,
  IconLink,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { announce } from '../ui/announcer.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { writeClipboard } from '../ui/write-clipboard.ts';
import styles from './panel-bar.module.css';

const icon = { size: 16, stroke: 1.75 };

/** The head of the detail panel: order number, previous and next, link, close. */
export function PanelBar({
  orderNo,
  payToken,
  onClose,
  onPrevious,
  onNext,
}: {
  orderNo: string | null;
  payToken: string;
  onClose: () => void;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const copyLink = async () => {
    const url = new URL(`/payments/${encodeURIComponent(payToken)}`, window.location.href);
    const done = await writeClipboard(url.href);
    announce(done ? t('detail.bar.linkCopied') : t('common.copyFailed'));
  };
  return (
    <div className={styles.bar}>
      <IconButton label={t('detail.bar.back')} className={styles.back} onClick={onClose}>
        <IconChevronLeft size={20} stroke={1.75} />
      </IconButton>
      <span className={`mono ${styles.order ?? ''}`}>{orderNo ?? '…'}</span>
      {orderNo === null ? null : <CopyButton text={orderNo} what={t('common.orderNo')} />}
      <span className={styles.gap} />
      {onPrevious === undefined && onNext === undefined ? null : (
        <>
          <IconButton
            label={t('detail.bar.previous')}
            className={styles.wide}
            disabled={onPrevious === undefined}
            onClick={onPrevious}
          >
            <IconChevronUp {...icon} />
          </IconButton>
          <IconButton
            label={t('detail.bar.next')}
            className={styles.wide}
            disabled={onNext === undefined}
            onClick={onNext}
          >
            <IconChevronDown {...icon} />
          </IconButton>
        </>
      )}
      <IconButton label={t('detail.bar.copyLink')} onClick={() => void copyLink()}>
        <IconLink {...icon} />
      </IconButton>
      <IconButton label={t('detail.bar.close')} className={styles.close} onClick={onClose}>
        <IconX {...icon} />
      </IconButton>
    </div>
  );
}
