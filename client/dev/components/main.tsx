/**
 * Every component in every state, on `/dev/components/` of `npm run dev`. A page of its own, which
 * the build leaves out. `?lang=en` is in English, `?scheme=dark` dark.
 */
import '../../tokens.css';
import '../../mantine.css';
import '../../mantine-lazy.css';
import '../../global.css';
import '../../typeface-common.css';
import '../../copy/payment-words.ts';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { i18n, setLanguage } from '../../copy/i18n.ts';
import { createQueryClient } from '../../query-client.ts';
import { cssVariablesResolver, theme } from '../../theme.ts';
import { Announcer } from '../../ui/announcer.tsx';
import { setDeskTime } from '../../ui/ticker.ts';
import { Gallery } from './gallery.tsx';
import { groups } from './groups.tsx';

const wanted = new URLSearchParams(window.location.search);
await setLanguage(wanted.get('lang') === 'en' ? 'en' : 'ko');
setDeskTime(new Date().toISOString());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const router = createMemoryRouter([{ path: '*', element: <Gallery groups={groups} /> }]);
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme={wanted.get('scheme') === 'dark' ? 'dark' : 'light'}
      >
        <QueryClientProvider client={createQueryClient(() => undefined)}>
          <RouterProvider router={router} />
          <Announcer />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>,
);
