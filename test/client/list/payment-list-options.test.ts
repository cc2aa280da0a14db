/** How a long list is refetched: its top with every event, the rest now and then. */
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultQuery } from '../../../client/payments/list-query.ts';
import { paymentListOptions } from '../../../client/payments/payment-list-options.ts';
import { setDeskTime } from '../../../client/ui/ticker.ts';
import { singlePayment } from '../support/fixtures.ts';
import { answer, http, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();
const TOTAL = 2000;
const options = paymentListOptions(defaultQuery);

let asked: string[] = [];
/** How many newer payments have been added at the top. */
let newer = 0;
let client: QueryClient;
beforeEach(() => {
  asked = [];
  newer = 0;
  client = new QueryClient();
  desk.use(
    http.get('/api/payments', ({ request }) => {
      const search = new URL(request.url).searchParams;
      const from = Number(search.get('cursor') ?? 0);
      const to = Math.min(from + Number(search.get('limit')), TOTAL);
      asked.push(`${String(from)}-${String(to)}`);
      const items = Array.from({ length: to - from }, (_, index) =>
        singlePayment({ payToken: `p${String(from + index - newer)}` }),
      );
      return answer({ items, nextCursor: to === TOTAL ? null : String(to) });
    }),
  );
});
afterEach(() => {
  client.clear();
  setDeskTime(new Date().toISOString());
});

const read = async (pages: number) => client.infiniteQuery({ ...options, pages });
const again = async () => {
  asked = [];
  await client.invalidateQueries({ queryKey: ['payments'], refetchType: 'all' });
  return asked;
};

it('loads fifty rows per page up to 500, and then larger pages', async () => {
  const { pages } = await read(12);
  expect(asked.slice(0, 2)).toEqual(['0-50', '50-100']);
  expect(asked.slice(9)).toEqual(['450-500', '500-700', '700-900']);
  expect(pages.flatMap(({ items }) => items)).toHaveLength(900);
});

it('refetches the automatically loaded rows with every event, and the rest every half minute', async () => {
  await read(13);
  expect(await again()).toHaveLength(10);
  setDeskTime(new Date(Date.now() + 29_000).toISOString());
  expect(await again()).toHaveLength(10);
  setDeskTime(new Date(Date.now() + 31_000).toISOString());
  expect((await again()).slice(9)).toEqual(['450-500', '500-700', '700-900', '900-1100']);
  const held = client.getQueryData(options.queryKey)?.pages.flatMap(({ items }) => items);
  expect(held).toHaveLength(1100);
});

const pagesOf = () => client.getQueryData(options.queryKey)?.pages.map(({ items }) => items) ?? [];

it('keeps the identity of a page in which nothing has changed', async () => {
  await read(2);
  const first = pagesOf();
  await again();
  const second = pagesOf();
  expect(second.flat()).toHaveLength(100);
  expect(second.every((page, index) => page === first[index])).toBe(true);
});

it('keeps the identity of an unchanged row, though others came above it', async () => {
  await read(2);
  const first = pagesOf().flat();
  newer = 3;
  await again();
  const second = pagesOf();
  expect(second[1]?.[0]?.payToken).toBe('p47');
  expect(second.flat().slice(newer)).toHaveLength(97);
  expect(second.flat().every((row, at) => at < newer || row === first[at - newer])).toBe(true);
});
