/** Audit rows for locked and unlocked screens: one row each, or a summed row if there are many. */
import type { AuditActor } from '../../shared/audit.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import { createRowBudget } from './row-budget.ts';
import type { Unit } from '../storage/unit.ts';

type Act = 'screen-locked' | 'screen-unlocked';

export interface LockRows {
  /** Inside the transaction that locks or unlocks. */
  note(actor: AuditActor, action: Act, detail?: Record<string, unknown>): Unit<void>;
  /** Writes the counts that have no row yet. */
  close(): Promise<void>;
}

export function lockRows(deps: { storage: Storage; clock: Clock; log: Logger }): LockRows {
  const { storage, clock, log } = deps;
  const append = (actor: AuditActor, action: Act, detail: Record<string, unknown>) =>
    appendAudit({ at: clock.nowIso(), actor, action, detail });
  const budgetOf = (action: Act) =>
    createRowBudget(clock, async (actor: AuditActor, times) => {
      try {
        await storage.transact(() => append({ ...actor, address: null }, action, { times }));
      } catch (error) {
        log.error({ err: error, action, times }, 'locked screens could not be recorded');
      }
    });
  const budgets = {
    'screen-locked': budgetOf('screen-locked'),
    'screen-unlocked': budgetOf('screen-unlocked'),
  };
  return {
    note: function* (actor, action, detail = {}) {
      if (budgets[action].take(actor.id, actor)) yield* append(actor, action, detail);
    },
    close: async () => {
      for (const budget of Object.values(budgets)) await budget.close();
    },
  };
}
