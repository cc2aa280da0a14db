/** Every screen: its address, who may see it, and how to tell that it is complete. */
import type { Page } from 'playwright-core';
import { confirmationIsSeen } from '../support/confirmation.ts';
import { PAYOUT_DAY } from '../support/settled-day.ts';
import type { Payments } from './shop.ts';

export interface Screen {
  /** Unique; also the name of its picture. */
  name: string;
  path: (payments: Payments) => string;
  signedOut?: boolean;
  /** Shown to a manager instead of a clerk. */
  asManager?: boolean;
  /** Waits for something that the complete screen shows. */
  shows: (page: Page) => Promise<unknown>;
}

const KST_MS = 9 * 60 * 60 * 1000;
const seoulMonth = () => new Date(Date.now() + KST_MS).toISOString().slice(0, 7);

const anyHeading = (page: Page) => page.getByRole('heading').first().waitFor();
const table = (page: Page) => page.getByRole('table').first().waitFor();
const dialog = (page: Page) => page.getByRole('dialog').getByRole('button').nth(1).waitFor();
const confirmation = (page: Page) => confirmationIsSeen(page.getByRole('dialog'));
export const screens: readonly Screen[] = [
  { name: 'sign-in', path: () => '/sign-in', signedOut: true, shows: anyHeading },
  {
    name: 'list',
    path: () => '/payments',
    shows: (page) => page.getByText('0003').first().waitFor(),
  },
  {
    name: 'palette',
    path: (payments) => `/payments/${payments.refunded}`,
    shows: async (page) => {
      await page.getByRole('article').getByRole('table').first().waitFor();
      await page.keyboard.press('Control+K');
      await page.getByRole('group', { name: /0004/ }).getByRole('option').first().waitFor();
    },
  },
  {
    name: 'palette with a number',
    path: () => '/review',
    shows: async (page) => {
      await page.getByText('0006').first().waitFor();
      await page.keyboard.press('Control+K');
      await page.getByRole('combobox').fill('20261124-0003');
      await page.getByRole('option', { name: /0003/ }).waitFor();
    },
  },
  {
    name: 'shortcuts',
    path: () => '/payments',
    shows: async (page) => {
      await page.getByText('0003').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').locator('dl').first().waitFor();
    },
  },
  {
    name: 'search help',
    path: () => '/payments',
    shows: async (page) => {
      await page.getByText('0003').first().waitFor();
      await page.keyboard.press('/');
      await page.getByRole('search').locator('dl').waitFor();
    },
  },
  {
    name: 'term that nobody understands',
    path: () => '/payments?q=%EC%83%81%ED%83%9C%3A%EB%AA%A8%EB%A6%84&period=all',
    shows: anyHeading,
  },
  {
    name: 'columns',
    path: () => '/payments',
    shows: async (page) => {
      await page.getByText('0003').first().waitFor();
      const menu = page.getByRole('button', { name: /^(열 설정|Columns)$/ });
      // A phone shows cards, without a menu of columns.
      if ((await menu.count()) === 0) return;
      await menu.click();
      await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
    },
  },
  {
    name: 'filters',
    path: () => '/payments?method=CARD',
    shows: async (page) => {
      await page.getByText('0003').first().waitFor();
      await page.getByRole('button', { name: /^(필터|Filters)/ }).click();
      await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
    },
  },
  {
    name: 'saved views',
    path: () => '/payments?method=CARD',
    shows: async (page) => {
      await page.getByText('0003').first().waitFor();
      const menu = page.getByRole('button', { name: /^(저장한 필터|Saved filters)$/ });
      // A phone has them on the sheet of its filters.
      if ((await menu.count()) === 0) return;
      await menu.click();
      await page.getByRole('dialog').getByRole('list').waitFor();
    },
  },
  {
    name: 'picked rows',
    path: () => '/payments',
    shows: async (page) => {
      await page.getByText('0003').first().waitFor();
      const boxes = page.getByRole('checkbox');
      // A phone shows cards, which can't be selected.
      if ((await boxes.count()) === 0) return;
      for (const n of [4, 5, 7]) await boxes.nth(n).click();
      await page.getByRole('group', { name: /^(선택한 결제|Selected payments)$/ }).waitFor();
    },
  },
  { name: 'empty list', path: () => '/payments?q=nothing-here', shows: anyHeading },
  {
    name: 'export',
    path: () => '/payments',
    asManager: true,
    shows: async (page) => {
      await page.getByRole('button', { name: /^(내보내기|Export)$/ }).click();
      await dialog(page);
    },
  },
  {
    name: 'waiting payment',
    path: (payments) => `/payments/${payments.standby}`,
    shows: anyHeading,
  },
  {
    name: 'partly refunded',
    path: (payments) => `/payments/${payments.refunded}`,
    shows: anyHeading,
  },
  {
    name: 'refunded elsewhere',
    path: (payments) => `/payments/${payments.outside}`,
    shows: anyHeading,
  },
  { name: 'outcome unknown', path: (payments) => `/payments/${payments.lost}`, shows: anyHeading },
  { name: 'unknown payment', path: () => '/payments/test_nothing', shows: anyHeading },
  { name: 'refund', path: (payments) => `/payments/${payments.mixed}?act=refund`, shows: dialog },
  {
    name: 'next refund',
    path: (payments) => `/payments/${payments.refunded}?act=refund`,
    shows: dialog,
  },
  {
    name: 'refund by estimate',
    path: (payments) => `/payments/${payments.outside}?act=refund`,
    shows: dialog,
  },
  {
    name: 'execute',
    path: (payments) => `/payments/${payments.approved}?act=execute`,
    shows: confirmation,
  },
  {
    name: 'cancel',
    path: (payments) => `/payments/${payments.standby}?act=cancel`,
    shows: confirmation,
  },
  {
    name: 'review',
    path: () => '/review',
    shows: (page) => page.getByText('0006').first().waitFor(),
  },
  {
    name: 'to do of a manager',
    path: () => '/review',
    asManager: true,
    shows: async (page) => {
      await page.getByRole('button', { name: /^(직접 확인 필요|Needs manual check)/ }).click();
      // A phone has the act behind the row.
      await page.getByRole('article').first().waitFor();
    },
  },
  {
    name: 'outcome that a person decides',
    path: ({ contradicted, contradiction }) =>
      `/payments/${contradicted}?act=resolve&operation=${contradiction}`,
    asManager: true,
    shows: async (page) => {
      const outcomes = page.getByRole('dialog').getByRole('radio');
      await outcomes.first().check();
      // This outcome requires which of the refunds at Toss it is.
      await outcomes.nth(4).waitFor();
    },
  },
  { name: 'create', path: () => '/payments/new', shows: anyHeading },
  {
    name: 'bulk refunds',
    path: () => '/bulk-refunds',
    shows: (page) => page.getByRole('table').getByRole('link').first().waitFor(),
  },
  {
    name: 'new bulk refund',
    path: () => '/bulk-refunds/new',
    shows: async (page) => {
      const list = page.getByRole('textbox').first();
      await list.fill('orderNo,amount\n20261124-0003,4000\n20261124-0004,four');
      await list.blur();
      await page.getByText('(four)').waitFor();
    },
  },
  {
    name: 'new bulk refund by hand',
    path: (payments) => `/bulk-refunds/new?payTokens=${payments.mixed},${payments.refunded}`,
    shows: (page) => page.getByText('20261124-0003').first().waitFor(),
  },
  { name: 'bulk check', path: ({ bulkDraft }) => `/bulk-refunds/${bulkDraft}`, shows: table },
  {
    name: 'bulk confirmation',
    path: ({ bulkDraft }) => `/bulk-refunds/${bulkDraft}`,
    shows: async (page) => {
      await page.getByRole('button', { name: /^(\d+건 환불하기|Refund \d+)$/ }).click();
      await confirmation(page);
    },
  },
  {
    name: 'bulk approval',
    path: ({ bulkProposed }) => `/bulk-refunds/${bulkProposed}`,
    asManager: true,
    shows: table,
  },
  { name: 'bulk results', path: ({ bulkDone }) => `/bulk-refunds/${bulkDone}`, shows: table },
  {
    name: 'overview',
    path: () => '/overview',
    shows: (page) => page.getByRole('img').nth(1).waitFor(),
  },
  {
    name: 'overview in tables',
    path: () => '/overview?days=7',
    shows: async (page) => {
      const asTable = page.getByRole('radio', { name: /^(표|Table)$/ });
      await asTable.first().check();
      await asTable.last().check();
      await page.getByRole('radio', { name: /^(직접|Custom)$/ }).check();
    },
  },
  {
    name: 'day close',
    path: () => '/day-close',
    asManager: true,
    shows: (page) => page.getByRole('article').getByText('0005').first().waitFor(),
  },
  {
    name: 'month close',
    path: () => `/day-close/${seoulMonth()}`,
    asManager: true,
    shows: table,
  },
  {
    name: 'settlement',
    path: () => `/settlement/${PAYOUT_DAY.slice(0, 7)}`,
    asManager: true,
    shows: (page) => page.getByRole('region').getByRole('link').first().waitFor(),
  },
  {
    name: 'settlement of a day',
    path: () => `/settlement/${PAYOUT_DAY}`,
    asManager: true,
    shows: table,
  },
  {
    name: 'unmatched settlement',
    path: () => '/settlement/unmatched',
    asManager: true,
    shows: table,
  },
  { name: 'settlement rates', path: () => '/settlement/rates', asManager: true, shows: table },
  {
    name: 'bank statement',
    path: () => `/settlement/${PAYOUT_DAY.slice(0, 7)}`,
    asManager: true,
    shows: async (page) => {
      await page.getByRole('button', { name: /^(통장 내역 넣기|Add bank statement)$/ }).click();
      await page
        .getByRole('dialog')
        .getByRole('textbox')
        .fill('거래일,적요,입금액\n어제,토스정산,1');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^(넣기|Add)$/ })
        .click();
      await page.getByRole('dialog').getByRole('alert').waitFor();
    },
  },
  {
    name: 'staff',
    path: () => '/staff',
    asManager: true,
    shows: (page) => page.getByText('hajun@corner.shop').waitFor(),
  },
  {
    name: 'invitation',
    path: () => '/staff',
    asManager: true,
    shows: async (page) => {
      await page.getByRole('button', { name: /^(직원 초대|Invite)$/ }).click();
      await dialog(page);
    },
  },
  {
    name: 'settings',
    path: () => '/settings',
    asManager: true,
    shows: (page) => page.getByRole('checkbox').first().waitFor(),
  },
  {
    name: 'notices',
    path: () => '/settings/notices',
    asManager: true,
    shows: (page) =>
      page
        .getByRole('status')
        .getByText(/연결하지 못했어요|No connection/)
        .waitFor(),
  },
  {
    name: 'changing the chat',
    path: () => '/settings/notices',
    asManager: true,
    shows: async (page) => {
      await page
        .getByRole('button', { name: /^(바꾸기|Change)$/ })
        .first()
        .click();
      await dialog(page);
    },
  },
  {
    name: 'close by mail',
    path: () => '/settings/notices',
    asManager: true,
    shows: async (page) => {
      await page
        .getByRole('button', { name: /^(바꾸기|Change)$/ })
        .last()
        .click();
      await dialog(page);
    },
  },
  {
    name: 'settings of a clerk',
    path: () => '/settings',
    shows: (page) => page.getByRole('region').getByRole('listitem').first().waitFor(),
  },
  {
    name: 'audit log',
    path: () => '/audit',
    asManager: true,
    shows: async (page) => {
      await page.getByRole('listitem').locator('button[aria-expanded]').first().click();
      await page.getByRole('button', { name: /^(검증|Verify)$/ }).click();
      await page
        .getByRole('status')
        .filter({ hasText: /이상 없어요|intact/ })
        .waitFor();
    },
  },
  {
    name: 'access records',
    path: () => '/audit/access',
    asManager: true,
    shows: async (page) => {
      await page.getByRole('listitem').locator('button[aria-expanded]').first().click();
      await page.getByRole('listitem').locator('dl').first().waitFor();
    },
  },
  {
    name: 'audit filter',
    path: () => '/audit?action=settings-changed',
    asManager: true,
    shows: (page) => page.locator('[data-filter="action"]').click(),
  },
  {
    name: 'calls to Toss',
    path: () => '/developer?call=refunds&outcome=ok',
    asManager: true,
    shows: async (page) => {
      await page.getByRole('listitem').locator('button[aria-expanded]').first().click();
      await page.locator('pre').nth(1).waitFor();
    },
  },
  {
    name: 'callbacks',
    path: () => '/developer/callbacks',
    asManager: true,
    shows: (page) => page.getByRole('textbox').waitFor(),
  },
  {
    name: 'service tokens',
    path: () => '/developer/tokens',
    asManager: true,
    shows: (page) => page.getByRole('textbox').waitFor(),
  },
  {
    name: 'new token',
    path: () => '/developer/tokens',
    asManager: true,
    shows: async (page) => {
      await page.getByRole('button', { name: /^(토큰 만들기|Create token)$/ }).click();
      await dialog(page);
    },
  },
  {
    name: 'webhooks',
    path: () => '/developer/webhooks',
    asManager: true,
    shows: (page) =>
      page.getByText(/^(알림 보내기가 꺼져 있어요|Webhooks are switched off)$/).waitFor(),
  },
  { name: 'no right to a page', path: () => '/staff', shows: anyHeading },
  { name: 'trust', path: () => '/trust', shows: anyHeading },
  {
    name: 'no such page',
    path: () => '/nowhere',
    shows: (page) => page.getByRole('main').getByRole('link').first().waitFor(),
  },
  { name: 'return page', path: () => '/checkout/return', signedOut: true, shows: anyHeading },
  { name: 'cancel page', path: () => '/checkout/cancel', signedOut: true, shows: anyHeading },
  { name: 'API documents', path: () => '/api/docs', signedOut: true, shows: anyHeading },
];
