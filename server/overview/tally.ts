/** Sums of money, kept as the figures of its hours come in. */
import type { Overview } from '../../shared/api.ts';
import { isoToKst } from '../../shared/kst.ts';
import { payMethods, type PayMethod } from '../../shared/payment.ts';
import type { HourFigures } from '../storage/overview-figures.ts';

/** What came and went in a time. */
type Money = Omit<Overview['days'][number], 'day'>;

type Way = 'paid' | 'refunded';

const noMoney = (): Money => ({ payments: 0, paid: 0, refunds: 0, refunded: 0, net: 0 });

function add(sum: Money, way: Way, { count, won }: HourFigures): void {
  if (way === 'paid') {
    sum.payments += count;
    sum.paid += won;
    sum.net += won;
  } else {
    sum.refunds += count;
    sum.refunded += won;
    sum.net -= won;
  }
}

/** The sum of a key; a new one of nothing where there is none yet. */
function sumFor<Key>(sums: Map<Key, Money>, key: Key): Money {
  const known = sums.get(key);
  if (known !== undefined) return known;
  const sum = noMoney();
  sums.set(key, sum);
  return sum;
}

/** A time's money: in all, by Seoul's days, by the hours of a day, and by method. */
export class Tally {
  readonly total = noMoney();
  readonly #days = new Map<string, Money>();
  readonly #hours = new Map<number, Money>();
  readonly #methods = new Map<PayMethod | null, Money>();
  /** Which sums an hour of UTC counts in: there are far more figures than hours. */
  readonly #sumsOf = new Map<string, readonly [day: Money, hour: Money]>();

  /** Counts what hours brought, or took. */
  add(way: Way, figures: readonly HourFigures[]): void {
    for (const figure of figures) {
      const [day, hour] = this.#placeOf(figure.hour);
      const method = sumFor(this.#methods, figure.method);
      for (const sum of [this.total, day, hour, method]) add(sum, way, figure);
    }
  }

  /** @param days all of them, in their order: those without any money are told as well */
  byDay(days: readonly string[]): Overview['days'] {
    return days.map((day) => ({ day, ...(this.#days.get(day) ?? noMoney()) }));
  }

  /** The 24 hours of a day. */
  byHour(): Overview['byHour'] {
    return Array.from({ length: 24 }, (_, hour) => ({
      hour,
      ...(this.#hours.get(hour) ?? noMoney()),
    }));
  }

  /** Each method, and what nobody knows the method of where there is any. */
  byMethod(): Overview['byMethod'] {
    const known = payMethods.map((method) => ({
      method,
      ...(this.#methods.get(method) ?? noMoney()),
    }));
    const unknown = this.#methods.get(null);
    return unknown === undefined ? known : [...known, { method: null, ...unknown }];
  }

  /** Seoul's hours begin with those of UTC. */
  #placeOf(utcHour: string): readonly [day: Money, hour: Money] {
    const known = this.#sumsOf.get(utcHour);
    if (known !== undefined) return known;
    const seoul = isoToKst(`${utcHour}:00:00.000Z`);
    const day = sumFor(this.#days, seoul.slice(0, 10));
    const hour = sumFor(this.#hours, Number(seoul.slice(11, 13)));
    this.#sumsOf.set(utcHour, [day, hour]);
    return [day, hour];
  }
}
