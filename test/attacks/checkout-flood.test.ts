/**
 * Calls to Toss that a stranger can cause: requests to a buyer's return page, callbacks for
 * abandoned checkouts, look-ups with a leaked token. Clerks, the poller and other buyers must not
 * be affected.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFigures } from '../operating/figures-text.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Ten calls a second, as in production; the poller reads waiting payments every two seconds. */
let desk: RunningDesk;
let checkouts: { payToken: string; orderNo: string; ref: string }[];
beforeAll(async () => {
  desk = await startTestDesk({
    // A busy machine makes the sandbox slow, which is not part of the attack.
    env: { POLL_SCALE: '0.1', RECONCILE_SCALE: '1', TOSS_TIMEOUT_MS: '20000' },
    bounds: { outbound: { perSecond: 10, burst: 20, keptForMoney: 2 } },
  });
  await desk.as('manager').call('GET', '/api/me');
  await Promise.all(Array.from({ length: 40 }, create));
  checkouts = desk.read(
    'SELECT pay_token AS payToken, order_no AS orderNo, return_ref AS ref FROM payment',
  );
});
afterAll(() => desk.close());

let lastOrder = 0;
/** Creates a payment as a clerk. */
async function create(): Promise<void> {
  lastOrder += 1;
  const orderNo = `clerk-${String(lastOrder)}`;
  const body = { orderNo, amount: 1000, productDesc: '커피', autoExecute: true };
  const answer = await desk.as('operator').call('POST', '/api/payments', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

const figures = async () => readFigures(await (await desk.fetch('/metrics')).text());

/**
 * How long clerks have waited for calls to Toss so far, not counting the machine's own slowness.
 */
const waited = async () =>
  (await figures()).get('changgu_toss_turn_seconds_sum{priority="person"}') ?? 0;

/** Clerks create payments during an attack. @returns their longest wait, in seconds */
async function longestWait(attack: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const attacking = attack.finally(() => over.abort());
  let longest = 0;
  do {
    const before = await waited();
    await create();
    longest = Math.max(longest, (await waited()) - before);
    await new Promise((resolve) => setTimeout(resolve, 250));
  } while (!over.signal.aborted);
  await attacking;
  return longest;
}

/** Calls `work` `times` times, `atOnce` of them concurrently. */
async function repeat(times: number, atOnce: number, work: (n: number) => Promise<void>) {
  let next = 0;
  const worker = async () => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** A call or two beside the poller's, and far below a wait behind strangers. */
const QUICK_SECONDS = 1;

/** Calls to Toss so far, by priority. */
const turns = async (priority: string) =>
  (await figures()).get(`changgu_toss_turn_seconds_count{priority="${priority}"}`) ?? 0;

/** Runs the attack beside clerks. @returns the highest values of the figures meanwhile */
async function mostDuring(attack: Promise<unknown>, names: readonly string[]) {
  const most = new Map(names.map((name) => [name, 0]));
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      const now = await figures();
      for (const name of names) most.set(name, Math.max(most.get(name) ?? 0, now.get(name) ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  expect(await longestWait(attack)).toBeLessThan(QUICK_SECONDS);
  over.abort();
  await watching;
  return (name: string) => most.get(name) ?? 0;
}

const WAITING = 'changgu_toss_budget_waiting{priority="checkout"}';
const PAGES = 'changgu_queue_length{queue="return-pages"}';
const POLL_LAG = 'changgu_poll_lag_seconds{class="moving"}';

function ageMs(payToken: string): number {
  const [row] = desk.read<{ at: string }>(
    'SELECT observed_at AS at FROM payment WHERE pay_token = ?',
    payToken,
  );
  return Date.now() - Date.parse(row?.at ?? '');
}

async function askForPage(n: number) {
  const { ref } = checkouts[n % checkouts.length] ?? {};
  const page = await desk.fetch(`/checkout/return?ref=${ref ?? ''}`);
  expect(page.status).toBe(200);
  await page.arrayBuffer();
}

it('return pages of forty payments, asked for 1,500 times, cost few reads and nobody’s time', async () => {
  const before = await turns('checkout');
  const startedMs = performance.now();
  const most = await mostDuring(repeat(1500, 250, askForPage), [WAITING]);
  const seconds = (performance.now() - startedMs) / 1000;
  // All strangers together get three of the ten a second, and six of the burst of twenty.
  expect((await turns('checkout')) - before).toBeLessThan(3 * seconds + 7);
  expect(most(WAITING)).toBeLessThanOrEqual(10);
  const after = await figures();
  expect(after.get('changgu_toss_budget_refused_total{priority="checkout"}')).toBeGreaterThan(100);
  expect(after.get(POLL_LAG)).toBeLessThan(6);
});

it('two hundred pages wait for a slow Toss, and more are told at once what is known', async () => {
  const [victim] = checkouts;
  const slow = { call: 'status', fault: 'delay', ms: 15_000, times: 4 } as const;
  await desk.sandbox.fault({ ...slow, payToken: victim?.payToken ?? '' });
  // A page of a payment that the poller has just read is shown at once.
  await waitUntil('the poller waits for it, too', () => ageMs(victim?.payToken ?? '') > 1000);
  let answered = 0;
  const pages = Array.from({ length: 250 }, async () => {
    await askForPage(0);
    answered += 1;
  });
  await waitUntil('fifty are told', () => answered === 50);
  expect((await figures()).get(PAGES)).toBe(200);
  await Promise.all(pages);
  expect((await figures()).get(PAGES)).toBe(0);
});

it('callbacks for forty abandoned checkouts, 19 a second, are taken and hold nobody up', async () => {
  const attack = repeat(76, 1, async (n) => {
    const answer = await desk.fetch('/toss/callback', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ payToken: checkouts[n % 40]?.payToken, status: 'PAY_SUCCESS', n }),
    });
    expect(answer.status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1000 / 19));
  });
  expect(await longestWait(attack)).toBeLessThan(QUICK_SECONDS);
});

it('a leaked token is told that too much waits, or what the desk knows already', async () => {
  const made = await desk
    .as('manager')
    .call('POST', '/api/tokens', { name: 'leaked', scopes: ['lookup'] });
  const look = async (orderNo: string) => {
    const answer = await desk.fetch('/api/payments/lookup', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${String(made.body.text)}`,
      },
      body: JSON.stringify({ orderNo }),
    });
    const { code } = (await answer.json()) as { code?: string };
    return { status: answer.status, code };
  };
  const guesses = Promise.all(Array.from({ length: 400 }, (_, n) => look(`guess-${String(n)}`)));
  const longest = longestWait(guesses);
  // Meanwhile the shop's own storefront looks its orders up with the same token.
  const own = await Promise.all(checkouts.slice(0, 10).map(({ orderNo }) => look(orderNo)));
  expect(new Set(own.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await longest).toBeLessThan(QUICK_SECONDS);
  const busy = (await guesses).filter(({ code }) => code === 'toss-busy');
  expect(busy.length).toBeGreaterThan(300);
  expect(new Set(busy.map(({ status }) => status))).toEqual(new Set([503]));
  const refused = (await figures()).get('changgu_toss_budget_refused_total{priority="lookup"}');
  expect(refused).toBeGreaterThan(300);
});
