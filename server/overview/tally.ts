/** Sums of money, updated as hourly figures are read. */
import type { Overview } from '../../shared/api.ts';
import { isoToKst } from '../../shared/kst.ts';
import { payMethods, type PayMethod } from '../../shared/payment.ts';
import type { HourFigures } from '../storage/overview-figures.ts';

/** Money received and refunded in some time. */
type Money = Omit<Overview['days'][number], 'day'>;

type Direction = 'paid' | 'refunded';

const noMoney = (): Money => ({ payments: 0, paid: 0, refunds: 0, refunded: 0, net: 0 });

function add(sum: Money, direction: Direction, { count, won }: HourFigures): void {
  if (direction === 'paid') {
    sum.payments += count;
    sum.paid += won;
    sum.net += won;
  } else {
    sum.refunds += count;
    sum.refunded += won;
    sum.net -= won;
  }
}

/** The sum of a key, created when absent. */
function sumFor<Key>(sums: Map<Key, Money>, key: Key): Money {
  const known = sums.get(key);
  if (known !== undefined) return known;
  const sum = noMoney();
  sums.set(key, sum);
  return sum;
}

/** Sums of a range: in total, by Seoul day, by hour of the day, and by method. */
export class Tally {
  readonly total = noMoney();
  readonly #days = new Map<string, Money>();
  readonly #hours = new Map<number, Money>();
  readonly #methods = new Map<PayMethod | null, Money>();
  /** Cache: the day and hour sum of each UTC hour; there are far more figures than hours. */
  readonly #sumsOf = new Map<string, readonly [day: Money, hour: Money]>();

  /** Adds hourly figures. */
  add(direction: Direction, figures: readonly HourFigures[]): void {
    for (const figure of figures) {
      const [day, hour] = this.#daySumsOf(figure.hour);
      const method = sumFor(this.#methods, figure.method);
      for (const sum of [this.total, day, hour, method]) add(sum, direction, figure);
    }
  }

  /** @param days all of them, in order; days without money are included */
  byDay(days: readonly string[]): Overview['days'] {
    return days.map((day) => ({ day, ...(this.#days.get(day) ?? noMoney()) }));
  }

  /** The 24 hours of the day. */
  byHour(): Overview['byHour'] {
    return Array.from({ length: 24 }, (_, hour) => ({
      hour,
      ...(this.#hours.get(hour) ?? noMoney()),
    }));
  }

  /** Each method, and payments without a known one if there are any. */
  byMethod(): Overview['byMethod'] {
    const known = payMethods.map((method) => ({
      method,
      ...(this.#methods.get(method) ?? noMoney()),
    }));
    const unknown = this.#methods.get(null);
    return unknown === undefined ? known : [...known, { method: null, ...unknown }];
  }

  /** Hours in Seoul start with UTC hours, because the offset is whole. */
  #daySumsOf(utcHour: string): readonly [day: Money, hour: Money] {
    const known = this.#sumsOf.get(utcHour);
    if (known !== undefined) return known;
    const seoul = isoToKst(`${utcHour}:00:00.000Z`);
    const day = sumFor(this.#days, seoul.slice(0, 10));
    const hour = sumFor(this.#hours, Number(seoul.slice(11, 13)));
    this.#sumsOf.set(utcHour, [day, hour]);
    return [day, hour];
  }
}
