/**
 * The part of the client that the server runs; see shared/first-page.ts. Built as a module of its
 * own that no browser loads.
 */
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { createStaticHandler, createStaticRouter, StaticRouterProvider } from 'react-router';
import type { Answer } from '../shared/api.ts';
import type { FirstAnswers, FirstFrame, FirstPageModule } from '../shared/first-page.ts';
import { en } from './copy/en.ts';
import { i18n, i18nForReact } from './copy/i18n.ts';
import { firstReads as readsOf, showsList } from './first-answers.ts';
import { lacksTwoFactor, meOptions } from './me.ts';
import { Frame } from './pages/frame.tsx';
import { PaymentsPage } from './pages/payments-page.tsx';
import { countersOptions } from './payments/counters.ts';
import {
  defaults,
  preferencesOf,
  showPreferences,
  type Preferences,
} from './session/preferences.ts';
import { cssVariablesResolver, theme } from './theme.ts';
import { FirstFrameContext } from './ui/first-frame.ts';

i18n.addResourceBundle('en', 'translation', en);

/** Addresses here have no host, but `URL` needs one. */
const urlOf = (address: string) => new URL(address, 'http://desk');

/** Number of placeholder rows when the number of payments is unknown. */
const SOME_ROWS = 12;

const handler = createStaticHandler([
  {
    path: '/',
    Component: Frame,
    children: [
      { path: 'payments/new', element: null },
      { path: 'payments/:payToken?', Component: PaymentsPage },
      { path: '*', element: null },
    ],
  },
]);

/** Pages without the frame. */
const bare = /^\/(?:sign-in|welcome|two-factor|payments\/[^/]+\/operations\/.*)$/;

function attributesOf({ language, theme: chosen, density }: Preferences) {
  return {
    lang: language,
    'data-density': density,
    // With `auto` the style sheet chooses the theme.
    ...(chosen === 'auto' ? {} : { 'data-mantine-color-scheme': chosen }),
  };
}

function rowsOf(answers: FirstAnswers): number {
  const page = answers['GET /api/payments'] as Answer<'GET /api/payments'> | undefined;
  return page?.items.length ?? SOME_ROWS;
}

async function frameAt(url: URL, client: QueryClient, rows: number): Promise<() => string> {
  const context = await handler.query(new Request(url));
  if (context instanceof Response) throw new Error(`${url.pathname} leads elsewhere`);
  const router = createStaticRouter(handler.dataRoutes, context);
  const drawn = (phone: boolean) => (
    <div data-frame={phone ? 'phone' : 'wide'}>
      <FirstFrameContext value={{ phone, rows }}>
        <StaticRouterProvider router={router} context={context} hydrate={false} />
      </FirstFrameContext>
    </div>
  );
  return () =>
    renderToStaticMarkup(
      <QueryClientProvider client={client}>
        <I18nextProvider i18n={i18nForReact}>
          <MantineProvider
            theme={theme}
            cssVariablesResolver={cssVariablesResolver}
            deduplicateCssVariables={false}
          >
            <div inert>
              {drawn(false)}
              {drawn(true)}
            </div>
          </MantineProvider>
        </I18nextProvider>
      </QueryClientProvider>,
    );
}

async function render(address: string, answers: FirstAnswers): Promise<FirstFrame | null> {
  const me = answers['GET /api/me'] as Answer<'GET /api/me'> | undefined;
  const kept = answers['GET /api/me/preferences'] as Answer<'GET /api/me/preferences'> | undefined;
  const given = urlOf(address);
  if (me === undefined || kept === undefined || lacksTwoFactor(me)) return null;
  if (bare.test(given.pathname)) return null;
  const url = given.pathname === '/' ? new URL('/payments', given) : given;
  const client = new QueryClient();
  client.setQueryData(meOptions.queryKey, me);
  const counters = answers['GET /api/counters'] as Answer<'GET /api/counters'> | undefined;
  if (counters !== undefined) client.setQueryData(countersOptions.queryKey, counters);
  const draw = await frameAt(url, client, showsList(url) ? rowsOf(answers) : 0);
  const preferences = preferencesOf(kept, defaults);
  // No `await` from here on: preferences and language are global, and the next page may be another
  // user's.
  showPreferences(preferences);
  void i18n.changeLanguage(preferences.language);
  const html = draw();
  client.clear();
  return { html, attributes: attributesOf(preferences) };
}

export const { firstReads, renderFrame }: FirstPageModule = {
  firstReads: (address, nowMs) => readsOf(urlOf(address), nowMs),
  renderFrame: render,
};
