import { queryOptions, useQueryClient } from '@tanstack/react-query';
import type { Answer } from '../shared/api.ts';
import { callApi } from './api-client.ts';

export type Me = Answer<'GET /api/me'>;

/** The signed-in user, their permissions, and this desk. */
export const meOptions = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => callApi('GET /api/me', {}, { signal }),
  staleTime: 5 * 60_000,
});

/** The signed-in user's id from the cache: the frame loads it before any page renders. */
export function useOwnId(): string | null {
  return useQueryClient().getQueryData(meOptions.queryKey)?.staff.id ?? null;
}

/** In live mode everybody has to set up a second factor first. */
export function lacksTwoFactor({ twoFactor }: Me): boolean {
  return twoFactor.required && !twoFactor.enrolled;
}
