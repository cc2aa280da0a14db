import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterChip } from '../ui/filter-chip.tsx';
import styles from './filters.module.css';

export interface LogFilter {
  name: 'call' | 'outcome' | 'period' | 'payToken' | 'operationId';
  /** What it is set to, in words; `null`: not at all. */
  value: string | null;
  onRemove: () => void;
  field: (onDone: () => void) => ReactNode;
}

/** The conditions as chips that are removed one by one, or all at once. */
export function LogFilters({
  filters,
  onClear,
}: {
  filters: readonly LogFilter[];
  onClear: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.bar} role="group" aria-label={t('developer.filters.label')}>
      {filters.map(({ name, value, onRemove, field }) => {
        const label = t(`developer.filters.${name}`);
        return (
          <FilterChip
            key={name}
            name={name}
            label={label}
            value={value}
            set={value !== null}
            removeLabel={t('developer.filters.remove', { name: label })}
            onRemove={onRemove}
          >
            {field}
          </FilterChip>
        );
      })}
      {filters.some(({ value }) => value !== null) ? (
        <Button variant="subtle" color="gray" size="xs" onClick={onClear}>
          {t('developer.filters.clear')}
        </Button>
      ) : null}
    </div>
  );
}
