import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FilterField } from './filter-field.tsx';
import styles from './filter-panel.module.css';
import { say } from './filters/filter.ts';
import { filterNames, filters } from './filters/index.ts';
import { withoutFilters, type ListQuery } from './list-query.ts';

/** All filters in one panel. Choices apply at once; the button only closes it. */
export function FilterPanel({
  query,
  onQuery,
  onDone,
}: {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const stay = () => undefined;
  return (
    <div className={styles.panel}>
      {filterNames.map((name) =>
        filters[name].field === undefined ? null : (
          <section key={name}>
            <h3 aria-hidden="true">{say(filters[name].name)}</h3>
            <FilterField name={name} query={query} onQuery={onQuery} onDone={stay} />
          </section>
        ),
      )}
      <div className={styles.foot}>
        <Button variant="subtle" color="gray" onClick={() => onQuery(withoutFilters(query))}>
          {t('list.filters.clear')}
        </Button>
        <Button variant="filled" onClick={onDone}>
          {t('list.filters.done')}
        </Button>
      </div>
    </div>
  );
}
