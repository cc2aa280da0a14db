import { useQuery } from '@tanstack/react-query';
import type { PaymentDetail } from '../../../shared/api.ts';
import { paymentDetailOptions } from '../../payments/payment-detail-options.ts';

/** The payment whose row or card has the focus, or whose detail is open. */
export function payTokenAtHand(pathname: string): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-pay-token]');
  const focused = row?.dataset['payToken'];
  if (focused !== undefined) return focused;
  const open = /^\/payments\/([^/]+)$/.exec(pathname)?.[1];
  return open === undefined || open === 'new' ? null : decodeURIComponent(open);
}

/** As the desk knows it; `null` until it is read, and where it can't be. */
export function usePaymentAtHand(payToken: string | null): PaymentDetail | null {
  const { data, isError } = useQuery({
    ...paymentDetailOptions(payToken ?? ''),
    enabled: payToken !== null,
  });
  return payToken === null || isError ? null : (data ?? null);
}
