import { Button } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ToolMenu } from '../ui/tool-menu.tsx';
import styles from './filter-bar.module.css';
import { FilterChip, SetFilter } from './filter-chip.tsx';
import { filterNames, filters } from './filters/index.ts';
import { SortField } from './lazy-filter-fields.ts';
import { isSet, withoutFilters, type ListQuery } from './list-query.ts';

interface BarProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

/** Chooses the order of the rows. */
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

/** The filters as removable chips, always on one line. */
export function FilterBar({ query, onQuery }: BarProps) {
  const { t } = useTranslation();
  const any = filterNames.some((name) => isSet(query, name));
  return (
    <div className={styles.room}>
      <div className={styles.bar} role="group" aria-label={t('list.filters.label')}>
        {isSet(query, 'q') ? <SetFilter name="q" query={query} onQuery={onQuery} /> : null}
        {filterNames.map((name) =>
          filters[name].field === undefined ? null : (
            <FilterChip key={name} name={name} query={query} onQuery={onQuery} />
          ),
        )}
        {isSet(query, 'drift') ? <SetFilter name="drift" query={query} onQuery={onQuery} /> : null}
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
