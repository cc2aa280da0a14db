/** A manager's second factor, from the set-up to a large refund, in a real browser. */
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { PASSWORD } from '../support/password.ts';
import { addStaff, startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { ko } from '../support/words.ts';

const EMAIL = 'seojun@corner.test';
const CLIENT = join(import.meta.dirname, '../../dist/client');
const CODE_STEP_MS = 30_000;
/** How long a second factor counts as fresh. */
const FRESH_MS = 5 * 60_000;
/** Refunds of this amount or more require a fresh one; see the desk's settings. */
const AMOUNT_WON = 150_000;

const clock = createShiftedClock();
let desk: RunningDesk;
let browser: Browser;
let page: Page;
let secret = '';
/** The code that the set-up took; the clock may have moved on to another one since. */
let used = '';
const troubles: string[] = [];

beforeAll(async () => {
  const env = { SHOP_NAME: '모퉁이 상점', STEP_UP_FROM: '100000' };
  [desk, browser] = await Promise.all([
    startTestDesk({ clock, clientDir: CLIENT, env }),
    openBrowser(),
  ]);
  await addStaff(desk.database, EMAIL, '박서준', 'manager');
  const context = await browser.newContext({ baseURL: desk.url, locale: 'ko-KR' });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(String(error)));
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});
afterEach(() => expect(troubles.splice(0)).toEqual([]));

/** The code that the manager's authenticator shows now. */
function code(): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: clock.nowMs() });
}

/** The next code: each is accepted once. */
function nextCode(): string {
  clock.shift(CODE_STEP_MS);
  return code();
}

async function signIn(): Promise<void> {
  await page.getByLabel(ko('session.email')).fill(EMAIL);
  await page.getByLabel(ko('session.password'), { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: ko('session.submit'), exact: true }).click();
}

const password = () => page.getByRole('textbox', { name: ko('session.password'), exact: true });

it('is set up on the account page, and its recovery codes are shown once', async () => {
  await page.goto('/account');
  await signIn();
  await page.getByRole('button', { name: ko('account.twoFactor.open') }).click();
  await password().fill(PASSWORD);
  await page.getByRole('button', { name: ko('account.setup.begin') }).click();
  await page.getByRole('img', { name: ko('account.setup.qr') }).waitFor();
  secret = await page.getByLabel(ko('account.setup.key'), { exact: true }).inputValue();
  used = code();
  await page.getByLabel(ko('session.factor.code')).fill(used);
  await page.getByRole('button', { name: ko('account.setup.confirm') }).click();
  const codes = page.getByRole('list', { name: ko('account.codes.list') }).getByRole('listitem');
  await codes.first().waitFor();
  expect(new Set(await codes.allTextContents()).size).toBe(10);
  await page.getByLabel(ko('account.codes.kept')).check();
  await page.getByRole('button', { name: ko('account.codes.finish') }).click();
  await page.getByText('복구 코드 10개가 남아 있어요.').waitFor();
  expect(await codes.count()).toBe(0);
});

it('is required at the next sign-in, and a code is accepted once', async () => {
  await page.getByRole('button', { name: ko('frame.person.label') }).click();
  await page.getByRole('button', { name: ko('frame.person.signOut') }).click();
  await signIn();
  await page.getByLabel(ko('session.factor.code')).fill(used);
  await page.getByRole('button', { name: ko('session.submit'), exact: true }).click();
  await page.getByText(/맞지 않거나 이미 쓴 코드예요/).waitFor();
  await page.getByLabel(ko('session.factor.code')).fill(nextCode());
  await page.getByRole('button', { name: ko('session.submit'), exact: true }).click();
  await page.getByRole('heading', { name: ko('list.title'), exact: true }).waitFor();
});

it('keeps a half-filled refund under the lock, and is required again before a large refund', async () => {
  const made = await desk.as('operator').call('POST', '/api/payments', {
    orderNo: 'BIG-7',
    amount: AMOUNT_WON,
    productDesc: '원목 의자',
    autoExecute: true,
  });
  const { payToken } = made.body as { payToken: string };
  await desk.sandbox.authenticate(payToken);
  await page.goto(`/payments/${payToken}?act=refund`);
  const form = page.getByRole('dialog', { name: /환불/ });
  await form
    .getByRole('combobox', { name: ko('bulk.form.reason') })
    .selectOption({ label: '상품 불량' });

  // Only the keyboard reaches the lock behind a form; here another page of the same desk locks it.
  const other = await page.context().newPage();
  await other.goto('/payments');
  await other.getByRole('button', { name: ko('frame.person.label') }).click();
  await other.getByRole('button', { name: ko('keys.name.lock') }).click();
  await other.getByRole('dialog', { name: ko('session.lock.label') }).waitFor();
  const lock = page.getByRole('dialog', { name: ko('session.lock.label') });
  await lock.getByText(ko('session.lock.kept')).waitFor();
  await other.close();
  expect(await form.isVisible()).toBe(false);
  await password().fill(PASSWORD);
  await page.getByRole('button', { name: ko('session.lock.submit') }).click();
  await lock.waitFor({ state: 'detached' });
  expect(await form.getByRole('combobox', { name: ko('bulk.form.reason') }).inputValue()).toBe(
    '상품 불량',
  );

  clock.shift(FRESH_MS);
  await form
    .getByRole('button', { name: ko('operations.refund.review', { amount: '150,000원' }) })
    .click();
  await form.getByRole('button', { name: /^150,000원 환불/ }).click();
  const question = page.getByRole('dialog', { name: ko('session.stepUp.title') });
  await question.waitFor();
  expect((await desk.sandbox.books()).refunds).toEqual([]);
  await question.getByLabel(ko('session.factor.code')).fill(code());
  await question.getByRole('button', { name: ko('session.stepUp.submit') }).click();
  await form.getByRole('heading', { name: '150,000원 환불 완료' }).waitFor();
  expect((await desk.sandbox.books()).refunds).toMatchObject([{ payToken, amount: AMOUNT_WON }]);
});
