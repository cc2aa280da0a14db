/** Access of staff, the shop's rules, and the audit log of both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../server/sqlite.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

const PASSWORD = '비 오는 날 창가의 작은 화분';
/** From the press to the empty screen; each stream checks its session twice a second. */
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

/** A browser of its own; signed in where a cookie is given. */
async function newBrowser(cookie?: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.addCookies(browserCookies(product.url, cookie ?? ''));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(String(error)));
  return page;
}

/**
 * Changes an entry of the log as somebody with the file can: bypassing the desk and its triggers.
 */
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

  it('is invited, chooses a password by the link, and is signed in', async () => {
    await manager.goto('/staff');
    await manager.getByRole('button', { name: ko('staff.invite') }).click();
    const form = manager.getByRole('dialog');
    await form.getByLabel(ko('bulk.list.name')).fill('정하준');
    await form.getByLabel(ko('session.email')).fill('hajun@corner.shop');
    await form.getByRole('button', { name: ko('staff.inviteDialog.submit') }).click();
    await form
      .getByRole('heading', { name: ko('staff.link.invitation', { name: '정하준' }) })
      .waitFor();
    const link = await form.getByLabel(ko('staff.link.label'), { exact: true }).inputValue();
    await form
      .getByRole('button', { name: ko('common.close') })
      .last()
      .click();
    await form.getByRole('button', { name: ko('staff.link.leave') }).click();
    await form.waitFor({ state: 'detached' });
    // The link was shown once; now only its existence is.
    const row = manager.getByRole('row').filter({ hasText: 'hajun@corner.shop' });
    await row.getByText(ko('staff.state.invited')).waitFor();
    expect(await manager.content()).not.toContain(new URL(link).searchParams.get('token'));

    clerk = await newBrowser();
    await clerk.goto(link);
    await clerk
      .getByRole('heading', { name: ko('account.welcome.invitation', { name: '정하준' }) })
      .waitFor();
    await clerk.getByRole('textbox', { name: ko('session.password') }).fill(PASSWORD);
    await clerk.getByRole('button', { name: ko('account.welcome.submit') }).click();
    await clerk.getByRole('heading', { name: ko('list.title'), exact: true }).waitFor();

    const again = await newBrowser();
    await again.goto(link);
    await again.getByRole('alert').waitFor();
    expect(await again.getByRole('textbox').count()).toBe(0);
  });

  it('is signed out at once when a manager disables the account, and stays out', async () => {
    await manager.goto('/staff');
    await manager.getByRole('button', { name: ko('staff.menu.of', { name: '정하준' }) }).click();
    await manager.getByRole('menuitem', { name: ko('staff.acts.disable.confirm') }).click();
    const pressedAt = performance.now();
    await manager
      .getByRole('dialog')
      .getByRole('button', { name: ko('staff.acts.disable.confirm') })
      .click();
    await clerk.waitForURL(/\/sign-in/);
    expect(performance.now() - pressedAt).toBeLessThan(OUT_MS);
    const row = manager.getByRole('row').filter({ hasText: 'hajun@corner.shop' });
    await row.getByText(ko('staff.menu.disable')).waitFor();
    await clerk.getByLabel(ko('session.email')).fill('hajun@corner.shop');
    await clerk.getByRole('textbox', { name: ko('session.password') }).fill(PASSWORD);
    await clerk.getByRole('button', { name: ko('session.submit') }).click();
    await clerk.getByText(ko('session.wrong')).waitFor();
  });
});

describe('the rules and the log', () => {
  it('show who lowered the limit, from what to what', async () => {
    await manager.goto('/settings');
    const limit = manager
      .getByRole('region', { name: ko('settings.sections.approval.title'), exact: true })
      .getByLabel(ko('settings.fields.stepUpFrom'));
    expect(await limit.inputValue()).toBe('300,000');
    await limit.fill('50000');
    await manager.getByRole('button', { name: ko('common.save') }).click();
    await manager.getByText(ko('settings.saved')).first().waitFor();
    // The new limit applies to a clerk's next refund.
    const clerk = await signInToApi(product.url, 'operator');
    const { body } = await clerk.call('GET', '/api/me');
    expect(body).toMatchObject({ rules: { approvalFromWon: 50_000 } });

    await manager.goto('/audit');
    const entry = manager.getByRole('listitem').filter({ hasText: '설정을 바꿨어요' });
    await entry.getByText('관리자 확인이 필요한 금액 300,000원 → 50,000원').waitFor();
    await entry.getByText('박서준 님이').waitFor();
    const disabled = manager.getByRole('listitem').filter({ hasText: '사용을 중지했어요' });
    await disabled.getByText(ko('staff.acts.disable.done', { name: '정하준' })).waitFor();
  });

  it('hold until somebody changes the file; then the check names the row', async () => {
    await manager.goto('/audit');
    await manager.getByRole('button', { name: ko('audit.verify.button') }).click();
    await manager.getByText(/모두 이상 없어요/).waitFor();

    const seq = tamper('settings-changed', '50000', '250000');
    await manager.getByRole('button', { name: ko('audit.verify.button') }).click();
    const alert = manager.getByRole('alert');
    await alert.getByText(ko('audit.verify.badTitle', { seq })).waitFor();
    await alert.getByText(ko('audit.faults.hash')).waitFor();
    // A broken log can't be signed.
    await manager.getByRole('button', { name: ko('audit.sign.button') }).click();
    await manager.getByText(ko('audit.sign.failed')).waitFor();
  });
});
