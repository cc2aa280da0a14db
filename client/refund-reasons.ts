/** The reasons that the shop gives money back for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { settingsOptions } from './settings-options.ts';

export interface OfferedReasons {
  /** The shop's list; empty as long as it is not known. */
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

/** Has them on their way while a refund is near, so that they are there when it begins. */
export function useReasonsAhead(isNear: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    // Nobody has asked for them yet: whoever chooses one is told what is wrong.
    if (isNear) client.query(options).catch(() => undefined);
  }, [client, isNear]);
}
