/** Who gets in and out, what the shop's rules are, and the log that tells of both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../server/sqlite.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';

const PASSWORD = '비 오는 날 창가의 작은 화분';
/** From the press to the empty screen; each stream asks twice a second whether it may go on. */
const OUT_MS = 4_000;

let dir: string;
let product: Product;
let browser: Browser;
let manager: Page;
const troubles: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'changgu-people-'));
  [product, browser] = await Promise.all([
    startProduct({ DATA_DIR: dir, REFUND_APPROVAL_FROM: '300000' }),
    openBrowser(),
  ]);
  const { cookie } = await signInToApi(product.url, 'manager');
  manager = await newBrowser(cookie);
});
afterAll(async () => {
  await browser.close();
  await product.close();
  await rm(dir, { recursive: true, force: true });
});

afterEach(() => expect(troubles.splice(0)).toEqual([]));

/** A browser of one person's own; with a cookie somebody is signed in there. */
async function newBrowser(cookie?: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.addCookies(browserCookies(product.url, cookie ?? ''));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(String(error)));
  return page;
}

/** Changes an entry of the log as whoever has the file can: past the desk and its triggers. */
function tamper(action: string, from: string, to: string): number {
  const database = new Database(join(dir, 'sandbox.db'), { fileMustExist: true });
  try {
    database.exec('DROP TRIGGER audit_no_update');
    const found = database
      .prepare('SELECT seq, detail FROM audit WHERE action = ?')
      .get(action) as { seq: number; detail: string };
    const detail = found.detail.replace(from, to);
    expect(detail).not.toBe(found.detail);
    database.prepare('UPDATE audit SET detail = ? WHERE seq = ?').run(detail, found.seq);
    return found.seq;
  } finally {
    database.close();
  }
}

describe('a person', () => {
  let clerk: Page;

  it('is invited, chooses a password by the link, and comes in', async () => {
    await manager.goto('/staff');
    await manager.getByRole('button', { name: '직원 초대' }).click();
    const form = manager.getByRole('dialog');
    await form.getByLabel('이름').fill('정하준');
    await form.getByLabel('이메일').fill('hajun@corner.shop');
    await form.getByRole('button', { name: '초대 링크 만들기' }).click();
    await form.getByRole('heading', { name: '정하준 님의 초대 링크' }).waitFor();
    const link = await form.getByLabel('비밀번호를 정하는 링크', { exact: true }).inputValue();
    await form.getByRole('button', { name: '닫기' }).last().click();
    await form.getByRole('button', { name: '그래도 닫기' }).click();
    await form.waitFor({ state: 'detached' });
    // It was shown once; what is left of it is that there is one.
    const row = manager.getByRole('row').filter({ hasText: 'hajun@corner.shop' });
    await row.getByText('초대함').waitFor();
    expect(await manager.content()).not.toContain(new URL(link).searchParams.get('token'));

    clerk = await newBrowser();
    await clerk.goto(link);
    await clerk.getByRole('heading', { name: '정하준 님, 반가워요' }).waitFor();
    await clerk.getByRole('textbox', { name: '비밀번호' }).fill(PASSWORD);
    await clerk.getByRole('button', { name: '비밀번호 정하기' }).click();
    await clerk.waitForURL(/\/sign-in/);
    // The form before has a field of the same name, and stays until the next one is there.
    await clerk.getByLabel('이메일').waitFor();
    await clerk.getByRole('textbox', { name: '비밀번호' }).fill(PASSWORD);
    await clerk.getByRole('button', { name: '로그인' }).click();
    await clerk.getByRole('heading', { name: '결제', exact: true }).waitFor();

    const again = await newBrowser();
    await again.goto(link);
    await again.getByRole('alert').waitFor();
    expect(await again.getByRole('textbox').count()).toBe(0);
  });

  it('is out at once when a manager disables the account, and stays out', async () => {
    await manager.goto('/staff');
    await manager.getByRole('button', { name: '정하준 님에게 할 수 있는 일' }).click();
    await manager.getByRole('menuitem', { name: '사용 중지' }).click();
    const pressedAt = performance.now();
    await manager.getByRole('dialog').getByRole('button', { name: '사용 중지' }).click();
    await clerk.waitForURL(/\/sign-in/);
    expect(performance.now() - pressedAt).toBeLessThan(OUT_MS);
    const row = manager.getByRole('row').filter({ hasText: 'hajun@corner.shop' });
    await row.getByText('사용 중지').waitFor();
    await clerk.getByLabel('이메일').fill('hajun@corner.shop');
    await clerk.getByRole('textbox', { name: '비밀번호' }).fill(PASSWORD);
    await clerk.getByRole('button', { name: '로그인' }).click();
    await clerk.getByText('이메일이나 비밀번호가 맞지 않아요.').waitFor();
  });
});

describe('the rules and the log', () => {
  it('tells who lowered the limit, from what to what', async () => {
    await manager.goto('/settings');
    const limit = manager
      .getByRole('region', { name: '결재', exact: true })
      .getByLabel('이 금액부터');
    expect(await limit.inputValue()).toBe('300,000');
    await limit.fill('50000');
    await manager.getByRole('button', { name: '저장' }).click();
    await manager.getByText('저장했어요. 지금부터 적용돼요.').first().waitFor();
    // A clerk's next refund is already bound by it.
    const clerk = await signInToApi(product.url, 'operator');
    const { body } = await clerk.call('GET', '/api/me');
    expect(body).toMatchObject({ rules: { approvalFromWon: 50_000 } });

    await manager.goto('/audit');
    const entry = manager.getByRole('listitem').filter({ hasText: '설정을 바꿨어요' });
    await entry.getByText('결재가 필요한 금액 300,000원 → 50,000원').waitFor();
    await entry.getByText('박서준 님이').waitFor();
    const disabled = manager.getByRole('listitem').filter({ hasText: '사용을 중지했어요' });
    await disabled.getByText('정하준 님의 사용을 중지했어요.').waitFor();
  });

  it('holds until somebody changes the file, and then names the row', async () => {
    await manager.goto('/audit');
    await manager.getByRole('button', { name: '검증' }).click();
    await manager.getByText(/사슬이 온전해요/).waitFor();

    const seq = tamper('settings-changed', '50000', '250000');
    await manager.getByRole('button', { name: '검증' }).click();
    const alert = manager.getByRole('alert');
    await alert.getByText(`${String(seq)}번째 줄에서 사슬이 끊겼어요`).waitFor();
    await alert.getByText('이 줄의 내용이 적힌 뒤에 바뀌었어요.').waitFor();
    // Nothing that doesn't hold is signed.
    await manager.getByRole('button', { name: '지금 서명' }).click();
    await manager.getByText('서명하지 못했어요').waitFor();
  });
});
