/** What the log's address says, and what the desk is asked for it. */
import type { HandlerInput } from '../../shared/api.ts';
import { auditActions, type AuditAction } from '../../shared/audit.ts';
import { DAY_MS } from '../../shared/kst.ts';

/** The filter as people think of it; `null` is "any". */
export interface AuditQuery {
  /** The id of a person, or of a storefront's token. */
  staff: string | null;
  action: AuditAction | null;
  payToken: string | null;
  operationId: string | null;
  /** Days in Seoul, `2026-11-24`, both included. */
  fromDay: string | null;
  toDay: string | null;
}

export const anyAudit: AuditQuery = {
  staff: null,
  action: null,
  payToken: null,
  operationId: null,
  fromDay: null,
  toDay: null,
};

const STAFF_MAX = 64;

/** What the desk takes for a payToken: visible ASCII signs, at most 64. */
export function isPayToken(text: string): boolean {
  return /^[\x21-\x7e]{1,64}$/.test(text);
}

/** What the desk takes for an operation's number. */
export function isOperationId(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00+09:00`));
}

/** Reads the address; whatever it does not understand counts as not given. */
export function readAuditQuery(search: URLSearchParams): AuditQuery {
  const read = (name: string, fits: (text: string) => boolean) => {
    const text = search.get(name);
    return text !== null && fits(text) ? text : null;
  };
  const asked = search.get('action');
  return {
    staff: read('staff', (text) => text !== '' && text.length <= STAFF_MAX),
    action: auditActions.find((action) => action === asked) ?? null,
    payToken: read('payToken', isPayToken),
    operationId: read('operationId', isOperationId),
    fromDay: read('from', isDay),
    toDay: read('to', isDay),
  };
}

/** Writes only what is set, so that addresses stay short enough to share. */
export function writeAuditQuery(query: AuditQuery): URLSearchParams {
  const search = new URLSearchParams();
  const { fromDay, toDay, ...rest } = query;
  for (const [name, value] of Object.entries({ ...rest, from: fromDay, to: toDay })) {
    if (value !== null) search.set(name, value);
  }
  return search;
}

const startOf = (day: string) => new Date(`${day}T00:00:00+09:00`).toISOString();

/** What the desk is asked; a period reaches to whole days in Seoul. */
export function toAuditFilter(query: AuditQuery): HandlerInput<'GET /api/audit'>['query'] {
  const { staff, action, payToken, operationId, fromDay, toDay } = query;
  return {
    ...(staff === null ? {} : { staff }),
    ...(action === null ? {} : { action }),
    ...(payToken === null ? {} : { payToken }),
    ...(operationId === null ? {} : { operationId }),
    ...(fromDay === null ? {} : { from: startOf(fromDay) }),
    ...(toDay === null ? {} : { to: new Date(Date.parse(startOf(toDay)) + DAY_MS).toISOString() }),
  };
}

/** The parts of a query that stand as chips. */
export const auditFilters = ['staff', 'action', 'period', 'payToken', 'operationId'] as const;
export type AuditFilterName = (typeof auditFilters)[number];

/** `true` when this part of the query narrows the log. */
export function isSet(query: AuditQuery, name: AuditFilterName): boolean {
  return name === 'period' ? query.fromDay !== null || query.toDay !== null : query[name] !== null;
}

/** The query without one of its parts. */
export function without(query: AuditQuery, name: AuditFilterName): AuditQuery {
  return name === 'period' ? { ...query, fromDay: null, toDay: null } : { ...query, [name]: null };
}
