import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import { addKorean } from '../copy/i18n.ts';
import { dayCloseKo } from '../copy/ko/day-close.ts';
import { DayCloseView } from '../day-close/day-close-view.tsx';
import { dayPath } from '../day-close/days.ts';
import { seoulDate } from '../format.ts';
import { meOptions } from '../me.ts';
import { PageHead } from '../ui/page-head.tsx';
import { useTick } from '../ui/ticker.ts';
import styles from './day-close-page.module.css';

addKorean({ dayClose: dayCloseKo });

/** 일마감. The address has the day, so that a sheet opened at 23:59 stays the same at 00:01. */
export function DayClosePage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const { date } = useParams();
  const navigate = useNavigate();
  const today = useTick((nowMs) => seoulDate(nowMs));
  if (date === undefined) return <Navigate to={dayPath(today)} replace />;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHead title={t('dayClose.title')} />
      </div>
      <DayCloseView
        date={date}
        today={today}
        onDay={(next) => void navigate(dayPath(next), { replace: true })}
        printedBy={me.staff.name}
      />
    </div>
  );
}
