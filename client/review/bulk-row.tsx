import { useTranslation } from 'react-i18next';
import type { BulkRun } from '../../shared/bulk-refund.ts';
import { formatMoment } from '../format.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { limitDay } from '../parts/toss-limit.ts';
import { useTick } from '../ui/ticker.ts';
import { GoTo, Row } from './review-row.tsx';

/** A bulk refund that paused at Toss's daily limit, with a link to where it is continued. */
function LimitRow({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const { id, name, requestedBy, tally } = run;
  const day = useTick((nowMs) => limitDay(run, nowMs));
  return (
    <Row
      kind="bulk"
      chip={<PlainChip kind="ready" word={t('review.kinds.bulk')} />}
      won={tally.leftWon}
      sentence={t(`operations.tossLimit.${day}.title`)}
      note={<p>{t(`operations.tossLimit.${day}.body`, { count: tally.left })}</p>}
      about={[name, requestedBy.name]}
      act={<GoTo to={`/bulk-refunds/${id}`}>{t('review.card.content')}</GoTo>}
    />
  );
}

/** A bulk refund that waits for a second person, with a link to the page where it is decided. */
function ProposedRow({ run, staffId }: { run: BulkRun; staffId: string }) {
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

export function BulkRow(props: { run: BulkRun; staffId: string }) {
  return props.run.state === 'proposed' ? <ProposedRow {...props} /> : <LimitRow {...props} />;
}
