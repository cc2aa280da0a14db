/** Two people at one payment, and the receipt that one of them prints. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { readPdf } from '../support/read-pdf.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

let product: Product;
let browser: Browser;
const troubles: string[] = [];

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});
afterEach(() => expect(troubles.splice(0)).toEqual([]));

/** A browser of its own, with the person signed in. */
async function browserOf(name: string, path: string): Promise<Page> {
  const { cookie } = await signInToApi(product.url, name);
  const context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.addCookies(browserCookies(product.url, cookie));
  context.on('page', (page) => {
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => troubles.push(String(error)));
  });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** Millimetres, from the points of a PDF. */
const mm = (points: number) => (points * 25.4) / 72;

it('shows its lease to the other one, ends in a receipt, and each print of it is counted', async () => {
  const api = await signInToApi(product.url);
  const made = await api.call('POST', '/api/payments', {
    orderNo: 'PAPER-1ff8ffi',
    amount: 10_000,
    productDesc: '토스티셔츠 <b>특별판</b>',
    autoExecute: true,
  });
  const payToken = String(made.body['payToken']);
  await product.toss.authenticate(payToken, 'CARD', '국민');

  // Both open it; then one of them opens the form.
  const [clerk, manager] = await Promise.all([
    browserOf('operator', `/payments/${payToken}`),
    browserOf('manager', `/payments/${payToken}`),
  ]);
  const [mine, theirs] = [
    clerk.getByLabel('결제 PAPER-1ff8ffi'),
    manager.getByLabel('결제 PAPER-1ff8ffi'),
  ];
  await Promise.all([
    mine.getByText(ko('statuses.toss.PAY_COMPLETE')).first().waitFor(),
    theirs.getByText(ko('statuses.toss.PAY_COMPLETE')).first().waitFor(),
  ]);
  await mine.getByRole('button', { name: /^환불/ }).click();
  const form = clerk.getByRole('dialog');
  await form.getByRole('radio', { name: ko('operations.refund.some') }).check();
  await theirs.getByText(/김민지 님이 .+부터 이 결제를 환불하는 중이에요/).waitFor();
  // Their own lease is not shown to them.
  expect(await mine.getByText('환불하는 중이에요').count()).toBe(0);

  // The other one may go on all the same, and is warned once more.
  await theirs.getByRole('button', { name: /^환불/ }).click();
  const other = manager.getByRole('dialog');
  await other.getByText(/김민지 님이 .+부터 이 결제를 환불하는 중이에요/).waitFor();
  await other.getByRole('button', { name: ko('operations.lease.goOn') }).waitFor();

  await form.getByRole('textbox', { name: ko('operations.refund.someLabel') }).fill('4000');
  await form
    .getByRole('combobox', { name: ko('receipt.refund.reason') })
    .selectOption({ label: '단순 변심' });
  await form
    .getByRole('button', { name: ko('operations.refund.review', { amount: '4,000원' }) })
    .click();
  await form.getByRole('button', { name: /^4,000원 환불/ }).click();
  await form.getByRole('heading', { name: '4,000원 환불 완료' }).waitFor();
  await other.getByText(ko('operations.stale.title')).waitFor();
  await other.getByText('남은 금액 10,000원 → 6,000원').waitFor();
  await other.getByText(/김민지, 4,000원 환불$/).waitFor();
  expect(await other.getByText('환불하는 중이에요').count()).toBe(0);

  const opens = clerk.context().waitForEvent('page');
  await form.getByRole('link', { name: ko('operations.done.receipt') }).click();
  const receipt = await opens;
  const paper = receipt.getByRole('article', { name: ko('receipt.title') });
  await paper.getByText('PAPER-1ff8ffi').waitFor();
  const { pathname } = new URL(receipt.url());
  const id = /operations\/([^/]+)\/receipt$/.exec(pathname)?.[1] ?? '';
  const operation = (await api.call('GET', `/api/operations/${id}`)).body;
  const texts = [
    '모퉁이 상점',
    ko('receipt.title'),
    ko('receipt.test'),
    '4,000원',
    'PAPER-1ff8ffi',
    '토스티셔츠 <b>특별판</b>',
    '국민카드',
    '단순 변심',
    '김민지',
    '6,000원',
    id,
  ];
  const onA4 = [payToken, String(operation['bodyHash'])];
  const printed = async () =>
    (await api.call('GET', `/api/operations/${id}/receipt`)).body['prints'] as number;
  expect(await printed()).toBe(0);

  for (const [name, size, width, height] of [
    ['roll', '80mm', 80, null],
    ['a4', 'A4', 210, 297],
  ] as const) {
    await receipt.getByRole('radio', { name: size }).click();
    await receipt.locator(`[data-paper="${name}"]`).waitFor();
    await receipt.evaluate(() => document.fonts.ready.then(() => true));
    const before = await printed();
    const pdf = readPdf(await receipt.pdf({ preferCSSPageSize: true }));
    expect(pdf.pages).toHaveLength(1);
    expect(mm(pdf.pages[0]?.width ?? 0)).toBeCloseTo(width, 0);
    if (height !== null) expect(mm(pdf.pages[0]?.height ?? 0)).toBeCloseTo(height, 0);
    const lacks = (text: string) => !pdf.text.includes(text.replaceAll(/\s/g, ''));
    expect(texts.filter(lacks)).toEqual([]);
    expect(onA4.filter(lacks)).toEqual(name === 'a4' ? [] : onA4);
    // A print by the browser's own menu is counted as well.
    await expect.poll(printed).toBe(before + 1);
  }
  await paper.getByText('재출력 2회').waitFor();
  await receipt.getByRole('button', { name: ko('receipt.print') }).click();
  await expect.poll(printed).toBe(3);
  await receipt.reload();
  await paper.getByText('재출력 3회').waitFor();
  // The receipt is linked from the refund later on.
  await manager.goto(`/payments/${payToken}`);
  await theirs
    .getByRole('link', { name: ko('detail.refunds.receiptOf', { amount: '4,000원' }) })
    .click();
  await manager.getByRole('article', { name: ko('receipt.title') }).waitFor();
});
