/**
 * Sends one operation: a good read, then `sending` on disk, then the bytes, then the answer on
 * disk. Whatever dies in between leaves a row that says how far it came.
 */
import { isOpen } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { tossRefusal } from '../../shared/payment-actions.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { newestEventSeq, type ActingStaff } from '../storage/events.ts';
import { schedulePoll } from '../storage/observe.ts';
import { operationFromRow } from '../storage/operation-from-row.ts';
import {
  claimAgain,
  claimOperation,
  getOperationRow,
  settleOperation,
} from '../storage/operations.ts';
import type { OperationRow } from '../storage/schema.ts';
import { classify } from '../toss/classify.ts';
import { requireGoodRead } from './read-problem.ts';
import { readStatus } from './read-status.ts';
import { moveUnsent, movesAfterSend } from './settle.ts';

/** An operation that could not be sent for this long is closed as never sent. */
const TOO_OLD_TO_SEND_MS = 5 * 60 * 1000;
/** Between two looks at Toss, or two tries to reach it, before an operation is sent. */
const RETRY_MS = [1000, 3000, 10_000];
const LATER_RETRIES_MS = 30_000;

/**
 * Why what is known of the payment forbids sending, in one English sentence; `null` when it allows
 * it. Asked after the read, and again in the transaction that commits `sending`.
 */
export function reasonNotToSend(row: OperationRow, payment: Payment): string | null {
  const refusal = tossRefusal(row.kind, payment);
  if (refusal !== null) return `Toss says ${payment.status}: ${refusal}`;
  if (row.kind === 'refund') {
    if (payment.refunded !== row.seen_refunded) {
      return `${String(payment.refunded)} won are refunded now, not ${String(row.seen_refunded)}`;
    }
    if (row.amount > payment.remaining) return 'More than what is left';
  }
  if (row.kind === 'cancel' && payment.status !== row.seen_status) {
    return `The status is ${payment.status} now, not ${String(row.seen_status)}`;
  }
  if (row.kind === 'execute' && payment.amount !== row.amount) return 'The amount differs';
  return null;
}

async function decline(
  deps: Deps,
  row: OperationRow,
  cause: 'read-forbids' | 'too-old-to-send',
  detail: string,
): Promise<void> {
  await settleOperation(deps.storage, row, [{ cause, evidence: 'desk', detail }]);
}

/** What is left to do: try again in so many ms, come back after the grace window, or nothing. */
export type Next = number | { graceMs: number } | null;

/** Brings an operation that is on disk to Toss, or says why it isn't to be sent. */
export async function attemptToSend(deps: Deps, operationId: string, tries: number): Promise<Next> {
  const row = getOperationRow(deps.storage, operationId);
  if (row.state !== 'ready' && row.state !== 'not_sent') return null;
  const retryMs = (RETRY_MS[tries] ?? LATER_RETRIES_MS) * deps.limits.reconcileScale;
  const mayGoAtMs = Date.parse(row.send_after ?? row.ready_at ?? row.created_at);
  const tooOld = () => deps.clock.nowMs() - mayGoAtMs >= TOO_OLD_TO_SEND_MS;
  const graceMs = mayGoAtMs - deps.clock.nowMs();
  if (graceMs > 0) return { graceMs };
  if (tooOld()) {
    await decline(deps, row, 'too-old-to-send', 'It could not be sent within 5 minutes');
    return null;
  }
  const read = await readStatus(deps, { payToken: row.pay_token }, { priority: 'money' });
  if (read.kind === 'credentials') {
    await decline(deps, row, 'read-forbids', "Toss does not accept the shop's API key");
    return null;
  }
  if (read.kind === 'not-found') {
    await decline(deps, row, 'read-forbids', 'Toss says that it has no such payment');
    return null;
  }
  if (read.kind === 'unclear' || !read.good) return retryMs;
  // A read that contradicts what is known may lag behind; the next one tells.
  if (read.observed.contradicts) return retryMs;
  const forbids = reasonNotToSend(row, read.observed.payment);
  if (forbids !== null) {
    await decline(deps, row, 'read-forbids', forbids);
    return null;
  }
  // The turn is waited for before `sending` is committed, so that a claim means bytes at once.
  await deps.budget.take('money');
  // Read and turn may have taken their time; an old permission to send is none.
  if (tooOld()) return 0;
  const claimed = await claimOperation(deps.storage, operationId, deps.bootId, reasonNotToSend);
  if (claimed === null) return null;
  return sendAndSettle(deps, claimed, retryMs);
}

