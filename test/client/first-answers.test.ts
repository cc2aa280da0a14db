/** The answers that came with the page, when the scripts ran later. */
import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, it } from 'vitest';
import { takeFirstAnswers } from '../../client/first-answers.ts';
import { meOptions } from '../../client/me.ts';
import { tellTabs, type TabNews } from '../../client/session/tab-news.ts';
import { FIRST_ANSWERS_ID } from '../../shared/first-page.ts';
import { meOf } from './support/render-screen.tsx';

let askedAtMs: number;

beforeEach(() => {
  localStorage.clear();
  askedAtMs = Date.now();
  performance.getEntriesByType = () =>
    [{ requestStart: askedAtMs - performance.timeOrigin }] as unknown as PerformanceEntryList;
});

function takeFirstMe(): unknown {
  const element = document.createElement('script');
  element.id = FIRST_ANSWERS_ID;
  element.type = 'application/json';
  element.dataset['after'] = '0';
  element.textContent = JSON.stringify({
    'GET /api/me': meOf('operator'),
    'GET /api/me/preferences': {},
  });
  document.body.append(element);
  const client = new QueryClient();
  takeFirstAnswers(client);
  return client.getQueryData(meOptions.queryKey);
}

const closings: TabNews[] = [{ kind: 'locked' }, { kind: 'signed-out' }];

it.each(closings)('shows nothing of a page that is older than: $kind', (news) => {
  askedAtMs -= 5000;
  tellTabs(news);
  expect(takeFirstMe()).toBeUndefined();
});

it.each(closings)('shows a page that is newer than: $kind', (news) => {
  tellTabs(news);
  askedAtMs = Date.now() + 1;
  expect(takeFirstMe()).toMatchObject({ staff: { name: '김민지' } });
});

it('shows a page that came before input in another tab', () => {
  askedAtMs -= 5000;
  tellTabs({ kind: 'touched' });
  expect(takeFirstMe()).toBeDefined();
});
