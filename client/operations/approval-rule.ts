import { useQuery } from '@tanstack/react-query';
import { meOptions } from '../me.ts';

/** The limit, and the earlier refunds of the payment that count towards it; in won. */
interface Counted {
  fromWon: number;
  /** 0 if the amount alone reaches the limit. */
  givenWon: number;
}

/** Why nobody may approve the refund yet, and until when. */
interface ApprovalWait {
  why: 'held' | 'soleLater';
  until: string;
}

/**
 * What a refund of this amount needs: nothing, a second person, or a mark as the only manager's.
 */
export type ApprovalRule =
  | { due: 'none' }
  | ({ due: 'second-person'; hours: number; waits: ApprovalWait | null } & Counted)
  | ({ due: 'sole' } & Counted);

/**
 * The rule for `amountWon`. The desk decides by the same figures when it records the refund.
 * @param givenLatelyWon what this desk refunded on the payment in the last 24 hours
 */
export function useApprovalRule(amountWon: number | null, givenLatelyWon: number): ApprovalRule {
  const { data: me } = useQuery(meOptions);
  if (me === undefined || amountWon === null) return { due: 'none' };
  const { approvalFromWon: fromWon, approvalHours: hours, soleManager } = me.rules;
  const { approvableFrom, soleFrom } = me.rules;
  if (fromWon === null || amountWon + givenLatelyWon < fromWon) return { due: 'none' };
  const counted = { fromWon, givenWon: amountWon >= fromWon ? 0 : givenLatelyWon };
  if (soleManager) return { due: 'sole', ...counted };
  const waits =
    approvableFrom !== null
      ? ({ why: 'held', until: approvableFrom } as const)
      : soleFrom !== null
        ? ({ why: 'soleLater', until: soleFrom } as const)
        : null;
  return { due: 'second-person', ...counted, hours, waits };
}

/** How long the desk holds a refund back before it sends it. */
export function useGraceSeconds(): number {
  const { data: me } = useQuery(meOptions);
  return me?.rules.graceSeconds ?? 0;
}
