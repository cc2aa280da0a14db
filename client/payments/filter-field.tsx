import { useTranslation } from 'react-i18next';
import { fields } from './filter-fields.tsx';
import { say } from './filters/filter.ts';
import { filters, type FilterName } from './filters/index.ts';
import { changeQuery, sortsOf, type ListQuery } from './list-query.ts';

interface FieldProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  /** Called after a choice that completes the input. */
  onDone: () => void;
}

export function FilterField({ name, query, onQuery, onDone }: FieldProps & { name: FilterName }) {
  return filters[name].field?.(fields, {
    label: say(filters[name].name),
    part: query,
    onChange: (part: Partial<ListQuery>) => onQuery(changeQuery(query, part)),
    onDone,
  });
}

export function SortField({ query, onQuery, onDone }: FieldProps) {
  const { t } = useTranslation();
  return (
    <fields.ChoiceField
      label={t('list.sort.label')}
      options={sortsOf(query).map((value) => ({ value, word: t(`list.sort.${value}`) }))}
      value={query.sort}
      onChange={(sort) => onQuery({ ...query, sort })}
      onDone={onDone}
    />
  );
}
