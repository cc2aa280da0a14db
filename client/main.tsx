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
import { i18nForReact } from './copy/i18n.ts';
import { safeNext } from './pages/safe-next.ts';
import { startServiceWorker } from './start-service-worker.ts';
import { preferenceColorScheme, startPreferences } from './session/preferences.ts';
import { cssVariablesResolver, theme } from './theme.ts';

startPreferences();

const { app, router } = createApp({
  routerFor: createBrowserRouter,
  reload: () => window.location.reload(),
});
/**
 * The main style sheet is inlined. A link with its URL keeps lazy modules from loading it again.
 */
function nameOwnStyles(): void {
  const { url } = document.querySelector<HTMLElement>('style[data-url]')?.dataset ?? {};
  if (url === undefined) return;
  const link = document.createElement('link');
  // Disabled links are not fetched.
  Object.assign(link, { rel: 'stylesheet', href: url, disabled: true });
  document.head.append(link);
}

nameOwnStyles();
const colorScheme = preferenceColorScheme();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

/** Waits for the first page; until then the frame rendered by the server stays. */
async function pageIsThere(): Promise<void> {
  if (router.state.initialized) return;
  await new Promise<void>((resolve) => {
    const stop = router.subscribe(({ initialized }) => {
      if (!initialized) return;
      stop();
      resolve();
    });
  });
}

function draw(into: HTMLElement): void {
  createRoot(into).render(
    <StrictMode>
      <I18nextProvider i18n={i18nForReact}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariablesResolver}
          // The theme sets every variable; comparing them with Mantine's would load a second list.
          deduplicateCssVariables={false}
          colorSchemeManager={colorScheme}
          defaultColorScheme="auto"
        >
          {app}
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}

if (root.firstElementChild === null) draw(root);
else void pageIsThere().then(() => draw(root));

startServiceWorker((path) => void router.navigate(safeNext(path)));
// Loaded last: until then rare characters use the device's own font.
void import('./typeface-rare.css');
