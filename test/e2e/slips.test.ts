/**
 * Mistakes of a hurried person, in a real browser: no row moves under the pointer, no second press
 * sends money, nothing typed is lost, and a lost connection discards nothing.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { confirmationIsSeen } from '../support/confirmation.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

/** The delay of an accidental second press. */
const ECHO_MS = 60;
const PASSWORD = 'demo-shop-123456';

let product: Product;
let browser: Browser;
let api: Awaited<ReturnType<typeof signInToApi>>;
let context: BrowserContext;
let page: Page;
let made = 0;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  api = await signInToApi(product.url);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});
afterEach(async () => {
  await context.close();
});

type Options = NonNullable<Parameters<Browser['newContext']>[0]>;

/** Opens an address right after signing in. */
async function open(path: string, options: Options = {}): Promise<void> {
  const own = await signInToApi(product.url);
  context = await browser.newContext({
    baseURL: product.url,
    locale: 'ko-KR',
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  await context.addCookies(browserCookies(product.url, own.cookie));
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(path);
}

async function createPaid(amount = 10_000): Promise<{ payToken: string; orderNo: string }> {
  made += 1;
  const orderNo = `SLIP-${String(made).padStart(3, '0')}`;
  const { payToken } = await product.toss.createPaid({ orderNo, amount });
  await api.call('POST', '/api/payments/lookup', { payToken });
  return { payToken, orderNo };
}

const dialog = () => page.getByRole('dialog');
const booked = async (payToken: string) =>
  (await product.toss.books()).refunds.filter((refund) => refund.payToken === payToken);

async function fillRefund(): Promise<void> {
  await dialog()
    .getByRole('radio', { name: ko('operations.refund.some') })
    .check();
  await dialog()
    .getByRole('textbox', { name: ko('operations.refund.someLabel') })
    .fill('2200');
  await dialog()
    .getByRole('combobox', { name: ko('bulk.form.reason') })
    .selectOption({ label: '상품 불량' });
}

async function signInAgain(email: string): Promise<void> {
  await page.getByLabel(ko('session.email')).fill(email);
  await page.getByLabel(ko('session.password'), { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: ko('session.submit'), exact: true }).click();
}

describe('the open payment', () =>
  it('is moved by j and k, and is the one that r refunds', async () => {
    for (let n = 0; n < 3; n += 1) await createPaid();
    await open('/payments');
    const orders = page.locator('[data-row-link]');
    await orders.nth(2).waitFor();
    const [first, second] = await orders.allTextContents();
    await page
      .getByRole('row')
      .filter({ hasText: first ?? '' })
      .click();
    await page
      .getByLabel(`결제 ${first ?? ''}`)
      .getByText(ko('statuses.toss.PAY_COMPLETE'))
      .first()
      .waitFor();
    await page.keyboard.press('j');
    await page
      .getByLabel(`결제 ${second ?? ''}`)
      .getByText(ko('statuses.toss.PAY_COMPLETE'))
      .first()
      .waitFor();
    await page.keyboard.press('r');
    await dialog()
      .getByText(second ?? '')
      .first()
      .waitFor();
    expect(
      await dialog()
        .getByText(first ?? '')
        .count(),
    ).toBe(0);
  }));

describe('a dialog', () =>
  it('is opened once by a double click and by a held key, and closes at once', async () => {
    const { payToken, orderNo } = await createPaid();
    await open(`/payments/${payToken}`);
    const refund = page.getByLabel(`결제 ${orderNo}`).getByRole('button', { name: /^환불/ });
    await refund.waitFor();
    const before = await page.evaluate(() => history.length);
    await refund.dblclick();
    const closes = async () => {
      await dialog()
        .getByRole('textbox', { name: ko('operations.refund.someLabel') })
        .waitFor();
      expect(await page.evaluate(() => history.length)).toBe(before + 1);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      expect(new URL(page.url()).search).toBe('');
    };
    await closes();
    for (let n = 0; n < 5; n += 1) await page.keyboard.down('r');
    await page.keyboard.up('r');
    await closes();
  }));

describe('a confirmation', () =>
  it('is skipped neither by two quick Ctrl+Enter nor by a double click', async () => {
    const { payToken } = await createPaid();
    await open(`/payments/${payToken}?act=refund`);
    await fillRefund();
    await page.keyboard.press('Control+Enter');
    await page.waitForTimeout(ECHO_MS);
    await page.keyboard.press('Control+Enter');
    await dialog().getByText('되돌릴 수 없어요').waitFor();
    await dialog()
      .getByRole('button', { name: ko('common.back') })
      .click();
    await dialog()
      .getByRole('button', { name: ko('operations.refund.review'), exact: true })
      .dblclick();
    await dialog().getByText('되돌릴 수 없어요').waitFor();
    await confirmationIsSeen(dialog());
    expect(await booked(payToken)).toEqual([]);
    await dialog()
      .getByRole('button', { name: /^2,200원 환불/ })
      .click();
    await dialog().getByRole('heading', { name: '2,200원 환불 완료' }).waitFor();
    expect(await booked(payToken)).toMatchObject([{ amount: 2_200 }]);
    await dialog()
      .getByRole('button', { name: ko('operations.done.close') })
      .click();
    await dialog().waitFor({ state: 'detached' });
  }));

describe('a session that expires on the last press', () => {
  const lastPress = async (payToken: string) => {
    await open(`/payments/${payToken}?act=refund`);
    await fillRefund();
    await dialog()
      .getByRole('button', { name: ko('operations.refund.review'), exact: true })
      .click();
    const confirm = dialog().getByRole('button', { name: /^2,200원 환불/ });
    await confirmationIsSeen(dialog());
    await context.clearCookies();
    await confirm.click();
    await page.getByLabel(ko('session.email')).waitFor();
  };

  it('is asked about at the next sign-in, and the refund is only sent after a new confirmation', async () => {
    const { payToken } = await createPaid();
    await lastPress(payToken);
    await signInAgain('operator@demo.shop');
    await dialog()
      .getByText(ko('operations.unsent.refund', { amount: '2,200원' }))
      .waitFor();
    await confirmationIsSeen(dialog());
    expect(await booked(payToken)).toEqual([]);
    await dialog()
      .getByRole('button', { name: /^2,200원 환불/ })
      .click();
    await dialog().getByRole('heading', { name: '2,200원 환불 완료' }).waitFor();
    expect(await booked(payToken)).toHaveLength(1);
  });

  it('shows nothing to another person who signs in', async () => {
    const { payToken } = await createPaid();
    await lastPress(payToken);
    await signInAgain('manager@demo.shop');
    await dialog()
      .getByRole('textbox', { name: ko('operations.refund.someLabel') })
      .waitFor();
    expect(await dialog().getByText('접수되지 않았어요').count()).toBe(0);
    expect(
      await dialog()
        .getByRole('radio', { name: /남은 전액/ })
        .isChecked(),
    ).toBe(true);
    expect(await booked(payToken)).toEqual([]);
  });
});

describe('a press on a locked screen', () => {
  it('is sent neither by the password nor by a reload, but only after a new confirmation', async () => {
    const { payToken, orderNo } = await createPaid();
    await open(`/payments/${payToken}?act=refund`);
    await fillRefund();
    await dialog()
      .getByRole('button', { name: ko('operations.refund.review'), exact: true })
      .click();
    await confirmationIsSeen(dialog());
    // The desk locks the screen while the request is on its way.
    await page.route(
      `**/api/payments/${payToken}/operations/*`,
      async (route) => {
        await page.evaluate(() =>
          fetch('/api/auth/lock', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{}',
          }),
        );
        await route.continue();
      },
      { times: 1 },
    );
    const confirm = dialog().getByRole('button', { name: /^2,200원 환불/ });
    await confirm.click();
    const cover = page.locator('dialog');
    await cover.getByLabel(ko('session.password'), { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await cover.waitFor({ state: 'detached' });
    const question = dialog().getByText(/2,200원은 아직 접수되지 않았어요/);
    await question.waitFor();
    await page.reload();
    await question.waitFor();
    await dialog().getByText(orderNo).waitFor();
    await confirmationIsSeen(dialog());
    expect(await booked(payToken)).toEqual([]);
    await confirm.click();
    await dialog().getByRole('heading', { name: '2,200원 환불 완료' }).waitFor();
    expect(await booked(payToken)).toMatchObject([{ amount: 2_200 }]);
  });
});

describe('a half-filled form', () => {
  const expectTyped = async () => {
    const amount = dialog().getByRole('textbox', { name: ko('operations.refund.someLabel') });
    await amount.waitFor();
    expect(await amount.inputValue()).toBe('2,200');
    const reason = dialog().getByRole('combobox', { name: ko('bulk.form.reason') });
    await expect.poll(() => reason.inputValue()).toBe('상품 불량');
  };

  it('survives going back and a reload, and is gone once it is discarded', async () => {
    const { payToken, orderNo } = await createPaid();
    await open(`/payments/${payToken}`);
    const refund = page.getByLabel(`결제 ${orderNo}`).getByRole('button', { name: /^환불/ });
    await refund.click();
    await fillRefund();
    await page.goBack();
    await dialog().waitFor({ state: 'detached' });
    await refund.click();
    await expectTyped();
    await page.reload();
    await expectTyped();
    await dialog().getByText(ko('common.kept.title')).waitFor();
    await page.keyboard.press('Escape');
    await dialog()
      .getByRole('button', { name: ko('common.leave.leave') })
      .click();
    await dialog().waitFor({ state: 'detached' });
    await refund.click();
    await dialog()
      .getByRole('textbox', { name: ko('operations.refund.someLabel') })
      .waitFor();
    expect(
      await dialog()
        .getByRole('radio', { name: /남은 전액/ })
        .isChecked(),
    ).toBe(true);
  });

  it('survives a sign-in of the same person, and not a sign-out', async () => {
    const { payToken } = await createPaid();
    await open(`/payments/${payToken}?act=refund`);
    await fillRefund();
    await context.clearCookies();
    await page.reload();
    await signInAgain('operator@demo.shop');
    await expectTyped();
    await page.goBack();
    await page.goto('/payments');
    const kept = () =>
      page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('draft')));
    expect(await kept()).toHaveLength(1);
    await page.getByRole('button', { name: ko('frame.person.label') }).click();
    await page.getByRole('button', { name: ko('frame.person.signOut') }).click();
    await page.getByLabel(ko('session.email')).waitFor();
    expect(await kept()).toEqual([]);
  });
});

describe('above the rows', () => {
  /** The payment under the resting pointer, and the top of the table. */
  const under = () =>
    page.evaluate(() => ({
      order: document.elementFromPoint(700, 480)?.closest('tr')?.querySelector('[data-row-link]')
        ?.textContent,
      top: document.querySelector('table')?.getBoundingClientRect().top,
    }));

  it('nothing is added or removed: new payments, a lost connection, a filter', async () => {
    for (let n = 0; n < 12; n += 1) await createPaid();
    await open('/payments');
    await page.getByRole('row').nth(12).waitFor();
    await page.mouse.move(700, 480);
    const before = await under();
    expect(before.order).toMatch(/^SLIP-/);
    await createPaid();
    await page.getByRole('button', { name: /새 결제 \d건 보기/ }).waitFor();
    expect(await under()).toEqual(before);
    await context.setOffline(true);
    await page.getByRole('region', { name: ko('frame.offline.label') }).waitFor();
    await page
      .getByText(/마지막 확인/)
      .first()
      .waitFor();
    expect(await under()).toEqual(before);
    await context.setOffline(false);
    await page
      .getByRole('region', { name: ko('frame.offline.label') })
      .waitFor({ state: 'detached' });
    expect(await under()).toEqual(before);
    const filters =
      'q=SLIP&status=PAY_COMPLETE&method=CARD,TOSS_MONEY&minAmount=1000&maxAmount=90000';
    await page.goto(`/payments?${filters}`);
    await page.locator('[data-filter="all"]').waitFor();
    const box = await page
      .getByRole('table')
      .or(page.getByText(/결제가 없/))
      .first()
      .boundingBox();
    expect(box?.y).toBeLessThanOrEqual((before.top ?? 0) + 1);
    const filterTop = async () =>
      (await page.locator('[data-filter="all"]').boundingBox())?.y ?? NaN;
    await page.goto('/payments?q=SLIP');
    await page.getByRole('row').nth(1).waitFor();
    const understood = await filterTop();
    await page.goto(`/payments?q=${encodeURIComponent('상태:없는말 SLIP')}`);
    await page.getByText(/글자 그대로 찾아요/).waitFor();
    expect(await filterTop()).toBe(understood);
  });
});

describe('a page that is not loaded when the connection is lost', () =>
  it('keeps the frame, says so, and opens by itself when the connection is back', async () => {
    await open('/payments');
    await page.getByRole('heading', { name: ko('list.title'), exact: true }).waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: ko('frame.nav.overview') }).click();
    await page.getByText(ko('frame.late.offline')).waitFor();
    expect(await page.getByRole('navigation', { name: ko('frame.nav.label') }).isVisible()).toBe(
      true,
    );
    expect(await page.getByRole('region', { name: ko('frame.offline.label') }).isVisible()).toBe(
      true,
    );
    expect(await page.getByText('돈은 움직이지 않았어요').count()).toBe(0);
    await context.setOffline(false);
    await page.getByRole('heading', { name: /^기간/ }).waitFor();
    expect(await page.getByRole('region', { name: ko('frame.offline.label') }).count()).toBe(0);
  }));

describe('forced colours', () =>
  it('show the selection, the focus and the edges of controls', async () => {
    await open('/account', { forcedColors: 'active' });
    const languages = page.getByRole('radiogroup', { name: ko('frame.settings.language') }).first();
    await languages.waitFor();
    const grounds = await languages
      .locator('label')
      .evaluateAll((labels) => labels.map((label) => getComputedStyle(label).backgroundColor));
    expect(new Set(grounds).size).toBe(2);
    const line = languages.evaluate((all) => getComputedStyle(all).borderTopWidth);
    expect(await line).toBe('1px');
    await page.goto('/overview');
    const menu = page.getByRole('navigation', { name: ko('frame.nav.label') });
    const ground = (name: string) =>
      menu
        .getByRole('link', { name, exact: true })
        .evaluate((one) => getComputedStyle(one).backgroundColor);
    expect(await ground(ko('frame.nav.overview'))).not.toBe(await ground(ko('frame.nav.payments')));
  }));
