import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';

export type Notices = Answer<'GET /api/notices'>;
export type ChatNotice = NonNullable<Notices['chat']>;
export type SheetMails = Notices['mail'];

/** No live event tells what became of a message. */
export const noticesOptions = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => callApi('GET /api/notices', {}, { signal }),
  staleTime: 0,
  refetchInterval: 10_000,
});
