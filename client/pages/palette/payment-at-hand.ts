import { useQuery } from '@tanstack/react-query';
import type { PaymentDetail } from '../../../shared/api.ts';
import { currentPayToken } from '../../payments/current-payment.ts';
import { paymentDetailOptions } from '../../payments/payment-detail-options.ts';

/** The payment whose detail is open, or else whose row or card has the focus. */
export function payTokenAtHand(pathname: string): string | null {
  const open = /^\/payments\/([^/]+)$/.exec(pathname)?.[1];
  const isOpen = open !== undefined && open !== 'new';
  return currentPayToken(isOpen ? decodeURIComponent(open) : null);
}

/** The payment's detail; `null` while it loads and after an error. */
export function usePaymentAtHand(payToken: string | null): PaymentDetail | null {
  const { data, isError } = useQuery({
    ...paymentDetailOptions(payToken ?? ''),
    enabled: payToken !== null,
  });
  return payToken === null || isError ? null : (data ?? null);
}
