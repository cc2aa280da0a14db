import { Button } from '@mantine/core';
import { IconArrowsSort, IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dropdown } from '../ui/dropdown.tsx';
import styles from './filter-bar.module.css';
import { FilterChip, SetFilter } from './filter-chip.tsx';
import { SortField } from './filter-fields.tsx';
import { defaultQuery, filterNames, isSet, type ListQuery } from './list-query.ts';

interface BarProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

const fields = ['period', 'clock', 'status', 'method', 'amount', 'tax', 'refund'] as const;

/** In which order the rows stand. */
function SortChoice({ query, onQuery }: BarProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const label = t('list.sort.label');
  return (
    <Dropdown
      label={label}
      opened={opened}
      onChange={setOpened}
      place="end"
      button={{
        className: styles.sort,
        'aria-label': `${label}: ${t(`list.sort.${query.sort}`)}`,
        children: (
          <>
            <IconArrowsSort
              size={16}
              stroke={1.75}
              className={styles.sortIcon}
              aria-hidden="true"
            />
            <span className={styles.sortWord}>{t(`list.sort.${query.sort}`)}</span>
            <IconChevronDown
              size={14}
              stroke={1.75}
              className={styles.sortWord}
              aria-hidden="true"
            />
          </>
        ),
      }}
    >
      <SortField
        query={query}
        onQuery={onQuery}
        onDone={() => {
          setOpened(false);
        }}
      />
    </Dropdown>
  );
}

/** `모두 지우기` leaves the order of the rows alone: it is no filter. */
export function withoutFilters(query: ListQuery): ListQuery {
  return { ...defaultQuery, sort: query.sort };
}

/** The filters as chips that are removed one by one. */
export function FilterBar({
  query,
  onQuery,
  children,
}: BarProps & {
  /** What else is set for the list; beside the order of its rows. */
  children?: ReactNode;
}) {
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
            onClick={() => {
              onQuery(withoutFilters(query));
            }}
          >
            {t('list.filters.clear')}
          </Button>
        ) : null}
        <span className={styles.push}>
          <SortChoice query={query} onQuery={onQuery} />
          {children}
        </span>
      </div>
    </div>
  );
}
