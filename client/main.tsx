import './tokens.css';
import './mantine.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { i18n } from './copy/i18n.ts';
import { createQueryClient } from './query-client.ts';
import { createRouter, leaveForSignIn } from './router.tsx';
import { meOptions } from './session/me.ts';
import { preferenceColorScheme, startPreferences } from './session/preferences.ts';
import { cssVariablesResolver, theme } from './theme.ts';
import { Announcer } from './ui/announcer.tsx';

startPreferences();

const queryClient = createQueryClient(() => {
  // Whoever was never in is led to the sign-in page by the router itself.
  if (queryClient.getQueryData(meOptions.queryKey) !== undefined) leaveForSignIn(router);
});
const router = createRouter(queryClient);
const colorScheme = preferenceColorScheme();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        // All of them come from the theme, so that no second list of them is loaded.
        deduplicateCssVariables={false}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Announcer />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>,
);

void import('./mantine-late.css');
// Its list of files is longer than the page's own styles: words don't wait for a typeface.
void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css');
