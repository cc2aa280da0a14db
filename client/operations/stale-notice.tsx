import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import { isPayStatus } from '../../shared/payment.ts';
import type { ViewChange } from '../../shared/problem.ts';
import { formatAmount, formatClock } from '../format.ts';
import { Notice } from '../ui/notice.tsx';

function useChangeWords() {
  const { t } = useTranslation();
  const statusWord = (status: string) =>
    isPayStatus(status) ? t(`statuses.toss.${status}`) : status;
  return (change: ViewChange, amountWon: number): string => {
    switch (change.field) {
      case 'refunded':
        return t('operations.stale.remaining', {
          before: formatAmount(amountWon - Number(change.seen)),
          after: formatAmount(amountWon - Number(change.now)),
        });
      case 'amount':
        return t('operations.stale.amount', {
          before: formatAmount(Number(change.seen)),
          after: formatAmount(Number(change.now)),
        });
      case 'approval':
        return t('operations.stale.approval');
      case 'transferred':
        return t('operations.stale.transfer', {
          before: formatAmount(Number(change.seen)),
          after: formatAmount(Number(change.now)),
        });
      case 'refundUnsettled':
        return t('operations.stale.unsettled');
      case 'takeBackAsked':
        return t('operations.stale.takeBack');
      case 'graceSeconds':
        return t('operations.stale.grace', { before: change.seen, after: change.now });
      case 'status':
        return t('operations.stale.status', {
          before: statusWord(String(change.seen)),
          after: statusWord(String(change.now)),
        });
    }
  };
}

interface StaleNoticeProps {
  changes: readonly ViewChange[];
  detail: PaymentDetail;
  onRead: () => void;
}

/** The payment changed while the form was open: what changed, by whom, and a way to continue. */
export function StaleNotice({ changes, detail, onRead }: StaleNoticeProps) {
  const { t } = useTranslation();
  const words = useChangeWords();
  const refunded = changes.some((change) => change.field === 'refunded');
  const last = refunded ? detail.refunds.toSorted(byNewest)[0] : undefined;
  return (
    <Notice
      tone="warn"
      title={t('operations.stale.title')}
      action={
        <Button onClick={onRead}>
          {t(refunded ? 'operations.stale.useNew' : 'operations.stale.readAgain')}
        </Button>
      }
    >
      {changes.map((change) => (
        <p key={change.field}>{words(change, detail.payment.amount)}</p>
      ))}
      {last?.at == null ? null : (
        <p>
          {t(last.staff === null ? 'operations.stale.byOutside' : 'operations.stale.by', {
            time: formatClock(last.at),
            name: last.staff?.name ?? '',
            amount: formatAmount(last.amount),
          })}
        </p>
      )}
      <p>{t('operations.stale.body')}</p>
    </Notice>
  );
}

function byNewest(a: { at: string | null }, b: { at: string | null }): number {
  return (b.at ?? '').localeCompare(a.at ?? '');
}
