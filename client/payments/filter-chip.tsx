import { useTranslation } from 'react-i18next';
import { FilterChip as Chip, SetFilterChip } from '../ui/filter-chip.tsx';
import type { FieldName } from './filter-fields.tsx';
import { FilterValue } from './filter-value.tsx';
import { FilterField } from './lazy-filter-fields.ts';
import { isSet, without, type FilterName, type ListQuery } from './list-query.ts';

interface ChipProps {
  name: FilterName;
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

function useChip({ name, query, onQuery }: ChipProps) {
  const { t } = useTranslation();
  const label = t(`list.filters.${name}`);
  const key = name === 'clock' ? 'list.filters.reset' : 'list.filters.remove';
  return {
    label,
    removeLabel: t(key, { name: label }),
    onRemove: () => onQuery(without(query, name)),
  };
}

/** A filter that is set, with its value and its ✕, and nothing to open. */
export function SetFilter(props: ChipProps) {
  return <SetFilterChip {...useChip(props)} value={<FilterValue {...props} />} />;
}

/** One filter: what it is set to, or that it may be set; its field opens beneath. */
export function FilterChip(props: Omit<ChipProps, 'name'> & { name: FieldName }) {
  const { name, query, onQuery } = props;
  const set = isSet(query, name);
  // The list always has a period and a clock, so these two always show which.
  const valued = set || name === 'period' || name === 'clock';
  return (
    <Chip
      {...useChip(props)}
      name={name}
      value={valued ? <FilterValue query={query} name={name} /> : null}
      set={set}
    >
      {(onDone) => <FilterField name={name} query={query} onQuery={onQuery} onDone={onDone} />}
    </Chip>
  );
}
