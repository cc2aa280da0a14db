/** The refund reasons of the shop. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { settingsOptions } from './settings-options.ts';

export interface OfferedReasons {
  /** The shop's list; empty until it is loaded. */
  list: readonly string[];
  isLoading: boolean;
  isFailed: boolean;
  onAgain: () => void;
}

const options = { ...settingsOptions, staleTime: 5 * 60_000 };

export function useRefundReasons(): OfferedReasons {
  const { data, isPending, isLoadingError, refetch } = useQuery(options);
  return {
    list: data?.refundReasons ?? [],
    isLoading: isPending,
    isFailed: isLoadingError,
    onAgain: () => void refetch(),
  };
}

/** Preloads the reasons when a refund is likely, so that the form has them at once. */
export function useReasonsAhead(isNear: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    // Errors are ignored here: the form that needs the reasons shows them.
    if (isNear) client.query(options).catch(() => undefined);
  }, [client, isNear]);
}
