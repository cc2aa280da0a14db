/**
 * A payment that awaits approval shows a notification: once per browser, however many tabs are
 * open.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

interface Called extends Window {
  shown: Notification[];
  notes: number;
}

/** Longer than a second tab would need to notify as well. */
const SETTLES_MS = 2_500;

let product: Product;
let browser: Browser;
let api: Awaited<ReturnType<typeof signInToApi>>;
let context: BrowserContext;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  api = await signInToApi(product.url);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

beforeEach(async () => {
  await api.call('PUT', '/api/me/preferences', { approvalNotice: true, approvalSound: true });
  context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.grantPermissions(['notifications'], { origin: product.url });
  await context.addCookies(browserCookies(product.url, api.cookie));
  // Records what the browser is asked to show and to play.
  await context.addInitScript(() => {
    const page = window as unknown as Called;
    page.shown = [];
    page.notes = 0;
    const Real = window.Notification;
    window.Notification = class extends Real {
      // The packaged browser says `denied` here to a page that it granted the permission.
      static override get permission(): NotificationPermission {
        return 'granted';
      }
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        page.shown.push(this);
      }
    };
    const { createOscillator } = AudioContext.prototype;
    AudioContext.prototype.createOscillator = function create() {
      page.notes += 1;
      return createOscillator.call(this);
    };
  });
});
afterEach(() => context.close());

async function openTab(path: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const loaded = page.waitForResponse((answer) => answer.url().includes('status=PAY_APPROVED'), {
    timeout: 5000,
  });
  // Only the leading tab sends the request.
  loaded.catch(() => undefined);
  await page.goto(path);
  await page.getByRole('navigation', { name: ko('frame.nav.label') }).waitFor();
  return page;
}

let orders = 0;
async function newApproval(amount: number, by = api): Promise<string> {
  orders += 1;
  const orderNo = `20261124-7${String(orders).padStart(3, '0')}`;
  const order = { orderNo, amount, productDesc: '홍차', autoExecute: false, expiresInMinutes: 60 };
  const { body } = await by.call('POST', '/api/payments', order);
  const payToken = String(body['payToken']);
  await product.toss.authenticate(payToken);
  await by.call('POST', `/api/payments/${payToken}/refresh`);
  return payToken;
}

const bodies = (page: Page) =>
  page.evaluate(() => (window as unknown as Called).shown.map(({ body }) => body));
const notes = (page: Page) => page.evaluate(() => (window as unknown as Called).notes);

/** How much waits, as the navigation tells. */
async function waitingIn(page: Page): Promise<number> {
  const entry = page.getByRole('link', { name: ko('frame.nav.review') }).first();
  return Number(/\d+/.exec(await entry.innerText())?.[0] ?? 0);
}

async function everything(pages: readonly Page[]) {
  const shown = await Promise.all(pages.map(bodies));
  const played = await Promise.all(pages.map(notes));
  return { shown: shown.flat(), notes: played.reduce((sum, one) => sum + one, 0) };
}

