/**
 * The page of every component, as `npm run dev` serves it: axe, overflow and errors in each look.
 */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults } from '../support/axe-faults.ts';
import { openBrowser } from '../support/chromium.ts';

const ROOT = join(import.meta.dirname, '../..');

let vite: ViteDevServer;
let browser: Browser;
beforeAll(async () => {
  const server = { port: 0, host: '127.0.0.1', watch: null, hmr: false, ws: false } as const;
  vite = await createServer({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'error',
    server,
  });
  [browser] = await Promise.all([openBrowser(), vite.listen()]);
});
afterAll(async () => {
  await browser.close();
  await vite.close();
});

it.each([
  { width: 1440, scheme: 'light', lang: 'ko', forced: 'none' },
  { width: 390, scheme: 'dark', lang: 'en', forced: 'none' },
  { width: 834, scheme: 'light', lang: 'ko', forced: 'active' },
] as const)('$width px, $scheme, $lang, forced colours: $forced', async (look) => {
  const page = await browser.newPage({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.scheme,
    forcedColors: look.forced,
    reducedMotion: 'reduce',
  });
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  const [address = ''] = vite.resolvedUrls?.local ?? [];
  await page.goto(`${address}dev/components/?lang=${look.lang}&scheme=${look.scheme}`);
  await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 60_000 });
  expect(await page.locator('[data-component]').count()).toBeGreaterThan(20);
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  expect(await axeFaults(page)).toEqual([]);
  expect(failures).toEqual([]);
  await page.close();
});
