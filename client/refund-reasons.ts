/** The reasons that the shop gives money back for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { settingsOptions } from './settings-options.ts';

export interface OfferedReasons {
  /** The shop's list; `null`: not known yet. */
  list: readonly string[] | null;
  isFailed: boolean;
  onAgain: () => void;
}

const options = { ...settingsOptions, staleTime: 5 * 60_000 };

export function useRefundReasons(): OfferedReasons {
  const { data, isError, refetch } = useQuery(options);
  return {
    list: data?.refundReasons ?? null,
    isFailed: data === undefined && isError,
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
