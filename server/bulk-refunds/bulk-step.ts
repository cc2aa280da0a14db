/** One step of a bulk run: request its next row, pause it, or end it. */
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { requestOperation, type RequestingStaff } from '../operations/request-operation.ts';
import { requesterOf } from '../operations/requester.ts';
import type { Worker } from '../operations/worker.ts';
import {
  bulkProgress,
  endBulkRun,
  pauseBulkRun,
  refuseBulkRow,
  type BulkRunColumns,
} from '../storage/bulk-runs.ts';
import { partsOfRow } from '../storage/operation-from-row.ts';
import type { BulkRowRow } from '../storage/schema.ts';

/** Rows of one run in flight at once; the limit leaves capacity for other refunds. */
const AT_ONCE = 4;
/** With this many unclear outcomes something is wrong at Toss, so the run pauses. */
const UNCLEAR_AT_MOST = 5;

export interface BulkStepDeps {
  deps: Deps;
  worker: Worker;
}

function makerOf(deps: Deps, run: BulkRunColumns): RequestingStaff | null {
  const staff = deps.storage.read(requesterOf(deps, run));
  if (staff === null) return null;
  const { id, role, dayCeilingWon } = staff;
  return { id, role, dayCeilingWon, name: run.requested_by_name, address: run.requested_from };
}

/** The request of a row. It is always the same, so that a repeat returns the same operation. */
function requestOf(run: BulkRunColumns, row: BulkRowRow) {
  const { pay_token: payToken, amount, seen_refunded: seenRefunded } = row;
  if (payToken === null || amount === null || seenRefunded === null) {
    throw new Error(`Row ${String(row.position)} of run ${run.id} has nothing to request`);
  }
  return {
    id: row.operation_id,
    bulkRunId: run.id,
    payToken,
    body: {
      ...{ kind: 'refund' as const, amount, seenRefunded, reason: row.reason },
      ...(row.taxable === null ? {} : { parts: partsOfRow(row) }),
      ...(run.note === null ? {} : { note: run.note }),
    },
  };
}

async function requestRow(
  { deps, worker }: BulkStepDeps,
  run: BulkRunColumns,
  row: BulkRowRow,
  requestedBy: RequestingStaff,
): Promise<void> {
  try {
    await requestOperation(deps, worker, {
      ...requestOf(run, row),
      requestedBy,
      // The factor was checked when the run was confirmed.
      requireFreshFactor: () => undefined,
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'over-ceiling') await pauseBulkRun(deps.storage, run.id, 'over-ceiling');
    else await refuseBulkRow(deps.storage, row, { code: error.code, detail: error.message });
  }
}

/** @returns whether another step may follow at once */
export async function stepBulkRun(parts: BulkStepDeps, run: BulkRunColumns): Promise<boolean> {
  const { storage } = parts.deps;
  const { tally, busy, next } = bulkProgress(storage, run.id);
  if (next === undefined) {
    if (tally.open > tally.unclear + tally.refusedByToss + tally.waiting) return false;
    await endBulkRun(storage, run.id);
    return true;
  }
  if (tally.unclear >= UNCLEAR_AT_MOST) {
    await pauseBulkRun(storage, run.id, 'unclear');
    return true;
  }
  if (busy >= AT_ONCE) return false;
  const requester = makerOf(parts.deps, run);
  if (requester === null) await pauseBulkRun(storage, run.id, 'requester');
  else await requestRow(parts, run, next, requester);
  return true;
}
