/** The filter of 접속 기록: read from the address, and written as the request's query. */
import { accessKinds, type AccessKind } from '../../shared/access-record.ts';
import type { HandlerInput } from '../../shared/api.ts';
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
export interface AccessQuery extends LogQuery {
  /** Id of a person or of a storefront's token. */
  staff: string | null;
  kind: AccessKind | null;
}

export const anyAccess: AccessQuery = { staff: null, kind: null, ...anyOfLog };

/** Reads the filter from the address and ignores what is not valid. */
export function readAccessQuery(search: URLSearchParams): AccessQuery {
  return {
    staff: readPart(search, 'staff', isStaffId),
    kind: oneOf(accessKinds, search.get('kind')),
    ...readLogQuery(search),
    // Access records have payments but no operations.
    operationId: null,
  };
}

/** The filter as the request's query. */
export function toAccessFilter(
  query: AccessQuery,
): HandlerInput<'GET /api/access-records'>['query'] {
  const { staff, kind } = query;
  return {
    ...(staff === null ? {} : { staff }),
    ...(kind === null ? {} : { kind }),
    ...toLogFilter(query),
  };
}
