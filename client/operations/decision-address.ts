/** Which decision an address asks for: `?act=approve&operation=<id>` beside a page's own words. */
import type { Location, NavigateOptions } from 'react-router';
import { dialogDecisions, type DialogDecision } from './decision-call.ts';

export interface AskedDecision {
  act: DialogDecision;
  operationId: string;
}

/** `null` where the address asks for none of the decisions. */
export function readDecisionAddress(search: string): AskedDecision | null {
  const words = new URLSearchParams(search);
  const act = dialogDecisions.find((one) => one === words.get('act'));
  const operationId = words.get('operation');
  return act === undefined || operationId === null ? null : { act, operationId };
}

/** The same address with the decision, or without any. */
export function decisionAddress(search: string, asked: AskedDecision | null): string {
  const words = new URLSearchParams(search);
  words.delete('act');
  words.delete('operation');
  if (asked !== null) {
    words.set('act', asked.act);
    words.set('operation', asked.operationId);
  }
  const text = words.toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * How a button goes to the address of a dialog. At once, and in place of a dialog that the address
 * asks for already: the second half of a double click comes before the first one is drawn, and
 * there is one way back.
 */
export function dialogVisit({ search, state }: Location): NavigateOptions {
  const isAsked = new URLSearchParams(search).has('act');
  return {
    ...(isAsked ? { replace: true, state: state as unknown } : { state: { pushed: true } }),
    preventScrollReset: true,
    flushSync: true,
  };
}
