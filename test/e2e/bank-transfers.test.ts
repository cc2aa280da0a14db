/** A buyer has left Toss: a manager records the bank transfer, a second one only after a tick. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isoToKst } from '../../shared/kst.ts';
import { axeFaults } from '../support/axe-faults.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { waitUntil } from '../support/wait-until.ts';
import { ko } from '../support/words.ts';

const ORDER = 'LEFT-1';
let product: Product;
let browser: Browser;
let page: Page;
let api: Awaited<ReturnType<typeof signInToApi>>;
let payToken = '';
const troubles: string[] = [];

/** Refused by Toss for good, as the desk finds once the settle time is over. */
async function refuse(): Promise<void> {
  await product.toss.fault({
    ...{ call: 'refunds', effect: 'before', fault: 'errorCode', errorCode: 'INACTIVE_USER' },
    payToken,
  });
  const path = `/api/payments/${payToken}/operations/${crypto.randomUUID()}`;
  const body = { kind: 'refund', amount: 1000, reason: '단순 변심', seenRefunded: 0 };
  const answer = await api.call('PUT', path, body, 30);
  expect(answer.body).toMatchObject({ state: 'failed' });
}

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  api = await signInToApi(product.url, 'manager');
  const made = await api.call('POST', '/api/payments', {
    ...{ orderNo: ORDER, amount: 10_000, productDesc: '토스티셔츠', autoExecute: true },
  });
  payToken = (made.body as { payToken: string }).payToken;
  await product.toss.authenticate(payToken, 'CARD', '국민');
  await waitUntil(
    'paid',
    async () => (await api.call('POST', `/api/payments/${payToken}/refresh`)).body,
    (body) => (body as { payment?: { status: string } }).payment?.status === 'PAY_COMPLETE',
  );
  await refuse();
  const context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.addCookies(
    browserCookies(product.url, (await signInToApi(product.url, 'manager')).cookie),
  );
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(String(error)));
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

const panel = () => page.getByRole('article', { name: ORDER });
const dialog = () => page.getByRole('dialog');
const field = (key: 'amount' | 'bank' | 'accountEnd' | 'reference') =>
  dialog().getByRole('textbox', { name: ko(`detail.transfer.${key}`) });

async function openForm(): Promise<void> {
  await panel()
    .getByRole('button', { name: ko('detail.transfer.record') })
    .click();
  await dialog()
    .getByRole('heading', { name: ko('detail.transfer.record') })
    .waitFor();
}

async function fill(amount: string): Promise<void> {
  await field('amount').fill(amount);
  await field('bank').fill('국민은행');
  await field('accountEnd').fill('4821');
  await field('reference').fill('이체 20261130-77');
}

const submit = () =>
  dialog()
    .getByRole('button', { name: ko('detail.transfer.submit') })
    .click();

it('is recorded by keyboard or mouse, told in the list, and warned of before a second', async () => {
  await page.goto(`/payments/${payToken}`);
  await panel().getByText(ko('detail.transfer.ground.buyer-left')).waitFor();
  await openForm();
  // Nothing is recorded while a field is missing; the first one gets the focus.
  await submit();
  await dialog().getByText(ko('detail.transfer.bankWrong')).waitFor();
  expect(await field('bank').evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await axeFaults(page)).toEqual([]);
  await fill('4400');
  await submit();
  await dialog().waitFor({ state: 'detached' });
  const records = panel().getByRole('list', { name: ko('detail.transfer.title') });
  await records.getByText('국민은행 ••4821').waitFor();
  await panel()
    .getByText(ko('detail.timeline.what.bank-transfer-recorded', { amount: '4,400원' }))
    .waitFor();

  await openForm();
  await dialog()
    .getByText(ko('detail.transfer.caution.again', { amount: '4,400원' }))
    .waitFor();
  await fill('600');
  await submit();
  await dialog().getByText(ko('detail.transfer.caution.missing')).waitFor();
  await dialog().getByRole('checkbox').check();
  await submit();
  await dialog().waitFor({ state: 'detached' });
  await records.getByRole('listitem').nth(1).waitFor();
  expect(await axeFaults(page)).toEqual([]);

  const second = records.getByRole('listitem').filter({ hasText: '600원' });
  const takeBack = second.getByRole('button', { name: ko('detail.transfer.takeBack') });
  await takeBack.click();
  const reason = second.getByRole('textbox', { name: ko('detail.transfer.takeBackWhy') });
  await reason.fill('두 번 적은 송금');
  await takeBack.click();
  await reason.waitFor({ state: 'detached' });
  await records.getByText('두 번 적은 송금').waitFor();

  const books = await product.toss.books();
  expect(books.refunds.filter((refund) => refund.payToken === payToken)).toEqual([]);
  const day = isoToKst(new Date().toISOString()).slice(0, 10);
  const sheet = await api.call('GET', `/api/day-close?date=${day}`);
  expect(sheet.body).toMatchObject({ refunded: { won: 0 }, transferred: { count: 1, won: 4400 } });
  await page.goto('/payments?range=all');
  await page
    .getByRole('row')
    .filter({ hasText: ORDER })
    .getByText(ko('list.row.transfer', { amount: '4,400원' }))
    .waitFor();
  expect(troubles).toEqual([]);
});
