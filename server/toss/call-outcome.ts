/** The outcome of a call, for metrics and the developer view. */
import type { CallOutcome } from '../../shared/toss-call.ts';
import type { Exchange } from './exchange.ts';

export function callOutcome({ outcome, code }: Exchange): CallOutcome {
  if (outcome !== 'answered') return outcome;
  if (code === null) return 'unreadable';
  return code === 0 ? 'ok' : 'refused';
}
