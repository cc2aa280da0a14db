/** The HTTP endpoints of bulk refunds: check, confirm, pause, stop, approve. */
import type { HandlerInput } from '../../shared/api.ts';
import { bulkMoves, type BulkState } from '../../shared/bulk-refund.ts';
import { fileStamp } from '../../shared/file-stamp.ts';
import { may } from '../../shared/permissions.ts';
import { csvFile } from '../csv-file.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { FileStream, route, type Route, type StaffOnDuty } from '../http/endpoint.ts';
import { requireFreshFactor } from '../http/second-factor.ts';
import { staffOf } from '../http/staff-of.ts';
import { noApprovalNow } from '../operations/request-operation.ts';
import { approvalWaitMs, heldUntil, isSoleManager, peopleOf } from '../operations/second-person.ts';
import { lastOpening } from '../storage/account-acts.ts';
import {
  bulkHash,
  bulkProgress,
  chooseBulkRows,
  chosenBulkRows,
  findBulkRun,
  findBulkRunRow,
  leftBulkRows,
  listBulkRuns,
  moveBulkRun,
  recordBulkRun,
  type BulkMove,
  type BulkRunColumns,
} from '../storage/bulk-runs.ts';
import { givenLately } from '../storage/day-refunds.ts';
import type { BulkRowRow } from '../storage/schema.ts';
import type { BulkRunner } from './bulk-runner.ts';
import { sheetRows, sheetWords } from './bulk-sheet.ts';
import { checkList } from './preflight.ts';
import type { Unit } from '../storage/unit.ts';

type Confirmation = HandlerInput<'POST /api/bulk-refunds/:id/start'>['body'];

/** Plans a transition from the run as it is inside the transaction. */
type Plan = (run: BulkRunColumns, at: string) => Unit<BulkMove>;

const noSuchRun = () => new AppError('not-found', 'There is no such run');

function requireMove(run: BulkRunColumns, to: BulkState): void {
  if (bulkMoves[run.state].includes(to)) return;
  throw new AppError('bulk-moved', `The run is ${run.state}`);
}

/** Only the requester may start or resume a run. */
function requireOwn(run: BulkRunColumns, staff: StaffOnDuty): void {
  if (run.requested_by !== staff.id)
    throw new AppError('forbidden', 'Another person made this run');
}

/** Pausing and stopping is also open to whoever may decide. */
function requireHolder(run: BulkRunColumns, staff: StaffOnDuty): void {
  if (!may(staff.role, 'operations.decide')) requireOwn(run, staff);
}

const wonOf = (rows: readonly BulkRowRow[]) =>
  rows.reduce((sum, { amount }) => sum + (amount ?? 0), 0);

function requireTotal(typedWon: number, wouldGoWon: number): void {
  if (typedWon === wouldGoWon && wouldGoWon > 0) return;
  const detail = `${String(typedWon)} was typed, ${String(wouldGoWon)} would go`;
  throw new AppError('bulk-total', detail, {
    errors: [
      {
        pointer: '/totalWon',
        code: 'bulk-total',
        params: { typedWon, wouldGoWon },
        detail,
      },
    ],
  });
}

/**
 * Requires a fresh second factor as for single refunds: when the total, or one payment's amount
 * with its refunds of the last 24 hours, reaches the shop's limit.
 */
function requireFactorFor(deps: Deps, staff: StaffOnDuty, rows: readonly BulkRowRow[]): void {
  const fromWon = deps.rules().stepUpFromWon;
  if (fromWon === null) return;
  const now = deps.clock.nowIso();
  const reaches = ({ pay_token: payToken, amount }: BulkRowRow) =>
    payToken !== null &&
    amount !== null &&
    amount + deps.storage.read(givenLately(payToken, now)) >= fromWon;
  if (wonOf(rows) >= fromWon || rows.some(reaches)) requireFreshFactor(staff, deps.clock);
}

