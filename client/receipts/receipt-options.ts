import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** The receipt of a completed refund. */
export function receiptOptions(operationId: string) {
  return queryOptions({
    queryKey: ['receipt', operationId],
    queryFn: ({ signal }) =>
      callApi('GET /api/operations/:id/receipt', { params: { id: operationId } }, { signal }),
  });
}
