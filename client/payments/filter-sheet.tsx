import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterField, SortField } from './filter-field.tsx';
import styles from './filter-sheet.module.css';
import { say } from './filters/filter.ts';
import { filterNames, filters } from './filters/index.ts';
import { withoutFilters, type ListQuery } from './list-query.ts';

/**
 * All filters in one sheet, for phones. Choices apply at once; the button only closes the sheet.
 */
export function FilterSheet({
  query,
  views,
  onQuery,
  onClose,
}: {
  query: ListQuery;
  /** Saved filters. */
  views: ReactNode;
  onQuery: (query: ListQuery) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const stay = () => undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('list.filters.label')}
      centered={false}
      yOffset={0}
      xOffset={0}
      size="100%"
      closeButtonProps={{ 'aria-label': t('common.close'), size: 44, iconSize: 20 }}
      styles={{
        inner: { alignItems: 'flex-end' },
        content: { maxHeight: 'calc(100dvh - 40px)', borderRadius: '16px 16px 0 0' },
        body: { paddingBottom: 0 },
      }}
    >
      <div className={styles.sections}>
        {views}
        {filterNames.map((name) =>
          filters[name].field === undefined ? null : (
            <section key={name}>
              <h3>{say(filters[name].name)}</h3>
              <FilterField name={name} query={query} onQuery={onQuery} onDone={stay} />
            </section>
          ),
        )}
        <section>
          <h3>{t('list.sort.label')}</h3>
          <SortField query={query} onQuery={onQuery} onDone={stay} />
        </section>
      </div>
      <div className={styles.foot}>
        <Button size="lg" onClick={() => onQuery(withoutFilters(query))}>
          {t('list.filters.clear')}
        </Button>
        <Button size="lg" variant="filled" onClick={onClose}>
          {t('list.filters.done')}
        </Button>
      </div>
    </Modal>
  );
}
