/** What 할 일 asks the desk: four lists, which the live stream has asked again when they change. */
import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** A queue longer than this is worked off from its beginning; the rest follows. */
const MOST = 200;
/** Beside the live stream: asked again now and then, should the stream fail. */
const EVERY_MS = 30_000;

export const approvedOptions = queryOptions({
  queryKey: ['payments', { review: 'approved' }],
  queryFn: ({ signal }) =>
    callApi('GET /api/payments', { query: { status: 'PAY_APPROVED', limit: MOST } }, { signal }),
  refetchInterval: EVERY_MS,
});

export const driftOptions = queryOptions({
  queryKey: ['payments', { review: 'drift' }],
  queryFn: ({ signal }) =>
    callApi('GET /api/payments', { query: { drift: true, limit: MOST } }, { signal }),
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

/** The newest runs of many refunds; the same question as that of their own page. */
export const runsOptions = queryOptions({
  queryKey: ['bulk-refunds'],
  queryFn: ({ signal }) => callApi('GET /api/bulk-refunds', {}, { signal }),
  refetchInterval: EVERY_MS,
});

/** The payment of an operation, for what was bought; the same question as the detail's. */
export function paymentOfOptions(payToken: string) {
  return queryOptions({
    queryKey: ['payment', payToken],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/:payToken', { params: { payToken } }, { signal }),
  });
}
