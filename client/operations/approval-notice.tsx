import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import type { ApprovalRule } from './approval-rule.ts';

/** Who has to approve a refund, or that it is marked because nobody else could. */
export function ApprovalNotice({ rule }: { rule: ApprovalRule }) {
  const { t } = useTranslation();
  switch (rule.due) {
    case 'none':
      return null;
    case 'second-person': {
      const words = { amount: formatAmount(rule.fromWon), hours: rule.hours };
      return (
        <Notice title={t('operations.approval.title')}>
          <p>{t('operations.approval.body', words)}</p>
        </Notice>
      );
    }
    case 'sole': {
      const words = { amount: formatAmount(rule.fromWon) };
      return (
        <Notice tone="warn" title={t('operations.approval.soleTitle')}>
          <p>{t('operations.approval.soleBody', words)}</p>
        </Notice>
      );
    }
  }
}
