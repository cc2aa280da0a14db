import { queryOptions } from '@tanstack/react-query';
import { canStillMove } from '../../shared/payment.ts';
import { paymentOptions } from '../payment-options.ts';

/** A fallback for the live stream: payments that can change by themselves are polled. */
const MOVING_EVERY_MS = 20_000;

/** A payment whose detail is open or likely to be opened. */
export function paymentDetailOptions(payToken: string) {
  return queryOptions({
    ...paymentOptions(payToken),
    refetchInterval: ({ state }) => {
      const payment = state.data?.payment;
      if (payment === undefined) return false;
      const moves = payment.openOperation !== null || canStillMove(payment.status);
      return moves ? MOVING_EVERY_MS : false;
    },
  });
}
