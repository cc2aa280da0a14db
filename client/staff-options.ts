import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../shared/api.ts';
import { callApi } from './api-client.ts';

export type StaffEntry = Answer<'GET /api/staff'>['items'][number];

/** Every account, including disabled ones. */
export const staffOptions = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => callApi('GET /api/staff', {}, { signal }),
});
