import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing, isProblem, ProblemError } from './problem-error.ts';

/** Where the user has to go before the desk accepts further calls. */
export type Detour = 'sign-in' | 'two-factor';

/** For half a minute with the pauses below: another desk takes the lead within ten seconds. */
const PASSING_RETRIES = 9;

const LONGEST_PAUSE_MS = 4_000;

/** At most two retries without an answer; more where the desk says that it will be there soon. */
function worthAskingAgain(failures: number, error: Error): boolean {
  if (isPassing(error)) return failures < PASSING_RETRIES;
  return failures < 2 && !(error instanceof ProblemError);
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
        retryDelay: (failures) => Math.min(1000 * 2 ** failures, LONGEST_PAUSE_MS),
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
