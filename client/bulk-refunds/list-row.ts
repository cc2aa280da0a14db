/** Parses one line of a list into a row of the request, or into its faults. */
import type { CallInput } from '../../shared/api.ts';
import { isPayToken, ORDER_NO, ORDER_NO_MAX } from '../../shared/limits.ts';
import { noParts, sumParts, taxParts, type Parts } from '../../shared/tax-split.ts';
import { MAX_PAYMENT_WON, parseWon } from '../../shared/won.ts';
import { reasonTextFault } from '../parts/sent-reason.ts';

export type RowInput = CallInput<'POST /api/bulk-refunds'>['body']['rows'][number];

export const columns = ['orderNo', 'payToken', 'amount', ...taxParts, 'reason'] as const;
export type Column = (typeof columns)[number];

/** The cells of a line by column. */
export type Cells = Partial<Record<Column, string>>;

export interface ListRow {
  /** Counted from 1, as editors and spreadsheets do. */
  line: number;
  orderNo: string | null;
  payToken: string | null;
  /** Won; `null` refunds everything that is left. */
  amount: number | null;
  parts: Parts | null;
  /** `null` uses the reason of the whole list. */
  reason: string | null;
}

export type LineFaultCode =
  | 'quotes'
  | 'no-order-column'
  | 'columns'
  | 'cells'
  | 'split-amount'
  | 'order-missing'
  | 'order-short'
  | 'order-letters'
  | 'order-long'
  | 'token-letters'
  | 'amount'
  | 'amount-zero'
  | 'amount-big'
  | 'part'
  | 'parts-sum'
  | 'reason-long'
  | 'reason-letters'
  | 'too-many'
  | 'refused';

export interface LineFault {
  line: number;
  code: LineFaultCode;
  /** The column with the fault, if it is about one. */
  column?: Column;
  /** The text of the cell. */
  text?: string;
  /** The amount in won that the message shows, if it shows one. */
  won?: number;
  sum?: number;
}

/** A long number that a spreadsheet has rounded: `2.02611E+15`. */
const SHORTENED = /^\d(\.\d+)?E\+\d+$/i;

type Fault = Omit<LineFault, 'line'>;

function numberFault(orderNo: string, payToken: string): Fault | null {
  if (payToken !== '') {
    return isPayToken(payToken)
      ? null
      : { code: 'token-letters', column: 'payToken', text: payToken };
  }
  const about = { column: 'orderNo' as const, text: orderNo };
  if (orderNo === '') return { code: 'order-missing', column: 'orderNo' };
  if (SHORTENED.test(orderNo)) return { code: 'order-short', ...about };
  if (!ORDER_NO.test(orderNo)) return { code: 'order-letters', ...about };
  return orderNo.length > ORDER_NO_MAX ? { code: 'order-long', ...about } : null;
}

function partsOf(cells: Cells): { parts: Parts | null; faults: Fault[] } {
  const parts: Parts = { ...noParts };
  const faults: Fault[] = [];
  let isGiven = false;
  for (const part of taxParts) {
    const text = cells[part] ?? '';
    if (text === '') continue;
    isGiven = true;
    const won = parseWon(text);
    if (won === null) faults.push({ code: 'part', column: part, text });
    else parts[part] = won;
  }
  return { parts: isGiven ? parts : null, faults };
}

function amountFault(won: number | null, text: string): Fault | null {
  const column = 'amount' as const;
  if (won === null) return text === '' ? null : { code: 'amount', column, text };
  if (won === 0) return { code: 'amount-zero', column };
  return won > MAX_PAYMENT_WON ? { code: 'amount-big', column, won: MAX_PAYMENT_WON } : null;
}

function reasonFault(reason: string): Fault | null {
  const fault = reasonTextFault(reason);
  // Without one of its own, the row has the reason of the whole list.
  if (fault === null || fault === 'missing') return null;
  return { code: fault === 'too-long' ? 'reason-long' : 'reason-letters', column: 'reason' };
}

/** Reads one line. With faults, the row holds what could be read. */
export function readRow(cells: Cells, line: number): { row: ListRow; faults: LineFault[] } {
  const orderNo = (cells.orderNo ?? '').trim();
  const payToken = (cells.payToken ?? '').trim();
  const amountText = (cells.amount ?? '').trim();
  const reason = (cells.reason ?? '').trim();
  const { parts, faults: partFaults } = partsOf(cells);
  const typed = amountText === '' ? null : parseWon(amountText);
  const sum = parts === null ? 0 : sumParts(parts);
  const amount = typed ?? (parts === null || amountText !== '' ? null : sum);
  const differs = parts !== null && partFaults.length === 0 && typed !== null && typed !== sum;
  const faults = [
    numberFault(orderNo, payToken),
    amountFault(amount, amountText),
    ...partFaults,
    differs ? ({ code: 'parts-sum', won: typed, sum } satisfies Fault) : null,
    reasonFault(reason),
  ].filter((fault) => fault !== null);
  return {
    row: {
      line,
      orderNo: orderNo === '' ? null : orderNo,
      payToken: payToken === '' ? null : payToken,
      amount,
      parts,
      reason: reason === '' ? null : reason,
    },
    faults: faults.map((fault) => ({ line, ...fault })),
  };
}

/** A row as the request body has it. */
export function inputOf({ orderNo, payToken, amount, parts, reason }: ListRow): RowInput {
  const given = {
    ...(amount === null ? {} : { amount }),
    ...(parts === null ? {} : { parts }),
    ...(reason === null ? {} : { reason }),
  };
  return payToken === null ? { orderNo: orderNo ?? '', ...given } : { payToken, ...given };
}
