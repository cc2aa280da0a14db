import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** The results of the proofs. They change with a new build, so once per visit is enough. */
export const trustOptions = queryOptions({
  queryKey: ['trust'],
  queryFn: ({ signal }) => callApi('GET /api/trust', {}, { signal }),
  staleTime: 60_000,
});
