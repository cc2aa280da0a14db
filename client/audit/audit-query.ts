/** The filter of the audit log: read from the address, and written as the request's query. */
import type { HandlerInput } from '../../shared/api.ts';
import { auditActions, type AuditAction } from '../../shared/audit.ts';
import { isStaffId } from '../../shared/limits.ts';
import { oneOf } from '../address-values.ts';
import {
  anyOfLog,
  readLogQuery,
  readPart,
  toLogFilter,
  type LogQuery,
} from '../parts/log/log-query.ts';

/** The filter; `null` in a field is "any". */
export interface AuditQuery extends LogQuery {
  /** Id of a person or of a storefront's token, or `EVERYBODY`. */
  staff: string | null;
  action: AuditAction | null;
}

/** Every member of staff, without storefronts and the desk itself; no id is like it. */
export const EVERYBODY = 'everybody';

export const anyAudit: AuditQuery = { staff: null, action: null, ...anyOfLog };

/** Reads the filter from the address and ignores what is not valid. */
export function readAuditQuery(search: URLSearchParams): AuditQuery {
  return {
    staff: readPart(search, 'staff', isStaffId),
    action: oneOf(auditActions, search.get('action')),
    ...readLogQuery(search),
  };
}

/** The filter as the request's query. */
export function toAuditFilter(query: AuditQuery): HandlerInput<'GET /api/audit'>['query'] {
  const { staff, action } = query;
  return {
    ...(staff === null ? {} : staff === EVERYBODY ? { by: 'staff' as const } : { staff }),
    ...(action === null ? {} : { action }),
    ...toLogFilter(query),
  };
}
