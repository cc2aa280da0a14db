import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatAmount, formatClock } from '../format.ts';
import { refundRoomOptions } from '../settlement-options.ts';
import { Notice } from '../ui/notice.tsx';

/**
 * 한도: how much can surely still be refunded today. Nothing is refused because of it, as only Toss
 * knows the limit. Not shown if the desk can't tell.
 */
export function RefundRoom() {
  const { t } = useTranslation();
  const { data } = useQuery(refundRoomOptions);
  if (data === undefined) return null;
  const { sureWon, reachedAt } = data;
  if (reachedAt !== null) {
    return (
      <Notice tone="warn" silent>
        <p>{t('bulk.room.reached', { clock: formatClock(reachedAt) })}</p>
      </Notice>
    );
  }
  return sureWon === null ? null : <p>{t('bulk.room.sure', { won: formatAmount(sureWon) })}</p>;
}
