/**
 * From a file as Excel in Korea saves it to the refunds at Toss and a file of results, by keyboard.
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { confirmationIsSeen } from '../support/confirmation.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

/** `주문번호,금액` in CP949. */
const HEAD = Buffer.from('c1d6b9aeb9f8c8a32cb1ddbed7', 'hex');

let product: Product;
let browser: Browser;
let cookie: string;
let clerk: Awaited<ReturnType<typeof signInToApi>>;

/** Payments of 10,000, 20,000 … won that were paid an hour ago, known to Toss alone. */
function paidAtToss(orderNos: readonly string[]) {
  const completedAt = new Date(Date.now() - 3_600_000).toISOString();
  return product.toss.history(
    ...orderNos.map((orderNo, n) => ({
      orderNo,
      amount: 10_000 * (n + 1),
      state: 'PAY_COMPLETE',
      createdAt: completedAt,
      completedAt,
    })),
  );
}

async function lookUp(orderNos: readonly string[]): Promise<void> {
  for (const orderNo of orderNos) await clerk.call('POST', '/api/payments/lookup', { orderNo });
}

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  clerk = await signInToApi(product.url);
  cookie = clerk.cookie;
  await paidAtToss(['b-1', 'b-2', 'b-3', 'b-4']);
  // Toss alone knows the last one until somebody looks it up.
  await lookUp(['b-1', 'b-2', 'b-3']);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});

async function openPage(): Promise<Page> {
  const context = await browser.newContext({
    baseURL: product.url,
    locale: 'ko-KR',
    viewport: { width: 1440, height: 900 },
  });
  await context.addCookies(browserCookies(product.url, cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

async function openForm(): Promise<Page> {
  const page = await openPage();
  await page.goto('/bulk-refunds');
  await page
    .getByRole('link', { name: ko('bulk.make') })
    .first()
    .click();
  await page.getByRole('textbox', { name: ko('bulk.form.text') }).waitFor();
  return page;
}

/** Presses Tab until an element of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const focused = await page.evaluate(() => {
      const { ariaLabel, textContent, labels } = document.activeElement as HTMLInputElement;
      return ariaLabel ?? labels?.[0]?.textContent ?? textContent;
    });
    if (name.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Nothing of the name ${String(name)} takes the focus`);
}

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

it('refunds exactly what was checked, chosen and confirmed by its total', async () => {
  const page = await openForm();
  const lines = ['', 'b-1,"4,000"', 'b-2,', 'b-3,99999', 'b-4,', 'b-5,', ''].join('\r\n');
  await page.locator('input[type=file]').setInputFiles({
    name: '행사-취소.csv',
    mimeType: 'text/csv',
    buffer: Buffer.concat([HEAD, Buffer.from(lines)]),
  });
  await page.getByText('5건을 읽었어요').waitFor();
  // Only the reason is missing, so the focus goes there.
  await page.getByRole('textbox', { name: ko('bulk.form.text') }).focus();
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toBe('select');
  await page.getByRole('option', { name: '단순 변심' }).waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');

  await page.getByText(ko('bulk.findings.over-remaining', { amount: '30,000원' })).waitFor();
  await tabTo(page, /^찾지 못한 2건을/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '가능 3건 · 64,000원' }).waitFor();
  await page.getByText(ko('bulk.lookup.title', { count: 1 })).waitFor();

  await tabTo(page, /^b-4 포함$/);
  await page.keyboard.press('Space');
  await tabTo(page, /^2건 환불하기$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: ko('bulk.confirm.title') });
  await expect.poll(() => focusedText(page)).toBe(ko('common.back'));
  await tabTo(page, /^합계를 한 번 더/);
  await page.keyboard.type('24000');
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  expect((await product.toss.books()).refunds).toEqual([]);
  await confirmationIsSeen(dialog);
  await page.keyboard.press('Control+Enter');

  await page.getByText(ko('bulk.ended.doneTitle')).waitFor();
  await page.getByText(ko('bulk.ended.doneBody', { count: 2, amount: '24,000원' })).waitFor();
  const { refunds } = await product.toss.books();
  expect(refunds.map(({ amount }) => amount).toSorted((a, b) => a - b)).toEqual([4000, 20_000]);

  // A reload shows what the desk has stored.
  await page.reload();
  await page.getByRole('progressbar', { name: ko('bulk.run.progress') }).waitFor();
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
  const taking = page.waitForEvent('download');
  await tabTo(page, /^결과 CSV$/);
  await page.keyboard.press('Enter');
  const file = await readFile(await (await taking).path());
  const rows: string[][] = parse(file, { bom: true, relax_column_count: true });
  expect(rows.slice(1, 6).map((row) => [row[1], row[3]])).toEqual([
    ['b-1', ko('statuses.done.refund')],
    ['b-2', ko('statuses.done.refund')],
    ['b-3', '제외'],
    ['b-4', '제외'],
    ['b-5', '제외'],
  ]);
  await page.context().close();
});

it('starts in the list, with the rows that were selected there', async () => {
  const orderNos = ['pick-1', 'pick-2', 'pick-3'];
  await paidAtToss(orderNos);
  await lookUp(orderNos);
  const page = await openPage();
  // On a slow network, or when the desk is busy, the keys are faster than the list of reasons.
  let letThrough = () => {};
  const line = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/api/settings', async (route) => {
    await line;
    await route.continue();
  });
  // The page's inline data would include the reasons.
  await page.route('**/payments?q=*', async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace(
      /<script type="application\/json"[^]*?<\/script>/,
      '',
    );
    await route.fulfill({ response, body: html });
  });
  await page.goto('/payments?q=pick-&sort=-amount');
  await page.getByRole('link', { name: 'pick-3' }).waitFor();
  // Selects the first and the last of three rows.
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('환불 가능 2건 · 40,000원').waitFor();
  await tabTo(page, /^일괄 환불$/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/bulk-refunds/new');
  const rows = page.getByRole('listitem').filter({ hasText: /pick-\d/ });
  await expect
    .poll(() => rows.allTextContents())
    .toEqual([expect.stringContaining('pick-3'), expect.stringContaining('pick-1')]);
  const reason = page.getByRole('combobox', { name: ko('bulk.form.reason') });
  await reason.focus();
  await page.keyboard.press('ArrowDown');
  expect(await reason.inputValue()).toBe('');
  letThrough();
  await reason.getByRole('option', { name: '단순 변심' }).waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowDown');
  expect(await reason.inputValue()).toBe('단순 변심');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: '가능 2건 · 40,000원' }).waitFor();
  await page.context().close();
});
