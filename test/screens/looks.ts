/** A look: window size, colour scheme, language, and who is signed in. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { browserCookies } from '../support/browser-cookies.ts';
import type { Screen } from './screens.ts';
import type { Shop } from './shop.ts';

export interface Look {
  name: string;
  width: number;
  scheme: 'light' | 'dark';
  locale: 'ko-KR' | 'en-US';
}

export const mainLooks: readonly Look[] = [
  { name: 'desktop', width: 1440, scheme: 'light', locale: 'ko-KR' },
  { name: 'phone, dark, English', width: 390, scheme: 'dark', locale: 'en-US' },
];

/** The looks in between. */
export const otherLooks: readonly Look[] = [
  { name: 'tablet, dark', width: 834, scheme: 'dark', locale: 'ko-KR' },
  { name: 'phone', width: 390, scheme: 'light', locale: 'ko-KR' },
  { name: 'desktop, dark, English', width: 1440, scheme: 'dark', locale: 'en-US' },
];

/**
 * Time for fonts, transitions and the first responses; the open event stream prevents "network
 * idle".
 */
const SETTLES_MS = 400;

/** A person's browser in one look. */
export interface Viewer {
  /** Opens a screen and waits until it is complete. @throws Error where that never happens */
  show(screen: Screen, onPage?: (page: Page) => void): Promise<Page>;
  close(): Promise<void>;
}

export async function openViewer(
  browser: Browser,
  { look, url, shop }: { look: Look; url: string; shop: Shop },
): Promise<Viewer> {
  const open = async (cookie: string | null): Promise<BrowserContext> => {
    const context = await browser.newContext({
      baseURL: url,
      locale: look.locale,
      colorScheme: look.scheme,
      viewport: { width: look.width, height: 900 },
      reducedMotion: 'reduce',
    });
    if (cookie !== null) await context.addCookies(browserCookies(url, cookie));
    // The language is the person's preference, not the browser's.
    await context.addInitScript(
      (language) => localStorage.setItem('changgu.preferences', JSON.stringify({ language })),
      look.locale.slice(0, 2),
    );
    return context;
  };
  const clerk = await open(shop.clerk);
  const manager = await open(shop.manager);
  const nobody = await open(null);
  return {
    async show(screen, onPage) {
      const person = screen.asManager === true ? manager : clerk;
      const page = await (screen.signedOut === true ? nobody : person).newPage();
      page.setDefaultTimeout(15_000);
      onPage?.(page);
      await page.goto(screen.path(shop.payments));
      await screen.shows(page);
      await page.waitForTimeout(SETTLES_MS);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      return page;
    },
    async close() {
      await Promise.all([clerk, manager, nobody].map((context) => context.close()));
    },
  };
}
