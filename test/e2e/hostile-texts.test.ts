/**
 * Texts from Toss, and from the shop's own staff, that try to run as code: none does on any screen,
 * print or export, and each is shown unchanged.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { addStaff, callDesk, signIn, startTestDesk } from '../support/start-desk.ts';
import type { DeskAnswer, RunningDesk } from '../support/start-desk.ts';
import {
  hostileStaff,
  longTexts,
  payments,
  products,
  refundReasons,
  shopNames,
} from '../hostile-texts/cast.ts';
import type { HostilePayment, HostileTexts, HostileToss } from '../hostile-texts/hostile-toss.ts';
import { EARLIER_WON, hostileTexts, startHostileToss } from '../hostile-texts/hostile-toss.ts';
import { payloads } from '../hostile-texts/payloads.ts';
import { countRunning } from '../hostile-texts/run-payloads.ts';
import { faultsOf, watchPages, type Watch } from '../hostile-texts/watch-pages.ts';
import { ko } from '../support/words.ts';

const CLIENT = join(import.meta.dirname, '../../dist/client');
/** Refunds of this amount or more wait for a second person. */
const APPROVAL_FROM_WON = 15_000;
const REFUSED_WON = 1000;

let toss: HostileToss;
let desk: RunningDesk;
let browser: Browser;
let context: BrowserContext;
let watch: Watch;
const cookies: Record<'manager' | 'operator', string> = { manager: '', operator: '' };

const creationTexts = payments.dialogs.map(hostileTexts);

/** Their names are attacks, too. */
const people = {
  manager: hostileStaff[0] ?? '',
  operator: hostileStaff[1] ?? '',
};

const call = (
  who: keyof typeof cookies,
  ...given: [method: string, path: string, body?: unknown, headers?: Record<string, string>]
): Promise<DeskAnswer> => callDesk(desk.url, cookies[who], given);

const pathOf = (payToken: string) => `/payments/${encodeURIComponent(payToken)}`;

/** Two pages of the desk, loaded once. */
let pair: Promise<readonly Page[]> | null = null;

async function openPair(): Promise<readonly Page[]> {
  const pages = await Promise.all([openPage('/account'), openPage('/account')]);
  // Without the list beside it, which would be rendered again with every step.
  await Promise.all(pages.map((page) => page.setViewportSize({ width: 834, height: 1112 })));
  return pages;
}

/** Runs `work` on every item, two at a time, each on one of the pages. */
async function onPages<T>(
  items: readonly T[],
  work: (page: Page, item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  pair ??= openPair();
  const workers = (await pair).map(async (page) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(page, item);
  });
  await Promise.all(workers);
}

async function openPage(path: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(path);
  return page;
}

/** Navigates as a click on a link does, without loading the desk again. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** Waits until every text is shown unchanged, and checks that none became a part of the page. */
async function shows(page: Page, texts: readonly string[], within = 'html'): Promise<void> {
  await expect.poll(() => faultsOf(page, texts, within), { timeout: 15_000 }).toEqual([]);
}

const DIALOG = '[role="dialog"]';

/** The confirmation names the payment unchanged. */
async function asksAbout(page: Page, words: string, { productDesc, orderNo }: HostileTexts) {
  const sentence = page.getByRole('dialog').locator('p').filter({ hasText: words }).last();
  const text = await sentence.textContent();
  expect(text).toContain(productDesc);
  expect(text).toContain(orderNo);
}

async function signInBrowser(who: keyof typeof cookies): Promise<void> {
  await context.addCookies(browserCookies(desk.url, cookies[who]));
}

/** Requests a refund and waits for its end. @returns the operation */
async function refund(
  { payToken }: HostilePayment,
  amount: number,
  reason: string,
  waitSeconds = 10,
): Promise<{ id: string; state: string }> {
  const path = `/api${pathOf(payToken)}/operations/${randomUUID()}`;
  const body = { kind: 'refund', amount, reason, note: longTexts.note, seenRefunded: EARLIER_WON };
  const answer = await call('operator', 'PUT', path, body, {
    prefer: `wait=${String(waitSeconds)}`,
  });
  expect([200, 201, 202], JSON.stringify(answer.body)).toContain(answer.status);
  return answer.body as { id: string; state: string };
}

