/** A manager's second factor, from the set-up to a large refund, in a real browser. */
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { addStaff, PASSWORD, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const EMAIL = 'seojun@corner.test';
const CLIENT = join(import.meta.dirname, '../../dist/client');
const CODE_STEP_MS = 30_000;
/** So long a second factor counts as fresh. */
const FRESH_MS = 5 * 60_000;
/** From here on a refund needs a fresh one; see the desk's settings. */
const AMOUNT_WON = 150_000;

const clock = createShiftedClock();
let desk: RunningDesk;
let browser: Browser;
let page: Page;
let secret = '';
/** The code that the set-up took; the clock may have gone on to another one since. */
let used = '';
const troubles: string[] = [];

beforeAll(async () => {
  const env = { SHOP_NAME: '모퉁이 상점', STEP_UP_FROM: '100000' };
  [desk, browser] = await Promise.all([
    startTestDesk({ clock, clientDir: CLIENT, env }),
    openBrowser(),
  ]);
  await addStaff(desk.file, EMAIL, '박서준', 'manager');
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

/** What the manager's phone shows now. */
function code(): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: clock.nowMs() });
}

/** The next code: each of them counts once. */
function nextCode(): string {
  clock.shift(CODE_STEP_MS);
  return code();
}

async function signIn(): Promise<void> {
  await page.getByLabel('이메일').fill(EMAIL);
  await page.getByLabel('비밀번호', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '로그인', exact: true }).click();
}

const password = () => page.getByRole('textbox', { name: '비밀번호', exact: true });

it('is set up on the account page, and its recovery codes are shown once', async () => {
  await page.goto('/account');
  await signIn();
  await page.getByRole('button', { name: '2단계 인증 켜기' }).click();
  await password().fill(PASSWORD);
  await page.getByRole('button', { name: '다음' }).click();
  await page.getByRole('img', { name: '인증 앱에 등록할 QR 코드' }).waitFor();
  secret = await page.getByLabel('등록 키', { exact: true }).inputValue();
  used = code();
  await page.getByLabel('인증 코드').fill(used);
  await page.getByRole('button', { name: '연결하기' }).click();
  const codes = page.getByRole('list', { name: '복구 코드' }).getByRole('listitem');
  await codes.first().waitFor();
  expect(new Set(await codes.allTextContents()).size).toBe(10);
  await page.getByLabel('적어 두었어요').check();
  await page.getByRole('button', { name: '끝내기' }).click();
  await page.getByText('복구 코드 10개가 남아 있어요.').waitFor();
  expect(await codes.count()).toBe(0);
});

it('is asked for at the next sign-in, and a code counts once', async () => {
  await page.getByRole('button', { name: '내 정보와 설정' }).click();
  await page.getByRole('button', { name: '나가기' }).click();
  await signIn();
  await page.getByLabel('인증 코드').fill(used);
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await page.getByText(/맞지 않거나 이미 쓴 코드예요/).waitFor();
  await page.getByLabel('인증 코드').fill(nextCode());
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await page.getByRole('heading', { name: '결제', exact: true }).waitFor();
});

it('keeps a half-filled refund under the lock, and asks again before so much money goes', async () => {
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
  await form.getByRole('combobox', { name: '사유' }).selectOption({ label: '상품 불량' });

  // Behind a form only the keyboard reaches the lock; here another page of the same desk does it.
  const other = await page.context().newPage();
  await other.goto('/payments');
  await other.getByRole('button', { name: '화면 잠그기' }).click();
  await other.getByRole('dialog', { name: '잠긴 화면' }).waitFor();
  const lock = page.getByRole('dialog', { name: '잠긴 화면' });
  await lock.getByText('적던 내용은 그대로 있어요.').waitFor();
  await other.close();
  expect(await form.isVisible()).toBe(false);
  await password().fill(PASSWORD);
  await page.getByRole('button', { name: '잠금 풀기' }).click();
  await lock.waitFor({ state: 'detached' });
  expect(await form.getByRole('combobox', { name: '사유' }).inputValue()).toBe('상품 불량');

  clock.shift(FRESH_MS);
  await form.getByRole('button', { name: '150,000원 환불 확인하기' }).click();
  await form.getByRole('button', { name: /^150,000원 환불/ }).click();
  const question = page.getByRole('dialog', { name: '본인 확인' });
  await question.waitFor();
  expect((await desk.sandbox.books()).refunds).toEqual([]);
  await question.getByLabel('인증 코드').fill(code());
  await question.getByRole('button', { name: '확인하고 계속' }).click();
  await form.getByRole('heading', { name: '150,000원 환불 완료' }).waitFor();
  expect((await desk.sandbox.books()).refunds).toMatchObject([{ payToken, amount: AMOUNT_WON }]);
});
