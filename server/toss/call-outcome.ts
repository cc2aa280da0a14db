/** The outcome of a call, for metrics and the developer view. */
import type { CallOutcome } from '../../shared/toss-call.ts';
import { isSettlementRead, type Exchange } from './exchange.ts';

export function callOutcome({ call, outcome, httpStatus, json, code }: Exchange): CallOutcome {
  if (outcome !== 'answered') return outcome;
  if (isSettlementRead(call) && code === null && json !== null && httpStatus === 200) return 'ok';
  if (code === null) return 'unreadable';
  return code === 0 ? 'ok' : 'refused';
}
