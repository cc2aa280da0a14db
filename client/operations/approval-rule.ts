import { useQuery } from '@tanstack/react-query';
import { meOptions } from '../me.ts';

/** From which limit on, and what of it was given back on the payment before; won. */
interface Counted {
  fromWon: number;
  /** 0 where the amount alone reaches the limit. */
  givenWon: number;
}

/** Why nobody can approve it at once, and until when. */
interface ApprovalWait {
  why: 'held' | 'soleLater';
  until: string;
}

/** What binds a refund of this amount: nothing, a second person, or a mark on the only manager. */
export type ApprovalRule =
  | { due: 'none' }
  | ({ due: 'second-person'; hours: number; waits: ApprovalWait | null } & Counted)
  | ({ due: 'sole' } & Counted);

/**
 * The rule for `amountWon`; the desk decides by the same figures when it records.
 * @param givenLatelyWon what this desk gave back on the payment in the last 24 hours
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
