import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addKorean } from '../../copy/i18n.ts';
import { logKo } from '../../copy/ko/log.ts';
import { FilterChip } from '../../ui/filter-chip.tsx';
import styles from '../../parts/log/log-filters.module.css';

addKorean({ log: logKo });

export interface LogFilter {
  name: string;
  label: string;
  /** The current value as text; `null` if it is not set. */
  value: string | null;
  onRemove: () => void;
  field: (onDone: () => void) => ReactNode;
}

/** The filters as chips, removable one by one or all at once. */
export function LogFilters({
  filters,
  onClear,
}: {
  filters: readonly LogFilter[];
  onClear: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.bar} role="group" aria-label={t('log.filters')}>
      {filters.map(({ name, label, value, onRemove, field }) => (
        <FilterChip
          key={name}
          name={name}
          label={label}
          value={value}
          set={value !== null}
          removeLabel={t('log.remove', { name: label })}
          onRemove={onRemove}
        >
          {field}
        </FilterChip>
      ))}
      {filters.some(({ value }) => value !== null) ? (
        <Button variant="subtle" color="gray" size="xs" onClick={onClear}>
          {t('log.clear')}
        </Button>
      ) : null}
    </div>
  );
}
