/**
 * What a stranger can have the desk ask of Toss: a buyer's return page again and again, callbacks
 * for checkouts that were abandoned, a leaked token for look-ups. Clerks, the poller and the buyers
 * of others must not notice.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFigures } from '../operating/figures-text.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

/** Ten calls a second, as in earnest; the poller looks at waiting payments every two seconds. */
let desk: RunningDesk;
let checkouts: { payToken: string; orderNo: string; ref: string }[];
beforeAll(async () => {
  desk = await startTestDesk({
    // A busy machine makes the sandbox slow, and that is no attack.
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
/** A clerk makes a payment. */
async function create(): Promise<void> {
  lastOrder += 1;
  const orderNo = `clerk-${String(lastOrder)}`;
  const body = { orderNo, amount: 1000, productDesc: '커피', autoExecute: true };
  const answer = await desk.as('operator').call('POST', '/api/payments', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

const figures = async () => readFigures(await (await desk.fetch('/metrics')).text());

/** How long clerks have waited for turns at Toss so far: without the machine's own slowness. */
const waited = async () =>
  (await figures()).get('changgu_toss_turn_seconds_sum{priority="person"}') ?? 0;

/** Clerks make payments while something else goes on. @returns their longest wait, in seconds */
async function longestWait(attack: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const attacking = attack.finally(() => {
    over.abort();
  });
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

/** Calls `work` so many times, some at once. */
async function repeat(times: number, atOnce: number, work: (n: number) => Promise<void>) {
  let next = 0;
  const worker = async () => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** A turn or two beside the poller, and far below a wait in a queue of strangers. */
const QUICK_SECONDS = 1;

it('a return page, asked for 800 times, costs some reads and nobody’s time', async () => {
  const [victim] = checkouts;
  const before = (await desk.sandbox.calls('status')).length;
  const startedMs = performance.now();
  const attack = repeat(800, 50, async () => {
    const page = await desk.fetch(`/checkout/return?ref=${victim?.ref ?? ''}`);
    expect(page.status).toBe(200);
    await page.arrayBuffer();
  });
  expect(await longestWait(attack)).toBeLessThan(QUICK_SECONDS);
  const seconds = (performance.now() - startedMs) / 1000;
  const reads = (await desk.sandbox.calls('status')).slice(before);
  const ofVictim = reads.filter(({ body }) => body['payToken'] === victim?.payToken);
  // A fifth of ten a second, the burst of four, and what the poller reads by itself.
  expect(ofVictim.length).toBeLessThan(3 * seconds + 8);
  expect((await figures()).get('changgu_poll_lag_seconds{class="moving"}')).toBeLessThan(6);
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
  // The shop's own storefront asks for its orders with the same token meanwhile.
  const own = await Promise.all(checkouts.slice(0, 10).map(({ orderNo }) => look(orderNo)));
  expect(new Set(own.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await longest).toBeLessThan(QUICK_SECONDS);
  const busy = (await guesses).filter(({ code }) => code === 'toss-busy');
  expect(busy.length).toBeGreaterThan(300);
  expect(new Set(busy.map(({ status }) => status))).toEqual(new Set([503]));
  const refused = (await figures()).get('changgu_toss_budget_refused_total{priority="lookup"}');
  expect(refused).toBeGreaterThan(300);
});
