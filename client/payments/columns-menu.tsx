import { IconColumns3 } from '@tabler/icons-react';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { ToolMenu } from '../ui/tool-menu.tsx';
import type { ColumnsPanelProps } from './columns-panel.tsx';

const ColumnsPanel = lazy(async () => {
  const { ColumnsPanel: Component } = await import('./columns-panel.tsx');
  return { default: Component };
});

/** 열: opens the panel that chooses and orders the table's columns. */
export function ColumnsMenu(props: ColumnsPanelProps) {
  const { t } = useTranslation();
  return (
    <ToolMenu
      label={t('list.columnMenu.label')}
      Icon={IconColumns3}
      word={t('list.columnMenu.open')}
    >
      {() => (
        <Suspense>
          <ColumnsPanel {...props} />
        </Suspense>
      )}
    </ToolMenu>
  );
}
