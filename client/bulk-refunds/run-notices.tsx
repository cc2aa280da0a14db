import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkRun } from '../../shared/bulk-refund.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { limitDay } from '../parts/toss-limit.ts';
import { Notice } from '../ui/notice.tsx';
import { useTick } from '../ui/ticker.ts';
import type { PlaceSums } from './row-place.ts';

interface NoticeProps {
  run: BulkRun;
  sums: PlaceSums;
  isMaker: boolean;
}

function Proposed({ run, isMaker }: NoticeProps) {
  const { t } = useTranslation();
  const { approvalLapsesAt: until, requestedBy } = run;
  const isLapsed = useTick((nowMs) => until !== null && Date.parse(until) <= nowMs);
  if (isLapsed) {
    return (
      <Notice tone="warn" title={t('bulk.proposed.lapsedTitle')}>
        <p>{t('bulk.proposed.lapsed')}</p>
      </Notice>
    );
  }
  const when = until === null ? '' : formatMoment(until);
  return (
    <Notice title={t('bulk.proposed.title')}>
      <p>
        {isMaker
          ? t('bulk.proposed.maker', { when })
          : t('bulk.proposed.other', { when, name: requestedBy.name })}
      </p>
    </Notice>
  );
}

function Done({ sums }: { sums: PlaceSums }) {
  const { t } = useTranslation();
  const { succeeded, failed, unclear, waiting, going } = sums;
  const open = unclear.count + waiting.count + going.count;
  return (
    <Notice
      tone={failed.count + open > 0 ? 'warn' : 'plain'}
      title={t(open > 0 ? 'bulk.ended.openTitle' : 'bulk.ended.doneTitle')}
      action={open > 0 ? <Link to="/review">{t('bulk.ended.review')}</Link> : undefined}
    >
      <p>
        {t('bulk.ended.doneBody', {
          count: succeeded.count,
          amount: formatAmount(succeeded.won),
        })}
      </p>
      {failed.count === 0 ? null : <p>{t('bulk.ended.doneFailed', { count: failed.count })}</p>}
      {open === 0 ? null : <p>{t('bulk.ended.doneOpen', { count: open })}</p>}
    </Notice>
  );
}

function Stopped({ run, sums }: NoticeProps) {
  const { t } = useTranslation();
  const { succeeded, left } = sums;
  const never = { count: left.count, amount: formatAmount(left.won) };
  const before = { count: succeeded.count, amount: formatAmount(succeeded.won) };
  return (
    <Notice title={t('bulk.ended.stoppedTitle')}>
      {run.startedAt === null ? (
        <p>{t('bulk.ended.stoppedNone')}</p>
      ) : (
        <>
          <p>{t('bulk.ended.stoppedBody', never)}</p>
          {succeeded.count === 0 ? null : <p>{t('bulk.ended.stoppedSome', before)}</p>}
        </>
      )}
    </Notice>
  );
}

function Paused({ run, sums, isMaker }: NoticeProps) {
  const { t } = useTranslation();
  const day = useTick((nowMs) => limitDay(run, nowMs));
  const { count } = sums.left;
  const why = run.pausedBecause ?? 'person';
  const [title, body] =
    why === 'toss-limit'
      ? [t(`operations.tossLimit.${day}.title`), t(`operations.tossLimit.${day}.body`, { count })]
      : [t(`bulk.pauses.${why}.title`), t(`bulk.pauses.${why}.body`)];
  return (
    <Notice tone="warn" title={title}>
      <p>{body}</p>
      {isMaker ? null : <p>{t('bulk.run.onlyMaker', { name: run.requestedBy.name })}</p>}
    </Notice>
  );
}

/** Explains a run's state and what to do about it. */
export function RunNotice(props: NoticeProps) {
  const { t } = useTranslation();
  const { run, sums } = props;
  switch (run.state) {
    case 'draft':
      return null;
    case 'proposed':
      return <Proposed {...props} />;
    case 'running':
      return (
        <Notice silent>
          <p>{t('bulk.run.closing')}</p>
        </Notice>
      );
    case 'paused':
      return <Paused {...props} />;
    case 'done':
      return <Done sums={sums} />;
    case 'stopped':
      return <Stopped {...props} />;
  }
}
