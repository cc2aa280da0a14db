/**
 * Keeps the row order stable, so that new data never moves a row under the cursor. Changed rows are
 * updated in place, new rows wait behind a button, and rows that left the filter stay until the
 * user reloads the list.
 */
import type { ListedPayment } from '../../shared/payment.ts';

export interface StableRows {
  /** Identifies the list by its filter and sort. */
  key: string;
  /** The answer that these rows come from, to detect a newer one. */
  source: unknown;
  /** The answer's rows; a page without changes keeps its array in the next answer. */
  pages: Answer['pages'];
  order: readonly string[];
  byToken: ReadonlyMap<string, ListedPayment>;
  /** New payments that are not shown yet. */
  fresh: readonly string[];
  /** Shown rows that are missing in the newest answer. */
  gone: readonly string[];
  /** Shown rows that the newest answer changed. */
  changed: readonly string[];
}

interface Answer {
  key: string;
  source: unknown;
  pages: readonly (readonly ListedPayment[])[];
}

function looksDifferent(a: ListedPayment, b: ListedPayment): boolean {
  return (
    a.status !== b.status ||
    a.amount !== b.amount ||
    a.refunded !== b.refunded ||
    a.remaining !== b.remaining ||
    a.drift !== b.drift ||
    a.openOperation?.state !== b.openOperation?.state
  );
}

/**
 * The answer's rows without duplicates. A later page may be older and still contain a row that has
 * moved up since, so the first occurrence counts.
 */
export function rowsOf(pages: Answer['pages']): Map<string, ListedPayment> {
  const byToken = new Map<string, ListedPayment>();
  for (const payment of pages.flat()) {
    if (!byToken.has(payment.payToken)) byToken.set(payment.payToken, payment);
  }
  return byToken;
}

/** The rows in the order of the answer, with none held back. */
export function startRows({ key, source, pages }: Answer): StableRows {
  const byToken = rowsOf(pages);
  const order = [...byToken.keys()];
  return { key, source, pages, order, byToken, fresh: [], gone: [], changed: [] };
}

function saysTheSame(before: Answer['pages'], now: Answer['pages']): boolean {
  return before.length === now.length && now.every((page, index) => page === before[index]);
}

/** The rows after a newer answer, in the order that is shown. */
export function mergeRows(before: StableRows, answer: Answer): StableRows {
  if (before.key !== answer.key || before.order.length === 0) return startRows(answer);
  if (saysTheSame(before.pages, answer.pages)) {
    return { ...before, source: answer.source, changed: [] };
  }
  const shown = new Set(before.order);
  const byToken = new Map(before.byToken);
  const changed: string[] = [];
  const fresh: string[] = [];
  const below: string[] = [];
  const present = rowsOf(answer.pages);
  const now = [...present.values()];
  const lastShown = now.findLastIndex((payment) => shown.has(payment.payToken));
  for (const [index, payment] of now.entries()) {
    const { payToken } = payment;
    const known = byToken.get(payToken);
    if (payment !== known) byToken.set(payToken, payment);
    if (!shown.has(payToken)) {
      // Rows below the last shown one can be appended without moving any.
      if (index > lastShown) below.push(payToken);
      else fresh.push(payToken);
    } else if (known !== undefined && looksDifferent(known, payment)) {
      changed.push(payToken);
    }
  }
  return {
    key: answer.key,
    source: answer.source,
    pages: answer.pages,
    order: [...before.order, ...new Set(below)],
    byToken,
    fresh: [...new Set(fresh)],
    gone: before.order.filter((payToken) => !present.has(payToken)),
    changed,
  };
}

/** Updates a row that left the filter and was read on its own. */
export function patchRow(rows: StableRows, payment: ListedPayment): StableRows {
  const known = rows.byToken.get(payment.payToken);
  if (known === undefined) return rows;
  const byToken = new Map(rows.byToken).set(payment.payToken, payment);
  const changed = looksDifferent(known, payment) ? [payment.payToken] : [];
  return { ...rows, byToken, changed };
}
