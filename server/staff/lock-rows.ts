/** Audit rows for locked and unlocked screens: one row each, or a summed row if there are many. */
import type { AuditActor } from '../../shared/audit.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import { createRowBudget } from './row-budget.ts';
import { runUnit } from '../storage/run-unit.ts';

type Act = 'screen-locked' | 'screen-unlocked';

export interface LockRows {
  /** Call inside the transaction that locks or unlocks. */
  note(actor: AuditActor, action: Act, detail?: Record<string, unknown>): void;
  /** Writes the counts that have no row yet. */
  close(): void;
}

export function lockRows(deps: { connection: Connection; clock: Clock; log: Logger }): LockRows {
  const { connection, clock, log } = deps;
  const append = (actor: AuditActor, action: Act, detail: Record<string, unknown>) =>
    runUnit(connection, appendAudit({ at: clock.nowIso(), actor, action, detail }));
  const budgetOf = (action: Act) =>
    createRowBudget(clock, (actor: AuditActor, times) => {
      const work = () => append({ ...actor, address: null }, action, { times });
      try {
        connection.transaction(work).immediate();
      } catch (error) {
        log.error({ err: error, action, times }, 'locked screens could not be recorded');
      }
    });
  const budgets = {
    'screen-locked': budgetOf('screen-locked'),
    'screen-unlocked': budgetOf('screen-unlocked'),
  };
  return {
    note: (actor, action, detail = {}) => {
      if (budgets[action].take(actor.id, actor)) append(actor, action, detail);
    },
    close: () => {
      for (const budget of Object.values(budgets)) budget.close();
    },
  };
}
