import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { meOptions, type Me } from '../me.ts';

/**
 * Who is signed in, as far as this tab knows already; it asks nobody. No `useQuery`: when the last
 * one of a question goes, the question is dropped, whoever else waits for its answer.
 */
export function useKnownMe(): Me | undefined {
  const queryClient = useQueryClient();
  const subscribe = useCallback(
    (onChange: () => void) => queryClient.getQueryCache().subscribe(onChange),
    [queryClient],
  );
  const read = () => queryClient.getQueryData(meOptions.queryKey);
  return useSyncExternalStore(subscribe, read, read);
}