/**
 * A copy of the database from before this moment must be noticed as one when it comes back.
 * @returns `false` when the disk refuses: then nothing is sent, and the journal says so
 */
async function raiseHighWater(deps: Deps, row: OperationRow): Promise<boolean> {
  try {
    deps.highWater.raise(newestEventSeq(deps.storage.reader));
    return true;
  } catch (error) {
    deps.log.error({ err: error, operation: row.id }, 'the high-water mark could not be written');
    const unsent = moveUnsent(row, { detail: 'The disk refused' }, deps.clock.nowIso());
    await settleOperation(deps.storage, row, [unsent]);
    return false;
  }
}

/**
 * Sends the bytes of an operation that is `sending` on disk, and puts the answer on disk.
 * @param retryMs until the next try, where it turns out that no byte left
 */
export async function sendAndSettle(
  deps: Deps,
  row: OperationRow,
  retryMs: number,
): Promise<number | null> {
  if (!(await raiseHighWater(deps, row))) return retryMs;
  const exchange = await deps.toss.send(row.kind, row.body);
  const verdict = classify(
    row.kind,
    { id: row.id, orderNo: row.order_no, amount: row.amount },
    exchange,
  );
  const moves = movesAfterSend(row, verdict, exchange, deps.clock.nowIso());
  const settled = await settleOperation(deps.storage, row, moves);
  deps.log.info(
    { operation: row.id, kind: row.kind, verdict: verdict.verdict, state: settled.state },
    'money call answered',
  );
  if (settled.state === 'not_sent') return retryMs;
  if (settled.state === 'declined') return null;
  // The answer is on disk; this read confirms a success and may already end an unclear one.
  const read = await readStatus(
    deps,
    { payToken: row.pay_token },
    { priority: 'money', source: 'operation' },
  );
  if (read.kind !== 'observed')
    await schedulePoll(deps.storage, row.pay_token, deps.clock.nowIso());
  return null;
}

/**
 * Commits `sending` once more for an absent operation, after a good read that still allows it.
 * @param isStopping asked last: a desk that is about to stop begins nothing
 * @returns the row with the bytes; `null` when the read has just ended the operation
 * @throws AppError toss-unreachable or toss-unclear without a good read, operation-moved when it is
 *   not absent any more, stale-view when what is known forbids it, not-ready while stopping
 */
export async function claimToSendAgain(
  deps: Deps,
  operationId: string,
  staff: ActingStaff,
  isStopping: () => boolean,
): Promise<OperationRow | null> {
  const payToken = getOperationRow(deps.storage, operationId).pay_token;
  requireGoodRead(await readStatus(deps, { payToken }, { priority: 'money' }));
  // The read may just have ended it, or shown what a person must look at: nothing to send.
  const row = getOperationRow(deps.storage, operationId);
  if (!isOpen(row.state)) return null;
  if (row.state !== 'absent') {
    throw new AppError('operation-moved', undefined, { operation: operationFromRow(row) });
  }
  await deps.budget.take('money');
  if (isStopping()) throw new AppError('not-ready');
  const claimed = await claimAgain(deps.storage, operationId, deps.bootId, staff, reasonNotToSend);
  if ('refusal' in claimed) throw new AppError('stale-view', claimed.refusal);
  return claimed.row;
}
