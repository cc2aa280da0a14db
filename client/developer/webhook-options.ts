import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { logPages, pageAt } from '../parts/log/log-pages.ts';

export type Webhook = Answer<'GET /api/webhooks'>['items'][number];
export type Delivery = Answer<'GET /api/webhooks/:id/deliveries'>['items'][number];

export const webhooksOptions = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => callApi('GET /api/webhooks', {}, { signal }),
});

/** States by which the deliveries can be filtered. */
export const soughtStates = ['waiting', 'failed'] as const;
export type SoughtState = (typeof soughtStates)[number];

const deliveriesKey = (id: string) => ['webhook-deliveries', id];

export function deliveriesOptions(id: string, state: SoughtState | null) {
  return infiniteQueryOptions({
    ...logPages,
    queryKey: [...deliveriesKey(id), state],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(state === null ? {} : { state }), ...pageAt(pageParam) };
      return callApi('GET /api/webhooks/:id/deliveries', { params: { id }, query }, { signal });
    },
  });
}

/** A delivery with its bodies. They change with `attempts` and `state`, so both are in the key. */
export function deliveryOptions(id: string, { seq, attempts, state }: Delivery) {
  return queryOptions({
    queryKey: [...deliveriesKey(id), 'one', seq, attempts, state],
    queryFn: ({ signal }) => {
      const params = { id, seq: String(seq) };
      return callApi('GET /api/webhooks/:id/deliveries/:seq', { params }, { signal });
    },
  });
}

/** Refetches the endpoints and the deliveries of one, after a change of it. */
export const refreshWebhook = (client: QueryClient, id: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: webhooksOptions.queryKey }),
    client.invalidateQueries({ queryKey: deliveriesKey(id) }),
  ]);

/** The address of an endpoint's deliveries. */
export const hrefOfDeliveries = (id: string) =>
  `/developer/webhooks?endpoint=${encodeURIComponent(id)}`;

/** Host and path, which tell endpoints apart. */
export function shortUrl(url: string): string {
  const { host, pathname } = new URL(url);
  return pathname === '/' ? host : `${host}${pathname}`;
}
