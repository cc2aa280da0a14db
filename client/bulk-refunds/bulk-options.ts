import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { LOOK_AT_RUNS_MS } from '../bulk-runs-options.ts';
import type { RunAnswer } from './run-answer.ts';
import { placeOf } from './row-place.ts';

/** Polling intervals. Live events report payments only, not what people do with a run. */
const LOOK_MS = { running: 3_000, open: LOOK_AT_RUNS_MS } as const;

function lookAfter(answer: RunAnswer | undefined): number | false {
  if (answer === undefined) return false;
  const { run, rows } = answer;
  if (run.state === 'running') return LOOK_MS.running;
  const isOpen = rows.some((row) => ['going', 'unclear', 'waiting'].includes(placeOf(row)));
  return run.state === 'paused' || run.state === 'proposed' || isOpen ? LOOK_MS.open : false;
}

/** A run with its rows. */
export function runOptions(id: string) {
  return queryOptions({
    queryKey: ['bulk-refunds', id],
    queryFn: ({ signal }) => callApi('GET /api/bulk-refunds/:id', { params: { id } }, { signal }),
    refetchInterval: ({ state }) => lookAfter(state.data),
  });
}
