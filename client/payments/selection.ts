/** The rows picked for a bulk refund. Pure functions. */
import type { ListedPayment } from '../../shared/payment.ts';

export interface Selection {
  /** The filter under which they were picked; another filter clears the selection. */
  filter: string;
  /** In the order in which they were picked, with their values then. */
  picked: ReadonlyMap<string, ListedPayment>;
  /** The row clicked last, where a Shift click starts. */
  anchor: string | null;
}

export function noSelection(filter: string): Selection {
  return { filter, picked: new Map(), anchor: null };
}

/** The rows from one to another, both included, in either direction. */
function between(
  payments: readonly ListedPayment[],
  from: string | null,
  to: string,
): ListedPayment[] {
  const place = (token: string) => payments.findIndex(({ payToken }) => payToken === token);
  const b = place(to);
  if (b === -1) return [];
  const a = from === null ? b : place(from);
  return a === -1 ? payments.slice(b, b + 1) : payments.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/**
 * The selection after a press on a row. With `toHere` every row from the anchor to this one gets
 * the same new state.
 */
export function withPressed(
  before: Selection,
  payments: readonly ListedPayment[],
  payToken: string,
  toHere: boolean,
): Selection {
  const picked = new Map(before.picked);
  const isOn = !picked.has(payToken);
  for (const payment of between(payments, toHere ? before.anchor : null, payToken)) {
    if (isOn) picked.set(payment.payToken, payment);
    else picked.delete(payment.payToken);
  }
  return { ...before, picked, anchor: payToken };
}

export function withAll(before: Selection, payments: readonly ListedPayment[]): Selection {
  const picked = new Map(before.picked);
  for (const payment of payments) picked.set(payment.payToken, payment);
  return { ...before, picked };
}

export function withoutAll(before: Selection, payments: readonly ListedPayment[]): Selection {
  const picked = new Map(before.picked);
  for (const { payToken } of payments) picked.delete(payToken);
  return { ...before, picked };
}

/** Whether none, some or all of the rows are picked, for the checkbox in the head. */
export function howMany(
  { picked }: Selection,
  payments: readonly ListedPayment[],
): 'none' | 'some' | 'all' {
  const count = payments.filter(({ payToken }) => picked.has(payToken)).length;
  if (count === 0) return 'none';
  return count === payments.length ? 'all' : 'some';
}
