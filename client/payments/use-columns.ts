import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../ui/announcer.tsx';
import {
  arrangeColumns,
  keepColumns,
  type ArrangedColumn,
  type ColumnId,
  type KeptColumn,
} from './list-columns.ts';

export interface ColumnsProps {
  /** The arrangement that the desk stores; `[]` for the default. */
  columns: readonly KeptColumn[];
  /** Applies them at once; rejects if the desk failed to save them. */
  onColumns: (columns: readonly KeptColumn[]) => Promise<void>;
}

/** The user's arrangement of columns, and the props of the columns menu and the table's head. */
export function useColumns({ columns: kept, onColumns }: ColumnsProps) {
  const { t } = useTranslation();
  const [unsaved, setUnsaved] = useState(false);
  const [leftOut, setLeftOut] = useState<readonly ColumnId[]>([]);
  const columns = useMemo(() => arrangeColumns(kept), [kept]);
  const keep = useCallback(
    (next: readonly KeptColumn[]) => {
      onColumns(next).then(
        () => setUnsaved(false),
        () => {
          setUnsaved(true);
          announce(t('list.columnMenu.unsaved'));
        },
      );
    },
    [onColumns, t],
  );
  const change = useCallback((next: readonly ArrangedColumn[]) => keep(keepColumns(next)), [keep]);
  const reset = useCallback(() => keep([]), [keep]);
  return { columns, untouched: kept.length === 0, unsaved, leftOut, setLeftOut, change, reset };
}
