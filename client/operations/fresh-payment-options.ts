import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { paymentOptions } from '../payment-options.ts';

/**
 * The payment as Toss shows it now. The request is a POST that reaches Toss, so it is never
 * repeated automatically; a new `readNo` reads again.
 */
export function freshPaymentOptions(payToken: string, readNo: number) {
  return queryOptions({
    queryKey: ['fresh-payment', payToken, readNo],
    queryFn: async ({ client }) => {
      const detail = await callApi('POST /api/payments/:payToken/refresh', {
        params: { payToken },
      });
      client.setQueryData(paymentOptions(payToken).queryKey, detail);
      return detail;
    },
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
