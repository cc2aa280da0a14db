import { IconBookmark } from '@tabler/icons-react';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dropdown } from '../ui/dropdown.tsx';
import styles from './views-menu.module.css';
import type { ViewsPanelProps } from './views-panel.tsx';

type ViewsProps = Pick<ViewsPanelProps, 'query' | 'onOpen'>;

const ViewsPanel = lazy(async () => {
  const { ViewsPanel: Component } = await import('./views-panel.tsx');
  return { default: Component };
});

/** 보기: filters of the list that somebody gave a name. */
export function ViewsMenu({ query, onOpen }: ViewsProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Dropdown
      label={t('list.views.label')}
      opened={opened}
      onChange={setOpened}
      place="end"
      button={{
        className: styles.button,
        'aria-label': t('list.views.label'),
        children: (
          <>
            <IconBookmark size={16} stroke={1.75} aria-hidden="true" />
            <span className={styles.word}>{t('list.views.open')}</span>
          </>
        ),
      }}
    >
      <Suspense>
        <ViewsPanel
          inSheet={false}
          query={query}
          onOpen={(next) => {
            setOpened(false);
            onOpen(next);
          }}
        />
      </Suspense>
    </Dropdown>
  );
}

/** The same among other filters, on a phone's sheet. */
export function ViewsInSheet(props: ViewsProps) {
  return (
    <Suspense>
      <ViewsPanel {...props} inSheet />
    </Suspense>
  );
}
