import { kstToIso } from '../../shared/kst.ts';
import type { Exchange } from './exchange.ts';

/**
 * When Toss says that it did what it was asked for: `approvalTime` of an answer to a money call
 * (the guide, 결제 승인 and 환불).
 * @returns ISO-8601 UTC, or `null` where the answer tells none that can be read
 */
export function approvalTime({ json }: Exchange): string | null {
  const told = json?.['approvalTime'];
  return typeof told === 'string' ? kstToIso(told) : null;
}
