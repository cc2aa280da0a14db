import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { HandlerInput } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { runsOptions } from '../bulk-runs-options.ts';
import { dropDraft } from '../kept-drafts.ts';
import { runOptions } from './bulk-options.ts';
import type { RunAnswer } from './run-answer.ts';

/** A person's decision about a run. */
export type RunCall =
  | ({ act: 'start' } & HandlerInput<'POST /api/bulk-refunds/:id/start'>['body'])
  | { act: 'pause' | 'stop' }
  | { act: 'approve'; bodyHash: string }
  | { act: 'decline'; reason: string };

/** Key of the kept draft of a refusal's reason. */
export const declineDraft = (id: string) => `decline ${id}`;

function call(id: string, request: RunCall): Promise<RunAnswer> {
  const params = { id };
  switch (request.act) {
    case 'start': {
      const { act: _, ...body } = request;
      return callApi('POST /api/bulk-refunds/:id/start', { params, body });
    }
    case 'pause':
      return callApi('POST /api/bulk-refunds/:id/pause', { params });
    case 'stop':
      return callApi('POST /api/bulk-refunds/:id/stop', { params });
    case 'approve': {
      const { bodyHash } = request;
      return callApi('POST /api/bulk-refunds/:id/approve', { params, body: { bodyHash } });
    }
    case 'decline': {
      const { reason } = request;
      return callApi('POST /api/bulk-refunds/:id/decline', { params, body: { reason } });
    }
  }
}

/**
 * Sends a decision about a run. If the answer is lost or refused, the run is fetched again, because
 * the cached one may be outdated.
 */
export function useRunCall(id: string) {
  const client = useQueryClient();
  const readAgain = () => client.invalidateQueries({ queryKey: runsOptions.queryKey });
  return useMutation({
    mutationFn: async (request: RunCall) => {
      // A fetch that is still running would overwrite the answer with an older state.
      await client.cancelQueries({ queryKey: runOptions(id).queryKey });
      return call(id, request);
    },
    onSuccess: (answer, { act }) => {
      if (act === 'decline') dropDraft(declineDraft(id));
      client.setQueryData(runOptions(id).queryKey, answer);
      void client.invalidateQueries({ queryKey: runsOptions.queryKey, exact: true });
      void client.invalidateQueries({ queryKey: ['counters'] });
      void client.invalidateQueries({ queryKey: ['me'] });
    },
    onError: () => {
      void readAgain();
      // The rules in `me` may have changed, which may be why it was refused.
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}
