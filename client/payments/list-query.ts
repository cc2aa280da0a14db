/** The list's query: how the address stores it, and the API parameters for it. */
import type { PaymentFilter } from '../../shared/api.ts';
import { oneOf } from '../address-values.ts';
import { filterNames, filters, type FilterName } from './filters/index.ts';

export const sorts = ['-changed', '-created', '-completed', '-refunded', '-amount'] as const;
export type ListSort = (typeof sorts)[number];

type Filters = typeof filters;
type All<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer Intersection,
) => void
  ? Intersection
  : never;
type Parts = All<Filters[FilterName]['initial']>;

/** The parts of all filters, and the order of the rows. */
export type ListQuery = Parts & { sort: ListSort };

type Asked = ReturnType<Filters[FilterName]['toDesk']>;
type Decided = Asked extends infer Each ? (Each extends unknown ? keyof Each : never) : never;
type Undecided = Exclude<keyof PaymentFilter, Decided>;
/** Does not compile in `toPaymentFilter` if no filter sets one of the API's parameters. */
type Complete = [Undecided] extends [never] ? PaymentFilter : `No filter decides ${Undecided}`;

/** Merges the parts of all filters, in their order. */
function join(partOf: (name: FilterName) => Partial<Parts>): Parts {
  return Object.assign({}, ...filterNames.map(partOf)) as Parts;
}

/** The order that belongs to a 기준 시각: the newest by the same time first. */
const sortOf = ({ clock }: Pick<Parts, 'clock'>): ListSort => `-${clock}`;

/** Default: payments changed in the last seven days, the latest change first. */
export const defaultQuery: ListQuery = {
  ...join((name) => filters[name].initial),
  sort: '-changed',
};

/** The orders that a list can have: by refunds only where it is of refunds. */
export function sortsOf({ clock }: Pick<ListQuery, 'clock'>): ListSort[] {
  return sorts.filter((sort) => sort !== '-refunded' || clock === 'refunded');
}

/** Reads the address; values that are not understood are ignored. */
export function readListQuery(search: URLSearchParams): ListQuery {
  const parts = join((name) => filters[name].read(search));
  return { ...parts, sort: oneOf(sortsOf(parts), search.get('sort')) ?? sortOf(parts) };
}

/** The query with some parts changed; an order that belonged to the 기준 시각 follows it. */
export function changeQuery(query: ListQuery, change: Partial<ListQuery>): ListQuery {
  const next = { ...query, ...change };
  const follows = change.sort === undefined && query.sort === sortOf(query);
  return follows || !sortsOf(next).includes(next.sort) ? { ...next, sort: sortOf(next) } : next;
}

function paramsOf(query: ListQuery, name: FilterName): [string, string][] {
  return Object.entries(filters[name].write(query)).flatMap(([param, value]) =>
    value === null || value === ''
      ? []
      : [value].flat().map((text): [string, string] => [param, String(text)]),
  );
}

/** Writes only what differs from the default, to keep addresses short. */
export function writeListQuery(query: ListQuery): URLSearchParams {
  const search = new URLSearchParams(filterNames.flatMap((name) => paramsOf(query, name)));
  if (query.sort !== sortOf(query)) search.set('sort', query.sort);
  return search;
}

/** The API parameters; a period covers whole days in Seoul. */
export function toPaymentFilter(query: ListQuery, nowMs: number): PaymentFilter {
  const asked: Complete = {};
  for (const name of filterNames) {
    const given = Object.entries(filters[name].toDesk(query, nowMs));
    Object.assign(asked, Object.fromEntries(given.filter(([, value]) => value !== null)));
  }
  return asked;
}

/** `true` if this part of the query differs from the default. */
export function isSet(query: ListQuery, name: FilterName): boolean {
  return paramsOf(query, name).length > 0;
}

/** The query with one part reset to its default. */
export function without(query: ListQuery, name: FilterName): ListQuery {
  return changeQuery(query, filters[name].initial);
}

/** Resets every filter but keeps the order of the rows, which is not a filter. */
export function withoutFilters(query: ListQuery): ListQuery {
  const { sort: _sort, ...parts } = defaultQuery;
  return changeQuery(query, parts);
}
