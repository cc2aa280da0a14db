import type { QueryClient } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';

/** Two results are enough to know that there is more than one. */
const EXACT_LIMIT = 2;

async function readExact(q: string): Promise<string | null> {
  const { items } = await callApi('GET /api/payments', {
    query: { q, limit: EXACT_LIMIT, fields: 'list' },
  });
  const [only, ...others] = items;
  if (only === undefined || others.length > 0) return null;
  if (only.orderNo === q || only.payToken === q) return only.payToken;
  // If no text contains `q` it is a refund number, which the desk searches as well.
  const named = [only.orderNo, only.payToken, only.productDesc].some((text) => text.includes(q));
  return named || !/\d{6}/.test(q) ? null : only.payToken;
}

/**
 * The one payment that `q` names exactly, by orderNo, payToken or refund number. `null` on an
 * error: the list is read next and shows it.
 */
export async function findExact(client: QueryClient, q: string): Promise<string | null> {
  if (/\s/.test(q) || !/[\dA-Za-z]/.test(q)) return null;
  return client
    .query({ queryKey: ['payments', 'exact', q], queryFn: () => readExact(q), retry: false })
    .catch(() => null);
}
