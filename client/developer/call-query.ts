/** Filters of calls and callbacks: read from the address, and written as the request's query. */
import type { HandlerInput } from '../../shared/api.ts';
import { isPayToken } from '../../shared/limits.ts';
import {
  callbackOutcomes,
  callOutcomes,
  tossCallNames,
  type CallbackOutcome,
  type CallOutcome,
  type TossCallName,
} from '../../shared/toss-call.ts';
import { oneOf } from '../address-values.ts';
import {
  anyOfLog,
  readLogQuery,
  readPart,
  toLogFilter,
  writeParts,
  type LogQuery,
} from '../parts/log/log-query.ts';

/** The filter; `null` in a field is "any". */
export interface CallQuery extends LogQuery {
  call: TossCallName | null;
  outcome: CallOutcome | null;
}

export interface CallbackQuery {
  outcome: CallbackOutcome | null;
  payToken: string | null;
}

export const anyCall: CallQuery = { call: null, outcome: null, ...anyOfLog };

export const anyCallback: CallbackQuery = { outcome: null, payToken: null };

/** Reads the filter from the address and ignores what is not valid. */
export function readCallQuery(search: URLSearchParams): CallQuery {
  return {
    call: oneOf(tossCallNames, search.get('call')),
    outcome: oneOf(callOutcomes, search.get('outcome')),
    ...readLogQuery(search),
  };
}

export function readCallbackQuery(search: URLSearchParams): CallbackQuery {
  return {
    outcome: oneOf(callbackOutcomes, search.get('outcome')),
    payToken: readPart(search, 'payToken', isPayToken),
  };
}

export function writeCallbackQuery(query: CallbackQuery): URLSearchParams {
  return writeParts({ ...query });
}

/** The filter as the request's query. */
export function toCallFilter(query: CallQuery): HandlerInput<'GET /api/calls'>['query'] {
  const { call, outcome } = query;
  return {
    ...(call === null ? {} : { call }),
    ...(outcome === null ? {} : { outcome }),
    ...toLogFilter(query),
  };
}

export function toCallbackFilter(
  query: CallbackQuery,
): HandlerInput<'GET /api/callbacks'>['query'] {
  const { outcome, payToken } = query;
  return {
    ...(outcome === null ? {} : { outcome }),
    ...(payToken === null ? {} : { payToken }),
  };
}

/** The address of a payment's calls or callbacks. */
export function hrefOfPayment(tab: 'calls' | 'callbacks', payToken: string | null): string {
  const path = tab === 'calls' ? '/developer' : '/developer/callbacks';
  return payToken === null ? path : `${path}?${writeParts({ payToken }).toString()}`;
}
