import { Button } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ToolMenu } from '../ui/tool-menu.tsx';
import styles from './filter-bar.module.css';
import { FilterChip, SetFilter } from './filter-chip.tsx';
import { SortField } from './lazy-filter-fields.ts';
import { defaultQuery, filterNames, isSet, type ListQuery } from './list-query.ts';

interface BarProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

const fields = ['period', 'clock', 'status', 'method', 'amount', 'tax', 'refund', 'staff'] as const;

/** In which order the rows stand. */
export function SortChoice({ query, onQuery }: BarProps) {
  const { t } = useTranslation();
  return (
    <ToolMenu
      label={t('list.sort.label')}
      Icon={IconArrowsSort}
      word={t(`list.sort.${query.sort}`)}
      isChoice
    >
      {(onDone) => <SortField query={query} onQuery={onQuery} onDone={onDone} />}
    </ToolMenu>
  );
}

/** `모두 지우기` leaves the order of the rows alone: it is no filter. */
export function withoutFilters(query: ListQuery): ListQuery {
  return { ...defaultQuery, sort: query.sort };
}

/** The filters as chips that are removed one by one, in one line however many are set. */
export function FilterBar({ query, onQuery }: BarProps) {
  const { t } = useTranslation();
  const any = filterNames.some((name) => isSet(query, name));
  return (
    <div className={styles.room}>
      <div className={styles.bar} role="group" aria-label={t('list.filters.label')}>
        {query.q === '' ? null : <SetFilter name="q" query={query} onQuery={onQuery} />}
        {fields.map((name) => (
          <FilterChip key={name} name={name} query={query} onQuery={onQuery} />
        ))}
        {query.drift ? <SetFilter name="drift" query={query} onQuery={onQuery} /> : null}
        {any ? (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            onClick={() => onQuery(withoutFilters(query))}
          >
            {t('list.filters.clear')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
