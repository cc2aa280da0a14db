import { queryOptions } from '@tanstack/react-query';
import { isOpen } from '../../shared/operation.ts';
import { callApi } from '../api-client.ts';
import { settleOperation } from './pending-operation.ts';

const OFTEN_MS = 2_000;
const SELDOM_MS = 10_000;
/** After this many reads the dialog polls less often; the live stream reports changes as well. */
const OFTEN_TIMES = 60;

/** One operation, polled while it is open and the tab is visible. */
export function operationOptions(operationId: string) {
  return queryOptions({
    queryKey: ['operation', operationId],
    queryFn: async ({ signal }) => {
      const params = { id: operationId };
      const operation = await callApi('GET /api/operations/:id', { params }, { signal });
      settleOperation(operation);
      return operation;
    },
    retry: false,
    refetchInterval: ({ state }) => {
      if (state.data !== undefined && !isOpen(state.data.state)) return false;
      return state.dataUpdateCount < OFTEN_TIMES ? OFTEN_MS : SELDOM_MS;
    },
  });
}
