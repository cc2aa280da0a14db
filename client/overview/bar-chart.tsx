import { useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import styles from './bar-chart.module.css';
import { barScale } from './bar-scale.ts';
import { shortWon } from './figure-words.ts';

/** A place on the axis with its two bars. */
export interface Bar {
  key: string;
  /** Label beneath the bar, if there is room. */
  short: string;
  name: string;
  paid: number;
  refunded: number;
}

interface ChartProps {
  bars: readonly Bar[];
  /** Indexes of the bars with a label: as many as fit on the narrowest screen. */
  marked: readonly number[];
  /** The chart in one sentence for screen readers; the table has the numbers. */
  summary: string;
}

const HEIGHT_PX = 200;
const isNarrow = (count: number) => count > 12;
/**
 * A bar's share of its place; wide places get a smaller one, so that bars don't look like blocks.
 */
const widthOf = (count: number) => (isNarrow(count) ? 0.64 : 0.4);

function Legend() {
  const { t } = useTranslation();
  return (
    <>
      <span className={styles.key} data-way="paid">
        {t('overview.money.payments')}
      </span>
      <span className={styles.key} data-way="refunded">
        {t('overview.money.refunds')}
      </span>
    </>
  );
}

/** The bar under the pointer. Without a pointer, the table has the numbers. */
function Readout({ bar }: { bar: Bar | undefined }) {
  const { t } = useTranslation();
  if (bar === undefined) return null;
  return (
    <span className={styles.readout}>
      <b>{bar.name}</b> {t('overview.money.payments')} {formatAmount(bar.paid)} ·{' '}
      {t('overview.money.refunds')} {formatAmount(bar.refunded)}
    </span>
  );
}

function Labels({ bars, marked }: Omit<ChartProps, 'summary'>) {
  const slot = 100 / bars.length;
  // With narrow places the first and last label are aligned inward, so that they are not cut off.
  const edges = isNarrow(bars.length) ? { first: 0, last: bars.length - 1 } : null;
  return marked.map((index) => {
    const middle = `${(index + 0.5) * slot}%`;
    const [x, textAnchor] =
      index === edges?.first
        ? (['0', 'start'] as const)
        : index === edges?.last
          ? (['100%', 'end'] as const)
          : ([middle, 'middle'] as const);
    return (
      <text key={index} className={styles.label} x={x} y={HEIGHT_PX + 18} textAnchor={textAnchor}>
        {bars[index]?.short}
      </text>
    );
  });
}

function Bars({ bars, marked, at }: Omit<ChartProps, 'summary'> & { at: number | null }) {
  const slot = 100 / bars.length;
  const width = slot * widthOf(bars.length);
  const { ground, lines, heightOf } = barScale(
    bars.map((bar) => bar.paid),
    bars.map((bar) => bar.refunded),
    HEIGHT_PX,
  );
  return (
    <>
      {at === null ? null : (
        <rect
          className={styles.at}
          x={`${at * slot}%`}
          width={`${slot}%`}
          y={0}
          height={HEIGHT_PX}
        />
      )}
      {lines.map(({ won, y }) => (
        <g key={won}>
          <line className={styles.line} x1="0" x2="100%" y1={y} y2={y} />
          <text className={styles.scale} x="100%" dx={8} y={y} dy="0.35em">
            {shortWon(won)}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => {
        const x = `${index * slot + (slot - width) / 2}%`;
        const up = heightOf(bar.paid);
        const down = heightOf(bar.refunded);
        return (
          <g key={bar.key}>
            <rect className={styles.paid} x={x} width={`${width}%`} y={ground - up} height={up} />
            <rect className={styles.back} x={x} width={`${width}%`} y={ground} height={down} />
          </g>
        );
      })}
      <line className={styles.ground} x1="0" x2="100%" y1={ground} y2={ground} />
      <Labels bars={bars} marked={marked} />
    </>
  );
}

/** Bars of payments above the zero line and of refunds below it, on one scale. */
export function BarChart({ bars, marked, summary }: ChartProps) {
  const [at, setAt] = useState<number | null>(null);
  const follow = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const index = Math.floor(((clientX - left) / width) * bars.length);
    setAt(index >= 0 && index < bars.length ? index : null);
  };
  return (
    <div className={styles.chart}>
      <p className={styles.above} aria-hidden="true">
        <Legend />
        <Readout bar={at === null ? undefined : bars[at]} />
      </p>
      <div className={styles.plot}>
        <svg
          role="img"
          aria-label={summary}
          width="100%"
          height={HEIGHT_PX + 24}
          onPointerMove={follow}
          onPointerDown={follow}
          onPointerLeave={() => setAt(null)}
        >
          <Bars bars={bars} marked={marked} at={at} />
        </svg>
      </div>
    </div>
  );
}
