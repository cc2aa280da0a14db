import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';

/** The event stream does not report changes to runs, so they are polled. */
export const LOOK_AT_RUNS_MS = 10_000;

/** The newest runs of bulk refunds. */
export const runsOptions = queryOptions({
  queryKey: ['bulk-refunds'],
  queryFn: ({ signal }) => callApi('GET /api/bulk-refunds', {}, { signal }),
  refetchInterval: LOOK_AT_RUNS_MS,
});
