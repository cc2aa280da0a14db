/** A refund over the limit, by people at different browsers. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

let product: Product;
let browser: Browser;
beforeAll(async () => {
  const limit = { REFUND_APPROVAL_FROM: '100000' };
  [product, browser] = await Promise.all([startProduct(limit), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

/** A browser of its own, with the person signed in. */
async function browserOf(name: string, path: string): Promise<Page> {
  const { cookie } = await signInToApi(product.url, name);
  const context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.addCookies(browserCookies(product.url, cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(path);
  return page;
}

it('waits, is approved unchanged by one of two managers, and is sent once', async () => {
  const clerkApi = await signInToApi(product.url, 'operator');
  const made = await clerkApi.call('POST', '/api/payments', {
    orderNo: 'BIG-1',
    amount: 150_000,
    productDesc: '원목 의자',
    autoExecute: true,
  });
  const payToken = String(made.body['payToken']);
  await product.toss.authenticate(payToken);

  const clerk = await browserOf('operator', `/payments/${payToken}`);
  const panel = clerk.getByLabel('결제 BIG-1');
  await panel.getByText(ko('statuses.toss.PAY_COMPLETE')).first().waitFor();
  await panel.getByRole('button', { name: /^환불/ }).click();
  const form = clerk.getByRole('dialog');
  await form
    .getByRole('combobox', { name: ko('bulk.form.reason') })
    .selectOption({ label: '단순 변심' });
  await form.getByText(ko('operations.approval.title')).waitFor();
  await form.getByRole('button', { name: ko('operations.refund.review'), exact: true }).click();
  await form.getByText('승인되기 전에는 보내지 않아요').waitFor();
  await form.getByRole('button', { name: /^150,000원 관리자 확인 요청/ }).click();
  await form
    .getByText(ko('operations.progress.refund.proposed', { amount: '150,000원' }))
    .first()
    .waitFor();
  const booked = async () =>
    (await product.toss.books()).refunds.filter((refund) => refund.payToken === payToken);
  expect(await booked()).toEqual([]);

  // Both managers have the same proposal open when the first one presses.
  const [first, second] = await Promise.all([
    browserOf('manager', '/review'),
    browserOf('manager2', '/review'),
  ]);
  // On a phone the row is the first tap, and the dialog's button the second.
  await first.setViewportSize({ width: 390, height: 844 });
  for (const manager of [first, second]) {
    await manager.getByRole('button', { name: ko('operations.acts.button.approve') }).click();
    await manager.getByRole('dialog').getByText('150,000원').first().waitFor();
  }
  await first.getByRole('button', { name: /^150,000원 승인/ }).click();
  await panel.getByText(ko('statuses.full')).first().waitFor();
  expect(await booked()).toMatchObject([{ amount: 150_000 }]);
  // The second one's dialog says that it is over, and has nothing left to press.
  await second.getByRole('dialog').getByText(ko('operations.done.close')).first().waitFor();
  expect(await second.getByRole('button', { name: /^150,000원 승인/ }).count()).toBe(0);

  const [operation] = (await clerkApi.call('GET', '/api/operations?state=succeeded')).body[
    'items'
  ] as { id: string; bodyHash: string; approvedBy: { name: string } }[];
  expect(operation?.approvedBy.name).toBe('박서준');
  // A request for one won more under the same id is another request, and is refused.
  const path = `/api/payments/${payToken}/operations/${String(operation?.id)}`;
  const more = { kind: 'refund', amount: 149_999, reason: '단순 변심', seenRefunded: 0 };
  expect((await clerkApi.call('PUT', path, more)).body['code']).toBe('operation-id-reused');
  expect(await booked()).toHaveLength(1);
});
