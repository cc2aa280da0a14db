import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { addKorean } from '../copy/i18n.ts';
import { settlementKo } from '../copy/ko/settlement.ts';
import { seoulDate } from '../format.ts';
import { meOptions } from '../me.ts';
import { DayView } from '../settlement/day-view.tsx';
import { MonthView } from '../settlement/month-view.tsx';
import { placePath, readPlace } from '../settlement/places.ts';
import { RatesView } from '../settlement/rates-view.tsx';
import { dayText } from '../settlement/settlement-words.ts';
import { UnmatchedView } from '../settlement/unmatched-view.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { PageTabs } from '../ui/page-tabs.tsx';
import { useTick } from '../ui/ticker.ts';
import styles from './settlement-page.module.css';

addKorean({ settlement: settlementKo });

/** 정산: a month, a day, the unmatched entries or the rates, depending on the address. */
export function SettlementPage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const { place: text } = useParams();
  const thisMonth = useTick((nowMs) => seoulDate(nowMs)).slice(0, 7);
  if (text === undefined) return <Navigate to={placePath(thisMonth)} replace />;
  const place = readPlace(text);
  const manages = me.permissions.includes('settings.manage');
  const tabs = [
    {
      to: placePath(place.kind === 'month' || place.kind === 'day' ? text.slice(0, 7) : thisMonth),
      word: t('settlement.places.month'),
      current: place.kind === 'month' || place.kind === 'day',
    },
    ...(['unmatched', 'rates'] as const).map((kind) => ({
      to: placePath(kind),
      word: t(`settlement.places.${kind}`),
      current: place.kind === kind,
    })),
  ];
  const title =
    place.kind === 'day'
      ? t('settlement.one.title', { day: dayText(place.day, t) })
      : t('settlement.title');
  return (
    <div className={styles.page}>
      <PageHead title={title} />
      <PageTabs label={t('settlement.places.label')} tabs={tabs} />
      {place.kind === 'month' ? (
        <MonthView key={place.month} month={place.month} mayImport={manages} />
      ) : place.kind === 'day' ? (
        <DayView key={place.day} day={place.day} mayImport={manages} />
      ) : place.kind === 'unmatched' ? (
        <UnmatchedView />
      ) : place.kind === 'rates' ? (
        <RatesView mayChange={manages} month={thisMonth} />
      ) : (
        <EmptyState title={t('settlement.noPlace.title')} body={t('settlement.noPlace.body')}>
          <Button component={Link} to={placePath(thisMonth)}>
            {t('settlement.noPlace.act')}
          </Button>
        </EmptyState>
      )}
    </div>
  );
}
