import { keepPreviousData, queryOptions, type Query } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import type { SpanChoice } from './span-choice.ts';

/** At least this long between two computations of the figures, however much changes. */
const LEAST_MS = 30_000;
/** Refetch interval without any change, because figures also depend on the time of day. */
const USUAL_MS = 60_000;

type Shown = Pick<Query, 'state'>;

const ageMs = ({ state }: Shown) => Date.now() - state.dataUpdatedAt;
const isDue = (query: Shown) => ageMs(query) >= LEAST_MS;

/** A live event only invalidates the figures (client/live); this is when they are fetched again. */
function untilNext(query: Shown): number {
  const wait = query.state.isInvalidated ? LEAST_MS : USUAL_MS;
  return Math.max(1_000, wait - ageMs(query));
}

/** Today, and the figures of a span. */
export function overviewOptions(choice: SpanChoice) {
  return queryOptions({
    queryKey: ['overview', choice],
    queryFn: ({ signal }) => callApi('GET /api/overview', { query: choice }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: LEAST_MS,
    refetchOnMount: isDue,
    refetchOnWindowFocus: isDue,
    refetchInterval: untilNext,
  });
}
