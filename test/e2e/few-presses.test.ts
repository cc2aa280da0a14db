/** A customer is at the counter: how many key presses a refund of a known order takes. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { confirmationIsSeen } from '../support/confirmation.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

const MOST_PRESSES = 6;

let product: Product;
let browser: Browser;
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

it(`refunds a pasted order number in full with ${String(MOST_PRESSES)} key presses`, async () => {
  const api = await signInToApi(product.url);
  const order = { orderNo: '20261124-0042', amount: 35_000, productDesc: '머그컵' };
  const made = await api.call('POST', '/api/payments', { ...order, autoExecute: true });
  const payToken = String(made.body['payToken']);
  await product.toss.authenticate(payToken);
  await api.call('POST', `/api/payments/${payToken}/refresh`);

  const context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.addCookies(browserCookies(product.url, api.cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto('/payments');
  await page.getByText(order.orderNo).first().waitFor();
  await page.evaluate((text) => navigator.clipboard.writeText(text), order.orderNo);
  // Counted in the browser: a modifier key is not a press of its own.
  await page.evaluate(() => {
    const held = ['Control', 'Meta', 'Shift', 'Alt'];
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (held.includes(key)) return;
        const { dataset } = document.documentElement;
        dataset['presses'] = String(Number(dataset['presses'] ?? 0) + 1);
      },
      true,
    );
  });

  await page.keyboard.press('Control+V');
  const detail = page.getByLabel(`결제 ${order.orderNo}`);
  await detail.getByText(ko('statuses.toss.PAY_COMPLETE')).first().waitFor();
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: ko('bulk.form.reason') }).waitFor();
  await page.keyboard.press('Control+Enter');
  // Only the reason is missing, so it has the focus already.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.localName ?? ''))
    .toBe('select');
  await dialog.getByRole('option', { name: '단순 변심' }).waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('button', { name: '35,000원 환불', exact: true }).waitFor();
  await confirmationIsSeen(dialog);
  await page.keyboard.press('Control+Enter');
  await dialog.getByText('35,000원 환불 완료').first().waitFor();

  const presses = await page.evaluate(() => document.documentElement.dataset['presses']);
  expect(Number(presses)).toBeLessThanOrEqual(MOST_PRESSES);
  const { refunds } = await product.toss.books();
  expect(refunds.map(({ amount }) => amount)).toEqual([order.amount]);
  await context.close();
});
