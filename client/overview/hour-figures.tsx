import { useTranslation } from 'react-i18next';
import type { Overview } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { BarChart } from './bar-chart.tsx';
import { FigureSection } from './figure-section.tsx';
import { MoneyTable } from './money-table.tsx';

type Hour = Overview['byHour'][number];

const strongest = (hours: readonly Hour[]) =>
  hours.reduce<Hour | null>((most, hour) => (hour.paid > (most?.paid ?? 0) ? hour : most), null);

/** Payments by hour of the day, over all days of the span. */
export function HourFigures({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { byHour, span } = overview;
  const title = t('overview.hours.title');
  const name = (hour: number) => t('overview.hours.between', { from: hour, to: hour + 1 });
  const most = strongest(byHour);
  const summary =
    most === null
      ? t('overview.hours.summaryNone', { refunded: formatAmount(span.refunded) })
      : t('overview.hours.summary', { hour: name(most.hour), most: formatAmount(most.paid) });
  const bars = byHour.map(({ hour, paid, refunded }) => ({
    key: String(hour),
    short: t('overview.hours.at', { hour }),
    name: name(hour),
    paid,
    refunded,
  }));
  const rows = byHour.map(({ hour, ...money }) => ({
    key: String(hour),
    head: name(hour),
    money,
  }));
  return (
    <FigureSection
      title={title}
      chart={<BarChart bars={bars} marked={[0, 6, 12, 18]} summary={summary} />}
      table={<MoneyTable title={title} head={t('overview.hours.hour')} rows={rows} total={span} />}
    />
  );
}
