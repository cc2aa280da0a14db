import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SavedView } from '../../shared/api-views.ts';
import { callApi } from '../api-client.ts';

export type { SavedView };

/** One's own views and those that others share, by name. */
export const viewOptions = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => (await callApi('GET /api/views', {}, { signal })).items,
  staleTime: 60_000,
});

/** A mutation of views, after which they are fetched again, also after an error. */
export function useViewCall<Input, Output>(
  call: (input: Input) => Promise<Output>,
  onDone: (output: Output, input: Input) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: viewOptions.queryKey }),
  });
}
