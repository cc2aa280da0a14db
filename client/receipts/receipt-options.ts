import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** The confirmation of a refund that is done, as the desk has it now. */
export function receiptOptions(operationId: string) {
  return queryOptions({
    queryKey: ['receipt', operationId],
    queryFn: ({ signal }) =>
      callApi('GET /api/operations/:id/receipt', { params: { id: operationId } }, { signal }),
  });
}
