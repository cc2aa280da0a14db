/**
 * Reads Toss for operations whose outcome is unclear, on a schedule by their age, until it is
 * known, and enqueues unsent operations at the worker. It never sends a money call itself.
 */
import type { Deps } from '../deps.ts';
import type { Timer } from '../clock.ts';
import { noteActsAhead } from '../storage/account-acts.ts';
import { askFrom } from '../storage/move-operation.ts';
import {
  dueOperations,
  hasLapsedProposal,
  lapseProposals,
  postponeCheck,
  sendingFor,
  settleOperation,
  unsentOperations,
} from '../storage/operations.ts';
import type { OperationRow } from '../storage/schema.ts';
import { nextCheckAt } from './judge.ts';
import { readStatus } from './read-status.ts';
import { longerOpenMs } from './second-person.ts';
import type { Worker } from './worker.ts';

export interface Reconciler {
  start(): void;
  stop(): Promise<void>;
  /** Reads Toss now for one operation, regardless of its schedule. */
  check(row: OperationRow): Promise<void>;
}

const TICK_MS = 1000;
const SHORTEST_TICK_MS = 20;
const AT_ONCE = 8;
/** Time after a send's time-out at which its answer counts as lost. */
const GRACE_AFTER_TIMEOUT_MS = 5000;

export function createReconciler(deps: Deps, worker: Worker): Reconciler {
  const { storage, clock, limits } = deps;
  const running = new Map<string, Promise<void>>();
  let timer: Timer | null = null;
  let stopped = false;

  const now = () => ({ iso: clock.nowIso(), no: storage.time.now() });

  async function check(row: OperationRow): Promise<void> {
    const how = { priority: 'money', source: 'operation' } as const;
    const read = await readStatus(deps, { payToken: row.pay_token }, how);
    if (read.kind === 'observed') return;
    deps.log.warn({ operation: row.id, read: read.kind }, 'an unclear operation could not be read');
    await postponeCheck(storage, row.id, nextCheckAt(row, now(), limits));
  }

  function launch(row: OperationRow): void {
    const work = check(row)
      .catch((error: unknown) => {
        // Nothing is lost: the operation stays due and is read again.
        deps.log.error({ err: error, operation: row.id }, 'check failed');
      })
      .finally(() => running.delete(row.pay_token));
    running.set(row.pay_token, work);
  }

  /** Due operations without those of payments being read, which would take up the batch. */
  function pickDue(): OperationRow[] {
    return dueOperations(storage, AT_ONCE, limits.reconcileScale)
      .filter((row) => !running.has(row.pay_token))
      .slice(0, AT_ONCE - running.size);
  }

  /**
   * Makes `sending` rows that no worker of this process holds `unknown`, once their bytes can no
   * longer leave. Also those of an earlier process.
   */
  async function interruptOrphans(): Promise<void> {
    for (const row of sendingFor(storage, limits.tossTimeoutMs + GRACE_AFTER_TIMEOUT_MS)) {
      if (worker.isAtWork(row.id)) continue;
      const { iso, no } = now();
      await settleOperation(storage, row, [
        {
          cause: 'interrupted',
          evidence: 'desk',
          detail: 'The answer could not be recorded',
          patch: askFrom(iso, no),
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
      if (hasLapsedProposal(storage, clock.nowIso())) {
        await lapseProposals(storage, (row) => longerOpenMs(deps, row));
      }
      for (const row of pickDue()) launch(row);
      for (const id of unsentOperations(storage)) worker.enqueue(id);
      await noteActsAhead(storage);
    } catch (error) {
      // Reading the journal failed (disk, lock): nothing was changed, and the next tick tries
      // again.
      deps.log.error({ err: error }, 'reconciling failed');
    }
    arm();
  }

  return {
    check,
    start: () => void tick(),
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await Promise.all(running.values());
    },
  };
}
