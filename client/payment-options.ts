import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { PaymentDetail } from '../shared/api.ts';
import { callApi } from './api-client.ts';

/**
 * One payment with its acts, operations, refunds and history, as the desk knows it. The live stream
 * has it read again when it changes; who can't wait for that adds how often it is asked.
 */
export function paymentOptions(payToken: string) {
  return queryOptions({
    queryKey: ['payment', payToken],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/:payToken', { params: { payToken } }, { signal }),
  });
}

/**
 * Takes over a payment from an answer that is newer than what is shown: its own screens have it at
 * once, and what lists or counts payments is read again. Waits for these reads.
 */
export async function cachePayment(client: QueryClient, detail: PaymentDetail): Promise<void> {
  client.setQueryData(paymentOptions(detail.payment.payToken).queryKey, detail);
  await Promise.all(
    ['payments', 'summary', 'counters'].map((key) => client.invalidateQueries({ queryKey: [key] })),
  );
}
