import { queryOptions } from '@tanstack/react-query';
import type { Decider } from '../../shared/operation-actions.ts';
import { callApi } from '../api-client.ts';

/** Who is signed in and what binds them; the session's own question, answered from memory. */
export const meOptions = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => callApi('GET /api/me', {}, { signal }),
  staleTime: 5 * 60_000,
});

type Me = Awaited<ReturnType<NonNullable<(typeof meOptions)['queryFn']>>>;

/** The signed-in person as `operationAct` wants to know them. */
export function deciderOf(me: Me): Decider {
  return { id: me.staff.id, role: me.staff.role, soleManager: me.rules.soleManager };
}