/** Confirms a draft: it starts, or waits for a second person. */
function planConfirmation(deps: Deps, staff: StaffOnDuty, confirmation: Confirmation): Plan {
  return function* (run, at) {
    const { include = [], leaveOut = [] } = confirmation;
    yield* chooseBulkRows(run.id, { include, leaveOut });
    const rows = yield* chosenBulkRows(run.id);
    const totalWon = wonOf(rows);
    requireTotal(confirmation.totalWon, totalWon);
    requireFactorFor(deps, staff, rows);
    const { approvalFromWon, approvalMs } = deps.rules();
    const due = approvalFromWon !== null && totalWon >= approvalFromWon;
    const people = peopleOf(deps);
    const sole = due && (yield* isSoleManager(people, staff.id));
    const waits = due && !sole;
    if (confirmation.seenApproval === true && !waits) {
      const detail = 'The run would go without the approval that was seen';
      throw new AppError('stale-view', detail, { changes: [noApprovalNow] });
    }
    const bodyHash = bulkHash(rows);
    const base = {
      body_hash: bodyHash,
      requested_from: staff.address,
      sole: sole ? 1 : 0,
    } as const;
    const waitMs = yield* approvalWaitMs(people, staff.id, approvalMs);
    const lapsesAt = new Date(Date.parse(at) + waitMs).toISOString();
    return {
      patch: waits
        ? { ...base, state: 'proposed', approval_lapses_at: lapsesAt }
        : { ...base, state: 'running', started_at: at },
      action: 'bulk-confirmed',
      by: staff,
      detail: { rows: rows.length, totalWon, bodyHash, waits, sole },
    };
  };
}

/** Resumes a paused run with the remaining rows. */
function planResumption(deps: Deps, staff: StaffOnDuty, confirmation: Confirmation): Plan {
  return function* (run, _at) {
    const { left, leftWon } = bulkProgress(deps.storage, run.id).tally;
    requireTotal(confirmation.totalWon, leftWon);
    requireFactorFor(deps, staff, yield* leftBulkRows(run.id));
    return {
      patch: { state: 'running', paused_because: null },
      action: 'bulk-resumed',
      by: staff,
      detail: { left, leftWon },
    };
  };
}

/** A second person's approval; it must match the confirmed rows and come in time. */
function planApproval(deps: Deps, staff: StaffOnDuty, bodyHash: string): Plan {
  return function* (run, at) {
    requireSecondPerson(run, staff);
    yield* requireNotHeld(deps, run, staff);
    requireMove(run, 'running');
    if (run.body_hash !== bodyHash) throw new AppError('approval-mismatch');
    if (at >= (run.approval_lapses_at ?? at)) {
      throw new AppError('bulk-moved', 'Nobody approved it in time; it can only be stopped');
    }
    return {
      patch: {
        state: 'running',
        started_at: at,
        approved_by: staff.id,
        approved_by_name: staff.name,
      },
      action: 'bulk-approved',
      by: staff,
      detail: { bodyHash, approverOpened: yield* lastOpening(staff.id) },
    };
  };
}

function requireSecondPerson(run: BulkRunColumns, staff: StaffOnDuty): void {
  if (run.state !== 'proposed') throw new AppError('bulk-moved', `The run is ${run.state}`);
  if (run.requested_by === staff.id) throw new AppError('second-person-needed');
}

/** @throws AppError approver-held when one person may know the passwords of both accounts */
function* requireNotHeld(deps: Deps, run: BulkRunColumns, staff: StaffOnDuty): Unit<void> {
  const notBefore = yield* heldUntil(peopleOf(deps), staff.id, run.requested_by);
  if (notBefore === null) return;
  throw new AppError('approver-held', `Possible from ${notBefore} on`, { notBefore });
}

const ended = (at: string) => ({ state: 'stopped', paused_because: null, ended_at: at }) as const;

