import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { viewOptions } from './view-options.ts';

/**
 * Opens the person's default view on arriving at the list without a filter, unless they have
 * removed the filter themselves.
 */
export function useStartView({
  waits,
  onStart,
}: {
  /** The address has no filter, and the person did not remove it. */
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
