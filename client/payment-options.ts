import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { PaymentDetail } from '../shared/api.ts';
import { callApi } from './api-client.ts';

/**
 * One payment with its allowed actions, operations, refunds and history. The live stream refetches
 * it on changes; callers that cannot rely on that add a `refetchInterval`.
 */
export function paymentOptions(payToken: string) {
  return queryOptions({
    queryKey: ['payment', payToken],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/:payToken', { params: { payToken } }, { signal }),
  });
}

/**
 * Caches a payment from a newer answer: its own screens show it at once, and lists and counters are
 * refetched. Resolves when they are.
 */
export async function cachePayment(client: QueryClient, detail: PaymentDetail): Promise<void> {
  client.setQueryData(paymentOptions(detail.payment.payToken).queryKey, detail);
  await Promise.all(
    ['payments', 'summary', 'counters'].map((key) => client.invalidateQueries({ queryKey: [key] })),
  );
}
