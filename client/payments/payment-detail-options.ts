import { queryOptions } from '@tanstack/react-query';
import { canStillMove } from '../../shared/payment.ts';
import { paymentOptions } from '../payment-options.ts';

/** Beside the live stream: what can move by itself is asked again now and then, should it fail. */
const MOVING_EVERY_MS = 20_000;

/** A payment whose page is open, or soon will be. */
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
