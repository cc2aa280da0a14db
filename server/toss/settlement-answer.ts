/** The outcome of asking for a page of the settlement. */
import type { ImportFault } from '../../shared/settlement.ts';
import type { Exchange } from './exchange.ts';
import type { SettlementPage } from './settlement-page.ts';
import { readSettlementPage } from './wire-settlement.ts';

export type SettlementAnswer =
  | { kind: 'page'; page: SettlementPage; exchange: Exchange }
  | {
      kind: 'none';
      fault: Extract<ImportFault, 'no-answer' | 'unreadable' | 'too-large' | 'key-twice'>;
      exchange: Exchange;
    };

function faultOf({ outcome, failure, httpStatus, json }: Exchange) {
  if (failure?.startsWith('body over ') === true) return 'too-large';
  if (outcome !== 'answered') return 'no-answer';
  if (failure === 'JSON with a doubled key') return 'key-twice';
  // Toss's own refusals are JSON; an outage is another status, or no JSON.
  return httpStatus === 200 && json === null ? 'unreadable' : 'no-answer';
}

/** A refusal has a `code`, a page has none. */
export function readSettlementAnswer(exchange: Exchange): SettlementAnswer {
  const { outcome, httpStatus, json, code } = exchange;
  const isPage = outcome === 'answered' && httpStatus === 200 && (code === null || code === 0);
  if (!isPage || json === null) return { kind: 'none', fault: faultOf(exchange), exchange };
  const page = readSettlementPage(json);
  if (page === null) return { kind: 'none', fault: 'unreadable', exchange };
  return { kind: 'page', page, exchange };
}
