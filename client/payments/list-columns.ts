/**
 * The columns of the payment list: which there are, how the user arranged them, and which fit. Pure
 * functions; `row-cells.tsx` renders the content.
 */
import type { Answer } from '../../shared/api.ts';
import type { FactOf, ListColumn, TextField } from '../../shared/payment.ts';
import type { Language } from '../copy/i18n.ts';

export type ColumnId = ListColumn;

/** One column as the desk stores it for the user. */
export type KeptColumn = NonNullable<Answer<'GET /api/me/preferences'>['listColumns']>[number];

interface ColumnKind {
  /** The default width; `product` gets the remaining width, and at least this. */
  widthPx: number;
  /** The width in English, where the text is longer. */
  englishPx?: number;
  /** The width beside an open payment. */
  tightPx?: number;
  /** The place at which it is left out when room is short, 1 first; `false` for never. */
  gives: number | false;
  optional?: true;
  /** A row can't be told from others without it, so it can't be hidden. */
  always?: true;
  /** Won, aligned to the right. */
  money?: true;
  /** Other text that is aligned to the right. */
  end?: true;
  /** A text that the payment's detail also shows, under the column's name. */
  fact?: true;
}

/** Facts that `payment-facts.tsx` shows as plain text. */
export type PlainFact = Exclude<ColumnId & FactOf<'detail'> & TextField, 'payToken'>;

/** In the default order; an optional column stands beside the one that it belongs to. */
export const columnKinds: {
  readonly [Id in ColumnId]: ColumnKind & (Id extends PlainFact ? { fact: true } : unknown);
} = {
  status: { gives: false, widthPx: 168, englishPx: 208, tightPx: 152, always: true },
  orderNo: { gives: false, widthPx: 152, tightPx: 140, always: true },
  payToken: { gives: 5, widthPx: 136, optional: true },
  product: { gives: 16, widthPx: 112 },
  method: { gives: 12, widthPx: 92, englishPx: 108 },
  cashReceipt: { gives: 4, widthPx: 104, englishPx: 116, optional: true },
  amount: { gives: false, widthPx: 132, tightPx: 112, money: true },
  taxable: { gives: 9, widthPx: 100, optional: true, money: true },
  vat: { gives: 7, widthPx: 92, optional: true, money: true },
  taxFree: { gives: 8, widthPx: 100, optional: true, money: true },
  serviceFee: { gives: 6, widthPx: 92, englishPx: 108, optional: true, money: true },
  refunded: { gives: 13, widthPx: 128, englishPx: 168, money: true },
  remaining: { gives: 14, widthPx: 120, optional: true, money: true },
  created: { gives: 11, widthPx: 140, optional: true },
  time: { gives: 15, widthPx: 136, tightPx: 124, end: true },
  expires: { gives: 10, widthPx: 140, optional: true },
  changed: { gives: 2, widthPx: 140, optional: true },
  staff: { gives: 3, widthPx: 104, optional: true },
  observed: { gives: 1, widthPx: 84, optional: true },
};

export const columnIds = Object.keys(columnKinds) as ColumnId[];

export const MIN_WIDTH_PX = 64;
export const MAX_WIDTH_PX = 640;
/** How far an arrow key moves a column's edge, without and with Shift. */
export const STEP_PX = 8;
export const FAR_STEP_PX = 40;
/** The menu column at the end and the checkbox column at the start: neither is moved or hidden. */
export const MENU_PX = 44;
export const PICK_PX = 36;

/** Columns to leave out when room is short, in this order. */
const givesWay = columnIds
  .filter((id) => columnKinds[id].gives !== false)
  .toSorted((a, b) => Number(columnKinds[a].gives) - Number(columnKinds[b].gives));

/** A column in the user's arrangement, shown or not. */
export interface ArrangedColumn {
  id: ColumnId;
  shown: boolean;
  /** `null` for the default width. */
  widthPx: number | null;
}

function isColumnId(id: string): id is ColumnId {
  return Object.hasOwn(columnKinds, id);
}

export function withinWidth(px: number): number {
  return Math.min(Math.max(Math.round(px), MIN_WIDTH_PX), MAX_WIDTH_PX);
}

/**
 * Every column in the user's order. Columns that this build does not know are dropped; columns
 * missing from the stored arrangement stand after their default neighbour.
 */
