/** A clerk's tasks, in a real browser against the built product and its sandbox. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

let product: Product;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let api: Awaited<ReturnType<typeof signInToApi>>;
const troubles: string[] = [];

/** A page that fails on script errors and errors in the console. */
async function newPage(): Promise<Page> {
  const fresh = await context.newPage();
  fresh.setDefaultTimeout(15_000);
  fresh.on('pageerror', (error) => troubles.push(String(error)));
  fresh.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  return fresh;
}

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  api = await signInToApi(product.url);
  context = await browser.newContext({
    baseURL: product.url,
    locale: 'ko-KR',
    viewport: { width: 1440, height: 900 },
  });
  page = await newPage();
  await page.goto('/');
  await page.getByRole('button', { name: ko('session.demo.operator') }).click();
  await page.getByRole('heading', { name: ko('list.title'), exact: true }).waitFor();
  // Before the sign-in the desk answers 401 to `GET /api/me`, which the browser logs.
  troubles.length = 0;
});
afterAll(async () => {
  await browser.close();
  await product.close();
});
afterEach(async () => {
  await product.toss.clearFaults();
  expect(troubles.splice(0)).toEqual([]);
});

const row = (orderNo: string) => page.getByRole('row').filter({ hasText: orderNo });

async function create(orderNo: string, more: Record<string, unknown> = {}) {
  const made = await api.call('POST', '/api/payments', {
    orderNo,
    amount: 10_000,
    productDesc: '토스티셔츠',
    autoExecute: true,
    ...more,
  });
  expect(made.status).toBe(201);
  return made.body as { payToken: string; checkoutPage: string };
}

/** The parts of one payment's refunds, summed over the sandbox's books. */
async function booked(payToken: string) {
  const { refunds } = await product.toss.books();
  const own = refunds.filter((refund) => refund.payToken === payToken);
  const sum = { taxable: 0, taxFree: 0, vat: 0, serviceFee: 0 };
  for (const { parts } of own) {
    sum.taxable += parts.taxable;
    sum.taxFree += parts.taxFree;
    sum.vat += parts.vat;
    sum.serviceFee += parts.serviceFee;
  }
  return { count: own.length, amount: own.reduce((all, { amount }) => all + amount, 0), ...sum };
}

async function chooseReason(name: string) {
  await page.getByRole('combobox', { name: ko('bulk.form.reason') }).selectOption({ label: name });
}

