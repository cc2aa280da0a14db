/**
 * Sends what was recorded: a good read, then `sending` on disk, then the bytes, then the answer on
 * disk. One operation per payment at a time is the database's promise, not this module's.
 */
import PQueue from 'p-queue';
import type { Payment } from '../../shared/payment.ts';
import { tossRefusal } from '../../shared/payment-actions.ts';
import type { Deps } from '../deps.ts';
import {
  claimOperation,
  getOperationRow,
  operationIdsIn,
  settleOperation,
} from '../storage/operations.ts';
import type { OperationRow } from '../storage/schema.ts';
import { schedulePoll } from '../storage/observe.ts';
import { classify } from '../toss/classify.ts';
import { readStatus } from './read-status.ts';
import { movesAfterSend } from './settle.ts';

/** An operation that could not be sent for this long is closed as never sent. */
const TOO_OLD_TO_SEND_MS = 5 * 60 * 1000;
/** Between two looks at Toss, or two tries to reach it, before an operation is sent. */
const RETRY_MS = [1000, 3000, 10_000, 30_000];
/** After a failure of the desk's own, such as a full disk. */
const AFTER_ERROR_MS = 10_000;
/** Different payments don't wait for each other; Toss's pace is the outbound budget's business. */
const AT_ONCE = 16;

export interface Worker {
  /** Takes up an operation that is on disk. */
  enqueue(operationId: string): void;
  /** `true` while this process is at work on the operation. */
  isAtWork(operationId: string): boolean;
  /** Takes up whatever a former process left ready. */
  resume(): void;
  /** Takes nothing more up and waits for what is on its way. Nothing is aborted. */
  drain(): Promise<void>;
}

/**
 * Why what is known of the payment forbids sending, in one English sentence; `null` when it allows
 * it. Asked after the read, and again in the transaction that commits `sending`.
 */
function reasonNotToSend(row: OperationRow, payment: Payment): string | null {
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

/** @returns how long to wait before the next try, or `null` when there is nothing left to do */
async function attempt(deps: Deps, operationId: string, tries: number): Promise<number | null> {
  const row = getOperationRow(deps.storage, operationId);
  if (row.state !== 'ready' && row.state !== 'not_sent') return null;
  const retryMs =
    (RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0) * deps.limits.reconcileScale;
  const tooOld = () => deps.clock.nowMs() - Date.parse(row.created_at) >= TOO_OLD_TO_SEND_MS;
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
  if (read.observed.payment.drift === 'contradiction') return retryMs;
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

async function sendAndSettle(
  deps: Deps,
  row: OperationRow,
  retryMs: number,
): Promise<number | null> {
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

/** The worker of one serving process. */
export function createWorker(deps: Deps): Worker {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const running = new Set<string>();
  let draining = false;
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });

  async function work(operationId: string): Promise<void> {
    if (running.has(operationId)) return;
    running.add(operationId);
    try {
      for (let tries = 0; !draining; tries += 1) {
        const waitMs = await attemptOrLog(operationId, tries);
        if (waitMs === null) return;
        await Promise.race([deps.clock.sleep(waitMs), stopped]);
      }
    } finally {
      running.delete(operationId);
    }
  }

  async function attemptOrLog(operationId: string, tries: number): Promise<number | null> {
    try {
      return await attempt(deps, operationId, tries);
    } catch (error) {
      // The disk failed or an invariant broke. What was sent stays `sending` on disk, which the
      // next attempt leaves alone and the reconciler turns into `unknown` after the time-out; what
      // was not sent is tried again until it is too old.
      deps.log.error({ err: error, operation: operationId }, 'an attempt to send failed');
      return AFTER_ERROR_MS * deps.limits.reconcileScale;
    }
  }

  const enqueue = (operationId: string) => {
    if (!draining) void queue.add(() => work(operationId));
  };
  return {
    enqueue,
    isAtWork: (operationId) => running.has(operationId),
    resume: () => {
      for (const id of operationIdsIn(deps.storage, ['ready', 'not_sent'])) enqueue(id);
    },
    drain: async () => {
      draining = true;
      stop();
      queue.clear();
      await queue.onIdle();
    },
  };
}
