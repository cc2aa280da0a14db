/** Days, sums and rates of 정산 as text. */
import type { TFunction } from 'i18next';
import type { SettlementMonth } from '../../shared/api.ts';
import { RATE_MAX_BP } from '../../shared/settlement.ts';
import { formatWon } from '../../shared/won.ts';
import { formatMoment } from '../format.ts';
import { dayParts } from '../ui/day-words.ts';

type DayHead = SettlementMonth['days'][number];
export type Incomplete = NonNullable<DayHead['incomplete']>;

/** `11월 24일 (화)` */
export const dayText = (day: string, t: TFunction) => t('common.dayHead.recent', dayParts(day, t));

/** A type of line; one that the desk does not know stays as Toss sent it. */
export function typeText(type: string, t: TFunction): string {
  if (type === 'PAY') return t('settlement.lines.pay');
  return type === 'REFUND' ? t('settlement.lines.refund') : type;
}

/** `+1,435`: a fee with its sign, because a returned one is plus. */
export const feeText = (won: number) => (won > 0 ? `+${formatWon(won)}` : formatWon(won));

/** Hundredths of a percent, `240`, as `2.4%`. */
export const rateText = (basisPoints: number) => `${String(basisPoints / 100)}%`;

/** A typed rate, `2.4` or `2.4%`, as hundredths of a percent; `null` for no rate. */
export function readRate(text: string): number | null {
  const typed = text.normalize('NFKC').trim();
  const bare = typed.endsWith('%') ? typed.slice(0, -1).trimEnd() : typed;
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(bare);
  if (match === null) return null;
  const [, whole = '0', part = ''] = match;
  const basisPoints = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return basisPoints <= RATE_MAX_BP ? basisPoints : null;
}

export const shortFault = ({ why, page }: Incomplete, t: TFunction) =>
  t(`settlement.fault.short.${why}`, { page: page ?? 1 });

/** Why a day is 미완, and when the desk asks again by itself. */
export function longFault({ why, page, nextAt }: Incomplete, t: TFunction): string {
  const next =
    nextAt === null
      ? t('settlement.fault.stopped')
      : t('settlement.fault.again', { when: formatMoment(nextAt) });
  return `${t(`settlement.fault.long.${why}`, { page: page ?? 1 })} ${next}`;
}
