/** 일마감 from the list to paper: the same day in every time zone of the browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { readPdf } from '../support/read-pdf.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { waitUntil } from '../support/wait-until.ts';
import { ko } from '../support/words.ts';

const DAY_MS = 86_400_000;
const KST_MS = 9 * 3_600_000;
/** Midnights in Seoul. */
const today = Math.floor((Date.now() + KST_MS) / DAY_MS) * DAY_MS - KST_MS;
const yesterday = today - DAY_MS;
const busy = today - 5 * DAY_MS;
const dayOf = (ms: number) => new Date(ms + KST_MS).toISOString().slice(0, 10);
/** Refunds on the busy day: more than fit on one sheet of paper. */
const MANY = 90;

let product: Product;
let browser: Browser;
const troubles: string[] = [];

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  const manager = await signInToApi(product.url, 'manager');
  const at = (ms: number) => new Date(ms).toISOString();
  const paid = (orderNo: string, time: number, amount: number, refunds: object[] = []) => ({
    orderNo,
    amount,
    state: refunds.length === 0 ? 'PAY_COMPLETE' : 'REFUND_SUCCESS',
    createdAt: at(time - 60_000),
    completedAt: at(time),
    ...(refunds.length === 0 ? {} : { refunds }),
  });
  const made = await product.toss.history(
    // The second and the last but one are in yesterday's first and last second.
    paid('tz-0', yesterday - 1000, 10_000, [{ amount: 1000, at: at(yesterday) }]),
    paid('tz-1', yesterday, 20_000),
    paid('tz-2', yesterday + 3_600_000, 30_000, [
      { amount: 4000, at: at(today - 1000) },
      { amount: 500, at: at(today) },
    ]),
    paid('tz-3', today - 1000, 40_000),
    paid('tz-4', today, 50_000),
    ...Array.from({ length: MANY }, (_, n) =>
      paid(`many-${String(n)}`, busy + n * 60_000, 10_000, [
        { amount: 100 + n, at: at(busy + 7_200_000 + n * 1000) },
      ]),
    ),
  );
  const orderNos = made.map(({ orderNo }) => orderNo);
  const { body } = await manager.call('POST', '/api/payments/adopt', { orderNos });
  const adoption = `/api/payments/adopt/${String(body['id'])}`;
  await waitUntil(
    'all are adopted',
    () => manager.call('GET', adoption),
    (answer) => answer.body['done'] === true,
    60_000,
  );
}, 120_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});
afterEach(() => expect(troubles.splice(0)).toEqual([]));

async function open(path: string, timezoneId = 'Asia/Seoul'): Promise<Page> {
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
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(path);
  return page;
}

const sheetOn = (page: Page) => page.getByRole('article', { name: ko('dayClose.paper.title') });

/** The printed PDF, and its text without blanks. */
async function print(page: Page) {
  await page.evaluate(() => document.fonts.ready.then(() => true));
  return readPdf(await page.pdf({ preferCSSPageSize: true }));
}

const mm = (points = 0) => (points * 25.4) / 72;

it.each(['America/Los_Angeles', 'Asia/Seoul'])(
  'goes from the list to yesterday’s sheet by keyboard, and onto one page, in %s',
  async (timezoneId) => {
    const page = await open('/payments', timezoneId);
    await page
      .getByRole('link', { name: ko('dayClose.title') })
      .last()
      .focus();
    await page.keyboard.press('Enter');
    const sheet = sheetOn(page);
    await sheet.getByText(ko('dayClose.paper.open')).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/day-close/${dayOf(today)}`);
    await page.getByRole('link', { name: /^전날/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/day-close/${dayOf(yesterday)}`);
    await sheet.getByText(ko('dayClose.differences.zero'), { exact: true }).waitFor();
    expect(await sheet.getByText(ko('dayClose.paper.open')).count()).toBe(0);

    // Its refunds are those made on that day: one of an earlier payment, none of today.
    const [method, , , total] = await sheet.getByRole('table').first().getByRole('row').all();
    expect(await method?.textContent()).toBe('결제수단결제환불환불 뺀 금액');
    expect(await total?.textContent()).toBe('합계90,0003건−5,0002건85,000');
    await sheet.getByText('지금까지 4,500원이 환불되어 85,500원이 남았어요').waitFor();
    const refunds = sheet
      .getByRole('table', { name: ko('dayClose.refunds.title') })
      .locator('tbody tr');
    expect(await refunds.allTextContents()).toEqual([
      expect.stringMatching(/^tz-000:00:00 .*결제.*−1,000$/),
      expect.stringMatching(/^tz-223:59:59 .*−4,000$/),
    ]);

    const pdf = await print(page);
    expect(pdf.pages).toHaveLength(1);
    expect(mm(pdf.pages[0]?.width)).toBeCloseTo(210, 0);
    expect(mm(pdf.pages[0]?.height)).toBeCloseTo(297, 0);
    const texts = [
      ko('dayClose.paper.testNote'),
      ko('dayClose.paper.title'),
      '모퉁이 상점',
      '1 / 1',
      ko('dayClose.paper.sign.made'),
      '85,000원',
    ];
    expect(texts.filter((text) => !pdf.text.includes(text.replaceAll(/\s/g, '')))).toEqual([]);
    // Nothing of the screen around it is printed.
    expect(pdf.text).not.toContain('다시계산');
    expect(pdf.text).not.toContain('감사기록');
    await page.context().close();
  },
);

it('is printed on several pages, each with a header, and recorded', async () => {
  const page = await open(`/day-close/${dayOf(busy)}`);
  const sheet = sheetOn(page);
  await sheet.getByText('many-89', { exact: true }).waitFor();
  const pdf = await print(page);
  const { length } = pdf.pages;
  expect(length).toBeGreaterThan(1);
  for (let n = 1; n <= length; n += 1) {
    expect(pdf.text).toContain(`${String(n)}/${String(length)}`);
  }
  expect(pdf.text).toContain('many-0');
  expect(pdf.text).toContain('many-89');
  const name = `일마감표${dayOf(busy)}`;
  expect(pdf.text.split(name)).toHaveLength(length);
  expect(pdf.text.split(ko('dayClose.paper.testNote').replaceAll(' ', ''))).toHaveLength(
    length + 1,
  );

  const manager = await signInToApi(product.url, 'manager');
  const newest = async () => {
    const { body } = await manager.call('GET', '/api/audit?action=data-exported&limit=1');
    return (body['items'] as { detail: unknown }[])[0]?.detail;
  };
  await expect.poll(newest).toEqual({ what: 'day-close', format: 'paper', date: dayOf(busy) });
  await page.context().close();
});
