/** The list's columns in a real browser: by keyboard, by mouse, and stored for the person. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from '../support/axe-faults.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

/** A busy machine renders later than the library's default of a second. */
const PATIENCE = { timeout: 15_000 };

let product: Product;
let browser: Browser;
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  const api = await signInToApi(product.url);
  for (let n = 0; n < 130; n += 1) {
    const orderNo = `col-${String(n)}`;
    const body = { orderNo, amount: 10_000 + n, productDesc: '머그컵', autoExecute: true };
    await api.call('POST', '/api/payments', body);
  }
}, 90_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});

/** A browser of its own, with the person signed in. */
async function openList(name = 'operator', width = 1440): Promise<Page> {
  const { cookie } = await signInToApi(product.url, name);
  const context = await browser.newContext({
    baseURL: product.url,
    locale: 'ko-KR',
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addCookies(browserCookies(product.url, cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto('/payments');
  await page.locator('[data-pay-token]').first().waitFor();
  return page;
}

const heads = (page: Page) =>
  page.locator('thead th[data-column]').evaluateAll((all) => all.map((one) => one.ariaLabel));
const head = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true });
const widthOf = async (locator: Locator) => Math.round((await locator.boundingBox())?.width ?? 0);
/** Whether the desk has stored what this browser shows. */
const saved = (page: Page) =>
  page.waitForResponse(
    (answer) => answer.url().endsWith('/api/me/preferences') && answer.request().method() === 'PUT',
  );
const fits = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

async function middle(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It can’t be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: Locator, to: (start: { x: number; y: number }) => object) {
  const start = await middle(from);
  const end = { ...start, ...to(start) };
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}

describe('the columns of the list', () => {
  it('are arranged by keyboard alone, and kept over a reload and in another browser', async () => {
    const page = await openList();
    const edge = page.getByRole('separator', { name: '결제 금액 열 너비' });
    const before = await widthOf(head(page, ko('list.columns.amount')));
    await edge.focus();
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => widthOf(head(page, ko('list.columns.amount'))), PATIENCE)
      .toBe(before + 40);

    await page.getByRole('button', { name: ko('list.columnMenu.label') }).focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('list', { name: ko('list.columnMenu.label') });
    await menu.getByRole('checkbox', { name: `상태 ${ko('list.columnMenu.always')}` }).waitFor();
    await menu.getByRole('checkbox', { name: ko('list.columns.payToken') }).focus();
    await page.keyboard.press('Space');
    const up = menu.getByRole('button', { name: '상품 앞으로' });
    await up.focus();
    await page.keyboard.press('Enter');
    const last = saved(page);
    await page.keyboard.press('Enter');
    expect(await up.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    const arranged = await heads(page);
    expect(arranged.slice(0, 4)).toEqual([
      ko('list.columns.status'),
      ko('list.columns.product'),
      ko('list.columns.orderNo'),
      ko('list.columns.payToken'),
    ]);
    await last;

    await page.reload();
    await expect.poll(() => heads(page), PATIENCE).toEqual(arranged);
    const elsewhere = await openList();
    await expect.poll(() => heads(elsewhere), PATIENCE).toEqual(arranged);
    expect(await widthOf(head(elsewhere, ko('list.columns.amount')))).toBe(before + 40);
    const colleague = await openList('viewer');
    expect((await heads(colleague)).slice(0, 3)).toEqual([
      ko('list.columns.status'),
      ko('list.columns.orderNo'),
      ko('list.columns.product'),
    ]);
    for (const one of [page, elsewhere, colleague]) await one.context().close();
  });

  it('are dragged by an edge and by a handle; another tab follows', async () => {
    const page = await openList('manager');
    const tab = await page.context().newPage();
    await tab.goto('/payments');
    await tab.locator('[data-pay-token]').first().waitFor();
    // A hidden tab renders once a second, which would slow the mouse down.
    await page.bringToFront();
    const edge = page.getByRole('separator', { name: '주문번호 열 너비' });
    const before = await widthOf(head(page, ko('list.columns.orderNo')));
    await drag(page, edge, ({ x }) => ({ x: x + 60 }));
    await expect
      .poll(() => widthOf(head(page, ko('list.columns.orderNo'))), PATIENCE)
      .toBe(before + 60);
    await expect
      .poll(() => widthOf(head(tab, ko('list.columns.orderNo'))), PATIENCE)
      .toBe(before + 60);

    await page.getByRole('button', { name: ko('list.columnMenu.label') }).click();
    const lines = page
      .getByRole('list', { name: ko('list.columnMenu.label') })
      .getByRole('listitem');
    const product = lines.filter({ hasText: ko('list.columns.product') });
    const target = await middle(lines.first());
    await drag(page, product.locator('span').first(), () => ({ y: target.y }));
    await page.keyboard.press('Escape');
    await expect
      .poll(async () => (await heads(page))[0], PATIENCE)
      .toBe(ko('list.columns.product'));
    await expect.poll(async () => (await heads(tab))[0], PATIENCE).toBe(ko('list.columns.product'));

    await edge.dblclick();
    await expect.poll(() => widthOf(head(page, ko('list.columns.orderNo'))), PATIENCE).toBe(before);
    await page.getByRole('button', { name: ko('list.columnMenu.label') }).click();
    await page.getByRole('button', { name: ko('list.columnMenu.reset') }).click();
    await expect.poll(async () => (await heads(tab))[0], PATIENCE).toBe(ko('list.columns.status'));
    await page.context().close();
  });

  it('that are too wide scroll in their own container, with head and sums in view', async () => {
    const page = await openList('manager2', 1000);
    await page.getByRole('button', { name: ko('list.columnMenu.label') }).click();
    const menu = page.getByRole('list', { name: ko('list.columnMenu.label') });
    for (const name of [
      ko('list.columns.payToken'),
      ko('list.columns.taxable'),
      ko('list.columns.vat'),
      ko('list.columns.taxFree'),
      ko('list.columns.expires'),
      ko('list.columns.observed'),
    ]) {
      await menu.getByRole('checkbox', { name, exact: true }).click();
    }
    await page.keyboard.press('Escape');
    expect(await fits(page)).toBe(true);
    const bar = page.getByRole('group', { name: ko('list.sideways') });
    await page.evaluate(() => window.scrollTo(0, 1500));
    const seen = (locator: Locator) =>
      locator.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const { clientWidth, clientHeight } = document.documentElement;
        return left >= 0 && right <= clientWidth && top >= 0 && bottom <= clientHeight;
      });
    await expect.poll(() => seen(head(page, ko('list.columns.orderNo'))), PATIENCE).toBe(true);
    expect(await seen(head(page, ko('list.columns.observed')))).toBe(false);
    expect(await seen(page.locator('tfoot b').first())).toBe(true);
    expect(await seen(bar)).toBe(true);
    // By the scroll bar's keys, by the wheel, and by the focus moving out of view.
    await bar.focus();
    await page.keyboard.press('End');
    await expect.poll(() => seen(head(page, ko('list.columns.observed'))), PATIENCE).toBe(true);
    await page.mouse.move(500, 500);
    await page.mouse.wheel(-2000, 0);
    await expect.poll(() => seen(head(page, ko('list.columns.status'))), PATIENCE).toBe(true);
    await page
      .getByRole('button', { name: /더 보기$/ })
      .nth(20)
      .focus();
    await expect.poll(() => seen(head(page, ko('list.columns.observed'))), PATIENCE).toBe(true);
    expect(await fits(page)).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });
});

describe('a list that is longer than its rendered part', () =>
  it('shows the row again when its panel is closed, however far it was scrolled meanwhile', async () => {
    const page = await openList();
    await expect
      .poll(() => page.getByRole('table').getAttribute('aria-rowcount'), PATIENCE)
      .toBe('132');
    const toTheEnd = async () => {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      return page.getByText('col-0', { exact: true }).count();
    };
    await expect.poll(toTheEnd, PATIENCE).toBe(1);
    const drawn = await page.locator('[data-pay-token]').count();
    expect(drawn).toBeLessThan(100);
    await page.getByText('col-0', { exact: true }).click();
    await page
      .getByRole('region', { name: /col-0|결제/ })
      .first()
      .waitFor();
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent), PATIENCE)
      .toBe('col-0');
    await page.context().close();
  }));
