import { describe, expect, it } from 'vitest';
import { SEARCH_MAX, STATUS_MAX, STATUSES_MAX } from '../../../shared/limits.ts';
import { filterNames, filters } from '../../../client/payments/filters/index.ts';
import {
  changeQuery,
  defaultQuery,
  isSet,
  readListQuery,
  sortsOf,
  toPaymentFilter,
  without,
  writeListQuery,
  type ListQuery,
  type ListSort,
} from '../../../client/payments/list-query.ts';

/** 24 November 2026, 14:12 in Seoul. */
const now = Date.parse('2026-11-24T05:12:00.000Z');

const full: ListQuery = {
  period: 'custom',
  fromDay: '2026-11-01',
  toDay: '2026-11-20',
  clock: 'completed',
  status: ['PAY_COMPLETE', 'REFUND_SUCCESS'],
  method: 'CARD',
  amountMin: 4000,
  amountMax: 5000,
  tax: 'mixed',
  refund: 'partial',
  staff: 's2',
  drift: true,
  q: '머그컵',
  sort: '-amount',
};

describe('the list’s address', () => {
  it('is empty for the default, which is seven days by the last change', () => {
    expect(writeListQuery(defaultQuery).toString()).toBe('');
    expect(readListQuery(new URLSearchParams())).toEqual(defaultQuery);
    expect(defaultQuery).toMatchObject({ period: '7d', clock: 'changed', sort: '-changed' });
  });

  it('has the newest by its 기준 시각 first, as long as nobody chose another order', () => {
    const address = new URLSearchParams('clock=completed');
    expect(readListQuery(address)).toMatchObject({ clock: 'completed', sort: '-completed' });
    expect(writeListQuery(readListQuery(address)).toString()).toBe('clock=completed');
    const created = changeQuery(readListQuery(address), { clock: 'created' });
    expect(created.sort).toBe('-created');
    expect(without(created, 'clock').sort).toBe('-changed');
    const chosen = readListQuery(new URLSearchParams('clock=completed&sort=-changed'));
    expect(chosen.sort).toBe('-changed');
    expect(writeListQuery(chosen).toString()).toBe('clock=completed&sort=-changed');
    expect(changeQuery(chosen, { clock: 'created' }).sort).toBe('-changed');
  });

  it('reads what the desk takes, to its limits', () => {
    const most = '9'.repeat(15);
    const statuses = Array.from({ length: STATUSES_MAX + 1 }, (_, n) => `status=S${n}`);
    const texts = [`q=${'가'.repeat(SEARCH_MAX + 1)}`, `status=${'S'.repeat(STATUS_MAX + 1)}`];
    const search = new URLSearchParams(
      [`min=${most}`, `max=${most}9`, ...texts, ...statuses].join('&'),
    );
    const query = readListQuery(search);
    expect(query).toMatchObject({ amountMin: Number(most), amountMax: null });
    expect(query.q).toHaveLength(SEARCH_MAX);
    expect(query.status).toHaveLength(STATUSES_MAX);
    expect(query.status[0]).toBe('S0');
  });

  it('has every option that can be chosen', () =>
    expect(readListQuery(writeListQuery(full))).toEqual(full));

  it('is stable for bookmarks and saved views', () =>
    expect(writeListQuery(full).toString()).toBe(
      [
        'from=2026-11-01&to=2026-11-20&clock=completed&status=PAY_COMPLETE&status=REFUND_SUCCESS',
        'method=CARD&min=4000&max=5000&tax=mixed&refund=partial&staff=s2&drift=1',
        `q=${encodeURIComponent('머그컵')}&sort=-amount`,
      ].join('&'),
    ));

  it('has the exempt payments under mixed, as views of release 0.1.0 do', () => {
    const { tax } = readListQuery(new URLSearchParams('tax=mixed'));
    expect(toPaymentFilter({ ...defaultQuery, tax }, now)).toMatchObject({ tax: 'mixed' });
    expect(filters.tax.value({ tax })).toBe('비과세·복합');
  });

  it('orders by the time that the filter goes by, and follows it', () => {
    const read = (text: string) => readListQuery(new URLSearchParams(text));
    expect(read('clock=completed').sort).toBe('-completed');
    expect(read('clock=completed&sort=-changed').sort).toBe('-changed');
    expect(
      writeListQuery({ ...defaultQuery, clock: 'refunded', sort: '-refunded' }).toString(),
    ).toBe('clock=refunded');
    const chosen = (sort: ListSort) =>
      changeQuery({ ...defaultQuery, sort }, { clock: 'refunded' }).sort;
    expect(chosen('-changed')).toBe('-refunded');
    // An order that somebody chose stays.
    expect(chosen('-amount')).toBe('-amount');
  });

  it('orders by refunds only a list of refunds', () => {
    expect(readListQuery(new URLSearchParams('sort=-refunded')).sort).toBe('-changed');
    expect(sortsOf(defaultQuery)).not.toContain('-refunded');
    const ofRefunds: ListQuery = { ...defaultQuery, clock: 'refunded', sort: '-refunded' };
    expect(without(ofRefunds, 'clock')).toMatchObject({ clock: 'changed', sort: '-changed' });
    expect(changeQuery(ofRefunds, { clock: 'created' }).sort).toBe('-created');
  });

  it('ignores what it does not understand', () => {
    const odd = 'period=forever&clock=wall&min=-4&max=4e9&tax=x&refund=x&sort=up';
    for (const day of ['2026-13-40', '2026-11-31', '1999-01-01']) {
      const address = new URLSearchParams(`${odd}&from=${day}`);
      expect(readListQuery(address)).toEqual(defaultQuery);
    }
    for (const id of ['', '김민지', 'a b', 'x'.repeat(65)]) {
      expect(readListQuery(new URLSearchParams({ staff: id })).staff).toBeNull();
    }
  });
});

describe('the query sent to the desk', () => {
  it('has whole days in Seoul', () => {
    const asked = (part: Partial<ListQuery>) => toPaymentFilter({ ...defaultQuery, ...part }, now);
    expect(asked({})).toEqual({ from: '2026-11-17T15:00:00.000Z', clock: 'changed' });
    expect(asked({ period: 'today' }).from).toBe('2026-11-23T15:00:00.000Z');
    expect(asked({ period: 'yesterday' })).toMatchObject({
      from: '2026-11-22T15:00:00.000Z',
      to: '2026-11-23T15:00:00.000Z',
    });
    expect(asked({ period: 'all' }).from).toBeUndefined();
  });

  it('includes the last day of a chosen range', () => {
    expect(toPaymentFilter(full, now)).toEqual({
      from: '2026-10-31T15:00:00.000Z',
      to: '2026-11-20T15:00:00.000Z',
      clock: 'completed',
      status: ['PAY_COMPLETE', 'REFUND_SUCCESS'],
      method: 'CARD',
      amountMin: 4000,
      amountMax: 5000,
      tax: 'mixed',
      refunded: 'partial',
      staff: 's2',
      drift: true,
      q: '머그컵',
    });
    expect(toPaymentFilter({ ...full, refund: 'possible' }, now)).toMatchObject({
      refundable: true,
    });
  });
});

describe('the chips', () =>
  it('cover a full query, and removing each leaves the default', () => {
    expect(filterNames.filter((name) => isSet(full, name))).toEqual([...filterNames]);
    const bare = filterNames.reduce((query, name) => without(query, name), full);
    expect(bare).toEqual({ ...defaultQuery, sort: '-amount' });
  }));
