import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** The shop's settings, of which the refund dialog needs the list of reasons. */
export function settingsOptions() {
  return queryOptions({
    queryKey: ['settings'],
    queryFn: ({ signal }) => callApi('GET /api/settings', {}, { signal }),
    staleTime: 5 * 60_000,
  });
}
