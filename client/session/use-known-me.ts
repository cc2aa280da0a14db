import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { meOptions, type Me } from '../me.ts';

/**
 * The signed-in user from the cache, without a request. No `useQuery`: when the last observer of a
 * query unmounts, the query is cancelled, even if other code awaits its result.
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
