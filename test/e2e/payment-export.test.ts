/** From the list's footer to a file: the same sums in every time zone of the browser. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Browser } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

/** The start of yesterday in Seoul. */
const DAY_MS = 86_400_000;
const KST_MS = 9 * 3_600_000;
const today = Math.floor((Date.now() + KST_MS) / DAY_MS) * DAY_MS - KST_MS;
const yesterday = today - DAY_MS;
const day = new Date(yesterday + KST_MS).toISOString().slice(0, 10);

let product: Product;
let browser: Browser;
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  const manager = await signInToApi(product.url, 'manager');
  const at = (ms: number) => new Date(ms).toISOString();
  // The second and the last but one are in yesterday's first and last second.
  const times = [yesterday - 1000, yesterday, yesterday + 3_600_000, today - 1000, today];
  const made = await product.toss.history(
    ...times.map((time, n) => ({
      orderNo: `tz-${String(n)}`,
      amount: 10_000 * (n + 1),
      state: n === 2 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
      createdAt: at(time - 60_000),
      completedAt: at(time),
      ...(n === 2 ? { refunds: [{ amount: 4000, at: at(time + 60_000) }] } : {}),
    })),
  );
  for (const { orderNo } of made) await manager.call('POST', '/api/payments/lookup', { orderNo });
}, 90_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});

it.each(['America/Los_Angeles', 'Asia/Seoul'])(
  'has the payments of a day of the shop as the footer sums it, in %s',
  async (timezoneId) => {
    const { cookie } = await signInToApi(product.url, 'manager');
    const context = await browser.newContext({
      baseURL: product.url,
      locale: 'ko-KR',
      timezoneId,
      viewport: { width: 1440, height: 900 },
    });
    await context.addCookies(browserCookies(product.url, cookie));
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`/payments?from=${day}&to=${day}&clock=completed`);
    const foot = page.locator('tfoot');
    await foot.getByText('3건').waitFor();
    const sums = (await foot.textContent()) ?? '';
    expect(sums.match(/[\d,]+원/g)?.toSorted()).toEqual(['4,000원', '86,000원', '90,000원']);

    // By keyboard alone, from the button to the file.
    await page.getByRole('button', { name: ko('list.export') }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: ko('exports.payments.title') });
    await dialog
      .getByText(
        ko('exports.payments.sums', { paid: '90,000원', refunded: '4,000원', net: '86,000원' }),
      )
      .waitFor();
    await page.keyboard.type('시간대 확인 자료');
    await page.keyboard.press('Tab');
    const taking = page.waitForEvent('download');
    await dialog.getByRole('button', { name: ko('exports.submit') }).press('Enter');
    const download = await taking;
    expect(download.suggestedFilename()).toMatch(/^changgu-payments-\d{8}-\d{6}KST\.xlsx$/);
    const sheet = await readSheet(await readFile(await download.path()));
    const won = sheet.slice(1).map((row) => row[7]);
    // The sums are on a sheet of their own.
    expect(won).toEqual([40_000, 30_000, -4000, 20_000]);
    await dialog.getByText(/받았어요/).waitFor();
    await page.keyboard.press('Escape');

    const csv = await context.request.get('/api/exports/payments.csv', {
      params: {
        clock: 'completed',
        from: new Date(yesterday).toISOString(),
        to: new Date(today).toISOString(),
        reason: '시간대 확인 자료',
      },
    });
    const rows: string[][] = parse(await csv.text(), { bom: true });
    expect(rows.map((row) => row[0])).toEqual([
      ko('receipt.tax.part'),
      ko('list.title'),
      ko('list.title'),
      ko('detail.refunds.outside'),
      ko('list.title'),
      '결제 합계',
      '환불 합계',
      '환불 뺀 금액',
    ]);
    await context.close();
  },
);
