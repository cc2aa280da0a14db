/**
 * A clerk's day with a shop that holds v2: payments are made, paid, captured, refunded and canceled
 * by v2, a lost answer is found by a read, and the desk goes back to v1 with a refund open.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { axeFaults } from '../support/axe-faults.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { confirmationIsSeen } from '../support/confirmation.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

let product: Product;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let api: Awaited<ReturnType<typeof signInToApi>>;
const troubles: string[] = [];

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ TOSS_API_VERSION: 'v2' }), openBrowser()]);
  api = await signInToApi(product.url);
  context = await browser.newContext({
    ...{ baseURL: product.url, locale: 'ko-KR', viewport: { width: 1440, height: 900 } },
  });
  await context.addCookies(browserCookies(product.url, api.cookie));
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(String(error)));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});
afterEach(async () => {
  await product.toss.clearFaults();
  await product.toss.options({ v1StatusServed: true });
  expect(troubles.splice(0)).toEqual([]);
});

const dialog = () => page.getByRole('dialog');
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const done = (what: 'execute' | 'cancel' | 'refund', amount: string) =>
  dialog().getByRole('heading', { name: ko(`operations.progress.${what}.succeeded`, { amount }) });
const fact = (term: string) => page.getByRole('term').filter({ hasText: term }).locator('+ *');

/** The calls about a payment that the sandbox got, status reads left out. */
async function callsAbout(payToken: string): Promise<string[]> {
  const calls = await product.toss.calls(undefined);
  const own = calls.filter(({ body }) => body['payToken'] === payToken);
  return own.map(({ call }) => call).filter((call) => !call.endsWith('status'));
}

async function refundsAtToss(payToken: string) {
  const { refunds } = await product.toss.books();
  return refunds
    .filter((refund) => refund.payToken === payToken)
    .map(({ amount, parts }) => ({ amount, ...parts }));
}

/** Fills the form of a refund up to its confirmation. @param part won, or all that is left */
async function fillRefund(payToken: string, amount: string, part?: string): Promise<void> {
  await page.goto(`/payments/${payToken}?act=refund`);
  if (part !== undefined) {
    await dialog()
      .getByRole('radio', { name: ko('operations.refund.some') })
      .check();
    await dialog()
      .getByRole('textbox', { name: ko('operations.refund.someLabel') })
      .fill(part);
  }
  const reason = dialog().getByRole('combobox', { name: ko('bulk.form.reason') });
  await reason.selectOption({ label: '단순 변심' });
  for (const tick of await dialog().getByRole('checkbox').all()) await tick.check();
  await dialog()
    .getByRole('button', { name: ko('operations.refund.review', { amount }) })
    .click();
  await confirmationIsSeen(dialog());
}

const press = (amount: string) =>
  dialog()
    .getByRole('button', { name: new RegExp(`^${amount} 환불`) })
    .click();

/** Toss acts and answers too late; then no read is answered until the faults are cleared. */
async function pressInVain(
  payToken: string,
  amount: string,
  reads: readonly ('status' | 'v2/status')[],
): Promise<void> {
  await product.toss.fault({ call: 'v2/refunds', fault: 'delay', ms: 60_000, payToken });
  await press(amount);
  await expect.poll(() => callsAbout(payToken)).toEqual(['v2/refunds']);
  for (const call of reads) {
    await product.toss.fault({ call, effect: 'before', fault: 'drop', times: 99 });
  }
  await dialog()
    .getByRole('heading', { name: ko('operations.progress.refund.checking', { amount }) })
    .waitFor();
}

/** A payment that the desk makes. @returns its payToken */
async function made(orderNo: string, more: Record<string, unknown> = {}): Promise<string> {
  const body = { orderNo, amount: 10_000, productDesc: '토스티셔츠', autoExecute: true, ...more };
  const answer = await api.call('POST', '/api/payments', body);
  expect(answer.status).toBe(201);
  return String(answer.body['payToken']);
}

