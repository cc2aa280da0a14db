import type { ListQuery } from './list-query.ts';

/** What the field of a filter is given. */
export interface FieldProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  /** After a choice that needs no second one. */
  onDone: () => void;
}
