import { infiniteQueryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { logPages, pageAt } from '../parts/log/log-pages.ts';
import { toAccessFilter, type AccessQuery } from './access-query.ts';

export function accessListOptions(query: AccessQuery) {
  return infiniteQueryOptions({
    ...logPages,
    queryKey: ['access-records', query],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...toAccessFilter(query), ...pageAt(pageParam) };
      return callApi('GET /api/access-records', { query: asked }, { signal });
    },
  });
}
