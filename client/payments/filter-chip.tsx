import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dropdown } from '../ui/dropdown.tsx';
import styles from './filter-bar.module.css';
import { FilterField, type FieldName } from './filter-fields.tsx';
import { filterValue } from './filter-words.ts';
import { isSet, without, type FilterName, type ListQuery } from './list-query.ts';

interface ChipProps {
  name: FilterName;
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

function Remove({ name, query, onQuery }: ChipProps) {
  const { t } = useTranslation();
  const key = name === 'clock' ? 'list.filters.reset' : 'list.filters.remove';
  return (
    <button
      type="button"
      className={styles.x}
      aria-label={t(key, { name: t(`list.filters.${name}`) })}
      onClick={() => {
        onQuery(without(query, name));
      }}
    >
      <IconX size={14} stroke={1.75} aria-hidden="true" />
    </button>
  );
}

/** A filter that is set, with its value and its ✕, and nothing to open. */
export function SetFilter({ name, query, onQuery }: ChipProps) {
  const { t } = useTranslation();
  return (
    <span className={`${styles.filter ?? ''} ${styles.set ?? ''}`}>
      <button
        type="button"
        className={styles.open}
        onClick={() => {
          onQuery(without(query, name));
        }}
      >
        {t(`list.filters.${name}`)} <b>{filterValue(query, name)}</b>
      </button>
      <Remove name={name} query={query} onQuery={onQuery} />
    </span>
  );
}

/** One filter: what it is set to, or that it may be set; its field opens beneath. */
export function FilterChip({
  name,
  query,
  onQuery,
}: Omit<ChipProps, 'name'> & { name: FieldName }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const set = isSet(query, name);
  // The list always has a period and a clock, so these two always show which.
  const valued = set || name === 'period' || name === 'clock';
  const classes = [styles.filter, set ? styles.set : '', valued ? '' : styles.off];
  return (
    <span className={classes.join(' ')}>
      <Dropdown
        label={t(`list.filters.${name}`)}
        opened={opened}
        onChange={setOpened}
        button={{
          className: styles.open,
          ...{ 'data-filter': name },
          children: (
            <>
              {valued ? null : <IconPlus size={14} stroke={1.75} aria-hidden="true" />}
              {t(`list.filters.${name}`)} {valued ? <b>{filterValue(query, name)}</b> : null}
            </>
          ),
        }}
      >
        <FilterField
          name={name}
          query={query}
          onQuery={onQuery}
          onDone={() => {
            setOpened(false);
          }}
        />
      </Dropdown>
      {set ? <Remove name={name} query={query} onQuery={onQuery} /> : null}
    </span>
  );
}
