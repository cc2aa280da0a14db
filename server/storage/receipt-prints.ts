/** How often a refund's receipt was printed, counted by its audit rows. */
import { sql } from 'kysely';
import { appendAudit } from './audit.ts';
import { staffActor, type ActingStaff } from './events.ts';
import { prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

const prints = prepared((given: { operationId: string }) =>
  db
    .selectFrom('audit')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('operation_id', '=', given.operationId)
    // The cast avoids SQLite's index over actions: an operation has few rows, the action many.
    .where(sql<string>`CAST(action AS TEXT)`, '=', 'receipt-printed'),
);

/** Counts the prints of the two years that the audit log is kept. */
export function* countPrints(operationId: string): Unit<number> {
  return (yield* prints.first({ operationId }))?.count ?? 0;
}

/** Records a print. @returns the new count */
export function recordPrint(
  storage: Storage,
  operation: { id: string; payToken: string },
  by: ActingStaff,
): Promise<number> {
  return storage.transact(function* () {
    const count = (yield* countPrints(operation.id)) + 1;
    yield* appendAudit({
      at: storage.clock.nowIso(),
      actor: staffActor(by),
      action: 'receipt-printed',
      payToken: operation.payToken,
      operationId: operation.id,
      detail: { prints: count },
    });
    return count;
  });
}
