import { IconColumns3 } from '@tabler/icons-react';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dropdown } from '../ui/dropdown.tsx';
import type { ColumnsPanelProps } from './columns-panel.tsx';
import styles from './filter-bar.module.css';

const ColumnsPanel = lazy(async () => {
  const { ColumnsPanel: Component } = await import('./columns-panel.tsx');
  return { default: Component };
});

/** 열: which columns the table has, and in what order. */
export function ColumnsMenu(props: ColumnsPanelProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Dropdown
      label={t('list.columnMenu.label')}
      opened={opened}
      onChange={setOpened}
      place="end"
      button={{
        className: styles.sort,
        'aria-label': t('list.columnMenu.label'),
        children: (
          <>
            <IconColumns3 size={16} stroke={1.75} aria-hidden="true" />
            <span className={styles.sortWord}>{t('list.columnMenu.open')}</span>
          </>
        ),
      }}
    >
      <Suspense>
        <ColumnsPanel {...props} />
      </Suspense>
    </Dropdown>
  );
}
