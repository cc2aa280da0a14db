import { useQueries } from '@tanstack/react-query';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { reviewItems, type ReviewItem } from './review-items.ts';
import {
  approvedOptions,
  driftOptions,
  waitingRunsOptions,
  waitingTransfersOptions,
  workListOptions,
} from './review-options.ts';

/** Recomputed this often, because order and unclear items depend on the time too. */
const LOOK_AGAIN_MS = 5_000;

export interface ReviewQueueState {
  items: ReviewItem[];
  /** `true` until every list has been fetched once. */
  loading: boolean;
  /** The first error among the lists. */
  error: Error | null;
  /** `true` if a list has more than was fetched. */
  hasMore: boolean;
  again: () => void;
}

/**
 * The items of 할 일 with the state of their lists.
 * @param decides whether bank transfers that wait are shown: only who decides confirms them
 */
export function useReviewItems(decides: boolean): ReviewQueueState {
  useTick((nowMs) => Math.floor(nowMs / LOOK_AGAIN_MS));
  const [approved, operations, drift, runs, transfers] = useQueries({
    queries: [
      approvedOptions,
      workListOptions,
      driftOptions,
      waitingRunsOptions,
      waitingTransfersOptions,
    ],
  });
  const pages = [approved, operations, drift];
  const all = [...pages, runs, transfers];
  return {
    items: reviewItems(
      {
        approved: approved.data?.items ?? [],
        operations: operations.data?.items ?? [],
        drift: drift.data?.items ?? [],
        runs: runs.data?.items ?? [],
        transfers: decides ? (transfers.data?.items ?? []) : [],
        takeBacks: decides ? (transfers.data?.takeBacks ?? []) : [],
        over: transfers.data?.over ?? [],
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