export function arrangeColumns(kept: readonly KeptColumn[]): ArrangedColumn[] {
  const arranged: ArrangedColumn[] = [];
  for (const { id, shown, widthPx } of kept) {
    if (!isColumnId(id) || arranged.some((one) => one.id === id)) continue;
    arranged.push({
      id,
      shown: shown || columnKinds[id].always === true,
      widthPx: widthPx === undefined ? null : withinWidth(widthPx),
    });
  }
  for (const [index, id] of columnIds.entries()) {
    if (arranged.some((one) => one.id === id)) continue;
    const before = index === 0 ? -1 : arranged.findIndex((one) => one.id === columnIds[index - 1]);
    const shown = columnKinds[id].optional !== true;
    arranged.splice(before + 1, 0, { id, shown, widthPx: null });
  }
  return arranged;
}

/** The arrangement as the desk stores it. */
export function keepColumns(columns: readonly ArrangedColumn[]): KeptColumn[] {
  return columns.map(({ id, shown, widthPx }) => ({
    id,
    shown,
    ...(widthPx === null ? {} : { widthPx }),
  }));
}

/** Moves one column to another index, counted over all columns. */
export function moveColumn(
  columns: readonly ArrangedColumn[],
  id: ColumnId,
  place: number,
): ArrangedColumn[] {
  const moved = columns.find((column) => column.id === id);
  const others = columns.filter((column) => column.id !== id);
  if (moved === undefined) return [...columns];
  const at = Math.min(Math.max(place, 0), others.length);
  return [...others.slice(0, at), moved, ...others.slice(at)];
}

export function changeColumn(
  columns: readonly ArrangedColumn[],
  id: ColumnId,
  change: Partial<Pick<ArrangedColumn, 'shown' | 'widthPx'>>,
): ArrangedColumn[] {
  return columns.map((column) => (column.id === id ? { ...column, ...change } : column));
}

/** What the table renders. */
export interface TableLayout {
  columns: readonly { id: ColumnId; widthPx: number }[];
  /** The column that gets the remaining width; without one it is the last. */
  elastic: ColumnId | null;
  /** The table's width if it exceeds its container and scrolls sideways; `null` if it fits. */
  tableWidthPx: number | null;
  /** Shown columns that do not fit. */
  left: readonly ColumnId[];
}

interface Place {
  /** The width of the container; `null` before it is measured. */
  roomPx: number | null;
  language: Language;
  /** Beside an open payment: fewer columns, and no menu. */
  tight: boolean;
  /** The width of the checkbox and menu columns. */
  besidePx: number;
  /** The user has not arranged the columns, so some may be left out instead of scrolling. */
  free: boolean;
  /** The widths that show a column's longest text; for columns that must never cut theirs. */
  leastPx?: Readonly<Partial<Record<ColumnId, number>>>;
}

function givenPx({ id, widthPx }: ArrangedColumn, { language, tight }: Place): number {
  const kind = columnKinds[id];
  if (tight && kind.tightPx !== undefined) return Math.min(widthPx ?? kind.tightPx, kind.tightPx);
  return widthPx ?? (language === 'en' ? kind.englishPx : undefined) ?? kind.widthPx;
}

/** Wide enough for its longest text, unless the user chose the width. */
function widthOf(column: ArrangedColumn, place: Place): number {
  const px = givenPx(column, place);
  const isOwn = column.widthPx !== null && !place.tight;
  return isOwn ? px : Math.max(px, place.leastPx?.[column.id] ?? 0);
}

/** Below this width (px) the default columns are as narrow as beside an open payment. */
const NARROW_PX = 800;

/** Which columns the table has, and how wide they are. */
export function layOutTable(arranged: readonly ArrangedColumn[], given: Place): TableLayout {
  const { roomPx, besidePx, free } = given;
  const tight = given.tight || (free && roomPx !== null && roomPx < NARROW_PX);
  const place = { ...given, tight };
  const shown = arranged.filter((column) => column.shown);
  let columns = shown.map((column) => ({ id: column.id, widthPx: widthOf(column, place) }));
  const total = () => columns.reduce((sum, column) => sum + column.widthPx, besidePx);
  const room = roomPx ?? Number.POSITIVE_INFINITY;
  for (const id of tight || free ? givesWay : []) {
    if (total() <= room) break;
    columns = columns.filter((column) => column.id !== id);
  }
  const own = arranged.find(({ id }) => id === 'product')?.widthPx ?? null;
  const elastic = own === null && columns.some(({ id }) => id === 'product') ? 'product' : null;
  const widthPx = total();
  const spare = roomPx === null ? 0 : Math.max(roomPx - widthPx, 0);
  const drawn = new Set(columns.map(({ id }) => id));
  return {
    columns: columns.map((column) => ({
      id: column.id,
      widthPx: column.id === elastic ? column.widthPx + spare : column.widthPx,
    })),
    elastic,
    tableWidthPx: widthPx > room ? widthPx : null,
    left: shown.map(({ id }) => id).filter((id) => !drawn.has(id)),
  };
}
