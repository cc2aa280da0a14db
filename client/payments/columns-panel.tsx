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
  moveColumn,
  type ArrangedColumn,
  type ColumnId,
} from './list-columns.ts';

export interface ColumnsPanelProps {
  columns: readonly ArrangedColumn[];
  /** Nobody arranged them yet, so there is nothing to set back. */
  untouched: boolean;
  /** Shown columns for which the window has no room now. */
  leftOut: readonly ColumnId[];
  /** The desk did not keep the last choice. */
  unsaved: boolean;
  onColumns: (columns: readonly ArrangedColumn[]) => void;
  onReset: () => void;
}

interface Drag {
  id: ColumnId;
  place: number;
}

/** Over which row the pointer is; beyond the ends it is the first or the last. */
function placeAt(list: HTMLElement, clientY: number): number {
  const bottoms = [...list.children].map((row) => row.getBoundingClientRect().bottom);
  const at = bottoms.findIndex((bottom) => clientY < bottom);
  return at === -1 ? bottoms.length - 1 : at;
}

/** A row of the list taken by its handle; it stands where it would be let go. */
function useDrag(list: RefObject<HTMLElement | null>, onMove: (drag: Drag) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const take = (id: ColumnId, place: number) => (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    // The list follows the pointer, because the row itself is put elsewhere on its way.
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

/** A moved row is another place in the page, and would lose the focus that its button has. */
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

/** The list of columns: boxes for what is shown, and their order by handle or by button. */
export function ColumnsPanel(props: ColumnsPanelProps) {
  const { columns, untouched, leftOut, unsaved, onColumns, onReset } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const pressed = useKeepFocus(columns);
  useEffect(() => {
    // The panel came after its dropdown, which had nothing to give the focus to.
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
  /** The handle was pressed. */
  onTake: (event: PointerEvent) => void;
  first: boolean;
  last: boolean;
  onShown: (shown: boolean) => void;
  onStep: (step: 1 | -1, button: HTMLElement) => void;
}

function ColumnLine(props: LineProps) {
  const { column, noRoom, dragged, onTake, first, last, onShown, onStep } = props;
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
          // Not disabled: somebody who goes through the list by keyboard should hear why.
          aria-disabled={always}
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
