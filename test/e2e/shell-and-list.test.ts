/**
 * The frame and the list as a person at 1440 and 834 px has them, as they are printed, and four
 * screens as a screen reader has them. `npx vitest run -u --project e2e
 * test/e2e/shell-and-list.test.ts` writes the trees in `aria-trees/` anew; read them like a page.
 */
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isoToKst } from '../../shared/kst.ts';
import { brokenAmounts } from '../support/broken-amounts.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { knowApproved, knowPaid, putRefund } from '../support/desk-acts.ts';
import { addStaff, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { ko } from '../support/words.ts';

const CLIENT = join(import.meta.dirname, '../../dist/client');
const EMAIL = 'hajun@corner.test';
const LONG = '20261130-54907-41';
const ROW = '[data-pay-token]';
/** An unknown result stays unknown, without a read in between; large refunds wait for a manager. */
const SLOW_TO_TELL = { RECONCILE_SCALE: '60', SETTLE_MS: '900000', REFUND_APPROVAL_FROM: '100000' };

let desk: RunningDesk;
let browser: Browser;
let page: Page;
let payToken: string;

beforeAll(async () => {
  [desk, browser] = await Promise.all([
    startTestDesk({ clientDir: CLIENT, env: SLOW_TO_TELL }),
    openBrowser(),
  ]);
  await addStaff(desk.database, EMAIL, '이하준', 'manager');
  payToken = await knowPaid(desk, { orderNo: LONG, amount: 9_999_999, productDesc: '선물 세트' });
  await knowPaid(desk, { orderNo: 'BIG-2', amount: 9_999_999, productDesc: '선물 세트' });
  await knowApproved(desk, { orderNo: 'WAITS-1', amount: 12_000 });
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

beforeEach(async () => {
  const context = await browser.newContext({
    baseURL: desk.url,
    locale: 'ko-KR',
    viewport: { width: 1440, height: 900 },
  });
  await context.addCookies(browserCookies(desk.url, await signIn(desk.url, EMAIL)));
  page = await context.newPage();
});
afterEach(() => page.context().close());

async function openList(search = ''): Promise<void> {
  await page.goto(`/payments${search}`);
  await page.locator(ROW).first().waitFor();
}

const right = (selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((one) => one.getBoundingClientRect().right);

describe('the list', () => {
  it('is three keys from the top of the page', async () => {
    await openList();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const inRow = await page.evaluate(
      () => document.activeElement?.matches('[data-row-link]') ?? false,
    );
    expect(inRow).toBe(true);
  });

  it('has no edge of a column among the tab stops', async () => {
    await openList();
    const stops = page.locator('thead [role=separator]');
    expect(await stops.count()).toBeGreaterThan(3);
    expect(await stops.evaluateAll((all) => all.filter((one) => one.tabIndex >= 0).length)).toBe(0);
  });

  it('gives the product most of the room, and shows order numbers whole, also under the mouse', async () => {
    await openList();
    const product = await page.locator('th[data-column=product]').boundingBox();
    expect(product?.width).toBeGreaterThan(260);
    const row = page.locator(ROW).filter({ hasText: LONG });
    await row.hover();
    const cut = await row.locator('[data-row-link]').evaluate((link) => {
      const cell = link.closest('th')?.getBoundingClientRect();
      const copy = link.parentElement?.querySelector('button')?.getBoundingClientRect();
      const own = link.getBoundingClientRect();
      return {
        link: link.scrollWidth - link.clientWidth,
        cell: own.right > (cell?.right ?? 0),
        covered: copy !== undefined && copy.left < own.right,
      };
    });
    expect(cut).toEqual({ link: 0, cell: false, covered: false });
  });

  it.each([1440, 834])(
    'has each sum under its column at %i px, whatever the amount',
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      await openList();
      const sum = page.locator('tfoot td.num').filter({ hasText: '19,999,998원' });
      await sum.waitFor();
      const [sumBox, headRight] = await Promise.all([
        sum.evaluate((one) => one.getBoundingClientRect().right),
        right('th[data-column=amount]'),
      ]);
      expect(Math.abs(sumBox - headRight)).toBeLessThan(1);
      expect(await sum.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
      expect(await page.locator('tfoot').innerText()).toContain(ko('list.footer.note.payments'));
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
      ).toBe(true);
    },
  );

  it('sums up nothing of payments that nobody has paid', async () => {
    await openList('?period=all&status=PAY_APPROVED');
    const foot = page.locator('tfoot');
    await foot.getByText(ko('list.footer.unpaid')).waitFor();
    expect(await foot.innerText()).not.toContain('0원');
  });

  it('is printed as rows, all of them, without what is pressed', async () => {
    await openList();
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.locator(`tr${ROW}`).first().waitFor();
    expect(await page.locator(`tr${ROW}`).count()).toBe(3);
    expect(await page.locator(`tr${ROW}`).filter({ hasText: LONG }).isVisible()).toBe(true);
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
    expect(await page.locator('table').evaluate((one) => one.scrollWidth)).toBeLessThanOrEqual(718);
  });
});

describe('the tab', () =>
  it('is named by the payment, and by what is not there', async () => {
    const named = (name: string) =>
      ko('frame.tab.title', { page: name, mode: ko('frame.mode.test') });
    const titleIs = (title: string) =>
      expect.poll(() => page.title(), { timeout: 15_000 }).toBe(title);
    await openList();
    await titleIs(named(ko('frame.nav.payments')));
    await page.goto(`/payments/${payToken}`);
    await titleIs(named(LONG));
    await page.goto('/nowhere');
    await titleIs(named(ko('frame.notFound.tab')));
  }));

describe('the console', () => {
  const saidOn = async (open: () => Promise<unknown>) => {
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await open();
    // A browser without a screen is built without Bluetooth, which the policy denies to others.
    return said.filter((text) => !text.includes("'bluetooth'"));
  };

  it('is quiet', async () => {
    expect(await saidOn(openList)).toEqual([]);
  });

  it('is quiet without a session', async () => {
    const said = await saidOn(async () => {
      await page.context().clearCookies();
      await page.goto('/payments');
      await page.getByLabel(ko('session.email')).waitFor();
    });
    expect(said).toEqual([]);
  });
});

describe('trouble', () => {
  it("of the desk's server is not blamed on the internet", async () => {
    await openList();
    await page.route('**/api/**', (route) => route.fulfill({ status: 500, body: 'oops' }));
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page.getByRole('link', { name: ko('frame.nav.overview') }).click();
    await page.getByRole('region', { name: ko('frame.fault.title') }).waitFor({ timeout: 45_000 });
    expect(await page.getByText(ko('problems.unreachable.title')).count()).toBe(0);
  }, 60_000);
});

/** Without what differs from run to run: ids, times, and what counts on. */
function steady(tree: string): string {
  return tree
    .replaceAll(/test_[\w-]+(?:…[\w-]+)?/g, 'test_…')
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}|[\da-f]{8}…[\da-f]{4}/g, '00000000…')
    .replaceAll(/\d+월 \d+일 \(.\)|\d+월 \d+일/g, '0월 0일')
    .replaceAll(/ · \d+(?:초|분(?: \d+초)?) 뒤/g, '')
    .replaceAll('방금', '0분 전')
    .replaceAll(/\d+[분초](?=째| 전)/g, '0분')
    .replaceAll(/\d\d:\d\d(:\d\d)?/g, '00:00');
}

describe('a screen reader', () => {
  const MIXED = { taxable: 5454, taxFree: 4000, vat: 546, serviceFee: 0 };
  /** No two of these have the same amount. */
  const IN_ORDER = '?period=all&max=300000&sort=-amount';
  let mixed: string;

  beforeAll(async () => {
    mixed = await knowPaid(desk, {
      ...{ orderNo: 'MIXED-1', amount: 10_000, productDesc: '햅쌀 외 1건' },
      ...{ amountTaxable: MIXED.taxable, amountVat: MIXED.vat, amountTaxFree: MIXED.taxFree },
    });
    await putRefund(desk, mixed, 1000, { waitSeconds: 10 });
    const lost = await knowPaid(desk, { orderNo: 'LOST-1', productDesc: '머그컵' });
    await desk.sandbox.fault({
      ...{ call: 'refunds', effect: 'before', fault: 'drop', payToken: lost },
    });
    await putRefund(desk, lost, 4000, { waitSeconds: 3 });
    const large = await knowPaid(desk, { orderNo: 'LARGE-1', amount: 300_000 });
    await putRefund(desk, large, 216_000);
  }, 60_000);

  const tree = async (screen: Locator) => steady(await screen.ariaSnapshot());
  const file = (name: string) => `aria-trees/${name}.yml`;

  it('reads the list', async () => {
    await openList(IN_ORDER);
    await page.locator('tfoot').getByText('345,000원').waitFor();
    await expect(await tree(page.locator('body'))).toMatchFileSnapshot(file('list'));
  });

  it('reads the detail', async () => {
    await page.goto(`/payments/${mixed}${IN_ORDER}`);
    await page.locator(ROW).first().waitFor();
    const panel = page.getByRole('article');
    await panel.getByRole('table').nth(1).waitFor();
    await expect(await tree(panel)).toMatchFileSnapshot(file('detail'));
  });

  it('reads the refund dialog', async () => {
    await page.goto(`/payments/${mixed}?act=refund`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('option').nth(1).waitFor({ state: 'attached' });
    await expect(await tree(dialog)).toMatchFileSnapshot(file('refund'));
  });

  it('reads 할 일', async () => {
    await page.goto('/review');
    await page.getByRole('article').nth(2).waitFor();
    await page.getByText('머그컵').waitFor();
    await expect(await tree(page.getByRole('main'))).toMatchFileSnapshot(file('inbox'));
  });

  it('cuts no amount or status in English', async () => {
    await page.addInitScript(() =>
      localStorage.setItem('changgu.preferences', JSON.stringify({ language: 'en' })),
    );
    await openList(IN_ORDER);
    await page.getByText('requested ₩216,000').waitFor();
    expect(await brokenAmounts(page)).toEqual([]);
    const cut = await page
      .locator(`${ROW} [data-status] > span`)
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
    expect(cut).toBe(0);
  });
});

describe('an amount', () =>
  it.each([1440, 320])('is never broken, nor runs into the next one, at %i px', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const month = isoToKst(new Date().toISOString()).slice(0, 7);
    /** What tells that each page is there. */
    const pages = {
      '/payments': ROW,
      [`/payments/${payToken}`]: 'article tfoot',
      [`/payments/${payToken}?act=refund`]: '[role=dialog] select',
      '/review': 'article h3',
      [`/day-close/${month}`]: 'main tfoot',
    };
    for (const [path, part] of Object.entries(pages)) {
      await page.goto(path);
      await page.locator(part).filter({ visible: true }).first().waitFor();
      expect.soft({ path, broken: await brokenAmounts(page) }).toEqual({ path, broken: [] });
    }
  }));
