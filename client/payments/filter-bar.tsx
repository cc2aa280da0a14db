import { IconAdjustmentsHorizontal, IconArrowsSort } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dropdown } from '../ui/dropdown.tsx';
import { ToolMenu } from '../ui/tool-menu.tsx';
import styles from './filter-bar.module.css';
import { FilterChip, SetFilter } from './filter-chip.tsx';
import { filterNames, filters } from './filters/index.ts';
import { FilterPanel, SortField } from './lazy-filter-fields.ts';
import { isSet, type ListQuery } from './list-query.ts';

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

/** Set filters that are shown as chips; the others are counted. */
const MOST_CHIPS = 3;

/** 기간, the set filters as removable chips, and 필터 with all of them; always on one line. */
export function FilterBar({ query, onQuery, narrow }: BarProps & { narrow: boolean }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const set = filterNames.filter((name) => name !== 'period' && isSet(query, name));
  const chips = set.slice(0, narrow ? 0 : MOST_CHIPS);
  const more = set.length - chips.length;
  return (
    <div className={styles.bar} role="group" aria-label={t('list.filters.label')}>
      <FilterChip name="period" query={query} onQuery={onQuery} />
      {chips.map((name) =>
        filters[name].field === undefined ? (
          <SetFilter key={name} name={name} query={query} onQuery={onQuery} />
        ) : (
          <FilterChip key={name} name={name} query={query} onQuery={onQuery} />
        ),
      )}
      <Dropdown
        label={t('list.filters.label')}
        opened={opened}
        onChange={setOpened}
        wide
        button={{
          className: styles.all,
          ...{ 'data-filter': 'all' },
          children: (
            <>
              <IconAdjustmentsHorizontal size={16} stroke={1.75} aria-hidden="true" />
              {t('list.filters.open')}
              {more === 0 ? null : (
                <b aria-label={t('list.filters.applied', { count: more })}>+{more}</b>
              )}
            </>
          ),
        }}
      >
        <FilterPanel query={query} onQuery={onQuery} onDone={() => setOpened(false)} />
      </Dropdown>
    </div>
  );
}
