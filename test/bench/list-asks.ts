/** The requests of the list's benches to a desk, and the same to a baseline. */
import { Agent } from 'node:http';
import { openStates } from '../../shared/operation.ts';
import type { BenchDesk } from './bench-desk.ts';
import { askWell, type Ask } from './load.ts';

/** GETs a path by one signed-in person after the other. */
export const asking =
  (desk: BenchDesk, path: string) =>
  (n: number): Ask => ({ url: desk.url + path, headers: { cookie: desk.cookie(n) } });

/** The length of a response. */
export async function bytesOf(asked: Ask): Promise<number> {
  const agent = new Agent();
  const answer = await askWell(agent, asked);
  agent.destroy();
  return answer.body.length;
}

/** Any response of the desk, parsed. */
export async function read<T>(desk: BenchDesk, path: string, n = 0): Promise<T> {
  const agent = new Agent();
  const answer = await askWell(agent, asking(desk, path)(n));
  agent.destroy();
  return JSON.parse(answer.body.toString()) as T;
}

export interface Page {
  items: { payToken: string; orderNo: string; status: string; refunded: number }[];
  nextCursor: string | null;
}

/** A page of the list as the desk's client requests it. */
export const LIST_PATH = '/api/payments?fields=list&limit=50';

/** The list's path for a search. */
export const searchPath = (q: string) => `${LIST_PATH}&q=${encodeURIComponent(q)}`;

/** The columns of a row of the list, and the names that it has for them. */
const ROW_COLUMNS: Readonly<Record<string, string>> = {
  payToken: 'payment.pay_token',
  orderNo: 'payment.order_no',
  status: 'payment.status',
  amount: 'payment.amount',
  refunded: 'payment.refunded',
  remaining: 'payment.amount - payment.refunded',
  taxable: 'payment.taxable',
  vat: 'payment.vat',
  taxFree: 'payment.tax_free',
  serviceFee: 'payment.service_fee',
  partsKnown: 'payment.parts_told',
  payMethod: 'payment.pay_method',
  cardCompanyName: 'payment.card_company',
  productDesc: 'payment.product_desc',
  cashReceipt: 'payment.cash_receipt',
  availableActions: 'payment.available_actions',
  drift: 'payment.drift',
  quarantined: 'payment.quarantined',
  createdAt: 'payment.created_at',
  expiresAt: 'payment.expires_at',
  approvedAt: 'payment.approved_at',
  completedAt: 'payment.completed_at',
  canceledAt: 'payment.canceled_at',
  changedAt: 'payment.changed_at',
  observedAt: 'payment.observed_at',
  openOperation: 'open.id',
};

/** The statement of all that a row of the list shows, for every payment. */
export function rowsSql(padding = 0): string {
  const open = openStates.map((state) => `'${state}'`).join(', ');
  const columns = Object.entries({ ...ROW_COLUMNS, ...padded(padding) });
  return `SELECT ${columns.map(([name, column]) => `${column} AS ${name}`).join(', ')}
    FROM payment LEFT JOIN operation AS open
      ON open.pay_token = payment.pay_token AND open.state IN (${open})`;
}

/**
 * The baseline's statement for a page of the list, newest first, with every value inlined, which is
 * the fastest way to run it.
 * @param padding additional bytes per row, for a response as long as the desk's
 */
export function floorSql(where: string, padding = 0): string {
  return `${rowsSql(padding)} WHERE ${where}
    ORDER BY payment.changed_at DESC, payment.pay_token DESC LIMIT 50`;
}

function padded(bytes: number): Record<string, string> {
  const ofItself = ',"pad":""'.length;
  return bytes <= ofItself ? {} : { pad: `'${'x'.repeat(bytes - ofItself)}'` };
}
