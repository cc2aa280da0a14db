import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { BarChart } from './bar-chart.tsx';
import { spreadOut } from './bar-scale.ts';
import { FigureSection } from './figure-section.tsx';
import { dayName, shortDay } from './figure-words.ts';
import { MoneyTable } from './money-table.tsx';

type Day = Overview['days'][number];

const strongest = (days: readonly Day[]) =>
  days.reduce<Day | null>((most, day) => (day.paid > (most?.paid ?? 0) ? day : most), null);

/** The figures of each day of the span. */
export function DayFigures({
  overview,
  today,
  dayPath,
}: {
  overview: Overview;
  /** Today in Seoul, from the server. */
  today: string;
  /** Address of the list with a day's payments. */
  dayPath: (day: string) => string;
}) {
  const { t } = useTranslation();
  const { days, span, asOf } = overview;
  const nowMs = Date.parse(asOf);
  const title = t('overview.days.title');
  const name = (day: string) => dayName(day, nowMs, t);
  const most = strongest(days);
  const told = {
    from: name(overview.from),
    to: name(overview.to),
    refunded: formatAmount(span.refunded),
  };
  const summary =
    most === null
      ? t('overview.days.summaryNone', told)
      : t('overview.days.summary', {
          ...told,
          paid: formatAmount(span.paid),
          day: name(most.day),
          most: formatAmount(most.paid),
        });
  const bars = days.map(({ day, paid, refunded }) => ({
    key: day,
    short: day === today ? t('overview.days.today') : shortDay(day, t),
    name: name(day),
    paid,
    refunded,
  }));
  const rows = days.toReversed().map(({ day, ...money }) => ({
    key: day,
    head: (
      <Link to={dayPath(day)} aria-label={t('overview.days.open', { day: name(day) })}>
        {name(day)}
      </Link>
    ),
    money,
  }));
  return (
    <FigureSection
      title={title}
      chart={<BarChart bars={bars} marked={spreadOut(bars.length, 4)} summary={summary} />}
      table={<MoneyTable title={title} head={t('overview.days.day')} rows={rows} total={span} />}
    />
  );
}
