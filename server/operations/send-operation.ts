/**
 * Sends one operation, write-ahead: a good read, then `sending` on disk, then the bytes, then the
 * answer on disk. After a crash at any point the row shows how far it came.
 */
import { isOpen } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { tossRefusal } from '../../shared/payment-actions.ts';
import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { bookedUnder } from '../storage/booked-refunds.ts';
import { newestEventSeq, type ActingStaff } from '../storage/events.ts';
import { schedulePoll } from '../storage/observe.ts';
import { operationFromRow } from '../storage/operation-from-row.ts';
import {
  claimAgain,
  claimOperation,
  getOperationRow,
  settleOperation,
} from '../storage/operations.ts';
import { getPaymentOn } from '../storage/payments.ts';
import { isNamedInV2 } from '../storage/refund-names.ts';
import type { OperationRow } from '../storage/schema.ts';
import { classify, type Verdict } from '../toss/classify.ts';
import type { MoneyCall } from '../toss/toss.ts';
import { requireGoodRead } from './read-problem.ts';
import { readStatus } from './read-status.ts';
import { requesterOf } from './requester.ts';
import { requireSeenTransfers } from './seen-transfers.ts';
import { moveUnsent, movesAfterSend } from './settle.ts';

/** An operation that could not be sent for this long ends as never sent. */
const TOO_OLD_TO_SEND_MS = 5 * 60 * 1000;
/** A read asked longer ago permits no send: the process may have been suspended since. */
const READ_PERMITS_MS = 60_000;
/** After `sending` is on disk the bytes must leave within this time; later it is outdated. */
const CLAIM_LASTS_MS = 10_000;
/** Delays between tries to read or reach Toss before sending. */
const RETRY_MS = [1000, 3000, 10_000];
const LATER_RETRIES_MS = 30_000;

/**
 * Why the payment's data forbid sending, in one English sentence; `null` when they allow it.
 * Checked after the read, and again in the transaction that commits `sending`.
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
  cause: 'read-forbids' | 'too-old-to-send' | 'requester-barred',
  detail: string,
): Promise<void> {
  await settleOperation(deps.storage, row, [{ cause, evidence: 'desk', detail }]);
}

/** What remains: try again after so many ms, come back after the grace window, or nothing. */
export type Next = number | { graceMs: number } | null;

/**
 * Milliseconds since then, the larger of two measures: the clock can be set back, and `DeskTime`
 * stops while the machine sleeps.
 */
const agoMs = ({ storage, clock }: Deps, no: number, iso: string) =>
  Math.max(storage.time.now() - no, clock.nowMs() - Date.parse(iso));

/**
 * The rest of an operation's grace window, and whether it is too old to send. For an operation made
 * ready by an earlier process only the clock counts, because `DeskTime` does not cover the time
 * between.
 */
function waitOf(deps: Deps, row: OperationRow): { graceMs: number; isTooOld: boolean } {
  const { clock, storage } = deps;
  const readyAt = row.ready_at ?? row.created_at;
  const graceMs = row.send_after === null ? 0 : Date.parse(row.send_after) - Date.parse(readyAt);
  const isOfThisProcess = row.ready_no > storage.time.began;
  const byClockMs = Math.abs(clock.nowMs() - Date.parse(readyAt));
  const ageMs = isOfThisProcess ? storage.time.now() - row.ready_no : byClockMs;
  const longestMs = isOfThisProcess ? agoMs(deps, row.ready_no, readyAt) : byClockMs;
  return { graceMs: graceMs - ageMs, isTooOld: longestMs - graceMs >= TOO_OLD_TO_SEND_MS };
}

const isStale = (deps: Deps, read: { askedNo: number; askedAt: string }) =>
  agoMs(deps, read.askedNo, read.askedAt) > READ_PERMITS_MS;

/** Toss answered for the other kind of key: nothing is sent until the next start. */
const isOtherMode = ({ toss }: Deps) => toss.silence()?.cause === 'other-mode';