/** Has the desk adopt a payment. */
async function adopt(payment: HostilePayment): Promise<void> {
  const { payToken, texts } = payment;
  toss.payments.set(payToken, payment);
  const answer = await call('manager', 'POST', '/api/payments/lookup', { payToken });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect(answer.body.payment.productDesc).toBe(texts.productDesc);
}

/** Sequentially, because a person may have at most five look-ups at once. */
async function adoptAll(some: readonly HostilePayment[]): Promise<void> {
  for (const payment of some) await adopt(payment);
}

beforeAll(async () => {
  toss = await startHostileToss(creationTexts);
  [desk, browser] = await Promise.all([
    startTestDesk({
      clientDir: CLIENT,
      env: {
        TOSS_BASE_URL: toss.url,
        TOSS_TIMEOUT_MS: '20000',
        REFUND_APPROVAL_FROM: String(APPROVAL_FROM_WON),
      },
      bounds: { outbound: { perSecond: 500, burst: 500, keptForMoney: 100 } },
    }),
    openBrowser(),
  ]);
  for (const who of ['manager', 'operator'] as const) {
    await addStaff(desk.database, `${who}@changgu.test`, people[who], who);
    cookies[who] = await signIn(desk.url, `${who}@changgu.test`);
  }
  await addStaff(desk.database, 'second@changgu.test', hostileStaff[2] ?? '', 'manager');
  context = await browser.newContext({ baseURL: desk.url, locale: 'ko-KR' });
  watch = await watchPages(context, desk.url);
  await signInBrowser('manager');
});
afterAll(async () => {
  await browser.close();
  await desk.close();
  await toss.close();
});

afterEach(() => {
  const seen = { hits: watch.hits.splice(0), violations: watch.violations.splice(0) };
  expect(seen).toEqual({ hits: [], violations: [] });
});

it('would run by the dozen on a page that puts them into its HTML', async () => {
  expect(new Set(payloads.map(({ n, text }) => text.replaceAll(String(n), 'n'))).size).toBe(
    payloads.length,
  );
  expect(payloads.length).toBeGreaterThanOrEqual(200);
  const { inner, anywhere } = await countRunning(browser);
  expect(inner).toBeGreaterThanOrEqual(100);
  expect(anywhere).toBeGreaterThanOrEqual(120);
});

describe("Toss's texts", () => {
  beforeAll(async () => {
    await adoptAll(payments.listed);
  });

  it('stand in the list as they are, in rows and in cards', async () => {
    const page = await openPage('/payments');
    // Wide enough for all columns beside order numbers of any length.
    await page.setViewportSize({ width: 1920, height: 900 });
    const texts = payments.listed.flatMap(
      ({ texts: { orderNo, productDesc, cardCompanyName } }) => [
        orderNo,
        productDesc,
        cardCompanyName,
      ],
    );
    await shows(page, texts);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForFunction(() => document.querySelector('tr') === null);
    await shows(
      page,
      payments.listed.flatMap(({ texts: { productDesc, orderNo } }) => [productDesc, orderNo]),
    );
    await page.close();
  });

  it('stand in the details as they are: facts, refunds, history', async () => {
    await onPages(payments.listed, async (page, { payToken, texts }) => {
      await goTo(page, pathOf(payToken));
      await page.locator('article h3').first().waitFor();
      const { orderNo, productDesc, metadata, cardCompanyName, refundNo, refundReason } = texts;
      const shown = [orderNo, productDesc, metadata, cardCompanyName, refundNo, refundReason];
      await shows(page, [...shown, payToken], 'article');
    });
  });
});

