import { useQueryClient } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';

/** The id of whoever is signed in, from memory: the frame has asked before any list is drawn. */
export function useOwnId(): string | null {
  const me = useQueryClient().getQueryData<Answer<'GET /api/me'>>(['me']);
  return me?.staff.id ?? null;
}
