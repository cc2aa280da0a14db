/** What the address of 접속 기록 says, and what the desk is asked for it. */
import { accessKinds, type AccessKind } from '../../shared/access-record.ts';
import type { HandlerInput } from '../../shared/api.ts';
import { isStaffId } from '../../shared/limits.ts';
import {
  anyOfLog,
  readLogQuery,
  readPart,
  toLogFilter,
  type LogQuery,
} from '../parts/log/log-query.ts';

/** The filter as people think of it; `null` is "any". */
export interface AccessQuery extends LogQuery {
  /** The id of a person, or of a storefront's token. */
  staff: string | null;
  kind: AccessKind | null;
}

export const anyAccess: AccessQuery = { staff: null, kind: null, ...anyOfLog };

/** Reads the address; whatever it does not understand counts as not given. */
export function readAccessQuery(search: URLSearchParams): AccessQuery {
  const asked = search.get('kind');
  return {
    staff: readPart(search, 'staff', isStaffId),
    kind: accessKinds.find((kind) => kind === asked) ?? null,
    ...readLogQuery(search),
    // A record tells of payments; which operation was read is not in it.
    operationId: null,
  };
}

/** What the desk is asked. */
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