describe("Toss's texts about what somebody does", () => {
  beforeAll(async () => {
    const { refused, done, other, proposed, standby, approved } = payments;
    const all = [...refused, ...done, ...other, ...proposed, ...standby, ...approved];
    await adoptAll(all);
  });

  it('stand in the refund dialog, its question and the refusal of Toss', async () => {
    await onPages(payments.refused, async (page, { payToken, texts }) => {
      await goTo(page, `${pathOf(payToken)}?act=refund`);
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('radio', { name: ko('operations.refund.some') }).check();
      await shows(page, [texts.orderNo, texts.productDesc, texts.cardCompanyName], DIALOG);
      await dialog
        .getByRole('textbox', { name: ko('operations.refund.someLabel') })
        .fill(String(REFUSED_WON));
      await dialog
        .getByRole('combobox', { name: ko('bulk.form.reason') })
        .selectOption({ label: '단순 변심' });
      for (const tick of await dialog.getByRole('checkbox').all()) await tick.check();
      await dialog
        .getByRole('button', { name: ko('operations.refund.review'), exact: true })
        .click();
      await asksAbout(page, '돌려드려요', texts);
      await shows(page, [texts.orderNo, texts.productDesc, texts.cardCompanyName], DIALOG);
      await dialog.getByRole('button', { name: /원 환불/ }).click();
      await dialog
        .getByRole('heading', { name: ko('operations.progress.refund.failed') })
        .waitFor();
      await shows(page, [texts.msg, texts.errorCode], DIALOG);
    });
  });

  it('stand in the dialogs of a cancel and an execute, and in their refusals', async () => {
    const both = [...payments.standby, ...payments.approved];
    await onPages(both, async (page, { payToken, texts, status }) => {
      const cancels = status['payStatus'] === 'PAY_STANDBY';
      await goTo(page, `${pathOf(payToken)}?act=${cancels ? 'cancel' : 'execute'}`);
      const dialog = page.getByRole('dialog');
      const press = dialog.getByRole('button', { name: cancels ? /결제 취소$/ : /최종 승인/ });
      await press.waitFor();
      await shows(page, [texts.orderNo, texts.productDesc], DIALOG);
      if (!cancels) await asksAbout(page, '결제를 승인해', texts);
      if (cancels)
        await dialog.getByRole('textbox', { name: ko('bulk.form.reason') }).fill('재고 부족');
      await press.click();
      await dialog.getByRole('heading', { name: /되지 않았어요$/ }).waitFor();
      await shows(page, [texts.msg, texts.errorCode], DIALOG);
    });
  });

  it('stand on the confirmation of a refund, and print as letters', async () => {
    const reasons = refundReasons.values();
    await onPages(payments.done, async (page, payment) => {
      const reason = reasons.next().value ?? '';
      const { id, state } = await refund(payment, REFUSED_WON, reason);
      expect(state).toBe('succeeded');
      const { payToken, texts } = payment;
      await goTo(page, pathOf(payToken));
      await shows(page, [reason, longTexts.note, texts.refundReason, texts.refundNo]);
      await goTo(page, `${pathOf(payToken)}/operations/${id}/receipt`);
      const { orderNo, productDesc, cardCompanyName, msg } = texts;
      await page.getByRole('article', { name: ko('receipt.title') }).waitFor();
      await shows(page, [orderNo, productDesc, cardCompanyName, msg, reason, people.operator]);
      const pdf = (await page.pdf()).toString('latin1');
      expect(pdf).not.toMatch(/\/(JavaScript|JS|URI|Launch|SubmitForm|GoToR|EmbeddedFile)\b/);
    });
  });

  it('stand among the work that waits, and in what is decided about it', async () => {
    const reasons = refundReasons.slice(8);
    const asked = await Promise.all(
      payments.proposed.map(async (payment, index) => {
        const reason = reasons[index] ?? '';
        const { id, state } = await refund(payment, APPROVAL_FROM_WON, reason);
        expect(state).toBe('proposed');
        return { ...payment, reason, id };
      }),
    );
    const page = await openPage('/review');
    await shows(page, [
      ...asked.flatMap(({ texts, reason }) => [texts.orderNo, texts.productDesc, reason]),
      people.operator,
    ]);
    await page.close();
    await onPages(asked, async (one, { payToken, texts, reason, id }) => {
      await goTo(one, `${pathOf(payToken)}?act=approve&operation=${id}`);
      await asksAbout(one, '승인할까요', texts);
      await shows(one, [reason, longTexts.note, people.operator], DIALOG);
      await goTo(one, `${pathOf(payToken)}?act=decline&operation=${id}`);
      await one.getByRole('textbox', { name: ko('bulk.decline.reason') }).fill(longTexts.evidence);
      await one.getByRole('button', { name: ko('operations.acts.review'), exact: true }).click();
      await one.getByRole('button', { name: /^반려하기/ }).click();
      const path = `/api/operations/${id}`;
      const stateNow = async () => (await call('manager', 'GET', path)).body.state;
      await expect.poll(stateNow, { timeout: 15_000 }).toBe('declined');
      await shows(one, [longTexts.evidence]);
    });
  });

  it('stand where Toss answers with a refund number of its own', async () => {
    await Promise.all(
      payments.other.map((payment, index) =>
        refund(payment, REFUSED_WON, refundReasons[12 + index] ?? '', 1),
      ),
    );
    await onPages(payments.other, async (page, { payToken, texts }) => {
      await goTo(page, pathOf(payToken));
      await shows(page, [texts.orderNo, `${texts.refundNo} `, texts.refundReason], 'article');
    });
  });

  it('stand beside the QR code of a new payment, in its refusal, and before the buyer', async () => {
    await onPages([...creationTexts.entries()], async (page, [index, texts]) => {
      const product = products[index] ?? '';
      await goTo(page, '/payments/new');
      const press = page.getByRole('button', { name: /결제 만들기$/ });
      await page.getByRole('textbox', { name: ko('create.product') }).fill(product);
      await page.getByRole('textbox', { name: ko('bulk.form.amount') }).fill(String(4040 + index));
      await press.click();
      await shows(page, [texts.msg, texts.errorCode]);
      await page.getByRole('textbox', { name: ko('create.memo') }).fill(longTexts.evidence);
      await page.getByRole('textbox', { name: ko('bulk.form.amount') }).fill(String(5050 + index));
      await press.click();
      await page.getByRole('img', { name: /QR$/ }).waitFor();
      await shows(page, [`${toss.url}/pay?a="><img src=x onerror=pwn(9100)>#'onclick=pwn(9101)`]);
      await shows(page, [product]);
      await buyerComesBack(index, product, texts.orderNo);
    });
  });
});

