import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import { addKorean } from '../copy/i18n.ts';
import { dayCloseKo } from '../copy/ko/day-close.ts';
import { DayCloseView } from '../day-close/day-close-view.tsx';
import { dayPath } from '../day-close/days.ts';
import { MonthView, SpanView } from '../day-close/period-view.tsx';
import { monthPath, readPeriod, spanPath } from '../day-close/periods.ts';
import { seoulDate } from '../format.ts';
import { meOptions } from '../me.ts';
import { PageHead } from '../ui/page-head.tsx';
import { PageTabs } from '../ui/page-tabs.tsx';
import { useTick } from '../ui/ticker.ts';
import styles from './day-close-page.module.css';

addKorean({ dayClose: dayCloseKo });

/**
 * 마감 of a day, a month or some days. The address has the day, so that a sheet opened at 23:59
 * stays the same at 00:01.
 */
export function DayClosePage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const { date } = useParams();
  const navigate = useNavigate();
  const today = useTick((nowMs) => seoulDate(nowMs));
  const period = readPeriod(date ?? today);
  const thisMonth = today.slice(0, 7);
  const paths = {
    day: dayPath(today),
    month: monthPath(thisMonth),
    span: spanPath(`${thisMonth}-01`, today),
  };
  const tabs = (['day', 'month', 'span'] as const).map((kind) => ({
    to: kind === period.kind ? dayPath(date ?? today) : paths[kind],
    word: t(`dayClose.tabs.${kind}`),
    current: kind === period.kind,
  }));
  const shared = {
    today,
    maySign: me.permissions.includes('months.sign'),
    printedBy: me.staff.name,
    onSpan: (from: string, to: string) => void navigate(spanPath(from, to), { replace: true }),
  };
  if (date === undefined) return <Navigate to={dayPath(today)} replace />;
  return (
    <div className={styles.page} data-wide={period.kind === 'day' ? undefined : ''}>
      <div className={styles.head}>
        <PageHead title={t('dayClose.title')} />
        <PageTabs label={t('dayClose.tabs.label')} tabs={tabs} />
      </div>
      {period.kind === 'day' ? (
        <DayCloseView
          date={period.day}
          today={today}
          onDay={(next) => void navigate(dayPath(next), { replace: true })}
          printedBy={me.staff.name}
        />
      ) : period.kind === 'month' ? (
        <MonthView {...shared} period={period} />
      ) : (
        <SpanView {...shared} period={period} />
      )}
    </div>
  );
}
