import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** What the members of staff are called. They change less often than anything else here. */
export const staffNamesOptions = queryOptions({
  queryKey: ['staff', 'names'],
  queryFn: async ({ signal }) => (await callApi('GET /api/staff/names', {}, { signal })).items,
  staleTime: 5 * 60_000,
});
