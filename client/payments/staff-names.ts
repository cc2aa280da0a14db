import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** The names of the staff; they rarely change. */
export const staffNamesOptions = queryOptions({
  queryKey: ['staff', 'names'],
  queryFn: async ({ signal }) => (await callApi('GET /api/staff/names', {}, { signal })).items,
  staleTime: 5 * 60_000,
});
