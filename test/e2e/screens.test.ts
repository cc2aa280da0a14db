/** Every screen: axe finds nothing serious, nothing scrolls sideways, no script fails. */
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';

let product: Product;
let browser: Browser;
let cookies: ReturnType<typeof browserCookies>;
let managerCookies: typeof cookies;
const tokens = { standby: '', approved: '', mixed: '', refunded: '', outside: '', lost: '' };

const LONG =
  '아주 긴 이름을 가진 상품이 줄바꿈 없이 이어지면 어떻게 보이는지 보려고 만든 상품 '.repeat(3);

/** Accounts in every state, one of them with a name and an address that fit nowhere. */
async function fillStaff(manager: Awaited<ReturnType<typeof signInToApi>>): Promise<void> {
  const invite = async (email: string, name: string) => {
    const { body } = await manager.call('POST', '/api/staff', { email, name, role: 'operator' });
    return `/api/staff/${(body['staff'] as { id: string }).id}`;
  };
  const long = await invite(
    `${'very.long.'.repeat(6)}name@a-corner-shop.example`,
    LONG.slice(0, 90),
  );
  await manager.call('PATCH', long, { mayExport: true, dayCeilingWon: 1_000_000_000 });
  await manager.call('PATCH', await invite('hajun@corner.shop', '정하준'), { disabled: true });
}

beforeAll(async () => {
  // The lost refund below must still be unclear when its screens are looked at.
  [product, browser] = await Promise.all([
    startProduct({ RECONCILE_SCALE: '1', SETTLE_MS: '900000' }),
    openBrowser(),
  ]);
  const { toss, url } = product;
  const api = await signInToApi(url);
  const manager = await signInToApi(url, 'manager');
  cookies = browserCookies(product.url, api.cookie);
  managerCookies = browserCookies(product.url, manager.cookie);
  await fillStaff(manager);
  const create = async (orderNo: string, more: Record<string, unknown> = {}) => {
    const { body } = await api.call('POST', '/api/payments', {
      orderNo,
      amount: 186_000,
      productDesc: '햅쌀 20kg · 보온 도시락 3개',
      autoExecute: true,
      ...more,
    });
    return String(body['payToken']);
  };
  const refund = (payToken: string, amount: number, seenRefunded: number) =>
    api.call(
      'PUT',
      `/api/payments/${payToken}/operations/${crypto.randomUUID()}`,
      { kind: 'refund', amount, reason: '단순 변심', note: '상자가 젖음', seenRefunded },
      10,
    );
  const parts = { taxable: 98_182, vat: 9818, taxFree: 78_000, serviceFee: 0 };
  tokens.standby = await create('20261124-0001', { productDesc: LONG.trim().slice(0, 255) });
  tokens.approved = await create('20261124-0002', { autoExecute: false, expiresInMinutes: 60 });
  tokens.mixed = await create('20261124-0003', { parts });
  tokens.refunded = await create('20261124-0004', { parts });
  tokens.outside = await create('20261124-0005', { parts });
  tokens.lost = await create('20261124-0006');
  for (const payToken of Object.values(tokens)) {
    if (payToken !== tokens.standby) await toss.authenticate(payToken, 'CARD', '국민');
    await api.call('POST', `/api/payments/${payToken}/refresh`);
  }
  await refund(tokens.refunded, 36_000, 0);
  await toss.outsideRefund(tokens.outside, 59_800);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await api.call('POST', `/api/payments/${tokens.outside}/refresh`);
  await toss.fault({ call: 'refunds', effect: 'before', fault: 'drop', times: 1 });
  await refund(tokens.lost, 1000, 0);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});

interface Look {
  name: string;
  width: number;
  scheme: 'light' | 'dark';
  locale: 'ko-KR' | 'en-US';
}
/** Both languages and both schemes; `LOOKS=all` adds what lies between. */
const looks: Look[] = [
  { name: 'desktop', width: 1440, scheme: 'light', locale: 'ko-KR' },
  { name: 'phone, dark, English', width: 390, scheme: 'dark', locale: 'en-US' },
];
if (process.env['LOOKS'] === 'all') {
  looks.push(
    { name: 'tablet, dark', width: 834, scheme: 'dark', locale: 'ko-KR' },
    { name: 'phone', width: 390, scheme: 'light', locale: 'ko-KR' },
    { name: 'desktop, dark, English', width: 1440, scheme: 'dark', locale: 'en-US' },
  );
}

interface Screen {
  name: string;
  path: () => string;
  signedOut?: boolean;
  /** Seen by a manager instead of a clerk. */
  asManager?: boolean;
  /** Something that the finished screen shows. */
  shows: (page: Page) => Promise<unknown>;
}

