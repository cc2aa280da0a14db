/** The overview, read by keyboard alone, in every time zone of the browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, isoToKst, startOfKstDay } from '../../shared/kst.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

const today = Date.parse(startOfKstDay(new Date().toISOString()));
const yesterday = today - DAY_MS;
const at = (ms: number) => new Date(ms).toISOString();
const day = isoToKst(at(yesterday)).slice(0, 10);

let product: Product;
let browser: Browser;
let api: Awaited<ReturnType<typeof signInToApi>>;
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  api = await signInToApi(product.url);
  // The first and the last second of yesterday are between those of other days.
  const times = [
    yesterday - 1000,
    yesterday,
    yesterday + 3_600_000,
    today - 1000,
    today - DAY_MS * 3,
  ];
  const made = await product.toss.history(
    ...times.map((time, n) => ({
      orderNo: `day-${String(n)}`,
      amount: 10_000 * (n + 1),
      state: n === 2 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
      createdAt: at(time - 60_000),
      completedAt: at(time),
      ...(n === 2 ? { refunds: [{ amount: 4000, at: at(time + 60_000) }] } : {}),
    })),
  );
  for (const { orderNo } of made) await api.call('POST', '/api/payments/lookup', { orderNo });
}, 90_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});

async function openPage(path: string, timezoneId = 'Asia/Seoul') {
  const context = await browser.newContext({
    baseURL: product.url,
    locale: 'ko-KR',
    timezoneId,
    viewport: { width: 1440, height: 900 },
  });
  await context.addCookies(browserCookies(product.url, api.cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/api/overview') asked.push(request.url());
  });
  await page.goto(path);
  await page.getByRole('heading', { name: /^기간/ }).waitFor();
  return { context, page, asked };
}

describe.each(['America/Los_Angeles', 'Asia/Seoul'])('in the time zone %s', (timezoneId) => {
  it('shows the day of the shop, and leads to its payments', async () => {
    const { context, page } = await openPage(`/overview?from=${day}&to=${day}`, timezoneId);
    const span = page.getByRole('region', { name: /^기간/ });
    const tile = (name: string) => span.getByRole('group', { name, exact: true }).textContent();
    expect(await tile(ko('list.title'))).toContain('3건90,000원');
    expect(await tile(ko('common.kind.refund'))).toContain('1건4,000원');
    expect(await tile(ko('overview.money.net'))).toContain('86,000원');
    expect(await tile(ko('list.title'))).toContain('80,000원 많아요');

    const days = page.getByRole('region', { name: '날짜별 결제와 환불', exact: true });
    expect(await days.getByRole('img').getAttribute('aria-label')).toContain('결제 90,000원');
    await days.getByRole('radio', { name: '그래프' }).focus();
    await page.keyboard.press('ArrowRight');
    const row = days.getByRole('row').nth(1);
    expect(await row.textContent()).toMatch(/90,000원 3건.*4,000원 1건.*86,000원/);
    // First the scrolling container, then the day.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/payments\?/);
    // The table of the days has a footer, too, until the list is rendered.
    const foot = page.locator('tfoot').filter({ hasText: ko('list.footer.note.payments') });
    await foot.getByText('3건').waitFor();
    const sums = (await foot.textContent()) ?? '';
    expect(sums.match(/[\d,]+원/g)?.toSorted()).toEqual(['4,000원', '86,000원', '90,000원']);
    await context.close();
  });
});

it('sends no more requests when much happens, and one at once when somebody asks for it', async () => {
  const { context, page, asked } = await openPage('/overview');
  const paidToday = page.getByRole('group', { name: ko('list.title'), exact: true }).first();
  expect(await paidToday.textContent()).toContain('0건0원');
  for (let n = 0; n < 3; n += 1) {
    const { payToken } = await product.toss.createPaid({ amount: 11_000 });
    await api.call('POST', '/api/payments/lookup', { payToken });
    await page.waitForTimeout(1_100);
  }
  expect(asked).toHaveLength(1);
  await page.getByRole('button', { name: ko('overview.refresh') }).press('Enter');
  await paidToday.getByText('33,000원', { exact: true }).waitFor();
  expect(asked).toHaveLength(2);
  await context.close();
});
