/** Shared steps of the tests of bulk refunds. */
import type { BulkRow, BulkRun, BulkState } from '../../shared/bulk-refund.ts';
import type { Role } from '../../shared/permissions.ts';
import { knowPaid } from '../support/desk-acts.ts';
import type { DeskAnswer, RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

export interface Told {
  run: BulkRun;
  rows: BulkRow[];
}

/** Some paid payments of 10,000 won each. @returns their payTokens */
export async function knowSome(desk: RunningDesk, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let made = 0; made < count; made += 1) {
    tokens.push(await knowPaid(desk, { amount: 10_000 }));
  }
  return tokens;
}

export function postList(
  desk: RunningDesk,
  rows: readonly object[],
  more: { who?: string; note?: string; reason?: string } = {},
): Promise<DeskAnswer> {
  const { who = 'first', reason = '재고 부족', ...rest } = more;
  return desk
    .as('operator', who)
    .call('POST', '/api/bulk-refunds', { name: '11월 재고.csv', reason, ...rest, rows });
}

/** Creates a checked list. */
export async function draftOf(
  desk: RunningDesk,
  rows: readonly object[],
  more: Parameters<typeof postList>[2] = {},
): Promise<Told> {
  const answer = await postList(desk, rows, more);
  if (answer.status !== 201) throw new Error(`draft: ${JSON.stringify(answer.body)}`);
  return answer.body as Told;
}

/** POSTs a request about a run. */
export function act(
  desk: RunningDesk,
  id: string,
  name: 'start' | 'pause' | 'stop' | 'approve' | 'decline',
  body?: object,
  { role = 'operator', who = 'first' }: { role?: Role; who?: string } = {},
): Promise<DeskAnswer> {
  return desk.as(role, who).call('POST', `/api/bulk-refunds/${id}/${name}`, body);
}

export async function getRun(desk: RunningDesk, id: string): Promise<Told> {
  return (await desk.as('viewer').call('GET', `/api/bulk-refunds/${id}`)).body as Told;
}

/** Waits until a run is in one of the states, as the database has it. */
export function waitForRun(
  desk: RunningDesk,
  id: string,
  states: readonly BulkState[],
  timeoutMs = 18_000,
): Promise<BulkState> {
  return waitUntil(
    `run ${id} in ${states.join(', ')}`,
    () =>
      desk.read<{ state: BulkState }>('SELECT state FROM bulk_run WHERE id = ?', id)[0]?.state ??
      'draft',
    (state) => states.includes(state),
    timeoutMs,
  );
}

/** Waits until every operation of a run has ended. */
export function waitForEnds(desk: RunningDesk, id: string, timeoutMs = 18_000): Promise<number> {
  return waitUntil(
    `the operations of run ${id} to end`,
    () =>
      desk.read<{ open: number }>(
        `SELECT count(*) AS open FROM bulk_row JOIN operation ON operation.id = operation_id
         WHERE run_id = ? AND ended_at IS NULL`,
        id,
      )[0]?.open ?? 0,
    (open) => open === 0,
    timeoutMs,
  );
}
