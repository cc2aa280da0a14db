import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { viewOptions } from './view-options.ts';

/**
 * Whoever comes to the list without any filter in the address, and has not taken them away, gets
 * the view that they chose to start with.
 */
export function useStartView({
  waits,
  onStart,
}: {
  /** The address has no filter, and nobody chose it to have none. */
  waits: boolean;
  onStart: (query: string) => void;
}): void {
  const { data: views } = useQuery({ ...viewOptions, enabled: waits });
  const start = views?.find(({ isDefault }) => isDefault)?.query;
  const begin = useEffectEvent(onStart);
  useEffect(() => {
    if (waits && start !== undefined && start !== '') begin(start);
  }, [waits, start]);
}
