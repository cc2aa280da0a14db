/** What 할 일 asks the desk: four lists, which the live stream has asked again when they change. */
import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { runsOptions } from '../bulk-runs-options.ts';

/** A queue longer than this is worked off from its beginning; the rest follows. */
const MOST = 200;
/** Beside the live stream: asked again now and then, should the stream fail. */
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

/** The open ones, and those that were given up while their money is still reserved. */
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

/** Runs of many refunds, of which some wait for a second person. */
export const waitingRunsOptions = queryOptions({ ...runsOptions, refetchInterval: EVERY_MS });
