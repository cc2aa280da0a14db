/** What the addresses of calls and callbacks say, and what the desk is asked for them. */
import type { HandlerInput } from '../../shared/api.ts';
import { DAY_MS } from '../../shared/kst.ts';
import {
  callbackOutcomes,
  callOutcomes,
  tossCallNames,
  type CallbackOutcome,
  type CallOutcome,
  type TossCallName,
} from '../../shared/toss-call.ts';

/** The filter as people think of it; `null` is "any". */
export interface CallQuery {
  call: TossCallName | null;
  outcome: CallOutcome | null;
  payToken: string | null;
  operationId: string | null;
  /** Days in Seoul, `2026-11-24`, both included. */
  fromDay: string | null;
  toDay: string | null;
}

export interface CallbackQuery {
  outcome: CallbackOutcome | null;
  payToken: string | null;
}

export const anyCall: CallQuery = {
  call: null,
  outcome: null,
  payToken: null,
  operationId: null,
  fromDay: null,
  toDay: null,
};

export const anyCallback: CallbackQuery = { outcome: null, payToken: null };

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

function read(search: URLSearchParams, name: string, fits: (text: string) => boolean) {
  const text = search.get(name);
  return text !== null && fits(text) ? text : null;
}

function oneOf<T extends string>(known: readonly T[], text: string | null): T | null {
  return known.find((one) => one === text) ?? null;
}

/** Reads the address; whatever it does not understand counts as not given. */
export function readCallQuery(search: URLSearchParams): CallQuery {
  return {
    call: oneOf(tossCallNames, search.get('call')),
    outcome: oneOf(callOutcomes, search.get('outcome')),
    payToken: read(search, 'payToken', isPayToken),
    operationId: read(search, 'operationId', isOperationId),
    fromDay: read(search, 'from', isDay),
    toDay: read(search, 'to', isDay),
  };
}

export function readCallbackQuery(search: URLSearchParams): CallbackQuery {
  return {
    outcome: oneOf(callbackOutcomes, search.get('outcome')),
    payToken: read(search, 'payToken', isPayToken),
  };
}

function write(parts: Record<string, string | null>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== null) search.set(name, value);
  }
  return search;
}

/** Writes only what is set, so that addresses stay short enough to share. */
export function writeCallQuery({ fromDay, toDay, ...rest }: CallQuery): URLSearchParams {
  return write({ ...rest, from: fromDay, to: toDay });
}

export function writeCallbackQuery(query: CallbackQuery): URLSearchParams {
  return write({ ...query });
}

const startOf = (day: string) => new Date(`${day}T00:00:00+09:00`).toISOString();

/** What the desk is asked; a period reaches to whole days in Seoul. */
export function toCallFilter(query: CallQuery): HandlerInput<'GET /api/calls'>['query'] {
  const { call, outcome, payToken, operationId, fromDay, toDay } = query;
  return {
    ...(call === null ? {} : { call }),
    ...(outcome === null ? {} : { outcome }),
    ...(payToken === null ? {} : { payToken }),
    ...(operationId === null ? {} : { operationId }),
    ...(fromDay === null ? {} : { from: startOf(fromDay) }),
    ...(toDay === null ? {} : { to: new Date(Date.parse(startOf(toDay)) + DAY_MS).toISOString() }),
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
  return payToken === null ? path : `${path}?${write({ payToken }).toString()}`;
}
