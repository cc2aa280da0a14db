import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from './api-client.ts';

/** A refusal is an answer: only what did not arrive, or a desk that is starting, is asked again. */
function worthAskingAgain(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof ProblemError) || error.problem.code === 'not-ready';
}

/** `true` when the desk no longer knows who is asking. */
export function isNotSignedIn(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'not-signed-in';
}

/**
 * The one cache of what the desk said. Reads are retried, writes never are: only a person or the
 * operation's own id may send a write again.
 * @param onSignedOut called when any read is refused because nobody is signed in
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isNotSignedIn(error)) onSignedOut();
      },
    }),
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
