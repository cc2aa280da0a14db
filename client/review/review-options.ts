/** The lists of 할 일. Live events invalidate them when they change. */
import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { runsOptions } from '../bulk-runs-options.ts';
import { unmatchedOptions } from '../settlement-options.ts';

/** At most this many per list; the rest follows as the first ones are done. */
const MOST = 200;
/** Polling interval, in case live events are interrupted. */
const EVERY_MS = 30_000;

export const approvedOptions = queryOptions({
  queryKey: ['payments', { review: 'approved' }],
  queryFn: ({ signal }) =>
    callApi(
      'GET /api/payments',
      { query: { status: 'PAY_APPROVED', limit: MOST, fields: 'list' } },
      { signal },
    ),
  refetchInterval: EVERY_MS,
});

export const driftOptions = queryOptions({
  queryKey: ['payments', { review: 'drift' }],
  queryFn: ({ signal }) =>
    callApi(
      'GET /api/payments',
      { query: { drift: true, limit: MOST, fields: 'list' } },
      { signal },
    ),
  refetchInterval: EVERY_MS,
});

/** Open operations, and given-up ones, whose money is still reserved. */
export const workListOptions = queryOptions({
  queryKey: ['operations', { review: true }],
  queryFn: ({ signal }) =>
    callApi(
      'GET /api/operations',
      { query: { state: ['open', 'given_up'], limit: MOST } },
      { signal },
    ),
  refetchInterval: EVERY_MS,
});

/** Bank transfers to decide on, and payments of which more was given back than was paid. */
export const waitingTransfersOptions = queryOptions({
  queryKey: ['payments', { review: 'transfers' }],
  queryFn: ({ signal }) => callApi('GET /api/bank-transfers/waiting', {}, { signal }),
  refetchInterval: EVERY_MS,
});

/** Bulk refunds, some of which wait for a second person or paused at Toss's daily limit. */
export const waitingRunsOptions = queryOptions({ ...runsOptions, refetchInterval: EVERY_MS });

/** Unmatched entries of the settlement. Polled, because an import sends no live event. */
export const unsettledOptions = queryOptions({ ...unmatchedOptions, refetchInterval: EVERY_MS });