describe('the clerk', () => {
  it('sees a payment become paid in another tab without a reload', async () => {
    const { checkoutPage } = await create('LIVE-1');
    await page.goto('/payments');
    await row('LIVE-1').getByText(ko('statuses.toss.PAY_STANDBY')).waitFor();
    const marked = await page.evaluate(() => {
      document.documentElement.dataset.marked = 'yes';
      return document.documentElement.dataset.marked;
    });
    const buyer = await newPage();
    await buyer.goto(checkoutPage);
    await buyer.getByRole('button', { name: '결제하기' }).click();
    await buyer.getByRole('heading', { name: ko('create.side.paid') }).waitFor();
    await row('LIVE-1').getByText(ko('statuses.toss.PAY_COMPLETE')).waitFor();
    // The same document: it was not reloaded.
    expect(await page.evaluate(() => document.documentElement.dataset.marked)).toBe(marked);
    await buyer.close();
  });

  it('refunds a part with the tax split, then the rest, to the last won', async () => {
    const { payToken } = await create('MIXED-1', {
      parts: { taxable: 5454, taxFree: 4000, vat: 546, serviceFee: 0 },
    });
    await product.toss.authenticate(payToken, 'CARD', '국민');
    await page.goto(`/payments/${payToken}`);
    const panel = page.getByLabel('결제 MIXED-1');
    await panel.getByText(ko('statuses.toss.PAY_COMPLETE')).first().waitFor();
    await panel.getByRole('button', { name: /^환불/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: ko('operations.refund.some') }).check();
    await dialog.getByRole('textbox', { name: ko('operations.refund.someLabel') }).fill('4000');
    await dialog
      .getByText(ko('operations.refund.sum', { sum: '4,000', amount: '4,000' }))
      .waitFor();
    await chooseReason('상품 불량');
    await dialog
      .getByRole('button', { name: ko('operations.refund.review', { amount: '4,000원' }) })
      .click();
    await dialog.getByText('되돌릴 수 없어요').waitFor();
    await dialog.getByRole('button', { name: /^4,000원 환불/ }).click();
    await dialog.getByRole('heading', { name: '4,000원 환불 완료' }).waitFor();
    expect(await booked(payToken)).toEqual({
      count: 1,
      amount: 4000,
      taxable: 2182,
      vat: 218,
      taxFree: 1600,
      serviceFee: 0,
    });

    await page.goto(`/payments/${payToken}?act=refund`);
    await dialog.getByRole('radio', { name: /남은 전액/ }).check();
    await chooseReason('단순 변심');
    await dialog.getByRole('checkbox', { name: ko('operations.refund.againMeant') }).check();
    await dialog
      .getByRole('button', { name: ko('operations.refund.review', { amount: '6,000원' }) })
      .click();
    await dialog.getByRole('button', { name: /^6,000원 환불/ }).click();
    await dialog.getByRole('heading', { name: '6,000원 환불 완료' }).waitFor();
    expect(await booked(payToken)).toEqual({
      count: 2,
      amount: 10_000,
      taxable: 5454,
      vat: 546,
      taxFree: 4000,
      serviceFee: 0,
    });
    const { body } = await api.call('GET', `/api/payments/${payToken}`);
    expect(body['payment']).toMatchObject({
      remaining: 0,
      parts: {
        taxable: { remaining: 0 },
        vat: { remaining: 0 },
        taxFree: { remaining: 0 },
        serviceFee: { remaining: 0 },
      },
    });
  });

  it('executes one that waits for the shop', async () => {
    const { payToken } = await create('WAIT-1', { autoExecute: false });
    await product.toss.authenticate(payToken);
    await page.goto('/payments');
    await row('WAIT-1').getByText(ko('statuses.toss.PAY_APPROVED')).waitFor();
    await page.goto(`/payments/${payToken}?act=execute`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^10,000원 최종 승인/ }).click();
    await dialog
      .getByRole('heading', {
        name: ko('operations.progress.execute.succeeded', { amount: '10,000원' }),
      })
      .waitFor();
    expect((await product.toss.status(payToken))['payStatus']).toBe('PAY_COMPLETE');
  });

  it('cancels one that nobody has paid', async () => {
    const { payToken } = await create('STOP-1');
    await page.goto(`/payments/${payToken}?act=cancel`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('구매자에게서 빠져나간 돈은 없어요').waitFor();
    await dialog.getByRole('textbox', { name: ko('bulk.form.reason') }).fill('재고 부족');
    await dialog.getByRole('button', { name: /^10,000원 결제 취소/ }).click();
    await dialog
      .getByRole('heading', {
        name: ko('operations.progress.cancel.succeeded', { amount: '10,000원' }),
      })
      .waitFor();
    expect((await product.toss.status(payToken))['payStatus']).toBe('PAY_CANCEL');
  });

  it('finds an order that was made elsewhere by a look-up at Toss', async () => {
    await product.toss.createPaid({ orderNo: 'ELSEWHERE-7', amount: 7700 });
    await page.goto('/payments');
    await row('STOP-1').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ELSEWHERE-7');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: ko('list.search.lookup') }).click();
    await page.waitForURL(/\/payments\/test_/);
    await page.getByText('7,700원').first().waitFor();
    await page.getByText(ko('statuses.toss.PAY_COMPLETE')).first().waitFor();
  });

  it('sees that a lost answer is being checked, and that it ends once', async () => {
    const { payToken } = await create('LOST-1');
    await product.toss.authenticate(payToken);
    // Toss acts, and its answer and the following reads are lost for a while.
    await product.toss.fault({ call: 'refunds', effect: 'after', fault: 'drop', times: 1 });
    await page.goto(`/payments/${payToken}?act=refund`);
    const dialog = page.getByRole('dialog');
    await chooseReason('단순 변심');
    await dialog
      .getByRole('button', { name: ko('operations.refund.review', { amount: '10,000원' }) })
      .click();
    await product.toss.fault({
      call: 'status',
      effect: 'before',
      fault: 'lag',
      ms: 6000,
      times: 30,
    });
    await dialog.getByRole('button', { name: /^10,000원 환불/ }).click();
    await dialog
      .getByRole('heading', {
        name: ko('operations.progress.refund.checking', { amount: '10,000원' }),
      })
      .waitFor();
    await dialog.getByText('다시 누르지 마세요').first().waitFor();
    await dialog.getByRole('heading', { name: '10,000원 환불 완료' }).waitFor({ timeout: 40_000 });
    expect(await booked(payToken)).toMatchObject({ count: 1, amount: 10_000 });
    expect(await product.toss.calls('refunds')).toSatisfy(
      (calls: { body: Record<string, unknown> }[]) =>
        calls.filter((call) => call.body['payToken'] === payToken).length === 1,
    );
  });
});

describe('eight tabs', () => {
  it('are all live, and none hangs', async () => {
    const { payToken } = await create('TABS-1');
    const tabs: Page[] = [];
    for (let count = 0; count < 8; count += 1) {
      const tab = await newPage();
      await tab.goto('/payments');
      tabs.push(tab);
    }
    await Promise.all(
      tabs.map((tab) =>
        tab
          .getByRole('row')
          .filter({ hasText: 'TABS-1' })
          .getByText(ko('statuses.toss.PAY_STANDBY'))
          .waitFor(),
      ),
    );
    await product.toss.authenticate(payToken);
    await Promise.all(
      tabs.map((tab) =>
        tab
          .getByRole('row')
          .filter({ hasText: 'TABS-1' })
          .getByText(ko('statuses.toss.PAY_COMPLETE'))
          .waitFor(),
      ),
    );
    // A ninth request of the browser still gets through: no tab holds its own connection.
    const ninth = await newPage();
    await ninth.goto(`/payments/${payToken}`);
    await ninth.getByText('토스티셔츠').first().waitFor();
    await Promise.all([...tabs, ninth].map((tab) => tab.close()));
  });
});

describe('a restart in the middle of the day', () => {
  it('is over within seconds and loses nothing, sessions included', async () => {
    const { payToken } = await create('RESTART-1');
    await page.goto('/payments');
    await row('RESTART-1').waitFor();
    const before = Date.now();
    await product.restart();
    expect(Date.now() - before).toBeLessThan(10_000);
    await page.goto(`/payments/${payToken}`);
    await page.getByText('토스티셔츠').first().waitFor();
    expect(page.url()).toContain(payToken);
    troubles.length = 0; // The event stream was cut by the restart, which the browser logs.
  });
});
