import { useTranslation } from 'react-i18next';
import type { BulkRun } from '../../shared/bulk-refund.ts';
import { may, type Role } from '../../shared/permissions.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { useTick } from '../ui/ticker.ts';
import { Card, GoTo } from './card-frame.tsx';
import styles from './review-card.module.css';

/** A bulk refund that waits for a second person, with a link to the page where it is decided. */
export function BulkCard({
  run,
  since,
  role,
  staffId,
}: {
  run: BulkRun;
  since: string;
  role: Role;
  staffId: string;
}) {
  const { t } = useTranslation();
  const { id, name, requestedBy, approvalLapsesAt: until } = run;
  const lapsed = useTick((nowMs) => until !== null && Date.parse(until) <= nowMs);
  const amount = formatAmount(run.tally.totalWon);
  const isOwn = requestedBy.id === staffId;
  const decides = may(role, 'operations.decide') && !isOwn && !lapsed;
  const next = lapsed
    ? t('review.bulk.lapsed')
    : until === null
      ? t('review.bulk.next')
      : t('review.bulk.nextBy', { when: formatMoment(until) });
  return (
    <Card
      kind="bulk"
      chip={<PlainChip kind="proposed" word={t('review.kinds.bulk')} />}
      since={since}
      amount={t('review.card.refundAmount', { amount })}
      what={
        <>
          <p>{name}</p>
          <p>{t('review.bulk.rows', { count: run.tally.included })}</p>
        </>
      }
      title={
        lapsed ? t('review.bulk.lapsedTitle') : t('review.bulk.title', { name: requestedBy.name })
      }
      lines={[
        { label: t('review.lines.known'), text: t('review.bulk.known') },
        { label: t('review.lines.next'), text: next },
      ]}
      acts={
        <>
          <GoTo to={`/bulk-refunds/${id}`}>
            {t(decides ? 'review.bulk.decide' : 'review.card.content')}
          </GoTo>
          {decides || lapsed ? null : (
            <p className={styles.why}>
              {t(isOwn ? 'review.bulk.otherDecides' : 'review.bulk.managerDecides')}
            </p>
          )}
        </>
      }
    />
  );
}
