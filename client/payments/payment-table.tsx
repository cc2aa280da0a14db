import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Language } from '../copy/i18n.ts';
import {
  changeColumn,
  layOutTable,
  MENU_PX,
  PICK_PX,
  type ArrangedColumn,
  type ColumnId,
  type TableLayout,
} from './list-columns.ts';
import type { ListSort } from './list-query.ts';
import type { PaymentSummary } from './payment-list-options.ts';
import { PaymentRow, type RowProps } from './payment-row.tsx';
import styles from './payment-table.module.css';
import { chunkOf, type Piece } from './row-window.ts';
import { Sideways } from './sideways.tsx';
import { howMany, type Selection } from './selection.ts';
import { sumColumns, sumPx, TableFoot } from './table-foot.tsx';
import { TableHead } from './table-head.tsx';
import { useRowWindow } from './use-row-window.ts';

type RowShared = Pick<RowProps, 'role' | 'offline' | 'onOpen' | 'onAct' | 'onRecheck' | 'onPick'>;

export interface PaymentTableProps extends RowShared {
  payments: readonly ListedPayment[];
  /** The list is of refunds made in a span, and its sums count these alone. */
  ofRefunds: boolean;
  hrefOf: (payToken: string) => string;
  openToken: string | null;
  flashing: ReadonlySet<string>;
  /** Rows that stay rendered while scrolled out: those that had the focus or were open. */
  held: readonly string[];
  columns: readonly ArrangedColumn[];
  /** The user has not arranged them, so some are left out when room is short. */
  columnsFree: boolean;
  onColumns: (columns: readonly ArrangedColumn[]) => void;
  /** Reports shown columns that did not fit. */
  onLeftOut: (columns: readonly ColumnId[]) => void;
  sort: ListSort;
  /** Beside an open detail there is room for five columns. */
  narrow: boolean;
  stale: boolean;
  busy: boolean;
  /** `null` if the user may not refund, so there is nothing to pick rows for. */
  selection: Selection | null;
  onPickAll: (() => void) | null;
  caption: string;
  summary: PaymentSummary | undefined;
}

/** The chunks of the held rows; rows that are not in the list have none. */
export function heldChunks(payments: readonly ListedPayment[], held: readonly string[]): number[] {
  return held.flatMap((payToken) => {
    const index = payments.findIndex((payment) => payment.payToken === payToken);
    return index === -1 ? [] : [chunkOf(index)];
  });
}