const anyHeading = (page: Page) => page.getByRole('heading').first().waitFor();
const dialog = (page: Page) => page.getByRole('dialog').getByRole('button').nth(1).waitFor();
const screens: Screen[] = [
  { name: 'sign-in', path: () => '/sign-in', signedOut: true, shows: anyHeading },
  {
    name: 'list',
    path: () => '/payments',
    shows: (page) => page.getByText('0003').first().waitFor(),
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
  { name: 'waiting payment', path: () => `/payments/${tokens.standby}`, shows: anyHeading },
  { name: 'partly refunded', path: () => `/payments/${tokens.refunded}`, shows: anyHeading },
  { name: 'refunded elsewhere', path: () => `/payments/${tokens.outside}`, shows: anyHeading },
  { name: 'outcome unknown', path: () => `/payments/${tokens.lost}`, shows: anyHeading },
  { name: 'unknown payment', path: () => '/payments/test_nothing', shows: anyHeading },
  { name: 'refund', path: () => `/payments/${tokens.mixed}?act=refund`, shows: dialog },
  { name: 'next refund', path: () => `/payments/${tokens.refunded}?act=refund`, shows: dialog },
  {
    name: 'refund by estimate',
    path: () => `/payments/${tokens.outside}?act=refund`,
    shows: dialog,
  },
  { name: 'execute', path: () => `/payments/${tokens.approved}?act=execute`, shows: dialog },
  { name: 'cancel', path: () => `/payments/${tokens.standby}?act=cancel`, shows: dialog },
  {
    name: 'review',
    path: () => '/review',
    shows: (page) => page.getByText('0006').first().waitFor(),
  },
  { name: 'create', path: () => '/payments/new', shows: anyHeading },
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
        .filter({ hasText: /사슬|chain/ })
        .waitFor();
    },
  },
  {
    name: 'audit filter',
    path: () => '/audit?action=settings-changed',
    asManager: true,
    shows: (page) => page.locator('[data-filter="action"]').click(),
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

/** Fonts, fades and the first answers; the event stream stays open, so idle never comes. */
const SETTLES_MS = 400;

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** What makes the page wider than its window, outermost first; nothing, where it isn't. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      if (width === 0 || right <= clientWidth + 0.5) return false;
      // What scrolls inside a strip of its own doesn't widen the page.
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        if (at !== document.body && getComputedStyle(at).overflowX !== 'visible') return false;
      }
      return true;
    });
    return [
      `${String(scrollWidth)} > ${String(clientWidth)}`,
      ...wide.slice(0, 8).map((element) => element.outerHTML.slice(0, 160)),
    ];
  });

describe.each(looks)('$name', (look) => {
  let signedIn: BrowserContext;
  let asManager: BrowserContext;
  let signedOut: BrowserContext;
  beforeAll(async () => {
    const options = {
      baseURL: product.url,
      locale: look.locale,
      colorScheme: look.scheme,
      viewport: { width: look.width, height: 900 },
      reducedMotion: 'reduce',
    } as const;
    signedIn = await browser.newContext(options);
    asManager = await browser.newContext(options);
    signedOut = await browser.newContext(options);
    await signedIn.addCookies(cookies);
    await asManager.addCookies(managerCookies);
    // The language is a person's choice and not the browser's.
    const language = look.locale.slice(0, 2);
    for (const context of [signedIn, asManager, signedOut]) {
      await context.addInitScript((chosen) => {
        localStorage.setItem('changgu.preferences', JSON.stringify({ language: chosen }));
      }, language);
    }
  });
  afterAll(async () => {
    await signedIn.close();
    await asManager.close();
    await signedOut.close();
  });

  // A page mostly waits; a few at once keep both cores busy.
  it.concurrent.for(screens)('$name', async (screen, { expect }) => {
    const person = screen.asManager === true ? asManager : signedIn;
    const page = await (screen.signedOut === true ? signedOut : person).newPage();
    page.setDefaultTimeout(15_000);
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(screen.path());
    await screen.shows(page);
    await page.waitForTimeout(SETTLES_MS);
    expect(await faultsOf(page)).toEqual([]);
    await expect.poll(() => sideways(page)).toEqual([]);
    if (look.width === 390) {
      await page.setViewportSize({ width: 320, height: 800 });
      await expect.poll(() => sideways(page)).toEqual([]);
    }
    if (screen.path().startsWith('/payments')) {
      expect(await page.getAttribute('html', 'lang')).toBe(look.locale.slice(0, 2));
    }
    expect(failures).toEqual([]);
    await page.close();
  });
});

describe('the gate itself', () => {
  it('finds a planted fault', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.setContent('<html lang="ko"><title>t</title><button></button></html>');
    expect(await faultsOf(page)).not.toEqual([]);
    await page.setContent('<html lang="ko"><title>t</title><p style="width:3000px">t</p></html>');
    expect(await sideways(page)).not.toEqual([]);
    await context.close();
  });
});
