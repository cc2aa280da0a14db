import { keepPreviousData, queryOptions, type Query } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import type { SpanChoice } from './span-choice.ts';

/** However much happens, the figures are not added up anew more often than this. */
const LEAST_MS = 30_000;
/** Where nothing is heard of any change, time itself is one: the day goes on. */
const USUAL_MS = 60_000;

type Shown = Pick<Query, 'state'>;

const ageMs = ({ state }: Shown) => Date.now() - state.dataUpdatedAt;
const isDue = (query: Shown) => ageMs(query) >= LEAST_MS;

/** A change only marks what is shown as old (client/live); it is asked again when it is due. */
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