/** The width of the table's container; `null` before it is measured. */
function useRoom(table: RefObject<HTMLTableElement | null>): number | null {
  const [roomPx, setRoomPx] = useState<number | null>(null);
  useLayoutEffect(() => {
    const frame = table.current?.parentElement ?? null;
    if (frame === null) return undefined;
    // A hidden list keeps its last width.
    const look = () => {
      if (frame.clientWidth > 0) setRoomPx(frame.clientWidth);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(frame);
    return () => observer.disconnect();
  }, [table]);
  return roomPx;
}

/** The average width of a character in an order number. */
const ORDER_SIGN_PX = 7.2;
/** A UUID. Longer ones are cut, so that they leave room for what was bought. */
const MOST_SIGNS = 36;
/** The padding of a cell. */
const AROUND_PX = 20;
/** The copy button beside an order number. */
const COPY_PX = 24;

/** Order numbers of usual length are not cut, and the sums stand under their columns. */
function leastWidths({
  payments,
  summary,
  narrow,
}: Pick<PaymentTableProps, 'payments' | 'summary' | 'narrow'>): Partial<Record<ColumnId, number>> {
  const longest = payments.reduce((most, { orderNo }) => Math.max(most, orderNo.length), 0);
  const beside = AROUND_PX + (narrow ? 0 : COPY_PX);
  const least: Partial<Record<ColumnId, number>> = {
    orderNo: Math.ceil(Math.min(longest, MOST_SIGNS) * ORDER_SIGN_PX) + beside,
  };
  for (const id of sumColumns) {
    least[id] = sumPx(id, summary);
  }
  return least;
}

function useLayout(
  props: Pick<
    PaymentTableProps,
    ('columns' | 'columnsFree' | 'narrow' | 'onColumns' | 'onLeftOut') | ('payments' | 'summary')
  >,
  besidePx: number,
  table: RefObject<HTMLTableElement | null>,
) {
  const { columns, columnsFree, narrow, onColumns, onLeftOut } = props;
  const { i18n } = useTranslation();
  const [drag, setDrag] = useState<{ id: ColumnId; widthPx: number } | null>(null);
  const roomPx = useRoom(table);
  const arranged = drag === null ? columns : changeColumn(columns, drag.id, drag);
  const layout = layOutTable(arranged, {
    roomPx,
    language: i18n.language as Language,
    tight: narrow,
    besidePx,
    free: columnsFree && drag === null,
    leastPx: leastWidths(props),
  });
  const left = layout.left.join(' ');
  useLayoutEffect(
    () => onLeftOut(left === '' ? [] : (left.split(' ') as ColumnId[])),
    [left, onLeftOut],
  );
  const onWidth = (id: ColumnId, widthPx: number | null) =>
    onColumns(changeColumn(columns, id, { widthPx }));
  return { layout, roomPx, onDrag: setDrag, onWidth };
}

function Columns({ layout, boxes, menu }: { layout: TableLayout; boxes: boolean; menu: boolean }) {
  return (
    <colgroup>
      {boxes ? <col style={{ width: PICK_PX }} /> : null}
      {layout.columns.map(({ id, widthPx }) => (
        <col key={id} style={id === layout.elastic ? undefined : { width: widthPx }} />
      ))}
      {menu ? <col style={layout.elastic === null ? undefined : { width: MENU_PX }} /> : null}
    </colgroup>
  );
}

interface BodyProps extends RowShared {
  piece: Piece;
  payments: readonly ListedPayment[];
  columns: string;
  menu: boolean;
  selection: Selection | null;
  hrefOf: (payToken: string) => string;
  openToken: string | null;
  flashing: ReadonlySet<string>;
}

/** The rows of a chunk, or the gap in their place. */
function Body(props: BodyProps) {
  const { piece, payments, columns, menu, selection, hrefOf, openToken, flashing, ...shared } =
    props;
  if (piece.kind === 'gap') {
    const beside = (selection === null ? 0 : 1) + (menu ? 1 : 0);
    return (
      <tbody aria-hidden="true">
        <tr>
          <td
            className={styles.gap}
            colSpan={columns.split(' ').length + beside}
            style={{ height: piece.heightPx }}
          />
        </tr>
      </tbody>
    );
  }
  return (
    <tbody data-chunk={piece.chunk} data-rows={piece.to - piece.from}>
      {payments.slice(piece.from, piece.to).map((payment, index) => (
        <PaymentRow
          key={payment.payToken}
          payment={payment}
          href={hrefOf(payment.payToken)}
          columns={columns}
          menu={menu}
          picked={selection?.picked.has(payment.payToken) ?? false}
          // The head is row 1.
          rowIndex={piece.from + index + 2}
          open={payment.payToken === openToken}
          flash={flashing.has(payment.payToken)}
          {...shared}
        />
      ))}
    </tbody>
  );
}

/** The list as a table, for anything wider than a phone. */
export function PaymentTable(props: PaymentTableProps) {
  const { payments, hrefOf, openToken, flashing, held, sort, narrow, stale, busy } = props;
  const { caption, summary, role, offline, onOpen, onAct, onRecheck } = props;
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const menu = !narrow;
  const selection = narrow ? null : props.selection;
  const boxes = selection !== null;
  const besidePx = (menu ? MENU_PX : 0) + (boxes ? PICK_PX : 0);
  const { layout, roomPx, onDrag, onWidth } = useLayout(props, besidePx, table);
  const pieces = useRowWindow(table, payments.length, heldChunks(payments, held), true);
  const classes = [styles.table, narrow ? styles.narrow : '', stale ? styles.stale : ''];
  const rows = Math.max(payments.length, summary?.count ?? 0);
  return (
    <Sideways label={t('list.sideways')} widthPx={layout.tableWidthPx}>
      <table
        ref={table}
        className={classes.join(' ')}
        aria-busy={busy}
        // Includes the head and the sums, and rows that are not rendered or not loaded.
        aria-rowcount={rows + 2}
        style={layout.tableWidthPx === null ? undefined : { width: layout.tableWidthPx }}
      >
        <caption className="vh">{caption}</caption>
        <Columns layout={layout} boxes={boxes} menu={menu} />
        <TableHead
          columns={layout.columns}
          sort={sort}
          menu={menu}
          picked={selection === null ? 'none' : howMany(selection, payments)}
          onPickAll={boxes ? props.onPickAll : null}
          onDrag={onDrag}
          onWidth={onWidth}
        />
        {pieces.map((piece) => (
          <Body
            key={`${piece.kind} ${String(piece.chunk)}`}
            piece={piece}
            payments={payments}
            columns={layout.columns.map(({ id }) => id).join(' ')}
            menu={menu}
            selection={selection}
            hrefOf={hrefOf}
            openToken={openToken}
            flashing={flashing}
            role={role}
            offline={offline}
            onOpen={onOpen}
            onAct={onAct}
            onRecheck={onRecheck}
            onPick={boxes ? props.onPick : null}
          />
        ))}
        <TableFoot
          columns={layout.columns}
          boxes={boxes}
          menu={menu}
          summary={summary}
          ofRefunds={props.ofRefunds}
          rowIndex={rows + 2}
          roomPx={layout.tableWidthPx === null ? null : roomPx}
        />
      </table>
    </Sideways>
  );
}
