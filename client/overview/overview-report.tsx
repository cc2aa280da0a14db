import { Button } from '@mantine/core';
import { IconRefresh, IconWifiOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../shared/api.ts';
import { formatAgo, formatAmount, formatClock, formatMoment, seoulDate } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useTick } from '../ui/ticker.ts';
import { DayFigures } from './day-figures.tsx';
import { dayName } from './figure-words.ts';
import { HourFigures } from './hour-figures.tsx';
import { MethodFigures } from './method-figures.tsx';
import { MoneyTiles } from './money-tiles.tsx';
import { overviewOptions } from './overview-options.ts';
import styles from './overview-report.module.css';
import type { SpanChoice } from './span-choice.ts';
import { SpanPicker } from './span-picker.tsx';
import { UnknownFigures } from './unknown-figures.tsx';

interface ReportProps {
  choice: SpanChoice;
  onChoice: (choice: SpanChoice) => void;
  /** The live connection is lost, so nothing updates by itself. */
  offline: boolean;
  /** Address of the list with a day's payments. */
  dayPath: (day: string) => string;
  /** Address of the list of these days' refunds; its sums equal those of the report. */
  refundsPath: (from: string, to: string) => string;
  /** What to do first, shown while there are no payments yet. */
  begin: ReactNode;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('overview.loading')}</span>
      <div className={styles.loadingTiles}>
        {['60%', '70%', '50%'].map((width) => (
          <div key={width}>
            <Skeleton width="30%" />
            <Skeleton width={width} />
            <Skeleton width="90%" />
          </div>
        ))}
      </div>
      <div className={styles.loadingChart} aria-hidden="true" />
    </div>
  );
}

function Notices({
  offline,
  error,
  asOf,
  onRetry,
}: {
  offline: boolean;
  error: Error | null;
  asOf: string | null;
  onRetry: () => void;
}) {
  const { t } = useTranslation();
  const clock = asOf === null ? '' : formatClock(asOf);
  if (offline && asOf !== null) {
    return (
      <Notice title={t('overview.offline.title')} icon={<IconWifiOff size={16} stroke={1.75} />}>
        <p>{t('overview.offline.body', { clock })}</p>
      </Notice>
    );
  }
  if (error === null) return null;
  const retry = <Button onClick={onRetry}>{t('common.retry')}</Button>;
  if (asOf === null) {
    const title = t('overview.error.first');
    return <ProblemNotice error={error} money={false} title={title} action={retry} />;
  }
  return (
    <Notice tone="bad" title={t('overview.error.title')} action={retry}>
      <p>{t('overview.error.body', { clock })}</p>
    </Notice>
  );
}

function Today({ overview, today }: { overview: Overview; today: string }) {
  const { t } = useTranslation();
  const id = useId();
  const against = { than: t('overview.compare.yesterday'), firstDay: overview.firstDay };
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>
        {t('overview.today')} <span>{dayName(today, Date.parse(overview.asOf), t)}</span>
      </h2>
      <MoneyTiles sums={overview.today} against={against} />
    </section>
  );
}

/** Notes on what is counted, for comparing the sums with other reports. */
function Counting({
  overview,
  refundsPath,
}: Pick<ReportProps, 'refundsPath'> & { overview: Overview }) {
  const { t } = useTranslation();
  const { span, undated, firstDay } = overview;
  const { from, to } = span.before;
  const nowMs = Date.parse(overview.asOf);
  const told = { from: formatMoment(from, nowMs), to: formatMoment(to, nowMs) };
  return (
    <p className={styles.note}>
      {firstDay === null ? null : `${t('overview.span.before', told)} `}
      {t('overview.counting')}{' '}
      <Link to={refundsPath(overview.from, overview.to)}>{t('overview.toRefunds')}</Link>
      {undated.refunds === 0
        ? null
        : ` ${t('overview.undated', {
            count: undated.refunds,
            amount: formatAmount(undated.refunded),
          })}`}
    </p>
  );
}

