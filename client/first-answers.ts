/**
 * The API calls of the first screen of an address. The server makes them and sends the answers with
 * the page; the browser puts them into the query cache as if it had fetched them.
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
import { closedSince } from './session/tab-news.ts';
import { settingsOptions } from './settings-options.ts';
import { deskNowMs, setDeskTime } from './ui/ticker.ts';
import { viewOptions } from './views/view-options.ts';

/** Answers older than this are fetched again: the page's scripts took long to load. */
const MOST_AGE_MS = 60_000;

/** One call, and how to cache its answer. */
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

/** Whether the screen at an address starts with the payment list. */
export function showsList({ pathname }: URL): boolean {
  return /^\/(?:payments(?:\/(?!new$)[^/]+)?)?$/.test(pathname);
}

/** In the order in which the answers are cached: the desk's time first. */
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

/** The calls that the server makes for a page; see `FirstPageModule`. */
export function firstReads(url: URL, nowMs: number): FirstRead[] {
  return asksOf(url, nowMs).map(({ key, query }) => (query ? { key, query } : { key }));
}

/** Caches the answers of a page with their age. */
function keepAnswers(client: QueryClient, url: URL, answers: FirstAnswers, readAtMs: number): void {
  // The router loads preferences only while the user is unknown: never cache `me` without them.
  if (answers['GET /api/me/preferences'] === undefined) return;
  for (const { keep } of asksOf(url, deskNowMs())) keep(answers, client, readAtMs);
}

/** When the browser requested this page: the answers are at least as new. */
function pageAskedAtMs(): number {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return performance.timeOrigin + (visit?.requestStart ?? 0);
}

/**
 * Moves the answers that came with the page from the document into the cache. Answers are dropped,
 * so that everything is fetched, if they are too old or lack the preferences, or if another tab has
 * locked the screen or signed out since: before the scripts run, this tab hears nothing of it.
 */
export function takeFirstAnswers(client: QueryClient): void {
  const element = document.getElementById(FIRST_ANSWERS_ID);
  if (element === null) return;
  const answers = JSON.parse(element.textContent) as FirstAnswers;
  element.remove();
  const readAtMs = pageAskedAtMs();
  if (Date.now() - readAtMs > MOST_AGE_MS || closedSince(readAtMs)) return;
  startAfter(Number(element.dataset['after']));
  keepAnswers(client, new URL(window.location.href), answers, readAtMs);
}
