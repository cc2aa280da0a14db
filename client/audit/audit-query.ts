/** What the log's address says, and what the desk is asked for it. */
import type { HandlerInput } from '../../shared/api.ts';
import { auditActions, type AuditAction } from '../../shared/audit.ts';
import { isStaffId } from '../../shared/limits.ts';
import {
  anyOfLog,
  readLogQuery,
  readPart,
  toLogFilter,
  type LogQuery,
} from '../parts/log/log-query.ts';

/** The filter as people think of it; `null` is "any". */
export interface AuditQuery extends LogQuery {
  /** The id of a person, or of a storefront's token. */
  staff: string | null;
  action: AuditAction | null;
}

export const anyAudit: AuditQuery = { staff: null, action: null, ...anyOfLog };

/** Reads the address; whatever it does not understand counts as not given. */
export function readAuditQuery(search: URLSearchParams): AuditQuery {
  const asked = search.get('action');
  return {
    staff: readPart(search, 'staff', isStaffId),
    action: auditActions.find((action) => action === asked) ?? null,
    ...readLogQuery(search),
  };
}

/** What the desk is asked. */
export function toAuditFilter(query: AuditQuery): HandlerInput<'GET /api/audit'>['query'] {
  const { staff, action } = query;
  return {
    ...(staff === null ? {} : { staff }),
    ...(action === null ? {} : { action }),
    ...toLogFilter(query),
  };
}
