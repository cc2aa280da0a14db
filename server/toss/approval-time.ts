import { kstToIso } from '../../shared/kst.ts';
import type { Exchange } from './exchange.ts';

/**
 * When Toss executed a money call: `approvalTime` of its answer (the guide, 결제 승인 and 환불).
 * @returns ISO-8601 UTC, or `null` when it is absent or unreadable
 */
export function approvalTime({ json }: Exchange): string | null {
  const approved = json?.['approvalTime'];
  return typeof approved === 'string' ? kstToIso(approved) : null;
}
