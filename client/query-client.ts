import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem, ProblemError } from './problem-error.ts';

/** Where somebody has to go before the desk lets them on. */
export type Detour = 'sign-in' | 'two-factor';

/** A refusal is an answer: only what did not arrive, or a desk that is starting, is asked again. */
function worthAskingAgain(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof ProblemError) || error.problem.code === 'not-ready';
}

/** What a refusal asks of the person first; `null`: it is about the call itself. */
export function detourOf(error: unknown): Detour | null {
  if (isProblem(error, 'two-factor-required')) return 'two-factor';
  const isOut = isProblem(error, 'not-signed-in') || isProblem(error, 'second-factor-needed');
  return isOut ? 'sign-in' : null;
}

/**
 * The one cache of what the desk said. Reads are retried, writes never are: only a person or the
 * operation's own id may send a write again.
 * @param onDetour called when any call is refused because somebody has to be let in first
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
