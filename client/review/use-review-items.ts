import { useQueries } from '@tanstack/react-query';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { reviewItems, type ReviewItem } from './review-items.ts';
import {
  approvedOptions,
  driftOptions,
  waitingRunsOptions,
  workListOptions,
} from './review-options.ts';

/** The order of the queue and what has become unclear depend on the time as well. */
const LOOK_AGAIN_MS = 5_000;

export interface ReviewQueueState {
  items: ReviewItem[];
  /** `true` until each of the lists has been read once. */
  loading: boolean;
  /** The first of the lists that could not be read. */
  error: Error | null;
  /** `true` where a list goes on beyond what was read. */
  hasMore: boolean;
  again: () => void;
}

/** 할 일 as of now. */
export function useReviewItems(): ReviewQueueState {
  useTick((nowMs) => Math.floor(nowMs / LOOK_AGAIN_MS));
  const [approved, operations, drift, runs] = useQueries({
    queries: [approvedOptions, workListOptions, driftOptions, waitingRunsOptions],
  });
  const pages = [approved, operations, drift];
  const all = [...pages, runs];
  return {
    items: reviewItems(
      {
        approved: approved.data?.items ?? [],
        operations: operations.data?.items ?? [],
        drift: drift.data?.items ?? [],
        runs: runs.data?.items ?? [],
      },
      deskNowMs(),
    ),
    loading: all.some((query) => query.isPending),
    error: all.find((query) => query.error !== null)?.error ?? null,
    hasMore: pages.some((query) => query.data != null && query.data.nextCursor !== null),
    again: () => {
      for (const query of all) void query.refetch();
    },
  };
}
