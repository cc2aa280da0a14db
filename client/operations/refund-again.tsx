import { useTranslation } from 'react-i18next';
import type { RefundEntry } from '../../shared/api.ts';
import { formatAmount, formatClock } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { Notice } from '../ui/notice.tsx';
import classes from './refund-again.module.css';
import { faultOf, type RefundFieldProps } from './refund-field.ts';

/** Warns of a second refund of the same payment on one day; a tick confirms that it is meant. */
export function RefundAgain({
  draft,
  faults,
  tried,
  change,
  earlier,
}: RefundFieldProps & { earlier: RefundEntry[] }) {
  const { t } = useTranslation();
  if (earlier.length === 0) return null;
  const missing = tried && faultOf(faults, 'again') !== undefined;
  return (
    <Notice
      tone="warn"
      title={
        earlier.length === 1
          ? t('operations.refund.againOnce')
          : t('operations.refund.againTitle', { times: earlier.length })
      }
      silent
    >
      {earlier.map((refund) => (
        <p key={refund.refundNo}>
          {[
            `${refund.at === null ? '' : formatClock(refund.at)} ${
              refund.staff?.name ?? t('operations.refund.outside')
            }`.trim(),
            formatAmount(refund.amount),
            refund.reason,
          ]
            .filter((text) => text !== null && text !== '')
            .join(', ')}
        </p>
      ))}
      <div className={classes.tick}>
        <Check
          type="checkbox"
          label={t('operations.refund.againMeant')}
          checked={draft.meantAgain}
          {...(missing ? { error: t('operations.refund.againMissing') } : {})}
          onChange={(meantAgain) => change({ meantAgain })}
        />
      </div>
    </Notice>
  );
}
