import { queryOptions } from '@tanstack/react-query';
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
