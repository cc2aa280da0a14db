import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { logPages, pageAt } from '../parts/log/log-pages.ts';
import {
  toCallbackFilter,
  toCallFilter,
  type CallbackQuery,
  type CallQuery,
} from './call-query.ts';

export type TossCall = Answer<'GET /api/calls'>['items'][number];
export type WholeCall = Answer<'GET /api/calls/:id'>;
export type Callback = Answer<'GET /api/callbacks'>['items'][number];
export type ServiceToken = Answer<'GET /api/tokens'>['items'][number];

export function callListOptions(query: CallQuery) {
  return infiniteQueryOptions({
    ...logPages,
    queryKey: ['toss-calls', query],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...toCallFilter(query), ...pageAt(pageParam) };
      return callApi('GET /api/calls', { query: asked }, { signal });
    },
  });
}

export function callbackListOptions(query: CallbackQuery) {
  return infiniteQueryOptions({
    ...logPages,
    queryKey: ['toss-callbacks', query],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...toCallbackFilter(query), ...pageAt(pageParam) };
      return callApi('GET /api/callbacks', { query: asked }, { signal });
    },
  });
}

/** A call with its bodies. They never change, so the cached ones never get stale. */
export function callOptions(id: number) {
  return queryOptions({
    queryKey: ['toss-call', id],
    queryFn: ({ signal }) =>
      callApi('GET /api/calls/:id', { params: { id: String(id) } }, { signal }),
    staleTime: Infinity,
  });
}

export function callbackOptions(id: number) {
  return queryOptions({
    queryKey: ['toss-callback', id],
    queryFn: ({ signal }) =>
      callApi('GET /api/callbacks/:id', { params: { id: String(id) } }, { signal }),
  });
}

export const developerOptions = queryOptions({
  queryKey: ['developer'],
  queryFn: ({ signal }) => callApi('GET /api/developer', {}, { signal }),
  staleTime: Infinity,
});

export const tokenListOptions = queryOptions({
  queryKey: ['service-tokens'],
  queryFn: ({ signal }) => callApi('GET /api/tokens', {}, { signal }),
});