async function paid(orderNo: string, more: Record<string, unknown> = {}): Promise<string> {
  const payToken = await made(orderNo, more);
  await product.toss.authenticate(payToken);
  return payToken;
}

it('is made, paid by a discounted card in parts, found, captured, and shows what v2 tells', async () => {
  await page.goto('/payments/new');
  await page.getByRole('textbox', { name: ko('create.orderNo') }).fill('V2-1');
  await page.getByRole('textbox', { name: ko('create.product') }).fill('겨울 코트');
  await page.getByRole('textbox', { name: ko('create.amount'), exact: true }).fill('60000');
  await page.getByRole('checkbox', { name: ko('create.autoExecute') }).uncheck();
  await button(ko('create.submit', { amount: '60,000원' })).click();
  await page.getByText(ko('create.side.wait')).waitFor();
  const [creation] = await product.toss.calls('v2/payments');
  expect(creation?.body).toMatchObject({ orderNo: 'V2-1', autoExecute: false });

  const { body } = await api.call('POST', '/api/payments/lookup', { orderNo: 'V2-1' });
  const { payToken } = body['payment'] as { payToken: string };
  const choice = { discountWon: 6000, pointsWon: 4000, spreadOut: 3, cardUserType: 'CORP_PRIVATE' };
  await product.toss.authenticate(payToken, 'CARD', '국민', choice);
  await page.getByText(ko('create.side.approved')).first().waitFor();

  await page.goto('/payments');
  await page.keyboard.press('/');
  await page.keyboard.type('V2-1');
  await page.getByRole('row').filter({ hasText: 'V2-1' }).click();
  await page.waitForURL(/\/payments\/test_/);
  await page
    .getByLabel(ko('detail.label', { orderNo: 'V2-1' }))
    .getByRole('button', { name: /최종 승인/ })
    .click();
  await dialog()
    .getByRole('button', { name: /^60,000원 최종 승인/ })
    .click();
  await done('execute', '60,000원').waitFor();
  expect(await callsAbout(payToken)).toEqual(['v2/execute']);

  await page.goto(`/payments/${payToken}`);
  const { card } = (await product.toss.statusV2(payToken)) as {
    card: { cardAuthorizationNo: string };
  };
  await fact(ko('detail.facts.cardApprovalNo')).getByText(card.cardAuthorizationNo).waitFor();
  await fact(ko('detail.facts.payMethod')).getByText('국민').waitFor();
  await fact(ko('detail.facts.installments')).getByText('3개월').waitFor();
  await fact(ko('detail.facts.cardUser')).getByText('법인').waitFor();
  await fact(ko('detail.facts.instantDiscount')).getByText('6,000원').waitFor();
  await fact(ko('detail.facts.points')).getByText('4,000원').waitFor();
  await fact(ko('detail.facts.paidOfOwn')).getByText('50,000원').waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

it('gives back a part by its tax parts and the rest, and tells what the buyer really gets', async () => {
  const parts = { taxable: 36_364, vat: 3636, taxFree: 20_000, serviceFee: 0 };
  const payToken = await made('V2-2', { amount: 60_000, parts });
  const choice = { discountWon: 6000, pointsWon: 4000 };
  await product.toss.authenticate(payToken, 'CARD', '국민', choice);
  await fillRefund(payToken, '20,000원', '20000');
  // Before the refund the discount is taken in proportion; Toss gives points back last.
  await dialog().getByText('16,666원').first().waitFor();
  await press('20,000원');
  await done('refund', '20,000원').waitFor();
  await dialog().getByText('18,000원').first().waitFor();
  await fillRefund(payToken, '40,000원');
  await press('40,000원');
  await done('refund', '40,000원').waitFor();

  await page.goto(`/payments/${payToken}`);
  const paidBack = (amount: string) => page.getByText(ko('detail.refunds.paidBack', { amount }));
  await paidBack('18,000원').waitFor();
  await paidBack('32,000원').waitFor();
  const [first, rest] = await refundsAtToss(payToken);
  const all = { amount: 60_000, ...parts };
  expect(first).toEqual({
    amount: 20_000,
    taxable: 12_121,
    vat: 1212,
    taxFree: 6667,
    serviceFee: 0,
  });
  for (const [name, won] of Object.entries(all)) {
    const key = name as keyof typeof all;
    expect((first?.[key] ?? 0) + (rest?.[key] ?? 0), name).toBe(won);
  }
  expect(await callsAbout(payToken)).toEqual(['v2/refunds', 'v2/refunds']);
});

it('cancels by v1 one that nobody has paid', async () => {
  const payToken = await made('V2-3');
  await page.goto(`/payments/${payToken}?act=cancel`);
  await dialog()
    .getByRole('textbox', { name: ko('bulk.form.reason') })
    .fill('재고 부족');
  await confirmationIsSeen(dialog());
  await dialog()
    .getByRole('button', { name: /^10,000원 결제 취소/ })
    .click();
  await done('cancel', '10,000원').waitFor();
  expect(await callsAbout(payToken)).toEqual(['cancel']);
});

it('finds by an order number what was made elsewhere', async () => {
  const elsewhere = { orderNo: 'V2-4', amount: 7700 };
  await product.toss.createPaidV2(elsewhere, { payMethod: 'CARD', cardCompanyName: '삼성' });
  await page.goto('/payments');
  await page.keyboard.press('/');
  await page.keyboard.type('V2-4');
  await page.keyboard.press('Enter');
  await button(ko('list.search.lookup')).click();
  await page.waitForURL(/\/payments\/test_/);
  await fact(ko('detail.facts.payMethod')).getByText('삼성').waitFor();
  await fact(ko('detail.facts.installments')).getByText(ko('detail.facts.lumpSum')).waitFor();
});

it('finds a refund without an answer by amount and time where v1 is gone', async () => {
  const payToken = await paid('V2-5');
  await product.toss.options({ v1StatusServed: false });
  await fillRefund(payToken, '4,000원', '4000');
  await pressInVain(payToken, '4,000원', ['v2/status']);
  await product.toss.clearFaults();
  await done('refund', '4,000원').waitFor({ timeout: 40_000 });
  await page.goto(`/payments/${payToken}`);
  await page.getByText(ko('detail.refunds.byAmountAndTime')).waitFor();
  expect(await refundsAtToss(payToken)).toMatchObject([{ amount: 4000 }]);
  expect(await callsAbout(payToken)).toEqual(['v2/refunds']);
});

it('ends on the screen of a phone by v1 what v2 has left open', async () => {
  const payToken = await paid('V2-6');
  await page.setViewportSize({ width: 390, height: 844 });
  await fillRefund(payToken, '10,000원');
  expect(await axeFaults(page)).toEqual([]);
  await pressInVain(payToken, '10,000원', ['status', 'v2/status']);
  await product.restart('SIGTERM', { TOSS_API_VERSION: 'v1' });
  await product.toss.clearFaults();
  await page.goto(`/payments/${payToken}`);
  await page.getByText(ko('statuses.toss.REFUND_SUCCESS')).first().waitFor({ timeout: 40_000 });
  await page.getByText('10,000원 환불 완료').first().waitFor();
  expect(await refundsAtToss(payToken)).toMatchObject([{ amount: 10_000 }]);
  // The sandbox began its log anew: nothing was sent since.
  expect(await callsAbout(payToken)).toEqual([]);
  const { body } = await api.call('GET', `/api/payments/${payToken}`);
  expect(body['payment']).toMatchObject({ refunded: 10_000, remaining: 0, drift: null });
  expect(await axeFaults(page)).toEqual([]);

  // From here on money goes by v1.
  const next = await paid('V1-1');
  await page.setViewportSize({ width: 1440, height: 900 });
  await fillRefund(next, '10,000원');
  await press('10,000원');
  await done('refund', '10,000원').waitFor();
  expect(await callsAbout(next)).toEqual(['refunds']);
});
