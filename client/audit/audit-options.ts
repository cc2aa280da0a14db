import { infiniteQueryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { logPages, pageAt } from '../parts/log/log-pages.ts';
import { toAuditFilter, type AuditQuery } from './audit-query.ts';

export function auditListOptions(query: AuditQuery) {
  return infiniteQueryOptions({
    ...logPages,
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...toAuditFilter(query), ...pageAt(pageParam) };
      return callApi('GET /api/audit', { query: asked }, { signal });
    },
  });
}
