import { useQuery } from '@tanstack/react-query';
import { decisionState } from '../../shared/operation-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import { meOptions } from '../me.ts';
import { useTick } from '../ui/ticker.ts';
import { deciderOf } from './decider.ts';

/** Whether this user may withdraw the operation now: it is their own and not sent yet. */
export function useMayWithdraw(operation: Operation): boolean {
  const { data: me } = useQuery(meOptions);
  return useTick(
    (nowMs) =>
      me !== undefined && decisionState('withdraw', operation, deciderOf(me), nowMs).allowed,
  );
}
