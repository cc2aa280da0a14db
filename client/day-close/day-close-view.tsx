import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DayClose } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useRecordedPrint } from '../parts/use-recorded-print.ts';
import { DayBar } from './day-bar.tsx';
import styles from './day-close-view.module.css';
import { dayCloseOptions } from './day-close-options.ts';
import { DaySheet } from './day-sheet.tsx';
import { fullDayWords, stampWords } from './day-words.ts';
import { dayPath } from './days.ts';
import { isDay } from '../address-values.ts';
import { PaperRules } from './paper-rules.tsx';
import { UnreadNotice } from './unread-notice.tsx';

interface DayProps {
  date: string;
  /** Today in Seoul, not in the browser's time zone. */
  today: string;
  onDay: (date: string) => void;
  /** The name printed on the sheet. */
  printedBy: string;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('dayClose.loading')}</span>
      {['38%', '62%', '90%', '90%', '74%', '90%', '82%', '50%'].map((width, index) => (
        <Skeleton key={`${width} ${index}`} width={width} />
      ))}
    </div>
  );
}

/** Shown for a day without a sheet, with a link to today's. */
function NoDay({
  why,
  date,
  today,
}: {
  why: 'future' | 'unreadable';
  date: string;
  today: string;
}) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t(`dayClose.${why}.title`)}
      body={t(`dayClose.${why}.body`, { day: why === 'future' ? fullDayWords(date, t) : '' })}
    >
      <Button component={Link} to={dayPath(today)}>
        {t('dayClose.toToday')}
      </Button>
    </EmptyState>
  );
}

/** The sheet with its bar and printing. */
function Printable({
  sheet,
  read,
  ...props
}: DayProps & {
  sheet: DayClose;
  read: { error: Error | null; isFetching: boolean; isStale: boolean; again: () => void };
}) {
  const { t } = useTranslation();
  const { date } = sheet;
  const { recording, error, print } = useRecordedPrint({
    record: () => callApi('POST /api/day-close/prints', { body: { date } }),
  });
  return (
    <>
      <DayBar
        {...props}
        sheet={{
          busy: read.isFetching || read.isStale,
          printing: recording,
          onAgain: read.again,
          onPrint: () => void print(),
        }}
      />
      <div className={styles.notices}>
        {error === null ? null : (
          <ProblemNotice error={error} money={false} title={t('dayClose.bar.notRecorded')} />
        )}
        {read.error === null ? null : (
          <ProblemNotice
            error={read.error}
            money={false}
            action={<Button onClick={read.again}>{t('common.retry')}</Button>}
          >
            <p>{t('dayClose.old', { when: stampWords(sheet.asOf) })}</p>
          </ProblemNotice>
        )}
        {read.isStale ? null : <UnreadNotice key={date} unread={sheet.unread} />}
      </div>
      <DaySheet sheet={sheet} printedBy={props.printedBy} isStale={read.isStale} />
      <PaperRules name={`${t('dayClose.paper.title')} ${date}`} isTest={sheet.mode === 'test'} />
    </>
  );
}

function Day(props: DayProps) {
  const { t } = useTranslation();
  const { date, today } = props;
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(
    dayCloseOptions(date, date < today),
  );
  const again = () => void refetch();
  if (data !== undefined) {
    return (
      <Printable
        {...props}
        sheet={data}
        read={{ error, isFetching, isStale: isPlaceholderData && data.date !== date, again }}
      />
    );
  }
  return (
    <>
      <DayBar {...props} sheet={null} />
      {error === null ? (
        <Loading />
      ) : (
        <ProblemNotice
          error={error}
          money={false}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )}
    </>
  );
}

/** The sheet of the day in the address. */
export function DayCloseView(props: DayProps) {
  const { date, today } = props;
  if (!isDay(date)) return <NoDay why="unreadable" date={date} today={today} />;
  if (date > today) {
    return (
      <>
        <DayBar {...props} sheet={null} />
        <NoDay why="future" date={date} today={today} />
      </>
    );
  }
  return <Day {...props} />;
}
