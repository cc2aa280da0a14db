import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accessKinds, type AccessRecord } from '../../shared/access-record.ts';
import { staffOptions } from '../staff-options.ts';
import { StaffListState } from '../parts/staff-list-state.tsx';
import { choiceFilter, idFilter, periodLogFilter } from '../parts/log/filter-kinds.tsx';
import { LogFilters } from '../parts/log/log-filters.tsx';
import { anyAccess, type AccessQuery } from './access-query.ts';
import { accessorText } from './access-row.tsx';

/** The filters of the access records: person, kind, period and payment. */
export function AccessFilters({
  query,
  records,
  orderNos,
  onQuery,
}: {
  query: AccessQuery;
  /** The shown records, from which a storefront token's name is taken. */
  records: readonly AccessRecord[];
  /** By payToken. */
  orderNos: Readonly<Record<string, string>>;
  onQuery: (query: AccessQuery) => void;
}) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(staffOptions);
  const seen = records.find(({ actor }) => actor.id === query.staff);
  const waiting = data === undefined && error === null;
  const set = (part: Partial<AccessQuery>) => onQuery({ ...query, ...part });
  return (
    <LogFilters
      onClear={() => onQuery(anyAccess)}
      filters={[
        choiceFilter({
          name: 'staff',
          label: t('access.filters.staff'),
          options: (data?.items ?? []).map(({ id, name }) => ({ value: id, word: name })),
          value: query.staff,
          otherWord: seen
            ? accessorText(seen, t)
            : waiting
              ? '…'
              : t('access.filters.unknownPerson'),
          late:
            data === undefined ? (
              <StaffListState error={error} onAgain={() => void refetch()} />
            ) : null,
          onChange: (staff) => set({ staff }),
        }),
        choiceFilter({
          name: 'kind',
          label: t('access.filters.kind'),
          options: accessKinds.map((value) => ({ value, word: t(`access.kinds.${value}`) })),
          value: query.kind,
          onChange: (kind) => set({ kind }),
        }),
        periodLogFilter(query, t, set),
        idFilter('payToken', query, t, set, orderNos[query.payToken ?? '']),
      ]}
    />
  );
}