describe('two tabs', () => {
  it('notify once between them; the next one notifies when the first is closed', async () => {
    const first = await openTab('/payments');
    const second = await openTab('/review');
    // A browser lets a page play sounds only after the first click in it.
    await second.getByRole('heading', { name: ko('review.title') }).click();
    await first.waitForTimeout(SETTLES_MS);
    const pages = [first, second];

    const payToken = await newApproval(12_000);
    await expect
      .poll(() => everything(pages), { timeout: 15_000 })
      .toEqual({
        shown: ['승인 대기 1건 · 12,000원'],
        notes: 2,
      });
    await first.waitForTimeout(SETTLES_MS);
    expect(await everything(pages)).toEqual({ shown: ['승인 대기 1건 · 12,000원'], notes: 2 });
    expect(await waitingIn(second)).toBe(1);
    expect(await second.locator('link[rel="icon"]').getAttribute('href')).toContain('waiting');

    await first.evaluate(() => {
      const [shown] = (window as unknown as Called).shown;
      shown?.onclick?.(new Event('click'));
    });
    await first.waitForURL(`**/payments/${payToken}`);

    await first.close();
    await second.waitForTimeout(SETTLES_MS);
    await newApproval(5_000);
    await expect
      .poll(() => bodies(second), { timeout: 15_000 })
      .toEqual(['승인 대기 1건 · 5,000원']);
  });

  it('are silent while the screen is locked, and after it was turned off in the other one', async () => {
    const first = await openTab('/payments');
    const second = await openTab('/account');
    await first.waitForTimeout(SETTLES_MS);
    const group = second.getByRole('radiogroup', { name: ko('attention.notice.label') });
    await group.getByRole('radio', { name: ko('attention.off') }).check();
    await second
      .getByRole('radiogroup', { name: ko('attention.sound.label'), exact: true })
      .getByLabel(ko('attention.off'))
      .check();
    await second.waitForTimeout(500);
    const before = await waitingIn(first);
    await newApproval(7_000);
    await expect.poll(() => waitingIn(first), { timeout: 15_000 }).toBe(before + 1);
    await first.waitForTimeout(SETTLES_MS);
    expect(await everything([first, second])).toEqual({ shown: [], notes: 0 });

    await group.getByRole('radio', { name: ko('attention.on') }).check();
    await second.waitForTimeout(SETTLES_MS);
    expect((await everything([first, second])).shown).toEqual([ko('attention.notice.proof')]);
    await second.getByRole('button', { name: ko('frame.person.label') }).click();
    await second.getByRole('button', { name: ko('keys.name.lock') }).click();
    await first.getByRole('dialog', { name: ko('session.lock.label') }).waitFor();
    // Another person goes on working elsewhere.
    await newApproval(9_000, await signInToApi(product.url, 'manager'));
    await first.waitForTimeout(SETTLES_MS);
    expect((await everything([first, second])).shown).toEqual([ko('attention.notice.proof')]);
    api = await signInToApi(product.url);
  });
});

describe('the palette, by keyboard alone', () => {
  it('goes to a page, opens a payment by its number, and starts a refund', async () => {
    const order = { orderNo: '20261124-0099', amount: 35_000, productDesc: '머그컵' };
    const made = await api.call('POST', '/api/payments', { ...order, autoExecute: true });
    const payToken = String(made.body['payToken']);
    await product.toss.authenticate(payToken);
    await api.call('POST', `/api/payments/${payToken}/refresh`);

    const page = await openTab('/payments');
    await page.getByText(order.orderNo).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Control+K');
    // What is typed before the palette is loaded is not lost.
    await page.keyboard.type('settings');
    await page.getByRole('option', { name: /^설정/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings');

    await page.keyboard.press('Control+K');
    await page.keyboard.type(order.orderNo);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/payments/${payToken}`);
    await page
      .getByLabel(`결제 ${order.orderNo}`)
      .getByText(ko('statuses.toss.PAY_COMPLETE'))
      .first()
      .waitFor();

    await page.keyboard.press('Control+K');
    await page.getByRole('group', { name: `결제 ${order.orderNo}` }).waitFor();
    await page.keyboard.type('ㅎㅂ');
    await page.getByRole('option', { name: /^환불/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: ko('bulk.form.reason') }).waitFor();

    // It does not open over a form that moves money.
    await page.keyboard.press('Control+K');
    await page.waitForTimeout(300);
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('keeps the focus when it was opened while a page was still being rendered', async () => {
    const page = await openTab('/payments');
    await page.getByRole('searchbox').waitFor();
    // Loads the palette, so that only the page is slow.
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    page.setDefaultTimeout(45_000);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 20 });
    await page.evaluate(() => {
      const pushState = history.pushState.bind(history);
      // The address changes first, and the page is rendered after it.
      history.pushState = (...args) => {
        pushState(...args);
        window.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true }),
        );
      };
    });
    await page.getByRole('link', { name: ko('frame.nav.overview') }).click();
    await page.getByRole('combobox').waitFor();
    await page.getByRole('heading', { name: ko('overview.title') }).waitFor();
    await page.keyboard.type('20261124');
    expect(await page.getByRole('combobox').inputValue()).toBe('20261124');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('returns the focus to where it came from', async () => {
    const page = await openTab('/payments');
    const search = page.getByRole('searchbox');
    await search.focus();
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    expect(await search.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});
