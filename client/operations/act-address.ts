/** Which decision an address asks for: `?act=approve&operation=<id>` beside a page's own words. */
import { dialogActs, type DialogAct } from './act-call.ts';

export interface AskedAct {
  act: DialogAct;
  operationId: string;
}

/** `null` where the address asks for none of the decisions. */
export function readActAddress(search: string): AskedAct | null {
  const words = new URLSearchParams(search);
  const act = dialogActs.find((one) => one === words.get('act'));
  const operationId = words.get('operation');
  return act === undefined || operationId === null ? null : { act, operationId };
}

/** The same address with the decision, or without any. */
export function actAddress(search: string, asked: AskedAct | null): string {
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
