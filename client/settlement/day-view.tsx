import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { SettlementDay } from '../../shared/api.ts';
import { oneOf } from '../address-values.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { settlementDayOptions } from '../settlement-options.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StepLink } from '../ui/step-link.tsx';
import styles from './day-view.module.css';
import { DepositBox } from './deposit-form.tsx';
import { ImportNow, useImportEnd } from './import-now.tsx';
import { entriesOf, lineKinds, type Entry } from './line-kind.ts';
import { LineTable } from './line-table.tsx';
import { payoutDayAfter, placePath } from './places.ts';
import { dayText, longFault } from './settlement-words.ts';

/** Back to the calendar, and to the days beside. */
function DaySteps({ day, act }: { day: string; act: ReactNode }) {
  const { t } = useTranslation();
  const before = payoutDayAfter(day, -1);
  const after = payoutDayAfter(day, 1);
  return (
    <nav className={styles.steps} aria-label={t('settlement.pick.label')}>
      <Link to={placePath(day.slice(0, 7))} className={styles.back}>
        <IconArrowLeft size={18} stroke={1.75} aria-hidden="true" />
        {t('settlement.one.back')}
      </Link>
      {act}
      <StepLink
        to={placePath(before)}
        label={t('settlement.one.before', { day: dayText(before, t) })}
        before
      />
      <StepLink
        to={placePath(after)}
        label={t('settlement.one.after', { day: dayText(after, t) })}
      />
    </nav>
  );
}

/** The kinds of lines that the day has, as links that show one of them. */
function Kinds({ entries, chosen }: { entries: readonly Entry[]; chosen: string | null }) {
  const { t } = useTranslation();
  const counts = lineKinds
    .map((kind) => ({ kind, count: entries.filter((entry) => entry.kind === kind).length }))
    .filter(({ count }) => count > 0);
  if (counts.length < 2) return null;
  const link = (to: string, word: string, count: number, current: boolean) => (
    <Link key={to} to={to} replace aria-current={current ? 'true' : undefined}>
      {word} {count}
    </Link>
  );
  return (
    <nav className={styles.kinds} aria-label={t('settlement.one.filter')}>
      {link('?', t('settlement.one.all'), entries.length, chosen === null)}
      {counts.map(({ kind, count }) =>
        link(`?kind=${kind}`, t(`settlement.kind.${kind}`), count, chosen === kind),
      )}
    </nav>
  );
}

function Lines({ day }: { day: SettlementDay }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const kind = oneOf(lineKinds, search.get('kind'));
  const { lines, missing, sums } = day;
  const entries = entriesOf(lines.items, missing.items);
  const noRate = lines.items.filter(({ feeCheck }) => feeCheck.state === 'no-rate').length;
  const left = lines.left + missing.left;
  if (entries.length === 0) {
    return <EmptyState title={t('settlement.one.empty')} body={t('settlement.one.emptyBody')} />;
  }
  const shown = kind === null ? entries : entries.filter((entry) => entry.kind === kind);
  return (
    <div className={styles.lines}>
      <Kinds entries={entries} chosen={kind} />
      {noRate === 0 ? null : (
        <Notice silent action={<Link to={placePath('rates')}>{t('settlement.one.toRates')}</Link>}>
          <p>{t('settlement.one.noRate', { count: noRate })}</p>
        </Notice>
      )}
      {shown.length === 0 ? (
        <EmptyState title={t('settlement.one.nothing')} />
      ) : (
        <LineTable
          label={t('settlement.lines.label')}
          entries={shown}
          sums={kind === null && left === 0 ? sums : undefined}
        />
      )}
      {left === 0 ? null : (
        <p className={styles.left}>{t('settlement.one.left', { count: left })}</p>
      )}
    </div>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('settlement.loading')}</span>
      {['62%', '90%', '90%', '74%'].map((width, index) => (
        <Skeleton key={`${width} ${index}`} width={width} />
      ))}
    </div>
  );
}

/** A payout day: its lines beside our payments, and its deposit. */
export function DayView({ day, mayImport }: { day: string; mayImport: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(settlementDayOptions(day));
  const isImporting = useImportEnd(day.slice(0, 7));
  return (
    <>
      <DaySteps
        day={day}
        act={mayImport ? <ImportNow day={day} isImporting={isImporting} /> : null}
      />
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
        <>
          {data.incomplete === null ? null : (
            <Notice tone="warn" title={t('settlement.state.incomplete')}>
              <p>{longFault(data.incomplete, t)}</p>
            </Notice>
          )}
          <div className={styles.beside}>
            <Lines day={data} />
            <DepositBox day={data} />
          </div>
        </>
      )}
    </>
  );
}
