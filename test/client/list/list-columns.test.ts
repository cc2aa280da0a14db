import { describe, expect, it } from 'vitest';
import {
  arrangeColumns,
  changeColumn,
  columnIds,
  columnKinds,
  keepColumns,
  layOutTable,
  moveColumn,
  type ColumnId,
} from '../../../client/payments/list-columns.ts';

const place = { roomPx: 1184, language: 'ko', tight: false, besidePx: 80, free: true } as const;
const idsOf = (columns: readonly { id: ColumnId }[]) => columns.map(({ id }) => id);
const shownOf = (kept: Parameters<typeof arrangeColumns>[0]) =>
  idsOf(arrangeColumns(kept).filter(({ shown }) => shown));

describe('the columns of a person', () => {
  it('have the default order of the design', () => {
    expect(shownOf([])).toEqual([
      'status',
      'orderNo',
      'product',
      'method',
      'amount',
      'refunded',
      'time',
    ]);
    expect(idsOf(arrangeColumns([]))).toEqual([...columnIds]);
  });

  it('drop unknown columns, and show new ones at their place', () => {
    const kept = [
      { id: 'amount', shown: true, widthPx: 200 },
      { id: 'settledAt', shown: true },
      { id: 'status', shown: true },
      { id: 'amount', shown: false },
    ];
    const arranged = arrangeColumns(kept);
    expect(idsOf(arranged).slice(0, 2)).toEqual(['amount', 'taxable']);
    expect([...idsOf(arranged)].sort()).toEqual([...columnIds].sort());
    expect(arranged[0]).toEqual({ id: 'amount', shown: true, widthPx: 200 });
    const after = idsOf(arranged).indexOf('status');
    expect(idsOf(arranged)[after + 1]).toBe('orderNo');
    expect(arranged.find(({ id }) => id === 'product')?.shown).toBe(true);
    expect(arranged.find(({ id }) => id === 'payToken')?.shown).toBe(false);
  });

  it('always include status and order number, and have a minimum width', () => {
    const arranged = arrangeColumns([
      { id: 'status', shown: false },
      { id: 'orderNo', shown: false, widthPx: 40 },
      { id: 'product', shown: false, widthPx: 800 },
    ]);
    expect(arranged.slice(0, 2).every(({ shown }) => shown)).toBe(true);
    expect(arranged.find(({ id }) => id === 'orderNo')?.widthPx).toBe(64);
    expect(arranged.find(({ id }) => id === 'product')).toMatchObject({
      shown: false,
      widthPx: 640,
    });
  });

  it('are stored as they are arranged', () => {
    const moved = moveColumn(arrangeColumns([]), 'observed', 0);
    const wider = changeColumn(changeColumn(moved, 'vat', { shown: true }), 'vat', {
      widthPx: 120,
    });
    expect(arrangeColumns(keepColumns(wider))).toEqual(wider);
    expect(idsOf(wider)[0]).toBe('observed');
    expect(idsOf(moveColumn(wider, 'observed', 99)).at(-1)).toBe('observed');
  });
});

describe('the table', () => {
  it('gives the product the remaining width', () => {
    const { columns, elastic, tableWidthPx } = layOutTable(arrangeColumns([]), place);
    expect(elastic).toBe('product');
    expect(tableWidthPx).toBeNull();
    const total = columns.reduce<number>((sum, { widthPx }) => sum + widthPx, place.besidePx);
    expect(total).toBe(place.roomPx);
  });

  it('hides the least needed columns where nobody chose any and the width is short', () => {
    const at = (roomPx: number) => layOutTable(arrangeColumns([]), { ...place, roomPx });
    expect(at(1184).left).toEqual([]);
    expect(at(980).left).toEqual(['method']);
    expect(at(746).left).toEqual(['method', 'refunded']);
    expect(at(746).tableWidthPx).toBeNull();
  });

  it('is never too narrow for its order numbers and sums', () => {
    const leastPx = { orderNo: 300, amount: 150, time: 20 };
    const { columns } = layOutTable(arrangeColumns([]), { ...place, leastPx });
    const widths = Object.fromEntries(columns.map(({ id, widthPx }) => [id, widthPx]));
    expect(widths).toMatchObject({ orderNo: 300, amount: 150, time: 136 });
  });

  it('has five columns beside an open payment', () => {
    const { columns } = layOutTable(arrangeColumns([]), {
      ...place,
      roomPx: 649,
      besidePx: 0,
      tight: true,
    });
    expect(idsOf(columns)).toEqual(['status', 'orderNo', 'product', 'amount', 'time']);
  });

  it('keeps every chosen column and grows wider than its container instead', () => {
    const kept = [{ id: 'payToken', shown: true }];
    const chosen = layOutTable(arrangeColumns(kept), { ...place, roomPx: 900, free: false });
    expect(idsOf(chosen.columns)).toEqual(shownOf(kept));
    expect(chosen.tableWidthPx).toBe(1136);
    expect(chosen.left).toEqual([]);
  });

  it('never hides status and order number, however small the width', () => {
    const { columns } = layOutTable(arrangeColumns([]), { ...place, roomPx: 100 });
    expect(idsOf(columns)).toEqual(['status', 'orderNo', 'amount']);
    const kinds = Object.entries(columnKinds).filter(([, { always }]) => always);
    expect(kinds.map(([id]) => id)).toEqual(['status', 'orderNo']);
  });
});
