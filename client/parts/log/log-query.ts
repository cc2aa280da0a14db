/** The shared part of the logs' queries: their form in the address, and the API parameters. */
import { isPayToken } from '../../../shared/limits.ts';
import { isDay, spanOfDays } from '../../address-values.ts';

/** The filters that every log has; `null` for any. */
export interface LogQuery {
  payToken: string | null;
  operationId: string | null;
  /** Days in Seoul, `2026-11-24`, both included. */
  fromDay: string | null;
  toDay: string | null;
}

export const anyOfLog: LogQuery = { payToken: null, operationId: null, fromDay: null, toDay: null };

/** Whether the desk accepts the text as an operation id. */
export function isOperationId(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(text);
}

/** A value of the address; one that does not fit is ignored. */
export function readPart(search: URLSearchParams, name: string, fits: (text: string) => boolean) {
  const text = search.get(name);
  return text !== null && fits(text) ? text : null;
}

export function readLogQuery(search: URLSearchParams): LogQuery {
  return {
    payToken: readPart(search, 'payToken', isPayToken),
    operationId: readPart(search, 'operationId', isOperationId),
    fromDay: readPart(search, 'from', isDay),
    toDay: readPart(search, 'to', isDay),
  };
}

/** Writes only what is set, to keep addresses short. */
export function writeParts(parts: Record<string, string | null>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== null) search.set(name, value);
  }
  return search;
}

/** Writes a log's own filters too, each under its name. */
export function writeLogQuery({ fromDay, toDay, ...rest }: LogQuery): URLSearchParams {
  return writeParts({ ...rest, from: fromDay, to: toDay });
}

/** The API parameters; a period covers whole days in Seoul. */
export function toLogFilter({ payToken, operationId, fromDay, toDay }: LogQuery) {
  const { from, to } = spanOfDays(fromDay, toDay);
  return {
    ...(payToken === null ? {} : { payToken }),
    ...(operationId === null ? {} : { operationId }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  };
}
