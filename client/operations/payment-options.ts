import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** The payment as the desk knows it; the live stream has it read again when it changes. */
export function paymentOptions(payToken: string) {
  return queryOptions({
    queryKey: ['payment', payToken],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/:payToken', { params: { payToken } }, { signal }),
  });
}
