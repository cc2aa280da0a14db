import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';

/** Staff gave money of the payment back by bank transfer, which Toss knows nothing of. */
export function TransferredNotice({ won }: { won: number }) {
  const { t } = useTranslation();
  if (won === 0) return null;
  return (
    <Notice
      tone="warn"
      title={t('operations.acts.transferred.title', { amount: formatAmount(won) })}
      silent
    >
      <p>{t('operations.acts.transferred.body')}</p>
    </Notice>
  );
}
