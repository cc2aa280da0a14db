/** What the addresses of the desk's logs have in common, and what the desk is asked for it. */
import { isPayToken } from '../../../shared/limits.ts';
import { isDay, spanOfDays } from '../../address-values.ts';

/** What every log can be narrowed to; `null` is "any". */
export interface LogQuery {
  payToken: string | null;
  operationId: string | null;
  /** Days in Seoul, `2026-11-24`, both included. */
  fromDay: string | null;
  toDay: string | null;
}

export const anyOfLog: LogQuery = { payToken: null, operationId: null, fromDay: null, toDay: null };

/** What the desk takes for an operation's number. */
export function isOperationId(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(text);
}

/** A part of the address; whatever does not fit counts as not given. */
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

/** Writes only what is set, so that addresses stay short enough to share. */
export function writeParts(parts: Record<string, string | null>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== null) search.set(name, value);
  }
  return search;
}

/** Also what the one log's query has beside, each part under its own name. */
export function writeLogQuery({ fromDay, toDay, ...rest }: LogQuery): URLSearchParams {
  return writeParts({ ...rest, from: fromDay, to: toDay });
}

/** What the desk is asked; a period reaches to whole days in Seoul. */
export function toLogFilter({ payToken, operationId, fromDay, toDay }: LogQuery) {
  const { from, to } = spanOfDays(fromDay, toDay);
  return {
    ...(payToken === null ? {} : { payToken }),
    ...(operationId === null ? {} : { operationId }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  };
}
