import { IconArrowDownRight, IconArrowUpRight, IconEqual } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { compareWords, percent, type Compared, type Direction } from './figure-words.ts';
import styles from './money-tiles.module.css';

/** What the sums are compared with, and the day of the shop's first payment. */
interface Against {
  /** `어제 같은 시각` */
  than: string;
  firstDay: string | null;
}

const arrows = { more: IconArrowUpRight, less: IconArrowDownRight, same: IconEqual, none: null };

function Difference({ direction, words }: { direction: Direction; words: string }) {
  const Arrow = arrows[direction];
  return (
    <p className={styles.difference}>
      {Arrow === null ? null : <Arrow size={16} stroke={1.75} aria-hidden="true" />}
      <span>{words}</span>
    </p>
  );
}

interface TileProps {
  name: string;
  value: string;
  /** The number of payments or refunds, as text. */
  count?: string;
  children: React.ReactNode;
}

function Tile({ name, value, count, children }: TileProps) {
  return (
    <div className={styles.tile} role="group" aria-label={name}>
      <p className={styles.name}>
        {name}
        {count === undefined ? null : <span>{count}</span>}
      </p>
      <p className={styles.value}>{value}</p>
      {children}
    </div>
  );
}

const tiles = [
  { name: 'payments', won: 'paid', count: 'payments' },
  { name: 'refunds', won: 'refunded', count: 'refunds' },
  { name: 'net', won: 'net', count: null },
] as const;

/** Paid, refunded and net of a period, each compared in words with the period before. */
export function MoneyTiles({
  sums,
  against,
  rate,
}: {
  sums: Compared;
  against: Against;
  /** The refund rate as a fourth tile; `null` if nothing was paid. */
  rate?: number | null;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.tiles} data-tiles={rate === undefined ? 3 : 4}>
      {tiles.map(({ name, won, count }) => (
        <Tile
          key={name}
          name={t(`overview.money.${name}`)}
          value={formatAmount(sums[won])}
          {...(count === null ? {} : { count: t('common.count', { count: sums[count] }) })}
        >
          <Difference {...compareWords(sums, won, against, t)} />
        </Tile>
      ))}
      {rate === undefined ? null : (
        <Tile
          name={t('overview.money.rate')}
          value={rate === null ? t('common.none') : percent(rate)}
        >
          <p className={styles.difference}>
            {rate === null ? t('overview.rate.none') : t('overview.rate.note')}
          </p>
        </Tile>
      )}
    </div>
  );
}
