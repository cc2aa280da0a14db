import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { filterValue } from './filter-words.ts';
import type { FilterName, ListQuery } from './list-query.ts';
import { useOwnId } from '../me.ts';
import { staffNamesOptions } from './staff-names.ts';

/** Nobody is unknown before the names are there. */
const NOT_YET = '…';

function StaffName({ id }: { id: string }) {
  const { t } = useTranslation();
  const isOwn = useOwnId() === id;
  const { data: names } = useQuery({ ...staffNamesOptions, enabled: !isOwn });
  if (isOwn) return t('list.filters.me');
  if (names === undefined) return NOT_YET;
  return names.find((one) => one.id === id)?.name ?? t('list.filters.staffUnknown');
}

/** What a filter that has a value is set to. */
export function FilterValue({ query, name }: { query: ListQuery; name: FilterName }) {
  if (name !== 'staff') return filterValue(query, name);
  return query.staff === null ? null : <StaffName id={query.staff} />;
}
