/**
 * Takes up what was recorded and has it sent, each operation once at a time. One operation per
 * payment is the database's promise, not this module's.
 */
import PQueue from 'p-queue';
import type { Deps } from '../deps.ts';
import type { ActingStaff } from '../storage/events.ts';
import type { OperationRow } from '../storage/schema.ts';
import { createLine, type LineState } from '../waiting-line.ts';
import { createPauses } from './pauses.ts';
import { attemptToSend, claimToSendAgain, sendAndSettle, type Next } from './send-operation.ts';

/** After a failure of the desk's own, such as a full disk. */
const AFTER_ERROR_MS = 10_000;
/** Different payments don't wait for each other; Toss's pace is the outbound budget's business. */
const AT_ONCE = 16;
/** Far more than a shop asks for at once. What finds no place is named again at the next tick. */
const MOST_AT_WORK = 1000;

export interface Worker {
  /**
   * Takes up an operation that is on disk, once at a time; in its grace window it waits for the end
   * of that. A hint, for speed: the reconciler names whatever is to be sent at each of its ticks.
   */
  enqueue(operationId: string): void;
  /**
   * Sends an absent operation once more, after a good read that still allows it: the same bytes
   * under the same number. Resolves when `sending` is on disk, or when the read has ended it.
   *
   * @throws AppError toss-unreachable or toss-unclear without a good read, operation-moved when it
   *   is not absent any more, stale-view when what is known now forbids it; nothing is sent then
   */
  sendAgain(operationId: string, staff: ActingStaff): Promise<void>;
  /** `true` while this process is at work on the operation. */
  isAtWork(operationId: string): boolean;
  line: LineState;
  /** Takes nothing more up and waits for what is on its way. Nothing is aborted. */
  drain(): Promise<void>;
}

/** The worker of one serving process. */
export function createWorker(deps: Deps): Worker {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const line = createLine('operations', MOST_AT_WORK);
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
        // Its place in the queue is free for others meanwhile.
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
      // The disk failed or an invariant broke. What was sent stays `sending` on disk, which the
      // next attempt leaves alone and the reconciler turns into `unknown` after the time-out; what
      // was not sent is tried again until it is too old.
      deps.log.error({ err: error, operation: operationId }, 'an attempt to send failed');
      return AFTER_ERROR_MS * deps.limits.reconcileScale;
    }
  }

  const enqueue = (operationId: string) => {
    if (draining || running.has(operationId) || !line.admits()) return;
    running.add(operationId);
    void line.hold(() => queue.add(() => work(operationId)));
  };
  async function sendAgain(operationId: string, staff: ActingStaff): Promise<void> {
    const row = await claimToSendAgain(deps, operationId, staff, () => draining);
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
