import { queryOptions } from '@tanstack/react-query';
import { canStillMove } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';

/** Beside the live stream: what can move by itself is asked again now and then, should it fail. */
const MOVING_EVERY_MS = 20_000;

/** One payment with its acts, operations, refunds and history. */
export function paymentDetailOptions(payToken: string) {
  return queryOptions({
    queryKey: ['payment', payToken],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/:payToken', { params: { payToken } }, { signal }),
    refetchInterval: ({ state }) => {
      const payment = state.data?.payment;
      if (payment === undefined) return false;
      const moves = payment.openOperation !== null || canStillMove(payment.status);
      return moves ? MOVING_EVERY_MS : false;
    },
  });
}
