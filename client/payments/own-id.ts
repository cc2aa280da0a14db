import { useQueryClient } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';

/** The signed-in user's id from the cache: the frame loads it before any list renders. */
export function useOwnId(): string | null {
  const me = useQueryClient().getQueryData<Answer<'GET /api/me'>>(['me']);
  return me?.staff.id ?? null;
}
