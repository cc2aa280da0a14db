import './tokens.css';
import './mantine.css';
import './global.css';
import './typeface-common.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createBrowserRouter } from 'react-router';
import { createApp } from './app.tsx';
import { i18n } from './copy/i18n.ts';
import { preferenceColorScheme, startPreferences } from './session/preferences.ts';
import { cssVariablesResolver, theme } from './theme.ts';

startPreferences();

const { app } = createApp({
  routerFor: createBrowserRouter,
  reload: () => window.location.reload(),
});
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
        {app}
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>,
);

// Words don't wait for the list of rare signs: until then the device's own typeface has them.
void import('./typeface-rare.css');
