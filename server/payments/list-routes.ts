/** The list of payments, its sums, and the counters above it. */
import type { Answer } from '../../shared/api.ts';
import { startOfKstDay } from '../../shared/kst.ts';
import type { Deps } from '../deps.ts';
import { AppError, foreignCursor } from '../errors.ts';
import { JsonText, route, type RequestContext, type Route } from '../http/endpoint.ts';
import { seesMasked } from '../http/mask-personal.ts';
import { createPerPerson } from '../per-person.ts';
import {
  overGivenPayments,
  takeBacksAsked,
  waitingBankTransfers,
} from '../storage/bank-transfers.ts';
import { isQuickPage, pagePayments, pageText } from '../storage/payment-list.ts';
import { canUseTally } from '../storage/payment-conditions.ts';
import { summarizePayments } from '../storage/payment-sums.ts';
import { restoreProgress } from '../storage/restore.ts';
import type { SlowReads } from '../storage/slow-reads/slow-reads.ts';
import type { TaskInput, TaskName } from '../storage/slow-reads/tasks.ts';
import { countWork } from '../storage/work-counts.ts';

const DEFAULT_LIMIT = 50;

function counters(deps: Deps): Answer<'GET /api/counters'> {
  const asOf = deps.clock.nowIso();
  const { read } = deps.storage;
  const work = countWork(deps.storage, startOfKstDay(asOf));
  const total = (states: readonly string[]) => {
    const rows = work.operations.filter((row) => states.includes(row.state));
    return {
      count: rows.reduce((sum, row) => sum + row.count, 0),
      amount: rows.reduce((sum, row) => sum + row.amount, 0),
      oldest: rows
        .map((row) => row.oldest ?? '')
        .filter((at) => at !== '')
        .toSorted()[0],
    };
  };
  const unclear = total(['unknown', 'pending']);
  const proposed = total(['proposed']);
  return {
    approved: { count: work.approved.count, nextExpiresAt: work.approved.next },
    unclear: { count: unclear.count, oldestSentAt: unclear.oldest ?? null },
    proposed: { count: proposed.count, amount: proposed.amount },
    bulkProposed: { count: work.bulkProposed },
    bulkAtLimit: { count: work.bulkAtLimit },
    bankTransfersWaiting: {
      count: read(waitingBankTransfers()).length + read(takeBacksAsked(asOf)).length,
    },
    bankTransfersOver: { count: read(overGivenPayments()).length },
    needsPerson: { count: total(['absent', 'needs_review']).count },
    givenUp: { count: work.givenUp },
    restored: restoreProgress(deps.storage),
    dataFile: deps.storage.check.state(),
    drift: { count: work.drift },
    todayPaid: work.todayPaid,
    todayRefunded: work.todayRefunded,
    asOf,
    tossSkewMs: deps.toss.skewMs(),
    tossReachedAt: deps.toss.reachedAt(),
    tossSilence: deps.toss.silence(),
  };
}

/** Limit per person in the queue of 50: each browser of a person requests a list and its sums. */
const MOST_SLOW = 5;

/** @param slowReads runs queries that would block the event loop */
export function listRoutes(deps: Deps, slowReads: SlowReads): Route[] {
  const { read } = deps.storage;
  const slow = createPerPerson(MOST_SLOW);
  const runSlow = <Name extends TaskName>(
    { actor, onlyIfQuick }: RequestContext,
    name: Name,
    input: TaskInput<Name>,
  ) => {
    if (onlyIfQuick === true) throw new AppError('desk-busy');
    return slow.hold(actor.id, () => slowReads.run(name, input));
  };
  return [
    route('GET /api/counters', () => ({ status: 200, body: counters(deps) })),
    route('GET /api/payments', async ({ query }, context) => {
      const { sort = '-changed', cursor, limit = DEFAULT_LIMIT, fields, ...rest } = query;
      const { changedAfter, ...given } = rest;
      const filter = {
        ...given,
        ...(changedAfter !== undefined && { clock: 'changed' as const, from: changedAfter }),
        masked: seesMasked(context.actor, 'read'),
      };
      const asked = { filter, sort, cursor, limit, fields };
      const page = isQuickPage(asked)
        ? read(pagePayments(asked))
        : await runSlow(context, 'page', asked);
      if (page === null) throw foreignCursor();
      return { status: 200, body: new JsonText(pageText(page)) };
    }),
    route('GET /api/payments/summary', async ({ query }, context) => ({
      status: 200,
      body: canUseTally(query)
        ? read(summarizePayments(query))
        : await runSlow(context, 'sums', { ...query, masked: seesMasked(context.actor) }),
    })),
  ];
}