function Span({
  overview,
  choice,
  onChoice,
  today,
  dayPath,
  refundsPath,
}: Omit<ReportProps, 'offline' | 'begin'> & { overview: Overview; today: string }) {
  const { t } = useTranslation();
  const id = useId();
  const { from, to, days, firstDay, span } = overview;
  const name = (day: string) => dayName(day, Date.parse(overview.asOf), t);
  const than =
    days.length === 1
      ? t('overview.compare.day')
      : t('overview.compare.days', { days: days.length });
  const isQuiet = span.payments === 0 && span.refunds === 0;
  return (
    <>
      <section className={styles.section} aria-labelledby={id}>
        <h2 id={id}>
          {t('overview.span.title')}{' '}
          <span>
            {from === to
              ? t('overview.span.day', { day: name(from) })
              : t('overview.span.fromTo', { from: name(from), to: name(to) })}
          </span>
        </h2>
        <SpanPicker choice={choice} from={from} to={to} today={today} onChoice={onChoice} />
        <MoneyTiles sums={span} against={{ than, firstDay }} rate={overview.refundRate} />
        <Counting overview={overview} refundsPath={refundsPath} />
      </section>
      {isQuiet ? (
        <p className={styles.quiet}>{t('overview.quiet')}</p>
      ) : (
        <>
          <DayFigures overview={overview} today={today} dayPath={dayPath} />
          <HourFigures overview={overview} />
          <MethodFigures overview={overview} />
        </>
      )}
      <UnknownFigures unknowns={overview.unknowns} />
    </>
  );
}

/** Announces the span once the figures of another one have replaced those before. */
function useSpanSaid(overview: Overview | undefined): void {
  const { t } = useTranslation();
  const said = useRef<string | null>(null);
  useEffect(() => {
    if (overview === undefined) return;
    const { from, to } = overview;
    const span = `${from} ${to}`;
    if (said.current !== null && said.current !== span) {
      const name = (day: string) => dayName(day, Date.parse(overview.asOf), t);
      announce(t('overview.shown', { from: name(from), to: name(to) }));
    }
    said.current = span;
  }, [overview, t]);
}

/** The age of the figures. */
function AsOf({ at }: { at: string }) {
  const { t } = useTranslation();
  const ago = useTick((nowMs) => formatAgo(at, nowMs));
  return (
    <time className={styles.asOf} dateTime={at} title={formatMoment(at)}>
      {t('overview.asOf', { ago })}
    </time>
  );
}

/** `true` if there never was a payment; the first steps are shown instead of zeros. */
const isNew = ({ firstDay, span, today }: Overview) =>
  firstDay === null && span.refunds === 0 && today.refunds === 0;

/** The shop's figures of today and of the chosen days. */
export function OverviewReport({
  choice,
  onChoice,
  offline,
  dayPath,
  refundsPath,
  begin,
}: ReportProps) {
  const { t } = useTranslation();
  const query = useQuery(overviewOptions(choice));
  const { data: overview, error, isFetching } = query;
  useSpanSaid(overview);
  const again = async () => {
    const { isSuccess } = await query.refetch();
    if (isSuccess) announce(t('overview.refreshed'));
  };
  const today = overview === undefined ? '' : seoulDate(Date.parse(overview.asOf));
  return (
    <>
      <PageHead title={t('overview.title')}>
        {overview === undefined ? null : <AsOf at={overview.asOf} />}
        <IconButton
          label={t('overview.refresh')}
          aria-disabled={isFetching}
          onClick={() => {
            if (!isFetching) void again();
          }}
        >
          <IconRefresh
            size={18}
            stroke={1.75}
            aria-hidden="true"
            className={isFetching ? 'spin' : undefined}
          />
        </IconButton>
      </PageHead>
      <div className={styles.report} aria-busy={query.isPlaceholderData}>
        <Notices
          offline={offline}
          error={error}
          asOf={overview?.asOf ?? null}
          onRetry={() => void again()}
        />
        {query.isPending ? <Loading /> : null}
        {overview === undefined ? null : isNew(overview) ? (
          <EmptyState title={t('overview.empty.title')} body={t('overview.empty.body')}>
            {begin}
          </EmptyState>
        ) : (
          <>
            <Today overview={overview} today={today} />
            <Span {...{ overview, choice, onChoice, today, dayPath, refundsPath }} />
          </>
        )}
      </div>
    </>
  );
}
