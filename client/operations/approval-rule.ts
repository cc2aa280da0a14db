import { useQuery } from '@tanstack/react-query';
import { meOptions } from '../me.ts';

/** What binds a refund of this amount: nothing, a second person, or a mark on the only manager. */
export type ApprovalRule =
  | { due: 'none' }
  | { due: 'second-person'; fromWon: number; hours: number }
  | { due: 'sole'; fromWon: number };

/** The rule for `amountWon`; the desk decides by the same figures when it records. */
export function useApprovalRule(amountWon: number | null): ApprovalRule {
  const { data: me } = useQuery(meOptions);
  if (me === undefined || amountWon === null) return { due: 'none' };
  const { approvalFromWon: fromWon, approvalHours: hours, soleManager } = me.rules;
  if (fromWon === null || amountWon < fromWon) return { due: 'none' };
  return soleManager ? { due: 'sole', fromWon } : { due: 'second-person', fromWon, hours };
}

/** How long the desk holds a refund back before it sends it. */
export function useGraceSeconds(): number {
  const { data: me } = useQuery(meOptions);
  return me?.rules.graceSeconds ?? 0;
}
