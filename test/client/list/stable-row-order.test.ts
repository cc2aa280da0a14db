import { describe, expect, it } from 'vitest';
import { mergeRows, patchRow, startRows } from '../../../client/payments/stable-row-order.ts';
import type { ListedPayment, Payment } from '../../../shared/payment.ts';
import { singlePayment } from '../support/fixtures.ts';

const row = (payToken: string, part: Partial<Payment> = {}) =>
  singlePayment({ payToken, orderNo: payToken, ...part });

const answer = (...pages: ListedPayment[][]) => ({ key: 'k', source: pages, pages });

describe('rows keep their places', () => {
  const before = startRows(answer([row('a'), row('b'), row('c')]));

  it('updates a row in place, though it is now the newest', () => {
    const after = mergeRows(before, answer([row('c', { refunded: 1 }), row('a'), row('b')]));
    expect(after.order).toEqual(['a', 'b', 'c']);
    expect(after.changed).toEqual(['c']);
    expect(after.byToken.get('c')?.refunded).toBe(1);
  });

  it('keeps its identity where no page of the response has changed, and highlights nothing again', () => {
    const pages = [[row('a'), row('b')]];
    const first = startRows(answer(...pages));
    const flashed = mergeRows(first, answer([row('a', { refunded: 1 }), ...pages[0]!.slice(1)]));
    expect(flashed.changed).toEqual(['a']);
    const next = { ...answer(...flashed.pages.map((page) => [...page])), pages: flashed.pages };
    const same = mergeRows(flashed, next);
    expect(same.source).toBe(next.source);
    expect(same.changed).toEqual([]);
    expect(same.order).toBe(flashed.order);
    expect(same.byToken).toBe(flashed.byToken);
  });

  it('holds back new rows at the top, and appends those at the bottom', () => {
    const after = mergeRows(before, answer([row('new'), row('a'), row('b'), row('c'), row('old')]));
    expect(after.order).toEqual(['a', 'b', 'c', 'old']);
    expect(after.fresh).toEqual(['new']);
    expect(after.changed).toEqual([]);
  });

  it('counts a new row once, however often it is received', () => {
    const once = mergeRows(before, answer([row('new'), row('a')]));
    const twice = mergeRows(once, answer([row('new'), row('newer'), row('a')]));
    expect(twice.fresh).toEqual(['new', 'newer']);
  });

  it('keeps a row that left the filter, and marks it', () => {
    const after = mergeRows(before, answer([row('a'), row('c')]));
    expect(after.order).toEqual(['a', 'b', 'c']);
    expect(after.gone).toEqual(['b']);
    const patched = patchRow(after, row('b', { status: 'PAY_CANCEL' }));
    expect(patched.byToken.get('b')?.status).toBe('PAY_CANCEL');
    expect(patched.changed).toEqual(['b']);
  });

  it('appends the next page', () => {
    const after = mergeRows(before, answer([row('a'), row('b'), row('c')], [row('d')]));
    expect(after.order).toEqual(['a', 'b', 'c', 'd']);
    expect(after.fresh).toEqual([]);
  });

  it('starts over for another filter, and after an empty list', () => {
    const other = mergeRows(before, { ...answer([row('x')]), key: 'other' });
    expect(other.order).toEqual(['x']);
    const filled = mergeRows(startRows(answer([])), answer([row('x')]));
    expect(filled.order).toEqual(['x']);
  });

  it('prefers the top page to an older read of a page further down', () => {
    const stale = [row('b'), row('c')];
    const after = mergeRows(before, answer([row('c', { refunded: 1 }), row('a')], stale));
    expect(after.byToken.get('c')?.refunded).toBe(1);
    expect(after.changed).toEqual(['c']);
    expect(after.order).toEqual(['a', 'b', 'c']);
    expect(startRows(answer([row('c', { refunded: 1 })], stale)).order).toEqual(['c', 'b']);
  });

  it('takes a response with the same facts for unchanged', () => {
    const after = mergeRows(before, answer([row('a', { observedAt: '2026-11-24T05:13:00.000Z' })]));
    expect(after.changed).toEqual([]);
  });
});
