import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** The results of the proofs. They change only with a new build, so they are fetched once. */
export const trustOptions = queryOptions({
  queryKey: ['trust'],
  queryFn: ({ signal }) => callApi('GET /api/trust', {}, { signal }),
  staleTime: 60_000,
});