/** Reads, claims and sends an operation that is on disk, or ends it with the reason. */
export async function attemptToSend(deps: Deps, operationId: string, tries: number): Promise<Next> {
  const row = getOperationRow(deps.storage, operationId);
  if (row.state !== 'ready' && row.state !== 'not_sent') return null;
  const retryMs = (RETRY_MS[tries] ?? LATER_RETRIES_MS) * deps.limits.reconcileScale;
  const { graceMs, isTooOld } = waitOf(deps, row);
  if (graceMs > 0) return { graceMs };
  if (isTooOld) {
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
  if (read.kind !== 'observed' || !read.observed.good) return retryMs;
  const forbids = reasonNotToSend(row, read.observed.payment);
  if (forbids !== null) {
    await decline(deps, row, 'read-forbids', forbids);
    // The refunded sum may include this very operation; the next read finds out.
    await schedulePoll(deps.storage, row.pay_token, deps.clock.nowIso());
    return null;
  }
  // Take the outbound turn before committing `sending`, so that the bytes follow immediately.
  await deps.budget.take('money');
  if (isOtherMode(deps)) return retryMs;
  // The read and the turn may have taken long; check that both are still fresh.
  if (waitOf(deps, row).isTooOld || isStale(deps, read)) return 0;
  if (deps.storage.read(requesterOf(deps, row)) === null) {
    await decline(deps, row, 'requester-barred', 'Whoever asked may not give money back any more');
    return null;
  }
  const claimed = await claimOperation(deps.storage, operationId, deps.bootId, reasonNotToSend);
  if (claimed === null) return null;
  return sendAndSettle(deps, claimed, retryMs);
}

/**
 * Raises the mark by which an older copy of the database is recognised when it is restored.
 * @returns `false` when the disk fails: nothing is sent, and the journal says so
 */
async function raiseHighWater(deps: Deps, row: OperationRow): Promise<boolean> {
  try {
    deps.highWater.raise(deps.storage.read(newestEventSeq()));
    return true;
  } catch (error) {
    deps.log.error({ err: error, operation: row.id }, 'the high-water mark could not be written');
    await settleUnsent(deps, row, 'The disk refused');
    return false;
  }
}

async function settleUnsent(deps: Deps, row: OperationRow, detail: string): Promise<void> {
  const now = { iso: deps.clock.nowIso(), no: deps.storage.time.now() };
  await settleOperation(deps.storage, row, [moveUnsent(row, { detail }, now)]);
}

/** What remains after this refund in won, as far as the desk knows; `null` for other kinds. */
function leftAfter({ storage }: Deps, row: OperationRow): number | null {
  if (row.kind !== 'refund') return null;
  return storage.read(getPaymentOn(row.pay_token)).remaining - row.amount;
}

/** The number of a refund that was made elsewhere before would find that one, not this. */
function withoutEarlierNumber({ storage }: Deps, row: OperationRow, verdict: Verdict): Verdict {
  if (verdict.verdict !== 'said-done' || verdict.tossRefundNo === null) return verdict;
  if (isSameRefundNo(verdict.tossRefundNo, row.id)) return verdict;
  const other = storage.read(bookedUnder(row.pay_token, verdict.tossRefundNo));
  return other?.operation_id === null ? { ...verdict, tossRefundNo: null } : verdict;
}

/** The charge's own transaction is no name of a refund; what else the answer says still stands. */
function withoutChargeName({ storage }: Deps, row: OperationRow, verdict: Verdict): Verdict {
  if (!('transactionId' in verdict)) return verdict;
  const { transactionId: name, ...unnamed } = verdict;
  const { tossView } = storage.read(getPaymentOn(row.pay_token));
  const isCharge = tossView?.transactions.some(
    ({ step, transactionId }) => step === 'PAY' && isSameRefundNo(transactionId, name),
  );
  return isCharge === true ? unnamed : verdict;
}

/** The same for v2's name: an answer with the transaction of an earlier refund is about that. */
function withoutEarlierTransaction(
  { storage }: Deps,
  row: OperationRow,
  verdict: Verdict,
): Verdict {
  const name = 'transactionId' in verdict ? verdict.transactionId : undefined;
  if (name === undefined || !storage.read(isNamedInV2(row.pay_token, name))) return verdict;
  const detail = "code 0 with another refund's transaction";
  return { verdict: 'said-done', tossRefundNo: null, detail };
}

const moneyCall = (row: OperationRow): MoneyCall => ({
  kind: row.kind,
  version: row.api_version,
  body: row.body,
});

/**
 * Sends the bytes of an operation that is `sending` on disk, and stores the answer.
 * @param retryMs delay of the next try, if no byte was sent
 */
export async function sendAndSettle(
  deps: Deps,
  row: OperationRow,
  retryMs: number,
): Promise<number | null> {
  const leftWon = leftAfter(deps, row);
  if (!(await raiseHighWater(deps, row))) return retryMs;
  // Checked again when the connection is open; nothing may come between this check and the bytes.
  const isFresh = () => agoMs(deps, row.unclear_no, row.state_since) <= CLAIM_LASTS_MS;
  if (!isFresh()) {
    await settleUnsent(deps, row, 'The desk stood still; nothing was sent');
    return retryMs;
  }
  const exchange = await deps.toss.send(moneyCall(row), isFresh);
  const { id, order_no: orderNo, amount, pay_token: payToken } = row;
  const shownWon = deps.storage.read(bookedUnder(payToken, id))?.amount ?? null;
  const sent = { id, payToken, orderNo, amount, leftWon, shownWon };
  const byNumber = withoutEarlierNumber(deps, row, classify(row.kind, sent, exchange));
  const named = withoutChargeName(deps, row, byNumber);
  const verdict = withoutEarlierTransaction(deps, row, named);
  const now = { iso: deps.clock.nowIso(), no: deps.storage.time.now() };
  const moves = movesAfterSend(row, verdict, exchange, now, deps.limits.settleMs);
  const settled = await settleOperation(deps.storage, row, moves);
  deps.log.info(
    { operation: row.id, kind: row.kind, verdict: verdict.verdict, state: settled.state },
    'money call answered',
  );
  if (settled.state === 'not_sent') return retryMs;
  if (settled.state === 'declined') return null;
  // The answer is on disk; this read confirms a success and may already settle an unclear one.
  const read = await readStatus(
    deps,
    { payToken: row.pay_token },
    { priority: 'money', source: 'operation' },
  );
  if (read.kind !== 'observed')
    await schedulePoll(deps.storage, row.pay_token, deps.clock.nowIso());
  return null;
}

/** Who sends it again, and the sum of bank transfers that they saw. */
export interface SendingAgain {
  staff: ActingStaff;
  seenRecorded?: number | undefined;
}

/**
 * Commits `sending` again for an absent operation, after a good read that still allows it.
 * @param isStopping checked last, so that a stopping desk starts nothing
 * @returns the row with the bytes; `null` when the read has ended the operation
 * @throws AppError toss-unreachable or toss-unclear without a fresh good read, operation-moved when
 * it is no longer absent, stale-view when the payment's data forbid it or other transfers are
 * recorded than were seen, not-ready while stopping
 */
export async function claimToSendAgain(
  deps: Deps,
  operationId: string,
  { staff, seenRecorded }: SendingAgain,
  isStopping: () => boolean,
): Promise<OperationRow | null> {
  const payToken = getOperationRow(deps.storage, operationId).pay_token;
  const read = requireGoodRead(await readStatus(deps, { payToken }, { priority: 'money' }));
  // The read may have ended it, or shown what a person must look at; then there is nothing to send.
  const row = getOperationRow(deps.storage, operationId);
  if (!isOpen(row.state)) return null;
  if (row.state !== 'absent') {
    throw new AppError('operation-moved', undefined, { operation: operationFromRow(row) });
  }
  await deps.budget.take('money');
  if (isStopping()) throw new AppError('not-ready');
  if (isOtherMode(deps)) throw new AppError('toss-unclear', 'Toss answers for another kind of key');
  if (isStale(deps, read)) throw new AppError('toss-unclear', 'The read got too old');
  const forbids = (now: OperationRow, payment: Payment) => {
    requireSeenTransfers(deps, payment, seenRecorded);
    return reasonNotToSend(now, payment);
  };
  const claimed = await claimAgain(deps.storage, operationId, deps.bootId, staff, forbids);
  if ('refusal' in claimed) throw new AppError('stale-view', claimed.refusal);
  return claimed.row;
}
