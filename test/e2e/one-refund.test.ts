/**
 * Two people at two browsers have the same refund open and press at the same time. Toss books one,
 * and the slower person is told who was first and that the second press moved nothing. `ROUNDS=200
 * npx vitest run --project e2e test/e2e/one-refund.test.ts` runs more rounds.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { confirmationIsSeen } from '../support/confirmation.ts';
import { signInToApi, startProduct, type Product } from '../support/start-product.ts';
import { ko } from '../support/words.ts';

const ROUNDS = Number(process.env.ROUNDS ?? '10');
const ROUND_MS = 15_000;
/** Both are ready by then, also on a busy machine. */
const BARRIER_MS = 60;

const NOTHING_MOVED = /추가로 움직인 돈은 없어요|보내지 않았어요/;
const DONE = /원 환불 완료$/;

let product: Product;
let browser: Browser;
let people: readonly [Person, Person];
const troubles: string[] = [];

interface Person {
  name: string;
  page: Page;
}

/** A person in a browser of their own, signed in. */
async function person(account: string, name: string): Promise<Person> {
  const { cookie } = await signInToApi(product.url, account);
  const context = await browser.newContext({ baseURL: product.url, locale: 'ko-KR' });
  await context.addCookies(browserCookies(product.url, cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(ROUND_MS);
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto('/payments');
  return { name, page };
}

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  people = await Promise.all([person('operator', '김민지'), person('manager', '박서준')]);
});
afterAll(async () => {
  await browser.close();
  await product.close();
});

/** Navigates as a click on a link does, without loading the desk again. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** The form of the previous round has the same fields, so it has to be gone first. */
async function leaveDialog({ page }: Person): Promise<void> {
  await goTo(page, '/payments');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Opens the refund form and goes on to the button that sends it. */
async function reachConfirm({ page }: Person, payToken: string, part: string | null) {
  await goTo(page, `/payments/${payToken}?act=refund`);
  const dialog = page.getByRole('dialog');
  const reason = dialog.getByRole('combobox', { name: ko('bulk.form.reason') });
  await reason.selectOption({ label: '단순 변심' });
  if (part !== null) {
    await dialog.getByRole('radio', { name: ko('operations.refund.some') }).check();
    await dialog.getByRole('textbox', { name: ko('operations.refund.someLabel') }).fill(part);
  }
  const question = dialog.getByText('되돌릴 수 없어요');
  const goOn = async () => {
    if ((await question.count()) > 0) return 'asked';
    // The form may require ticks, as it does for an amount far above the usual.
    for (const tick of await dialog.getByRole('checkbox').all()) await tick.check();
    const next = dialog.locator('button[type="submit"]');
    if ((await next.count()) > 0 && (await next.isEnabled())) await next.click();
    return dialog.innerText();
  };
  await expect.poll(goOn, { timeout: ROUND_MS, interval: 300 }).toBe('asked');
  await confirmationIsSeen(dialog);
}

/** Clicks inside the page at a given time of the clock, which both pages share. */
function pressAt({ page }: Person, atMs: number): Promise<void> {
  const button = page.getByRole('dialog').getByRole('button', { name: /원 환불/ });
  return button.evaluate(
    (element: HTMLElement, when) =>
      new Promise<void>((resolve) => {
        // A timer may be late by some milliseconds, so the last ones are spent in a busy loop.
        setTimeout(
          () => {
            while (Date.now() < when);
            element.click();
            resolve();
          },
          Math.max(0, when - Date.now() - 10),
        );
      }),
    atMs,
  );
}

type End = 'won' | 'busy' | 'stale';

/** The outcome for this person, read from their own screen only. */
async function endOf({ page }: Person, winner: string): Promise<End> {
  const dialog = page.getByRole('dialog');
  const done = dialog.getByRole('heading', { name: DONE });
  const first = dialog.getByText(
    new RegExp(`${winner} 님이 환불하는 중이에요|${winner}, [\\d,]+원 환불$`),
  );
  await done.or(first).first().waitFor();
  if ((await done.count()) > 0) return 'won';
  await dialog.getByText(NOTHING_MOVED).first().waitFor();
  const busy = await dialog.getByText('환불하는 중이에요').count();
  return busy > 0 ? 'busy' : 'stale';
}

/** One payment, two presses. @returns the outcome for the slower person, and who won */
async function playRound(round: number): Promise<{ loser: End; winner: string }> {
  // Amounts are unique and none is far above another, or the form would show cautions.
  const amount = 11_000 + round * 10;
  const { payToken } = await product.toss.createPaid({ orderNo: `ONE-${String(round)}`, amount });
  const api = await signedIn;
  await api.call('POST', '/api/payments/lookup', { payToken });
  // In every second round Toss would book both, since there is money enough for two.
  const part = round % 2 === 0 ? null : String(5000 + round);
  await Promise.all(people.map(leaveDialog));
  await Promise.all(people.map((one) => reachConfirm(one, payToken, part)));
  const atMs = Date.now() + BARRIER_MS;
  await Promise.all(people.map((one) => pressAt(one, atMs)));

  const operations = async () =>
    (await api.call('GET', `/api/payments/${payToken}`)).body['operations'] as {
      state: string;
      requestedBy: { name: string };
    }[];
  await expect
    .poll(async () => (await operations()).map(({ state }) => state), { timeout: ROUND_MS })
    .toEqual(['succeeded']);
  const winner = (await operations())[0]?.requestedBy.name ?? '';
  const ends = await Promise.all(people.map((one) => endOf(one, winner)));
  const { refunds } = await product.toss.books();
  expect(refunds.filter((refund) => refund.payToken === payToken)).toHaveLength(1);
  const calls = (await product.toss.calls('refunds')).filter(
    (call) => call.body['payToken'] === payToken,
  );
  expect(calls).toHaveLength(1);
  const at = people.findIndex((one) => one.name === winner);
  expect(ends[at]).toBe('won');
  const loser = ends[1 - at] ?? 'won';
  expect(loser).not.toBe('won');
  return { loser, winner };
}

let signedIn: ReturnType<typeof signInToApi>;

it(
  'is booked once, and the slower person is told who was first',
  async () => {
    signedIn = signInToApi(product.url);
    const counts: Record<string, number> = {};
    const count = (what: string) => {
      counts[what] = (counts[what] ?? 0) + 1;
    };
    for (let round = 1; round <= ROUNDS; round += 1) {
      const { loser, winner } = await playRound(round);
      count(loser);
      count(winner);
      if (round % 50 === 0) console.log(`${String(round)} rounds: ${JSON.stringify(counts)}`);
    }
    expect((counts['busy'] ?? 0) + (counts['stale'] ?? 0)).toBe(ROUNDS);
    expect(troubles).toEqual([]);
  },
  ROUNDS * ROUND_MS,
);
