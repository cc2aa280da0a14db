/** A customer is at the counter: how many key presses a refund of a known order takes. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { confirmationIsSeen } from '../support/confirmation.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

const PASTED = { orderNo: '20261124-0042', amount: 35_000, productDesc: '머그컵' };
const TYPED = {
  ...{ orderNo: '20261124-0043', amount: 10_000, productDesc: '햅쌀 외 1건' },
  parts: { taxable: 5454, taxFree: 4000, vat: 546, serviceFee: 0 },
};

let product: Product;
let browser: Browser;
let api: Awaited<ReturnType<typeof signInToApi>>;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  api = await signInToApi(product.url);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

beforeEach(async () => {
  context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.addCookies(browserCookies(product.url, api.cookie));
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
});
afterEach(() => context.close());

/** The list with a paid payment in it, from where presses are counted. */
async function openListWith(order: { orderNo: string }): Promise<void> {
  const made = await api.call('POST', '/api/payments', { ...order, autoExecute: true });
  const payToken = String(made.body['payToken']);
  await product.toss.authenticate(payToken);
  await api.call('POST', `/api/payments/${payToken}/refresh`);
  await page.goto('/payments');
  await page.getByText(order.orderNo).first().waitFor();
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
}

const presses = async () =>
  Number(await page.evaluate(() => document.documentElement.dataset['presses']));

/** Opens the refund form of the payment that has just been found. */
async function openRefund(orderNo: string): Promise<Locator> {
  const detail = page.getByLabel(ko('detail.label', { orderNo }));
  await detail.getByText(ko('statuses.toss.PAY_COMPLETE')).first().waitFor();
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: ko('bulk.form.reason') }).waitFor();
  return dialog;
}

/** Chooses the first reason, confirms, and waits until Toss has refunded it. */
async function finish(dialog: Locator, amount: string): Promise<void> {
  await page.keyboard.press('Control+Enter');
  // Only the reason is missing, so it has the focus already.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.localName ?? ''))
    .toBe('select');
  await dialog.getByRole('option', { name: '단순 변심' }).waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('button', { name: `${amount} 환불`, exact: true }).waitFor();
  await confirmationIsSeen(dialog);
  await page.keyboard.press('Control+Enter');
  await dialog.getByText(`${amount} 환불 완료`).first().waitFor();
}

it('refunds a pasted order number in full with 6 key presses', async () => {
  await openListWith(PASTED);
  await page.evaluate((text) => navigator.clipboard.writeText(text), PASTED.orderNo);
  await page.keyboard.press('Control+V');
  const dialog = await openRefund(PASTED.orderNo);
  await finish(dialog, '35,000원');
  expect(await presses()).toBeLessThanOrEqual(6);
  const { refunds } = await product.toss.books();
  expect(refunds.map(({ amount }) => amount)).toContain(PASTED.amount);
});

it('refunds a part of a mixed-tax order with 12 key presses beside its typed number', async () => {
  await openListWith(TYPED);
  await page.keyboard.press('/');
  await page.keyboard.type(TYPED.orderNo);
  await page.keyboard.press('Enter');
  const dialog = await openRefund(TYPED.orderNo);
  await page.keyboard.press('ArrowDown');
  const field = dialog.getByRole('textbox', { name: ko('operations.refund.someLabel') });
  await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.keyboard.type('4000');
  await dialog.getByText(ko('operations.refund.fits')).first().waitFor();
  await finish(dialog, '4,000원');
  expect((await presses()) - TYPED.orderNo.length).toBeLessThanOrEqual(12);
  const { refunds } = await product.toss.books();
  expect(refunds).toContainEqual(
    expect.objectContaining({
      amount: 4000,
      parts: { taxable: 2182, vat: 218, taxFree: 1600, serviceFee: 0 },
    }),
  );
});
