import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';

export type SettingsAnswer = Answer<'GET /api/settings'>;

/** The shop's settings, under the name by which the refund form knows them too. */
export const shopSettingsOptions = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => callApi('GET /api/settings', {}, { signal }),
});
