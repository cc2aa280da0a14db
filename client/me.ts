import { queryOptions, useQueryClient } from '@tanstack/react-query';
import type { Answer } from '../shared/api.ts';
import { callApi } from './api-client.ts';

export type Me = Answer<'GET /api/me'>;

/** Who is signed in here, what they may do, and which desk this is. */
export const meOptions = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => callApi('GET /api/me', {}, { signal }),
  staleTime: 5 * 60_000,
});

/** The id of whoever is signed in, from memory: no page is drawn before it is known. */
export function useOwnId(): string | null {
  return useQueryClient().getQueryData(meOptions.queryKey)?.staff.id ?? null;
}

/** With real money everybody sets up a second factor before anything else opens. */
export function lacksTwoFactor({ twoFactor }: Me): boolean {
  return twoFactor.required && !twoFactor.enrolled;
}
