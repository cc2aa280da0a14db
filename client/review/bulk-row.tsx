import { useTranslation } from 'react-i18next';
import type { BulkRun } from '../../shared/bulk-refund.ts';
import { formatMoment } from '../format.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { useTick } from '../ui/ticker.ts';
import { GoTo, Row } from './review-row.tsx';

/** A bulk refund that waits for a second person, with a link to the page where it is decided. */
export function BulkRow({ run, staffId }: { run: BulkRun; staffId: string }) {
  const { t } = useTranslation();
  const { id, name, requestedBy, approvalLapsesAt: until, tally } = run;
  const lapsed = useTick((nowMs) => until !== null && Date.parse(until) <= nowMs);
  const isOwn = requestedBy.id === staffId;
  return (
    <Row
      kind="bulk"
      chip={<PlainChip kind="proposed" word={t('review.kinds.proposed')} />}
      won={tally.totalWon}
      sentence={
        lapsed ? t('review.bulk.lapsedTitle') : t('review.bulk.title', { name: requestedBy.name })
      }
      note={isOwn && !lapsed && <p>{t('review.bulk.otherDecides')}</p>}
      about={[
        t('common.count', { count: tally.included }),
        name,
        until === null || lapsed ? null : t('review.until', { when: formatMoment(until) }),
      ]}
      act={<GoTo to={`/bulk-refunds/${id}`}>{t('review.card.content')}</GoTo>}
    />
  );
}
