/**
 * Works off recorded operations, each at most once at a time. That a payment has only one open
 * operation is enforced by the database, not here.
 */
import PQueue from 'p-queue';
import type { Deps } from '../deps.ts';
import type { OperationRow } from '../storage/schema.ts';
import { createLine, type LineState } from '../waiting-line.ts';
import { createPauses } from './pauses.ts';
import {
  attemptToSend,
  claimToSendAgain,
  sendAndSettle,
  type Next,
  type SendingAgain,
} from './send-operation.ts';

/** Delay after an error of the desk itself, such as a full disk. */
const AFTER_ERROR_MS = 10_000;
/** Operations of different payments run in parallel; the outbound budget limits calls to Toss. */
const AT_ONCE = 16;
/** Queue limit, far above a shop's needs. The reconciler's next tick enqueues the rest. */
const MAX_QUEUED = 1000;

export interface Worker {
  /**
   * Queues an operation that is on disk, unless it is queued already; during its grace window it
   * waits. Only a hint for speed: the reconciler enqueues all unsent operations at each tick.
   */
  enqueue(operationId: string): void;
  /**
   * Sends an absent operation again, after a good read that still allows it: the same bytes under
   * the same number. Resolves when `sending` is on disk, or when the read has ended it.
   *
   * @throws AppError as `claimToSendAgain`; nothing is sent then
   */
  sendAgain(operationId: string, by: SendingAgain): Promise<void>;
  /** `true` while this process works on the operation. */
  isAtWork(operationId: string): boolean;
  line: LineState;
  /** Takes no new work and waits for work in flight. Nothing is aborted. */
  drain(): Promise<void>;
}

export function createWorker(deps: Deps): Worker {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const line = createLine('operations', MAX_QUEUED);
  const running = new Set<string>();
  const pauses = createPauses(deps.clock);
  let draining = false;

  async function work(operationId: string): Promise<void> {
    let graceMs = 0;
    try {
      for (let tries = 0; !draining; tries += 1) {
        const next = await attemptOrLog(operationId, tries);
        if (next === null) return;
        if (typeof next === 'object') {
          ({ graceMs } = next);
          return;
        }
        await pauses.pause(next);
      }
    } finally {
      const release = () => running.delete(operationId);
      if (graceMs === 0) release();
      else {
        // Frees its place in the queue while it waits.
        deps.clock.after(graceMs, () => {
          release();
          enqueue(operationId);
        });
      }
    }
  }

  async function attemptOrLog(operationId: string, tries: number): Promise<Next> {
    try {
      return await attemptToSend(deps, operationId, tries);
    } catch (error) {
      // The disk failed or an invariant broke. An operation that was sent stays `sending` on disk;
      // the next attempt skips it and the reconciler makes it `unknown` after the time-out. One
      // that was not sent is tried again until it is too old.
      deps.log.error({ err: error, operation: operationId }, 'an attempt to send failed');
      return AFTER_ERROR_MS * deps.limits.reconcileScale;
    }
  }

  const enqueue = (operationId: string) => {
    if (draining || running.has(operationId) || !line.admits()) return;
    running.add(operationId);
    void line.hold(() => queue.add(() => work(operationId)));
  };
  async function sendAgain(operationId: string, by: SendingAgain): Promise<void> {
    const row = await claimToSendAgain(deps, operationId, by, () => draining);
    if (row === null) return;
    running.add(operationId);
    void queue.add(() => finishAgain(row));
  }

  async function finishAgain(row: OperationRow): Promise<void> {
    try {
      await sendAndSettle(deps, row, 0);
    } catch (error) {
      // As in `attemptOrLog`: it stays `sending`, and the reconciler makes it unknown.
      deps.log.error({ err: error, operation: row.id }, 'sending again failed');
    } finally {
      running.delete(row.id);
    }
  }

  return {
    enqueue,
    sendAgain,
    line,
    isAtWork: (operationId) => running.has(operationId),
    drain: async () => {
      draining = true;
      pauses.endAll();
      queue.clear();
      await queue.onIdle();
    },
  };
}
