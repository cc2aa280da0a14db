/** The desk as an installed app: what it needs for that, and what its caches hold. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { knowPaid } from '../support/desk-acts.ts';
import { addStaff, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const CLIENT = join(import.meta.dirname, '../../dist/client');
const EMAIL = 'hajun@corner.test';
const ORDER = 'APP-1-KEPT-NOWHERE';
const ROW = '[data-pay-token]';

let desk: RunningDesk;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [desk, browser] = await Promise.all([startTestDesk({ clientDir: CLIENT }), openBrowser()]);
  await addStaff(desk.database, EMAIL, '이하준', 'manager');
  await knowPaid(desk, { orderNo: ORDER });
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

beforeEach(async () => {
  context = await browser.newContext({ baseURL: desk.url, locale: 'ko-KR' });
  await context.addCookies(browserCookies(desk.url, await signIn(desk.url, EMAIL)));
  page = await context.newPage();
});
afterEach(() => context.close());

/** Opens the list until the service worker answers for its files. */
async function openInApp(): Promise<void> {
  await page.goto('/payments');
  await page.locator(ROW).first().waitFor();
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await page.reload();
  await page.locator(ROW).first().waitFor();
  expect(await page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);
}

interface Kept {
  cache: string;
  path: string;
  text: string;
}

const kept = () =>
  page.evaluate<Kept[]>(`(async () => {
    const all = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        all.push({ cache: name, path: new URL(request.url).pathname, text: await answer.text() });
      }
    }
    return all;
  })()`);

it('names itself with pictures that are there, in the size that it says', async () => {
  const manifest = (await (await fetch(`${desk.url}/app.webmanifest`)).json()) as {
    name: string;
    start_url: string;
    icons: { src: string; sizes: string }[];
  };
  expect(manifest).toMatchObject({ name: '창구', start_url: '/', display: 'standalone' });
  await page.goto('/payments');
  expect(await page.locator('link[rel=manifest]').getAttribute('href')).toBe('/app.webmanifest');
  const touch = await page.locator('link[rel=apple-touch-icon]').getAttribute('href');
  for (const { src, sizes } of [...manifest.icons, { src: String(touch), sizes: '180x180' }]) {
    const size = await page.evaluate<string>(`fetch('${src}')
      .then((answer) => answer.blob())
      .then((blob) => createImageBitmap(blob))
      .then(({ width, height }) => width + 'x' + height)`);
    expect(size).toBe(sizes);
  }
});

it('keeps the files of the frame, and no page and no answer, also after signing out', async () => {
  await openInApp();
  const before = await kept();
  expect(before.some(({ path }) => path.endsWith('.js'))).toBe(true);
  await page.request.post('/api/auth/sign-out', { headers: { origin: desk.url } });
  await page.goto('/sign-in');
  await page.locator('input[type=email]').waitFor();
  for (const { path, text } of [...before, ...(await kept())]) {
    expect(path).toMatch(/^\/assets\/[^/]+$/);
    expect(text).not.toContain(ORDER);
    expect(text).not.toContain(EMAIL);
  }
});

it('answers for its files without the desk, and for no page', async () => {
  await openInApp();
  const [script] = (await kept()).filter(({ path }) => path.endsWith('.js'));
  await context.setOffline(true);
  const read = `fetch('${String(script?.path)}').then((answer) => answer.text())`;
  expect(await page.evaluate(read)).toBe(script?.text);
  await expect(page.goto('/payments')).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
});

it('drops what a former release kept', async () => {
  await page.goto('/sign-in');
  await page.evaluate(`caches.open('files-former')
    .then((cache) => cache.put('/assets/old.js', new Response('old')))`);
  await openInApp();
  expect((await kept()).map(({ path }) => path)).not.toContain('/assets/old.js');
});
