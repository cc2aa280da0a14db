import { useQueries } from '@tanstack/react-query';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { reviewItems, type ReviewItem } from './review-items.ts';
import {
  approvedOptions,
  driftOptions,
  unsettledOptions,
  waitingRunsOptions,
  waitingTransfersOptions,
  workListOptions,
} from './review-options.ts';

/** At most this many entries of each side; the page of 정산 has all. */
const SETTLEMENT_SHOWN = 50;

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
 * @param settles whether unmatched lines and payments of 정산 are shown: needs `exports.make`
 */
export function useReviewItems(decides: boolean, settles: boolean): ReviewQueueState {
  useTick((nowMs) => Math.floor(nowMs / LOOK_AGAIN_MS));
  const [approved, operations, drift, runs, transfers, unmatched] = useQueries({
    queries: [
      approvedOptions,
      workListOptions,
      driftOptions,
      waitingRunsOptions,
      waitingTransfersOptions,
      { ...unsettledOptions, enabled: settles },
    ],
  });
  const pages = [approved, operations, drift];
  const all = [...pages, runs, transfers, ...(settles ? [unmatched] : [])];
  const lines = unmatched.data?.lines.items ?? [];
  const missing = unmatched.data?.missing.items ?? [];
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
        lines: lines.slice(0, SETTLEMENT_SHOWN),
        missing: missing.slice(0, SETTLEMENT_SHOWN),
      },
      deskNowMs(),
    ),
    loading: all.some((query) => query.isPending),
    error: all.find((query) => query.error !== null)?.error ?? null,
    hasMore:
      [lines, missing].some(({ length }) => length > SETTLEMENT_SHOWN) ||
      pages.some((query) => query.data != null && query.data.nextCursor !== null),
    again: () => {
      for (const query of all) void query.refetch();
    },
  };
}
