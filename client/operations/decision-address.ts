/** The decision in an address: `?act=approve&operation=<id>` beside the page's own parameters. */
import type { Location, NavigateOptions } from 'react-router';
import { dialogDecisions, type DialogDecision } from './decision-call.ts';

export interface AskedDecision {
  act: DialogDecision;
  operationId: string;
}

/** `null` if the address names no decision. */
export function readDecisionAddress(search: string): AskedDecision | null {
  const words = new URLSearchParams(search);
  const act = dialogDecisions.find((one) => one === words.get('act'));
  const operationId = words.get('operation');
  return act === undefined || operationId === null ? null : { act, operationId };
}

/** The same address with the decision, or with none. */
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
 * How a button navigates to a dialog's address. A dialog already in the address is replaced instead
 * of pushed, so that a double click before the first render leaves one history entry.
 */
export function dialogVisit({ search, state }: Location): NavigateOptions {
  const isAsked = new URLSearchParams(search).has('act');
  return {
    ...(isAsked ? { replace: true, state: state as unknown } : { state: { pushed: true } }),
    preventScrollReset: true,
    flushSync: true,
  };
}