export function bulkRoutes(deps: Deps, runner: Pick<BulkRunner, 'wake'>): Route[] {
  const { storage } = deps;

  const runWithRows = (id: string) => {
    const found = findBulkRun(storage, id);
    if (found === undefined) throw noSuchRun();
    return found;
  };

  /** Plans and applies a transition in one transaction, so that two people can't both apply one. */
  const move = async (id: string, plan: Plan) => {
    await storage.transact(function* () {
      const run = yield* findBulkRunRow(id);
      if (run === undefined) throw noSuchRun();
      const at = storage.clock.nowIso();
      yield* moveBulkRun(id, at, yield* plan(run, at));
    });
    runner.wake();
    return { status: 200, body: runWithRows(id) } as const;
  };

  return [
    route('POST /api/bulk-refunds', async ({ body }, { actor }) => {
      const id = deps.random.uuid();
      const requestedBy = staffOf(actor);
      const rows = await checkList(deps, body);
      const { name, note } = body;
      await recordBulkRun(storage, { id, name, note: note ?? null, requestedBy, rows });
      return { status: 201, body: runWithRows(id) };
    }),
    route('GET /api/bulk-refunds', () => ({ status: 200, body: { items: listBulkRuns(storage) } })),
    route('GET /api/bulk-refunds/:id', ({ params }) => ({
      status: 200,
      body: runWithRows(params.id),
    })),
    route('POST /api/bulk-refunds/:id/start', async ({ params, body }, { actor }) => {
      const staff = staffOf(actor);
      return move(params.id, function* (run, at) {
        requireOwn(run, staff);
        if (run.state === 'draft') return yield* planConfirmation(deps, staff, body)(run, at);
        // A proposed run is started by a second person's approval only.
        if (run.state !== 'paused') throw new AppError('bulk-moved', `The run is ${run.state}`);
        return yield* planResumption(deps, staff, body)(run, at);
      });
    }),
    route('GET /api/bulk-refunds/:id/sheet.csv', ({ params, query }) => {
      const { run, rows } = runWithRows(params.id);
      const words = sheetWords[query.language ?? 'ko'];
      const name = `changgu-bulk-${fileStamp(run.createdAt)}.csv`;
      const file = csvFile(words.headings, sheetRows(rows, words));
      return { status: 200, body: new FileStream(name, file) };
    }),
    ...holdingRoutes(move),
    route('POST /api/bulk-refunds/:id/approve', async ({ params, body }, { actor }) =>
      move(params.id, planApproval(deps, staffOf(actor), body.bodyHash)),
    ),
    route('POST /api/bulk-refunds/:id/decline', async ({ params, body }, { actor }) => {
      const staff = staffOf(actor);
      return move(params.id, function* (run, at) {
        requireSecondPerson(run, staff);
        const detail = { reason: body.reason };
        return { patch: ended(at), action: 'bulk-declined', by: staff, detail };
      });
    }),
  ];
}

type Move = (
  id: string,
  plan: Plan,
) => Promise<{ status: 200; body: NonNullable<ReturnType<typeof findBulkRun>> }>;

/** The endpoints that pause and stop a run. */
function holdingRoutes(move: Move): Route[] {
  return [
    route('POST /api/bulk-refunds/:id/pause', async ({ params }, { actor }) => {
      const staff = staffOf(actor);
      return move(params.id, function* (run) {
        requireHolder(run, staff);
        requireMove(run, 'paused');
        const patch = { state: 'paused', paused_because: 'person' } as const;
        return { patch, action: 'bulk-paused', by: staff, detail: { because: 'person' } };
      });
    }),
    route('POST /api/bulk-refunds/:id/stop', async ({ params }, { actor }) => {
      const staff = staffOf(actor);
      return move(params.id, function* (run, at) {
        requireHolder(run, staff);
        requireMove(run, 'stopped');
        return { patch: ended(at), action: 'bulk-stopped', by: staff };
      });
    }),
  ];
}
