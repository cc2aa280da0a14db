import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatAmount, formatMoment } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { waitingTransfersOptions } from './review-options.ts';

/** 직접 송금 that another manager has to confirm; each is decided in its payment. */
export function WaitingTransfers() {
  const { t } = useTranslation();
  const items = useQuery(waitingTransfersOptions).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Notice tone="warn" title={t('review.transfers.title', { count: items.length })} silent>
      {items.map(({ id, payToken, orderNo, amount, recordedAt, recordedBy }) => (
        <p key={id}>
          <Link to={`/payments/${encodeURIComponent(payToken)}`}>
            {formatAmount(amount)} · {orderNo}
          </Link>{' '}
          {t('review.transfers.line', { name: recordedBy.name, when: formatMoment(recordedAt) })}
        </p>
      ))}
    </Notice>
  );
}
