/** What the benches of the list ask a desk for, and the same of a floor. */
import { Agent } from 'node:http';
import { openStates } from '../../shared/operation.ts';
import type { BenchDesk } from './bench-desk.ts';
import { askWell, type Ask } from './load.ts';

/** The GET of a path by one signed-in person after the other. */
export const asking =
  (desk: BenchDesk, path: string) =>
  (n: number): Ask => ({ url: desk.url + path, headers: { cookie: desk.cookie(n) } });

/** Any answer of the desk, read. */
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

/** The list's path for a text that somebody searches. */
export const searchPath = (q: string) => `/api/payments?limit=50&q=${encodeURIComponent(q)}`;

/**
 * The floor's statement for a page of the list: all columns that the desk reads for it, newest
 * first, with every value written in, which is the fastest way to run it.
 */
export function floorSql(where: string): string {
  const open = openStates.map((state) => `'${state}'`).join(', ');
  return `SELECT payment.*, open.id AS open_id, open.kind AS open_kind, open.state AS open_state,
      open.amount AS open_amount, open.requested_by AS open_requested_by,
      open.requested_by_name AS open_requested_by_name, open.created_at AS open_created_at,
      open.sent_at AS open_sent_at, open.next_check_at AS open_next_check_at,
      open.send_after AS open_send_after
    FROM payment LEFT JOIN operation AS open
      ON open.pay_token = payment.pay_token AND open.state IN (${open})
    WHERE ${where}
    ORDER BY payment.changed_at DESC, payment.pay_token DESC LIMIT 50`;
}
