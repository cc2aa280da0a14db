import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettlementMonth } from '../../shared/api.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { dayAfter, monthAfter } from '../seoul-days.ts';
import { settlementMonthOptions } from '../settlement-options.ts';
import { Amount } from '../ui/amount.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { monthWords } from '../ui/day-words.ts';
import { StepLink } from '../ui/step-link.tsx';
import { BankDialog } from './bank-dialog.tsx';
import { DayCalendar } from './day-calendar.tsx';
import { ImportNow, useImportEnd } from './import-now.tsx';
import { MonthFiles } from './month-files.tsx';
import styles from './month-view.module.css';
import { MonthSums } from './month-sums.tsx';
import { placePath } from './places.ts';
import { dayText } from './settlement-words.ts';
import { ToCheck } from './to-check.tsx';

function Bar({ month, hasFiles, act }: { month: string; hasFiles: boolean; act: ReactNode }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  return (
    <div className={styles.bar}>
      <div className={styles.pick} role="group" aria-label={t('settlement.pick.label')}>
        <StepLink
          to={placePath(monthAfter(month, -1))}
          label={t('settlement.pick.before')}
          before
        />
        <b className={styles.month}>{monthWords(month, t)}</b>
        <StepLink to={placePath(monthAfter(month, 1))} label={t('settlement.pick.after')} />
      </div>
      <div className={styles.acts}>
        {act}
        <Button onClick={() => setAsks(true)}>{t('settlement.bank.open')}</Button>
        {hasFiles ? <MonthFiles month={month} /> : null}
      </div>
      {asks ? <BankDialog onClose={() => setAsks(false)} /> : null}
    </div>
  );
}

function Stats({ month, isImporting }: { month: SettlementMonth; isImporting: boolean }) {
  const { t } = useTranslation();
  const { total, today, days } = month;
  const last = days.at(-1)?.day ?? today;
  const stats = [
    ['expected', total.expectedWon],
    ['deposit', total.depositWon],
    ['difference', total.differenceWon],
    ['unexplained', total.unexplainedWon],
  ] as const;
  const told = [
    t('settlement.stats.until', { day: dayText(last < today ? last : today, t) }),
    total.openDays > 0 ? t('settlement.stats.open', { count: total.openDays }) : null,
    total.incompleteDays > 0
      ? t('settlement.stats.incomplete', { count: total.incompleteDays })
      : null,
    isImporting ? t('settlement.stats.importing') : null,
  ];
  return (
    <div className={styles.stats}>
      <dl>
        {stats.map(([name, won]) => (
          <div key={name}>
            <dt>{t(`settlement.stats.${name}`)}</dt>
            <dd>
              <Amount won={won} />
            </dd>
          </div>
        ))}
      </dl>
      <p>{told.filter((text) => text !== null).join(' · ')}</p>
    </div>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('settlement.loading')}</span>
      {['62%', '90%', '90%', '90%', '74%'].map((width, index) => (
        <Skeleton key={`${width} ${index}`} width={width} />
      ))}
    </div>
  );
}

function Shown(props: { month: SettlementMonth; mayImport: boolean; isImporting: boolean }) {
  const { t } = useTranslation();
  const { month, mayImport, isImporting } = props;
  if (month.since === null) {
    return (
      <EmptyState
        title={t('settlement.empty.title')}
        body={
          month.isOn ? t(mayImport ? 'settlement.empty.body' : 'settlement.empty.quiet') : undefined
        }
      >
        {mayImport ? <ImportNow day={dayAfter(month.today, -1)} isImporting={isImporting} /> : null}
      </EmptyState>
    );
  }
  return (
    <>
      <Stats month={month} isImporting={isImporting} />
      <DayCalendar
        month={month}
        label={t('settlement.calendar', { month: monthWords(month.month, t) })}
      />
      <ToCheck month={month} mayImport={mayImport} isImporting={isImporting} />
      <MonthSums month={month} />
    </>
  );
}

/**
 * A month as a calendar of payout days. An import asks for yesterday: for its trades, which Toss
 * has by now, with the days on which they are paid out.
 */
export function MonthView({ month, mayImport }: { month: string; mayImport: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(settlementMonthOptions(month));
  const isImporting = useImportEnd(month);
  const imports = mayImport && data?.isOn === true;
  const isNow = data?.today.startsWith(month) === true;
  return (
    <>
      <Bar
        month={month}
        hasFiles={data != null && data.since !== null}
        act={
          imports && isNow && data.since !== null ? (
            <ImportNow day={dayAfter(data.today, -1)} isImporting={isImporting} />
          ) : null
        }
      />
      {data?.isOn === false ? (
        <Notice tone="warn" title={t('settlement.import.off')}>
          <p>{t('settlement.import.offNext')}</p>
        </Notice>
      ) : null}
      {error === null ? null : (
        <ProblemNotice
          error={error}
          money={false}
          action={<Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        />
      )}
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : (
        <Shown month={data} mayImport={imports} isImporting={isImporting} />
      )}
    </>
  );
}
