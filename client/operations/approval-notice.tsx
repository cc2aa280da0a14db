import { useTranslation } from 'react-i18next';
import { formatAmount, formatMoment } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import type { ApprovalRule } from './approval-rule.ts';

/** Says who has to approve a refund, or that it is marked because the shop has only one manager. */
export function ApprovalNotice({ rule }: { rule: ApprovalRule }) {
  const { t } = useTranslation();
  if (rule.due === 'none') return null;
  const amount = formatAmount(rule.fromWon);
  const counted =
    rule.givenWon === 0 ? null : (
      <p>{t('operations.approval.counted', { given: formatAmount(rule.givenWon) })}</p>
    );
  return rule.due === 'second-person' ? (
    <Notice title={t('operations.approval.title')}>
      <p>{t('operations.approval.body', { amount, hours: rule.hours })}</p>
      {counted}
      {rule.waits === null ? null : (
        <p>
          {t(`operations.approval.${rule.waits.why}`, { when: formatMoment(rule.waits.until) })}
        </p>
      )}
    </Notice>
  ) : (
    <Notice tone="warn" title={t('operations.approval.soleTitle')}>
      <p>{t('operations.approval.soleBody', { amount })}</p>
      {counted}
    </Notice>
  );
}
