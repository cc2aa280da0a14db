import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';

/** The shop's settings: its rules and its refund reasons. */
export const settingsOptions = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => callApi('GET /api/settings', {}, { signal }),
});
