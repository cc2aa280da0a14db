import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';

/** What people do with a run comes by no event: it is looked at. */
export const LOOK_AT_RUNS_MS = 10_000;

/** The newest runs of many refunds. */
export const runsOptions = queryOptions({
  queryKey: ['bulk-refunds'],
  queryFn: ({ signal }) => callApi('GET /api/bulk-refunds', {}, { signal }),
  refetchInterval: LOOK_AT_RUNS_MS,
});
