/** Conditions on payments, and the ways that lead to those that meet one. */
import type { Value } from './statement.ts';

/** Payments that an index of their own leads to: everything that can fit is among them. */
export interface Way {
  /** A query whose only column, `id`, has the payments' row numbers. */
  sql: string;
  values: readonly Value[];
  /** One payment may come more than once. */
  repeats?: true;
}

export interface Condition {
  /** The part of the filter that asks for it. */
  of: 'span' | 'amount' | 'status' | 'method' | 'refunded' | 'other';
  sql: string;
  values: readonly Value[];
  /** How those that meet it are found without reading others; absent where no index leads there. */
  way?: Way;
}

/** The rows of payments of which a query tells the tokens. */
export function rowsOf(tokens: string): string {
  return `SELECT p.rowid AS id FROM (${tokens}) AS told
    CROSS JOIN payment AS p ON p.pay_token = told.pay_token`;
}
