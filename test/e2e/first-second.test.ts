/** What a page shows before its scripts run, and that none of it is visible after the session. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { knowPaid } from '../support/desk-acts.ts';
import { PASSWORD } from '../support/password.ts';
import { addStaff, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { ko } from '../support/words.ts';

const CLIENT = join(import.meta.dirname, '../../dist/client');
const EMAIL = 'hajun@corner.test';
const PRODUCT = '머그컵 </script><b>';
const ROW = '[data-pay-token]';

let desk: RunningDesk;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  [desk, browser] = await Promise.all([startTestDesk({ clientDir: CLIENT }), openBrowser()]);
  await addStaff(desk.database, EMAIL, '이하준', 'manager');
  await knowPaid(desk, { orderNo: 'FIRST-1', productDesc: PRODUCT });
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

beforeEach(async () => {
  context = await browser.newContext({ baseURL: desk.url, locale: 'ko-KR', colorScheme: 'dark' });
  await context.addCookies(browserCookies(desk.url, await signIn(desk.url, EMAIL)));
  page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(String(error)));
});
afterEach(async () => {
  await context.close();
  expect(troubles.splice(0)).toEqual([]);
});

const wholePage = () => page.evaluate<string>('document.documentElement.outerHTML');

interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The elements of the frame that the page has as well. */
const frameParts = {
  nav: 'nav ul',
  title: 'h1',
  counters: 'section[aria-busy] ul',
  search: 'input[type=search]',
  filter: '[role=group] button',
};

async function places(): Promise<Record<string, Place | null>> {
  const found: Record<string, Place | null> = {};
  for (const [name, selector] of Object.entries(frameParts)) {
    const part = page.locator(`${selector}:visible`).first();
    found[name] = (await part.count()) === 0 ? null : await part.boundingBox();
  }
  return found;
}

it('shows the first row before the API has answered anything', async () => {
  // No API request is ever answered.
  await page.route('**/api/**', () => undefined);
  await page.goto('/payments');
  await page.locator(ROW).first().getByText(PRODUCT).waitFor();
  // Scripts remove it from the document, so that it can't be read later.
  expect(await page.locator('script[type="application/json"]').count()).toBe(0);
});

it.each([
  ['a desktop', { width: 1350, height: 940 }],
  ['a phone', { width: 390, height: 844 }],
])('has on %s the same frame before its scripts as after', async (_where, window) => {
  await page.setViewportSize(window);
  await page.route('**/*.js', (route) => route.abort());
  await page.goto('/payments');
  const before = await places();
  const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(await page.locator('[data-frame]:visible').count()).toBe(1);
  expect(await page.locator(ROW).count()).toBe(0);
  await page.unroute('**/*.js');
  await page.goto('/payments');
  await page.locator(ROW).first().waitFor();
  const after = await places();
  expect(before['title']).not.toBeNull();
  for (const [name, place] of Object.entries(after)) {
    // Rare characters come from a font file that loads later: until then they are a little wider.
    const { width = 0, ...rest } = place ?? {};
    const { width: was = 0, ...former } = before[name] ?? {};
    expect({ name, ...former }).toEqual({ name, ...rest });
    expect(Math.abs(width - was), name).toBeLessThanOrEqual(4);
  }
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(ground);
});

it('shows where the sign-in will be, before its scripts, to nobody but who is signed out', async () => {
  const signedIn = await context.request.get('/no-such-page');
  expect(await signedIn.text()).not.toContain('<div id="root"><div class="door"');
  await context.clearCookies();
  const topsOf = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  await page.route('**/*.js', (route) => route.abort());
  await page.goto('/payments');
  const before = await topsOf('.door [data-field]');
  await page.unroute('**/*.js');
  await page.goto('/payments');
  await page.getByLabel(ko('session.email')).waitFor();
  const after = await topsOf('input');
  expect(before).toHaveLength(2);
  for (const [index, top] of after.entries()) {
    expect(Math.abs(top - (before[index] ?? 0))).toBeLessThanOrEqual(4);
  }
});

it('contains no data while the screen is locked', async () => {
  await page.goto('/payments');
  await page.locator(ROW).first().waitFor();
  await page.getByRole('button', { name: ko('frame.person.label') }).click();
  await page.getByRole('button', { name: ko('keys.name.lock') }).click();
  await page.getByRole('dialog', { name: ko('session.lock.label') }).waitFor();
  await page.waitForTimeout(300);
  await page.reload();
  await page.getByRole('dialog', { name: ko('session.lock.label') }).waitFor();
  expect(await wholePage()).not.toContain('FIRST-1');
});

it('contains no data after signing out, also after going back', async () => {
  // Another document first, so that going back loads the page again.
  await page.goto('/api/docs');
  await page.goto('/payments');
  await page.locator(ROW).first().waitFor();
  await page.getByRole('button', { name: ko('frame.person.label') }).click();
  await page.getByRole('button', { name: ko('frame.person.signOut') }).click();
  await page.getByLabel(ko('session.password'), { exact: true }).waitFor();
  await page.goBack();
  await page.getByLabel(ko('session.password'), { exact: true }).waitFor();
  expect(await wholePage()).not.toContain('FIRST-1');
  await page.goto('/api/docs');
  await page.goBack();
  await page.getByLabel(ko('session.password'), { exact: true }).waitFor();
  expect(await wholePage()).not.toContain('FIRST-1');
});

it('shows no data when another tab signed out and this one is shown again', async () => {
  await page.goto('/payments');
  await page.locator(ROW).first().waitFor();
  await page.goto('/api/docs');
  const { origin } = new URL(desk.url);
  await context.request.post('/api/auth/sign-out', { headers: { origin }, data: {} });
  await page.goBack();
  await page.getByLabel(ko('session.password'), { exact: true }).waitFor();
  expect(await wholePage()).not.toContain('FIRST-1');
});

it('can be signed in to again by the password', async () => {
  await context.clearCookies();
  await page.goto('/payments');
  await page.getByLabel(ko('session.email')).fill(EMAIL);
  await page.getByLabel(ko('session.password'), { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: ko('session.submit'), exact: true }).click();
  await page.locator(ROW).first().waitFor();
});
