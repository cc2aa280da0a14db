import { IconArrowDown } from '@tabler/icons-react';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  columnKinds,
  FAR_STEP_PX,
  MAX_WIDTH_PX,
  MIN_WIDTH_PX,
  STEP_PX,
  withinWidth,
  type ColumnId,
} from './list-columns.ts';
import type { ListSort } from './list-query.ts';
import { PickBox } from './pick-box.tsx';
import type { howMany } from './selection.ts';
import styles from './table-head.module.css';

/** The column of each sort order; its head is marked if the column is shown. */
const sortColumns: Readonly<Record<ListSort, ColumnId | null>> = {
  '-changed': 'changed',
  '-created': 'created',
  '-completed': 'time',
  // No column has the time of a refund.
  '-refunded': null,
  '-amount': 'amount',
};

interface WidthActs {
  /** Called while an edge is dragged; `null` when the drag ends or is cancelled. */
  onDrag: (drag: { id: ColumnId; widthPx: number } | null) => void;
  /** `null` for the default width. */
  onWidth: (id: ColumnId, widthPx: number | null) => void;
}

function widthByKey(event: KeyboardEvent, widthPx: number): number | null {
  const step = event.shiftKey ? FAR_STEP_PX : STEP_PX;
  switch (event.key) {
    case 'ArrowLeft':
      return withinWidth(widthPx - step);
    case 'ArrowRight':
      return withinWidth(widthPx + step);
    case 'Home':
      return MIN_WIDTH_PX;
    case 'End':
      return MAX_WIDTH_PX;
    default:
      return null;
  }
}

/** A column's edge: resized by dragging or arrow keys, reset by Enter or a double click. */
function ColumnEdge({
  id,
  label,
  widthPx,
  onDrag,
  onWidth,
}: WidthActs & { id: ColumnId; label: string; widthPx: number }) {
  const { t } = useTranslation();
  const from = useRef<{ x: number; widthPx: number } | null>(null);
  const at = (event: PointerEvent) => {
    const start = from.current;
    return start === null ? null : withinWidth(start.widthPx + event.clientX - start.x);
  };
  const letGo = () => {
    from.current = null;
    onDrag(null);
  };
  return (
    <span
      role="separator"
      // Out of the tab order: the columns panel sets widths by keyboard, too.
      tabIndex={-1}
      aria-orientation="vertical"
      aria-label={t('list.columnMenu.width', { name: label })}
      aria-valuenow={widthPx}
      aria-valuemin={MIN_WIDTH_PX}
      aria-valuemax={MAX_WIDTH_PX}
      aria-valuetext={t('list.columnMenu.widthValue', { px: widthPx })}
      className={styles.edge}
      onDoubleClick={() => onWidth(id, null)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, widthPx: widthPx };
      }}
      onPointerMove={(event) => {
        const next = at(event);
        if (next !== null) onDrag({ id, widthPx: next });
      }}
      onPointerUp={(event) => {
        const next = at(event);
        const moved = next !== null && next !== from.current?.widthPx;
        letGo();
        if (moved) onWidth(id, next);
      }}
      onPointerCancel={letGo}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && from.current !== null) {
          event.stopPropagation();
          letGo();
        }
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const next = event.key === 'Enter' ? null : widthByKey(event, widthPx);
        if (event.key !== 'Enter' && next === null) return;
        event.preventDefault();
        onWidth(id, next);
      }}
    />
  );
}

function Head({
  id,
  sorted,
  ...edge
}: WidthActs & { id: ColumnId; widthPx: number; sorted: boolean }) {
  const { t } = useTranslation();
  const label = t(`list.columns.${id}`);
  return (
    <th
      scope="col"
      // The column's name must not include the name of the edge inside.
      aria-label={label}
      aria-sort={sorted ? 'descending' : undefined}
      className={columnKinds[id].money === true || columnKinds[id].end === true ? 'num' : undefined}
      data-column={id}
    >
      <span className={styles.word}>
        {label}
        {sorted ? <IconArrowDown size={14} stroke={1.75} aria-hidden="true" /> : null}
      </span>
      <ColumnEdge id={id} label={label} {...edge} />
    </th>
  );
}

/** The column heads; each has an edge that resizes the column. */
export function TableHead({
  columns,
  sort,
  menu,
  picked,
  onPickAll,
  ...acts
}: WidthActs & {
  columns: readonly { id: ColumnId; widthPx: number }[];
  sort: ListSort;
  menu: boolean;
  /** How many rows are picked. */
  picked: ReturnType<typeof howMany>;
  /** `null` if rows can't be picked. */
  onPickAll: (() => void) | null;
}) {
  const { t } = useTranslation();
  return (
    <thead className={styles.head}>
      <tr aria-rowindex={1}>
        {onPickAll === null ? null : (
          <th scope="col" className={styles.pick}>
            <PickBox
              label={t('list.pick.all')}
              picked={picked === 'all'}
              some={picked === 'some'}
              onPress={onPickAll}
            />
          </th>
        )}
        {columns.map(({ id, widthPx }) => (
          <Head key={id} id={id} widthPx={widthPx} sorted={sortColumns[sort] === id} {...acts} />
        ))}
        {menu ? (
          <th scope="col">
            <span className="vh">{t('list.columns.menu')}</span>
          </th>
        ) : null}
      </tr>
    </thead>
  );
}
