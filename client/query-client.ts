import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { ProblemCode } from '../shared/problem.ts';
import { isProblem, ProblemError } from './problem-error.ts';

/** Where the user has to go before the desk accepts further calls. */
export type Detour = 'sign-in' | 'two-factor';

/** A desk that takes calls again within seconds. */
const passing: readonly ProblemCode[] = ['not-ready', 'no-leader', 'leader-lost'];

/** At most two retries, and only for a call without an answer or a desk that is starting. */
function worthAskingAgain(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof ProblemError) || passing.includes(error.problem.code);
}

/** What a refusal requires of the user first; `null` if it is about the call itself. */
export function detourOf(error: unknown): Detour | null {
  if (isProblem(error, 'two-factor-required')) return 'two-factor';
  const isOut = isProblem(error, 'not-signed-in') || isProblem(error, 'second-factor-needed');
  return isOut ? 'sign-in' : null;
}

/**
 * The query cache. Reads are retried, writes never: only a user may repeat a write, or its own call
 * under the same operation id.
 * @param onDetour called when a call is refused until the user signs in or sets up a second factor
 */
export function createQueryClient(onDetour: (detour: Detour) => void): QueryClient {
  const onError = (error: unknown) => {
    const detour = detourOf(error);
    if (detour !== null) onDetour(detour);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 10 * 60_000,
        retry: worthAskingAgain,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
