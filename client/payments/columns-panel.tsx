import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconGripVertical } from '@tabler/icons-react';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type PointerEvent,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../ui/announcer.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './columns-panel.module.css';
import {
  changeColumn,
  columnKinds,
  FAR_STEP_PX,
  moveColumn,
  STEP_PX,
  withinWidth,
  type ArrangedColumn,
  type ColumnId,
} from './list-columns.ts';

export interface ColumnsPanelProps {
  columns: readonly ArrangedColumn[];
  /** Nobody has arranged the columns, so there is nothing to reset. */
  untouched: boolean;
  /** Shown columns for which there is no room at present. */
  leftOut: readonly ColumnId[];
  /** The desk failed to save the last change. */
  unsaved: boolean;
  onColumns: (columns: readonly ArrangedColumn[]) => void;
  onReset: () => void;
}

interface Drag {
  id: ColumnId;
  place: number;
}

/** The index of the row under the pointer; beyond the ends the first or the last. */
function placeAt(list: HTMLElement, clientY: number): number {
  const bottoms = [...list.children].map((row) => row.getBoundingClientRect().bottom);
  const at = bottoms.findIndex((bottom) => clientY < bottom);
  return at === -1 ? bottoms.length - 1 : at;
}

/** Drags a row by its handle; while dragged it stands where it would be dropped. */
function useDrag(list: RefObject<HTMLElement | null>, onMove: (drag: Drag) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const take = (id: ColumnId, place: number) => (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    // The list captures the pointer, because the row's own element moves during the drag.
    list.current?.setPointerCapture(event.pointerId);
    setDrag({ id, place });
  };
  const onList = {
    onPointerMove: (event: PointerEvent) => {
      if (drag === null || list.current === null) return;
      const place = placeAt(list.current, event.clientY);
      if (place !== drag.place) setDrag({ id: drag.id, place });
    },
    onPointerUp: () => {
      if (drag !== null) onMove(drag);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
  };
  return { drag, take, onList };
}

/** Moving a row moves its element, which would take the focus from its button. */
function useKeepFocus(columns: readonly ArrangedColumn[]) {
  const pressed = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const button = pressed.current;
    pressed.current = null;
    if (button !== null && document.activeElement !== button) button.focus();
    button?.closest('li')?.scrollIntoView({ block: 'nearest' });
  }, [columns]);
  return pressed;
}

/** The columns with a checkbox each, ordered by a handle or by buttons. */
export function ColumnsPanel(props: ColumnsPanelProps) {
  const { columns, untouched, leftOut, unsaved, onColumns, onReset } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const pressed = useKeepFocus(columns);
  useEffect(() => {
    // The panel is lazy, so the dropdown had nothing to focus when it opened.
    list.current?.querySelector('input')?.focus();
  }, []);
  const move = ({ id, place }: Drag) => {
    const now = columns.findIndex((column) => column.id === id);
    if (place === now || place < 0 || place >= columns.length) return;
    onColumns(moveColumn(columns, id, place));
    const name = t(`list.columns.${id}`);
    announce(t('list.columnMenu.moved', { name, place: place + 1, count: columns.length }));
  };
  const { drag, take, onList } = useDrag(list, move);
  const shown = drag === null ? columns : moveColumn(columns, drag.id, drag.place);
  return (
    <div className={styles.panel}>
      <p className={styles.lead}>{t('list.columnMenu.lead')}</p>
      <ul ref={list} className={styles.list} aria-label={t('list.columnMenu.label')} {...onList}>
        {shown.map((column, place) => (
          <ColumnLine
            key={column.id}
            column={column}
            noRoom={leftOut.includes(column.id)}
            dragged={drag?.id === column.id}
            onTake={take(column.id, place)}
            first={place === 0}
            last={place === shown.length - 1}
            onShown={(is) => onColumns(changeColumn(columns, column.id, { shown: is }))}
            onWiden={(stepPx) => {
              const widthPx = withinWidth(
                (column.widthPx ?? columnKinds[column.id].widthPx) + stepPx,
              );
              onColumns(changeColumn(columns, column.id, { widthPx }));
              announce(t('list.columnMenu.widthValue', { px: widthPx }));
            }}
            onStep={(step, button) => {
              pressed.current = button;
              move({ id: column.id, place: place + step });
            }}
          />
        ))}
      </ul>
      <div className={styles.foot}>
        <p role="status">{unsaved ? t('list.columnMenu.unsaved') : null}</p>
        <Button
          variant="subtle"
          size="xs"
          aria-disabled={untouched}
          data-disabled={untouched}
          onClick={() => {
            if (untouched) return;
            onReset();
            announce(t('list.columnMenu.wasReset'));
          }}
        >
          {t('list.columnMenu.reset')}
        </Button>
      </div>
    </div>
  );
}

interface LineProps {
  column: ArrangedColumn;
  noRoom: boolean;
  dragged: boolean;
  /** The drag handle was pressed. */
  onTake: (event: PointerEvent) => void;
  first: boolean;
  last: boolean;
  onShown: (shown: boolean) => void;
  /** Arrow keys on the box, as on the edge in the table's head. */
  onWiden: (stepPx: number) => void;
  onStep: (step: 1 | -1, button: HTMLElement) => void;
}

function ColumnLine(props: LineProps) {
  const { column, noRoom, dragged, onTake, first, last, onShown, onWiden, onStep } = props;
  const { t } = useTranslation();
  const name = t(`list.columns.${column.id}`);
  const always = columnKinds[column.id].always === true;
  const note = always ? 'always' : column.shown && noRoom ? 'noRoom' : null;
  return (
    <li className={dragged ? `${styles.line ?? ''} ${styles.dragged ?? ''}` : styles.line}>
      <span className={styles.handle} aria-hidden="true" onPointerDown={onTake}>
        <IconGripVertical size={16} stroke={1.75} />
      </span>
      <label className={styles.label}>
        <input
          type="checkbox"
          checked={column.shown}
          // Not disabled, so that the keyboard reaches it and a screen reader says why.
          aria-disabled={always}
          onKeyDown={(event) => {
            if (event.altKey || event.ctrlKey || event.metaKey) return;
            const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
            if (way === undefined) return;
            event.preventDefault();
            onWiden(way * (event.shiftKey ? FAR_STEP_PX : STEP_PX));
          }}
          onChange={(event) => {
            if (!always) onShown(event.target.checked);
          }}
        />
        <span>
          {name} {note === null ? null : <small>{t(`list.columnMenu.${note}`)}</small>}
        </span>
      </label>
      <IconButton
        label={t('list.columnMenu.up', { name })}
        aria-disabled={first}
        onClick={(event) => onStep(-1, event.currentTarget)}
      >
        <IconChevronUp size={16} stroke={1.75} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={t('list.columnMenu.down', { name })}
        aria-disabled={last}
        onClick={(event) => onStep(1, event.currentTarget)}
      >
        <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
