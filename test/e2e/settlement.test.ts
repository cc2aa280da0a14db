/** 정산 from an import to a month that is explained, with a file to hand over. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays } from '../../server/settlement/import-times.ts';
import { axeFaults } from '../support/axe-faults.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { makeTrades, PAYOUT_DAY, TRADE_DAY } from '../support/settled-day.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { waitUntil } from '../support/wait-until.ts';
import { ko } from '../support/words.ts';

const [YEAR = '', MONTH = '', DAY = ''] = PAYOUT_DAY.split('-');
const BEFORE = addDays(PAYOUT_DAY, -1);

let product: Product;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  const { toss, url } = product;
  const [known] = await makeTrades(toss);
  const manager = await signInToApi(url, 'manager');
  await manager.call('POST', '/api/payments/lookup', { payToken: known });
  const context = await browser.newContext({
    ...{ baseURL: url, locale: 'ko-KR', viewport: { width: 1440, height: 900 } },
    acceptDownloads: true,
  });
  await context.addCookies(browserCookies(url, manager.cookie));
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(String(error)));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const lines = () => page.getByRole('table', { name: ko('settlement.lines.label') });
const aside = () => page.getByRole('complementary', { name: ko('settlement.deposit.title') });

async function importDay(): Promise<void> {
  await page.goto(`/settlement/${PAYOUT_DAY}`);
  await button(ko('settlement.import.now')).click();
  // The payment that the desk lacks is read at Toss, adopted and matched meanwhile.
  await waitUntil(
    'the lines are there, each beside its payment',
    () => page.getByRole('rowheader', { name: ko('settlement.kind.matched') }).count(),
    (count) => count === 3,
    30_000,
  );
}

async function enterRate(): Promise<void> {
  await page.getByRole('link', { name: ko('settlement.one.toRates') }).click();
  await page.getByLabel(ko('settlement.rates.rate')).fill('2.5');
  await page.getByLabel(ko('settlement.rates.from')).fill('2020-01-01');
  await button(ko('settlement.rates.add')).click();
  await page.getByRole('radio', { name: ko('settlement.rates.rules.proportional') }).check();
  await button(ko('settlement.rates.save')).click();
}

async function addStatement(won: string): Promise<void> {
  const csv = `거래일시,적요,입금액\n${PAYOUT_DAY} 09:00,Toss정산${MONTH}${DAY},${won}\n`;
  await page.getByLabel(ko('settlement.bank.text')).fill(csv);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: ko('settlement.bank.submit'), exact: true })
    .click();
}

it('is imported, compared, explained and handed over', async () => {
  await page.goto('/payments');
  await page
    .getByRole('navigation', { name: ko('frame.nav.label') })
    .getByRole('link', { name: ko('frame.nav.settlement') })
    .click();
  await page.getByRole('heading', { name: ko('settlement.title'), level: 1 }).waitFor();
  await importDay();
  expect(await axeFaults(page)).toEqual([]);

  // A rate that fits no line is told with the one that would; the right one fits.
  await enterRate();
  await page.getByRole('row', { name: /2\.4%/ }).first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel(ko('settlement.rates.rate')).fill('2.4');
  await page.getByLabel(ko('settlement.rates.from')).fill('2020-01-01');
  await button(ko('settlement.rates.add')).click();
  await page.getByText(ko('settlement.rates.unexplainedNone')).waitFor();

  // The bank's file: nothing is kept of a wrong one.
  await page.goto(`/settlement/${YEAR}-${MONTH}`);
  await button(ko('settlement.bank.open')).click();
  await addStatement('많이');
  await page.getByText(ko('settlement.bank.faults.no-won')).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await addStatement('31601');
  await button(ko('settlement.bank.done')).click();

  // 차이: 51,601 was expected.
  const check = page.getByRole('region', { name: ko('settlement.check.title') });
  await check.getByText(ko('settlement.check.less', { won: '20,000원' })).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await check.getByRole('link', { name: ko('settlement.check.reason') }).click();
  await aside().getByText(ko('settlement.deposit.reasons.held')).click();
  await button(ko('settlement.deposit.save')).click();
  await aside().getByText(ko('settlement.deposit.before')).waitFor();

  // The month is explained.
  await page.getByRole('link', { name: ko('settlement.one.back') }).click();
  await page
    .getByRole('link', { name: new RegExp(ko('settlement.state.explained')) })
    .filter({ hasText: '51,601' })
    .waitFor();
  await page.getByText(ko('settlement.check.none')).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    button(ko('settlement.file.xlsx')).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  expect(troubles).toEqual([]);
});

it('a deposit on the wrong day is removed; a statement shows what it would change', async () => {
  const box = aside();
  const won = box.getByLabel(ko('settlement.deposit.won'));
  await page.goto(`/settlement/${BEFORE}`);
  await won.fill('7000');
  await button(ko('settlement.deposit.save')).click();
  await button(ko('settlement.deposit.remove')).click();
  const ask = page.getByRole('dialog');
  expect(await axeFaults(page)).toEqual([]);
  await ask.getByRole('button', { name: ko('settlement.deposit.removing.confirm') }).click();
  await box.getByText(ko('settlement.deposit.before')).click();
  await box.getByText(ko('settlement.deposit.removed')).waitFor();
  expect(await won.inputValue()).toBe('');

  await page.goto(`/settlement/${YEAR}-${MONTH}`);
  await button(ko('settlement.bank.open')).click();
  await addStatement('20000');
  await ask
    .getByRole('heading', { name: ko('settlement.bank.changes.title', { count: 1 }) })
    .waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await ask.getByRole('button', { name: ko('settlement.bank.changes.confirm') }).click();
  await ask.getByText('51,601원').waitFor();
  await button(ko('settlement.bank.done')).click();
  await page.getByRole('link', { name: new RegExp(ko('settlement.state.matched')) }).waitFor();
  expect(troubles).toEqual([]);
});

it('stands at the payment, and as a list on a phone', async () => {
  await page.goto(`/settlement/${PAYOUT_DAY}`);
  await lines().getByRole('link', { name: 'settled-1' }).first().click();
  const settled = page.getByRole('table', { name: ko('detail.settlement.title') });
  await settled.getByText('45,759원').waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await product.toss.plantSettlementLines({
    ...{ transactionId: 'adjusted', transactionType: 'ADJUSTMENT', amount: -1_234_567 },
    ...{ settleDate: TRADE_DAY.replaceAll('-', ''), dueDate: PAYOUT_DAY.replaceAll('-', '') },
  });
  await page.goto(`/settlement/${PAYOUT_DAY}`);
  await button(ko('settlement.import.now')).click();
  await page.getByText(ko('settlement.kind.unknown-type')).first().waitFor();
  for (const place of [`${YEAR}-${MONTH}`, PAYOUT_DAY, 'rates', 'unmatched']) {
    await page.goto(`/settlement/${place}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('load');
    const [wide, room] = await page.evaluate(() => {
      const tables = [...document.querySelectorAll('table')].map((table) => table.parentElement);
      const boxes = [document.documentElement, ...tables].filter((box) => box !== null);
      const sum = (name: 'scrollWidth' | 'clientWidth') =>
        boxes.reduce((all, box) => all + box[name], 0);
      return [sum('scrollWidth'), sum('clientWidth')];
    });
    expect([place, wide]).toEqual([place, room]);
    expect(await axeFaults(page)).toEqual([]);
  }
  expect(troubles).toEqual([]);
});