/** The buyer has paid and returns to the shop's own page. */
async function buyerComesBack(index: number, product: string, ref: string): Promise<void> {
  const at = toss.created.findIndex(({ amount }) => amount === 5050 + index);
  const { retUrl, retCancelUrl, orderNo } = toss.created[at] as Record<string, string>;
  const made = [...toss.payments.values()].find((one) => one.texts.orderNo === orderNo);
  if (made === undefined) throw new Error('nothing was made');
  Object.assign(made.status, { payStatus: 'PAY_COMPLETE', timePayComplete: '2026-01-02 03:04:05' });
  const buyer = await context.newPage();
  for (const url of [retUrl, retCancelUrl]) {
    await buyer.goto(url ?? '');
    await shows(buyer, [product]);
  }
  await buyer.goto(`/checkout/return?ref=${encodeURIComponent(ref.slice(0, 500))}`);
  await shows(buyer, []);
  await buyer.close();
}

/** Expands every row of a list on the developer page. */
async function unfold(page: Page): Promise<void> {
  const toggles = page.getByRole('listitem').locator('button[aria-expanded="false"]');
  await toggles.first().waitFor();
  await toggles.evaluateAll((buttons) => {
    for (const button of buttons) (button as HTMLElement).click();
  });
  await page.locator('pre').first().waitFor();
}

describe('what went to Toss and came from it', () =>
  it('stands there as it is, to be read by who looks for a fault', async () => {
    const [payment] = payments.refused;
    if (payment === undefined) throw new Error('no payment');
    await adopt(payment);
    await refund(payment, REFUSED_WON, '단순 변심', 1);
    const { payToken, texts } = payment;
    const page = await openPage(`/developer?payToken=${encodeURIComponent(payToken)}`);
    await unfold(page);
    await shows(page, [texts.errorCode, texts.msg, payToken], 'main');

    const sent = payloads.slice(0, 12).map(({ text }) => text);
    for (const text of sent) {
      const body = new URLSearchParams({ status: 'PAY_SUCCESS', payToken, field: text });
      const answer = await fetch(`${desk.url}/toss/callback`, { method: 'POST', body });
      expect(answer.status).toBe(200);
    }
    await goTo(page, `/developer/callbacks?payToken=${encodeURIComponent(payToken)}`);
    await unfold(page);
    await shows(page, sent, 'main');
    await page.close();
  }));

