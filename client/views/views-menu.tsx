import { IconBookmark } from '@tabler/icons-react';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { ToolMenu } from '../ui/tool-menu.tsx';
import type { ViewsPanelProps } from './views-panel.tsx';

type ViewsProps = Pick<ViewsPanelProps, 'query' | 'onOpen'>;

const ViewsPanel = lazy(async () => {
  const { ViewsPanel: Component } = await import('./views-panel.tsx');
  return { default: Component };
});

/** 보기: the menu of saved filters of the list. */
export function ViewsMenu({ query, onOpen }: ViewsProps) {
  const { t } = useTranslation();
  return (
    <ToolMenu label={t('list.views.label')} Icon={IconBookmark} word={t('list.views.open')}>
      {(onDone) => (
        <Suspense>
          <ViewsPanel
            inSheet={false}
            query={query}
            onOpen={(next) => {
              onDone();
              onOpen(next);
            }}
          />
        </Suspense>
      )}
    </ToolMenu>
  );
}

/** The saved views inside the filter sheet of phones. */
export function ViewsInSheet(props: ViewsProps) {
  return (
    <Suspense>
      <ViewsPanel {...props} inSheet />
    </Suspense>
  );
}
