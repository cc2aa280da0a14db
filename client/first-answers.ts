/**
 * What the first screen of an address asks the desk for: the server reads it and sends it with the
 * page, and the browser puts it into the cache as if it had asked itself.
 */
import type { QueryClient } from '@tanstack/react-query';
import type { Answer, EndpointKey } from '../shared/api.ts';
import { FIRST_ANSWERS_ID, type FirstAnswers, type FirstRead } from '../shared/first-page.ts';
import { startAfter } from './live/use-live.ts';
import { meOptions } from './me.ts';
import { countersOptions } from './payments/counters.ts';
import { readListQuery, toPaymentFilter } from './payments/list-query.ts';
import {
  firstPageInput,
  firstPageOf,
  paymentListOptions,
  paymentSummaryOptions,
} from './payments/payment-list-options.ts';
import { takePreferences } from './session/preferences.ts';
import { settingsOptions } from './settings-options.ts';
import { deskNowMs, setDeskTime } from './ui/ticker.ts';
import { viewOptions } from './views/view-options.ts';

/** Older than this it is asked for anew: the page's scripts were long in coming. */
const MOST_AGE_MS = 60_000;

/** One call, and where its answer belongs. */
interface Ask extends FirstRead {
  keep: (answers: FirstAnswers, client: QueryClient, readAtMs: number) => void;
}

function ask<K extends EndpointKey>(
  key: K,
  keep: (answer: Answer<K>, client: QueryClient, readAtMs: number) => void,
  query?: FirstRead['query'],
): Ask {
  return {
    key,
    ...(query && { query }),
    keep: (answers, client, readAtMs) => {
      const answer = answers[key];
      if (answer !== undefined) keep(answer as Answer<K>, client, readAtMs);
    },
  };
}

/** `true` where the screen behind an address begins with the payment list. */
export function showsList({ pathname }: URL): boolean {
  return /^\/(?:payments(?:\/(?!new$)[^/]+)?)?$/.test(pathname);
}

/** In the order in which the answers are to be kept: the desk's time first. */
function asksOf(url: URL, nowMs: number): Ask[] {
  const put =
    <T>(queryKey: readonly unknown[], of: (answer: T) => unknown = (answer) => answer) =>
    (answer: T, client: QueryClient, updatedAt: number) =>
      void client.setQueryData(queryKey, of(answer), { updatedAt });
  const everywhere = [
    ask('GET /api/counters', (answer, client, readAtMs) => {
      setDeskTime(answer.asOf, readAtMs);
      put(countersOptions.queryKey)(answer, client, readAtMs);
    }),
    ask('GET /api/me', put(meOptions.queryKey)),
    ask('GET /api/me/preferences', (answer) => takePreferences(answer)),
    ask('GET /api/settings', put(settingsOptions.queryKey)),
  ];
  if (!showsList(url)) return everywhere;
  const query = readListQuery(url.searchParams);
  return [
    ...everywhere,
    ask(
      'GET /api/views',
      put(viewOptions.queryKey, ({ items }) => items),
    ),
    ask(
      'GET /api/payments',
      (page, client, readAtMs) => {
        const readAgoMs = Date.now() - readAtMs;
        const list = firstPageOf(page, deskNowMs() - readAgoMs);
        put(paymentListOptions(query).queryKey)(list, client, readAtMs);
      },
      firstPageInput(query, nowMs),
    ),
    ask(
      'GET /api/payments/summary',
      put(paymentSummaryOptions(query).queryKey),
      toPaymentFilter(query, nowMs),
    ),
  ];
}

/** What the server reads for a page; see `FirstPageModule`. */
export function firstReads(url: URL, nowMs: number): FirstRead[] {
  return asksOf(url, nowMs).map(({ key, query }) => (query ? { key, query } : { key }));
}

/** Puts the answers of a page into the cache, with the age that they have. */
function keepAnswers(client: QueryClient, url: URL, answers: FirstAnswers, readAtMs: number): void {
  // The person's page is drawn by them, and nobody asks for them where it is known who is here.
  if (answers['GET /api/me/preferences'] === undefined) return;
  for (const { keep } of asksOf(url, deskNowMs())) keep(answers, client, readAtMs);
}

/** When the browser asked for this page: the answers in it are no older. */
function pageAskedAtMs(): number {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return performance.timeOrigin + (visit?.requestStart ?? 0);
}

/**
 * Takes the answers that came with the page; they are in the document no longer then. What came
 * with it is left out where it is too old, or not enough to begin with: then all is asked for.
 */
export function takeFirstAnswers(client: QueryClient): void {
  const element = document.getElementById(FIRST_ANSWERS_ID);
  if (element === null) return;
  const answers = JSON.parse(element.textContent) as FirstAnswers;
  element.remove();
  const readAtMs = pageAskedAtMs();
  if (Date.now() - readAtMs > MOST_AGE_MS) return;
  startAfter(Number(element.dataset['after']));
  keepAnswers(client, new URL(window.location.href), answers, readAtMs);
}