describe("the shop's own texts", () => {
  it('stand on every screen as they are', async () => {
    for (const [index, name] of hostileStaff.slice(3).entries()) {
      const body = { email: `s${String(index)}@changgu.test`, name, role: 'viewer' };
      expect((await call('manager', 'POST', '/api/staff', body)).status).toBe(201);
    }
    const page = await openPage('/staff');
    await shows(page, hostileStaff);

    const stranger = await browser.newContext({ baseURL: desk.url, locale: 'ko-KR' });
    const seen = await watchPages(stranger, desk.url);
    const way = await stranger.newPage();
    for (const shopName of shopNames) {
      const { version, ...known } = (await call('manager', 'GET', '/api/settings')).body;
      const { callbackUrl, retUrl, retCancelUrl, keyLast4, mode, ...settings } = known;
      expect([callbackUrl, retUrl, retCancelUrl, keyLast4, mode]).toHaveLength(5);
      const body = { settings: { ...settings, shopName, refundReasons }, seenVersion: version };
      expect((await call('manager', 'PUT', '/api/settings', body)).status).toBe(200);
      await way.goto('/sign-in');
      await shows(way, [shopName]);
    }
    const last = shopNames.at(-1) ?? '';
    await way.goto('/welcome?token=%3Cimg%20src%3Dx%20onerror%3Dpwn(9300)%3E');
    await shows(way, [last]);
    await way.goto('/checkout/cancel?ref=x');
    await shows(way, [last]);
    await way.goto('/api/docs');
    await shows(way, []);
    expect(seen).toEqual({ hits: [], violations: [] });
    await stranger.close();

    await goTo(page, '/settings');
    await shows(page, [last, ...refundReasons]);
    await goTo(page, `${pathOf('refused-0')}?act=refund`);
    await page.getByRole('combobox', { name: ko('bulk.form.reason') }).waitFor();
    await shows(page, refundReasons);
    await page.close();
  });

  it('stand in the audit log, row by row, and in its export', async () => {
    const page = await openPage('/audit');
    await page
      .getByRole('button', { name: /자세히$/ })
      .first()
      .waitFor();
    for (
      const more = page.getByRole('button', { name: ko('common.more') });
      (await more.count()) > 0;
    ) {
      const before = await page.getByRole('button', { name: /자세히$/ }).count();
      await more.click();
      await expect
        .poll(() => page.getByRole('button', { name: /자세히$/ }).count())
        .toBeGreaterThan(before);
    }
    await page.getByRole('button', { name: /자세히$/ }).evaluateAll((buttons) => {
      for (const button of buttons) (button as HTMLElement).click();
    });
    await shows(page, [...hostileStaff, ...shopNames, ...refundReasons, longTexts.evidence]);
    await page.close();

    const path = `/api/audit/export?reason=${encodeURIComponent('<script>pwn(9400)</script>')}`;
    const answer = await fetch(`${desk.url}${path}`, { headers: { cookie: cookies.manager } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const file = await answer.text();
    // Parsed and written again, each line is the same text, so a search finds it.
    const lines = file
      .trim()
      .split('\n')
      .map((line) => JSON.stringify(JSON.parse(line)));
    for (const text of [...hostileStaff, ...shopNames, ...refundReasons, longTexts.evidence]) {
      const inJson = JSON.stringify(text).slice(1, -1);
      const twice = JSON.stringify(inJson).slice(1, -1);
      expect(
        lines.some((line) => line.includes(inJson) || line.includes(twice)),
        text,
      ).toBe(true);
    }
    const reader = await context.newPage();
    await reader.route('**/export.txt', (route) =>
      route.fulfill({
        body: file,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      }),
    );
    await reader.goto('/export.txt');
    expect(await reader.evaluate(() => document.body.textContent)).toBe(file);
    await reader.close();
  });

  it('stand in the exported payments, where none is a formula', async () => {
    const query = `reason=${encodeURIComponent('<script>pwn(9500)</script>')}`;
    const taken = async (format: string) => {
      const answer = await fetch(`${desk.url}/api/exports/payments.${format}?${query}`, {
        headers: { cookie: cookies.manager },
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      return Buffer.from(await answer.arrayBuffer());
    };
    const workbook = await readSheet(await taken('xlsx'), { trim: false });
    const rows: string[][] = parse((await taken('csv')).toString('utf8'), { bom: true });
    // The workbook has its three sums on a sheet of their own.
    expect(rows).toHaveLength(workbook.length + 3);
    // All but the control characters that XML can't contain.
    const known = [...toss.payments.values()].map(({ texts }) =>
      texts.productDesc.replaceAll(/(?![\t\n\r])\p{Cc}/gu, ''),
    );
    const inBook = new Set(workbook.map((row) => row[2]));
    expect(known.filter((text) => !inBook.has(text))).toEqual([]);
    const won = /^-?\d+$/;
    const active = rows.flat().filter((cell) => /^\s*[=+\-@]/.test(cell) && !won.test(cell));
    expect(active).toEqual([]);
  });
});
