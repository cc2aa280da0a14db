/**
 * Asks Toss about operations whose outcome is not clear, on the schedule of their age, for as long
 * as it takes. It sends no money call, ever.
 */
import type { Deps } from '../deps.ts';
import type { Timer } from '../clock.ts';
import { askFrom } from '../storage/move-operation.ts';
import {
  dueOperations,
  hasLapsedProposal,
  lapseProposals,
  postponeCheck,
  sendingSince,
  settleOperation,
} from '../storage/operations.ts';
import type { OperationRow } from '../storage/schema.ts';
import { nextCheckAt } from './judge.ts';
import { readStatus } from './read-status.ts';
import type { Worker } from './worker.ts';

export interface Reconciler {
  start(): void;
  stop(): Promise<void>;
  /** Reads Toss now for one operation, whatever its schedule. */
  check(row: OperationRow): Promise<void>;
}

const TICK_MS = 1000;
const SHORTEST_TICK_MS = 20;
const AT_ONCE = 8;
/** A send can't take longer than its time-out; this much later its answer was lost by us. */
const GRACE_AFTER_TIMEOUT_MS = 5000;

/** The reconciler of one serving process. */
export function createReconciler(deps: Deps, worker: Worker): Reconciler {
  const { storage, clock, limits } = deps;
  const running = new Map<string, Promise<void>>();
  let timer: Timer | null = null;
  let stopped = false;

  async function check(row: OperationRow): Promise<void> {
    const read = await readStatus(
      deps,
      { payToken: row.pay_token },
      { priority: 'money', source: 'operation' },
    );
    if (read.kind === 'observed') return;
    deps.log.warn({ operation: row.id, read: read.kind }, 'an unclear operation could not be read');
    const next = nextCheckAt(row.state_since, clock.nowIso(), limits.reconcileScale);
    await postponeCheck(storage, row.id, next);
  }

  function launch(row: OperationRow): void {
    const work = check(row)
      .catch((error: unknown) => {
        // Nothing is lost: the operation keeps its state and its due time, and is asked again.
        deps.log.error({ err: error, operation: row.id }, 'check failed');
      })
      .finally(() => running.delete(row.pay_token));
    running.set(row.pay_token, work);
  }

  /** What is due, but for payments that are being checked: these would take the others' places. */
  function pickDue(): OperationRow[] {
    const due = dueOperations(storage, clock.nowIso(), AT_ONCE);
    const idle = due.filter((row) => !running.has(row.pay_token));
    return idle.slice(0, AT_ONCE - running.size);
  }

  async function interruptOrphans(): Promise<void> {
    const before = clock.nowMs() - limits.tossTimeoutMs - GRACE_AFTER_TIMEOUT_MS;
    for (const row of sendingSince(storage, new Date(before).toISOString())) {
      if (worker.isAtWork(row.id)) continue;
      await settleOperation(storage, row, [
        {
          cause: 'interrupted',
          evidence: 'desk',
          detail: 'The answer could not be recorded',
          patch: askFrom(clock.nowIso()),
        },
      ]);
    }
  }

  function arm(): void {
    if (stopped) return;
    const delayMs = Math.max(SHORTEST_TICK_MS, TICK_MS * limits.reconcileScale);
    timer = clock.after(delayMs, () => void tick());
  }

  async function tick(): Promise<void> {
    try {
      await interruptOrphans();
      if (hasLapsedProposal(storage, clock.nowIso())) await lapseProposals(storage);
      for (const row of pickDue()) launch(row);
    } catch (error) {
      // Reading the journal failed (disk, lock): the next tick tries again, nothing was changed.
      deps.log.error({ err: error }, 'reconciling failed');
    }
    arm();
  }

  return {
    check,
    start: arm,
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await Promise.all(running.values());
    },
  };
}
