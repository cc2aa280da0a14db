import { useTranslation } from 'react-i18next';
import { FilterChip as Chip, SetFilterChip } from '../ui/filter-chip.tsx';
import { say } from './filters/filter.ts';
import { filters, type FilterName } from './filters/index.ts';
import { FilterField } from './lazy-filter-fields.ts';
import { isSet, without, type ListQuery } from './list-query.ts';

interface ChipProps {
  name: FilterName;
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

function useChip({ name, query, onQuery }: ChipProps) {
  const { t } = useTranslation();
  const filter = filters[name];
  const label = say(filter.name);
  return {
    label,
    removeLabel: t(`list.filters.${filter.always ?? 'remove'}`, { name: label }),
    onRemove: () => onQuery(without(query, name)),
  };
}

/** A set filter with its value and ✕; a press on either removes it. */
export function SetFilter(props: ChipProps) {
  return <SetFilterChip {...useChip(props)} value={filters[props.name].value(props.query)} />;
}

/** A filter's chip with its current value; its field opens beneath. */
export function FilterChip(props: ChipProps) {
  const { name, query, onQuery } = props;
  const { always, value } = filters[name];
  const set = isSet(query, name);
  return (
    <Chip
      {...useChip(props)}
      name={name}
      value={set || always !== undefined ? value(query) : null}
      set={set}
    >
      {(onDone) => <FilterField name={name} query={query} onQuery={onQuery} onDone={onDone} />}
    </Chip>
  );
}
