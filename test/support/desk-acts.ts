/**
 * Steps that most tests about money share: adopt a payment, request an operation, await its end.
 */
import { randomUUID } from 'node:crypto';
import type { Operation, OperationState } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import type { DeskAnswer, RunningDesk } from './start-desk.ts';
import { waitUntil } from './wait-until.ts';

/** Has the desk adopt a payment that exists at Toss. */
export async function adopt(desk: RunningDesk, payToken: string): Promise<Payment> {
  const answer = await desk.as('operator').call('POST', '/api/payments/lookup', { payToken });
  if (answer.status !== 200) throw new Error(`lookup: ${JSON.stringify(answer.body)}`);
  return answer.body.payment as Payment;
}

/** Creates a paid payment that the desk has adopted. @returns its payToken */
export async function knowPaid(desk: RunningDesk, fields: Record<string, unknown> = {}) {
  const { payToken } = await desk.sandbox.createPaid(fields);
  await adopt(desk, payToken);
  return payToken;
}

/**
 * Creates an approved payment that waits for the shop, adopted by the desk. @returns its payToken
 */
export async function knowApproved(desk: RunningDesk, fields: Record<string, unknown> = {}) {
  const { payToken } = await desk.sandbox.createPaid({ autoExecute: false, ...fields });
  await adopt(desk, payToken);
  return payToken;
}

/** Creates a payment that no buyer has opened yet, adopted by the desk. @returns its payToken */
export async function knowStandby(desk: RunningDesk, fields: Record<string, unknown> = {}) {
  const { payToken } = await desk.sandbox.create(fields);
  await adopt(desk, payToken);
  return payToken;
}

/** Creates two managers before any request, so that nobody is the sole manager. */
export async function knowTwoManagers(desk: RunningDesk): Promise<void> {
  await desk.as('manager').call('GET', '/api/me');
  await desk.as('manager', 'second').call('GET', '/api/me');
}

export interface Asking {
  id?: string;
  who?: string;
  /** Seconds for `Prefer: wait=`; 0 sends no such header. */
  waitSeconds?: number;
}

export function putOperation(
  desk: RunningDesk,
  payToken: string,
  body: Record<string, unknown>,
  asking: Asking = {},
): Promise<DeskAnswer> {
  const { id = randomUUID(), who = 'first', waitSeconds = 0 } = asking;
  const headers = waitSeconds === 0 ? {} : { prefer: `wait=${String(waitSeconds)}` };
  const path = `/api/payments/${payToken}/operations/${id}`;
  return desk.as('operator', who).call('PUT', path, body, headers);
}

export function putRefund(
  desk: RunningDesk,
  payToken: string,
  amount: number,
  more: Record<string, unknown> & Asking = {},
): Promise<DeskAnswer> {
  const { id, who, waitSeconds, ...body } = more;
  return putOperation(
    desk,
    payToken,
    { kind: 'refund', amount, reason: '단순 변심', seenRefunded: 0, ...body },
    {
      ...(id !== undefined && { id }),
      ...(who !== undefined && { who }),
      ...(waitSeconds !== undefined && { waitSeconds }),
    },
  );
}

export async function getOperation(desk: RunningDesk, id: string): Promise<Operation> {
  return (await desk.as('operator').call('GET', `/api/operations/${id}`)).body as Operation;
}

export async function getPayment(desk: RunningDesk, payToken: string): Promise<Payment> {
  const answer = await desk.as('operator').call('GET', `/api/payments/${payToken}`);
  return answer.body.payment as Payment;
}

/** Waits until the operation is in one of the states, as the database has it. */
export async function waitForState(
  desk: RunningDesk,
  id: string,
  states: readonly OperationState[],
  timeoutMs = 18_000,
): Promise<OperationState> {
  return waitUntil(
    `operation ${id} in ${states.join(', ')}`,
    () =>
      desk.read<{ state: OperationState }>('SELECT state FROM operation WHERE id = ?', id)[0]
        ?.state ?? 'ready',
    (state) => states.includes(state),
    timeoutMs,
  );
}

/** A refund of 4,000 won whose request was lost and whose absence is proved. @returns its id */
export async function absentRefund(desk: RunningDesk, payToken: string): Promise<string> {
  const id = randomUUID();
  await desk.sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', payToken });
  await putRefund(desk, payToken, 4000, { id });
  await waitForState(desk, id, ['absent']);
  return id;
}

/** The states that an operation passed through, oldest first, as the journal has them. */
export function journeyOf(desk: RunningDesk, id: string): OperationState[] {
  return desk
    .read<{ state: OperationState }>(
      'SELECT state FROM event WHERE operation_id = ? ORDER BY seq',
      id,
    )
    .map((row) => row.state);
}

/** The refunds of a payment as Toss's books have them. */
export async function bookedRefunds(desk: RunningDesk, payToken: string) {
  return (await desk.sandbox.books()).refunds.filter((line) => line.payToken === payToken);
}

/** How often the sandbox received a call about a payment. */
export async function callsAbout(desk: RunningDesk, name: string, payToken: string) {
  return (await desk.sandbox.calls(name)).filter((call) => call.body['payToken'] === payToken);
}
