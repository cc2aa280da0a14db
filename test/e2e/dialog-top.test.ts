/** The refund dialog: nothing above moves while it grows, and 일부 leads into its field. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

let product: Product;
let browser: Browser;
beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

it('keeps its top, and moves into the field of a part', async () => {
  const api = await signInToApi(product.url);
  const made = await api.call('POST', '/api/payments', {
    ...{ orderNo: 'TOP-1', amount: 10_000, productDesc: '컵', autoExecute: true },
  });
  const { payToken } = made.body as { payToken: string };
  await product.toss.authenticate(payToken, 'CARD', '국민');
  await api.call('POST', `/api/payments/${payToken}/refresh`);
  const context = await browser.newContext({
    ...{ baseURL: product.url, locale: 'ko-KR' },
    // Tall enough that the dialog is not cut at its largest.
    viewport: { width: 1440, height: 1200 },
  });
  await context.addCookies(browserCookies(product.url, api.cookie));
  const page = await context.newPage();
  await page.goto(`/payments/${payToken}?act=refund`);
  const dialog = page.getByRole('dialog');
  const box = async () => {
    const found = await dialog.boundingBox();
    return { top: found?.y, height: found?.height ?? 0 };
  };
  const reason = dialog.getByRole('combobox', { name: ko('bulk.form.reason') });
  await reason.locator('option').nth(1).waitFor({ state: 'attached' });
  const before = await box();
  await dialog.getByRole('radio', { name: ko('operations.refund.some') }).check();
  const field = dialog.getByRole('textbox', { name: ko('operations.refund.someLabel') });
  expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
  await reason.selectOption({ label: ko('operations.refund.other') });
  await dialog.getByRole('textbox', { name: ko('operations.refund.otherText') }).waitFor();
  const after = await box();
  expect(after.height).toBeGreaterThan(before.height + 20);
  expect(after.top).toBe(before.top);
});
