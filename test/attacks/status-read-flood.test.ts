/** Status reads that strangers can cause, and the capacity that remains for everybody else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFigures } from '../operating/figures-text.ts';
import { adopt, knowPaid } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Ten calls a second, as in production; the poller reads waiting payments every two seconds. */
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({
    env: { POLL_SCALE: '0.1', RECONCILE_SCALE: '1', TOSS_TIMEOUT_MS: '15000' },
    bounds: { outbound: { perSecond: 10, burst: 20, keptForMoney: 2 } },
  });
  await desk.as('manager').call('GET', '/api/me');
  await desk.as('operator').call('GET', '/api/me');
});
afterAll(async () => {
  await desk.close();
});

let lastOrder = 0;
/** Creates a payment as a clerk. */
async function create(): Promise<void> {
  lastOrder += 1;
  const body = {
    orderNo: `stranger-${String(lastOrder)}`,
    amount: 1000,
    productDesc: '커피',
    autoExecute: true,
  };
  const answer = await desk.as('operator').call('POST', '/api/payments', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

const figures = async () => readFigures(await (await desk.fetch('/metrics')).text());

/**
 * How long a clerk waits for a call that creates a payment, not counting the machine's own
 * slowness.
 */
async function turnSeconds(): Promise<number> {
  const waited = async () =>
    (await figures()).get('changgu_toss_turn_seconds_sum{priority="person"}') ?? 0;
  const before = await waited();
  await create();
  return (await waited()) - before;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls `work` again and again in so many lanes, until `over`. */
async function flood(lanes: number, over: AbortSignal, work: (n: number) => Promise<unknown>) {
  let next = 0;
  const lane = async () => {
    while (!over.aborted) {
      await work(next++);
      await pause(20);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The calls to Toss that floods of some seconds take, and those that remain for a clerk. */
async function watchFloods(floods: ((over: AbortSignal) => Promise<unknown>)[]) {
  // The budget that the last flood has used up refills.
  await pause(3000);
  const over = new AbortController();
  const flooding = floods.map((one) => one(over.signal));
  // The burst is used up.
  await pause(2000);
  const before = await figures();
  const startedMs = performance.now();
  const samples: Awaited<ReturnType<typeof figures>>[] = [];
  let clerkSeconds = 0;
  while (performance.now() - startedMs < 8000) {
    for (let n = 0; n < 4; n += 1) {
      await pause(200);
      samples.push(await figures());
    }
    clerkSeconds = Math.max(clerkSeconds, await turnSeconds());
  }
  const after = await figures();
  const seconds = (performance.now() - startedMs) / 1000;
  over.abort();
  await Promise.all(flooding);
  const turns = (priority: string) => {
    const series = `changgu_toss_turn_seconds_count{priority="${priority}"}`;
    return (after.get(series) ?? 0) - (before.get(series) ?? 0);
  };
  const mostWaiting = (priority: string) =>
    Math.max(
      ...samples.map((one) => one.get(`changgu_toss_budget_waiting{priority="${priority}"}`) ?? 0),
    );
  const mostBehind = Math.max(
    ...samples.flatMap((one) =>
      one.seriesOf('changgu_poll_lag_seconds').map((series) => one.get(series) ?? 0),
    ),
  );
  /** A share of the outbound budget: its burst and its rate. */
  const rate = (part: number) => part * (20 + 10 * seconds);
  return { seconds, clerkSeconds, turns, mostWaiting, mostBehind, rate };
}

/** Payments that the desk created and no buyer has opened. @returns token and return address */
async function unpaid(count: number) {
  const made: { payToken: string; ref: string }[] = [];
  for (let n = 0; n < count; n += 1) {
    await create();
    const [row] = desk.read<{ payToken: string; ref: string }>(
      'SELECT pay_token AS payToken, return_ref AS ref FROM payment ORDER BY rowid DESC LIMIT 1',
    );
    if (row !== undefined) made.push(row);
  }
  return made;
}

const observedAt = (payToken: string) =>
  desk.read<{ at: string }>(
    'SELECT observed_at AS at FROM payment WHERE pay_token = ?',
    payToken,
  )[0]?.at ?? '';

async function callback(payToken: string): Promise<number> {
  const answer = await desk.fetch('/toss/callback', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payToken, status: 'PAY_COMPLETE' }),
  });
  return answer.status;
}

describe('a flood of one return page', () => {
  it('costs one read at a time: creations are quick, the poller keeps its schedule', async () => {
    const [victim, other] = await unpaid(2);
    const url = `/checkout/return?ref=${victim?.ref ?? ''}`;
    await waitUntil('the row is old enough to be read again', () => {
      return Date.now() - Date.parse(observedAt(victim?.payToken ?? '')) > 250;
    });
    // Toss takes a second to answer, in which all of them arrive.
    const slow = { call: 'status', fault: 'delay', ms: 1000, times: 1000 } as const;
    await desk.sandbox.fault({ ...slow, payToken: victim?.payToken ?? '' });
    const before = (await desk.sandbox.calls('status')).length;
    const pages = Array.from({ length: 200 }, async () => (await desk.fetch(url)).status);
    await pause(500);
    expect(await turnSeconds()).toBeLessThan(1);
    const from = observedAt(other?.payToken ?? '');
    await waitUntil('the other payment is polled', () => observedAt(other?.payToken ?? '') > from);
    expect(new Set(await Promise.all(pages))).toEqual(new Set([200]));
    const reads = (await desk.sandbox.calls('status')).slice(before);
    const ofVictim = reads.filter(({ body }) => body['payToken'] === victim?.payToken);
    expect(ofVictim.length).toBeLessThan(10);
    await desk.sandbox.clearFaults();
  });
});

/** A service token in the hands of a stranger. */
async function leaked(name: string, scope: 'create' | 'lookup') {
  const made = await desk.as('manager').call('POST', '/api/tokens', { name, scopes: [scope] });
  return async (path: string, body: object) => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${String(made.body.text)}`,
    };
    const answer = await desk.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as { code: string } };
  };
}

describe('floods of what strangers can ask', () => {
  it('have three calls a second together, by turns, in short queues', async () => {
    const abandoned = await unpaid(40);
    const byToken = await leaked('flooding', 'lookup');
    const statuses = new Set<number>();
    const seen = await watchFloods([
      (over) =>
        flood(40, over, async (n) => {
          const page = await desk.fetch(`/checkout/return?ref=${abandoned[n % 40]?.ref ?? ''}`);
          statuses.add(page.status);
          await page.arrayBuffer();
        }),
      (over) =>
        flood(1, over, async (n) => {
          statuses.add(await callback(abandoned[n % 40]?.payToken ?? ''));
          await pause(50);
        }),
      (over) =>
        flood(30, over, async (n) => {
          const looked = await byToken('/api/payments/lookup', { orderNo: `guess-${String(n)}` });
          if (looked.status !== 404) expect(looked.body.code).toBe('toss-busy');
          // More would meet the limit of requests a minute instead.
          await pause(500);
        }),
    ]);
    expect(statuses).toEqual(new Set([200]));
    const strangers = ['checkout', 'callback', 'lookup'].map((priority) => seen.turns(priority));
    expect(strangers.reduce((sum, turns) => sum + turns)).toBeLessThanOrEqual(seen.rate(0.3) + 1);
    for (const turns of strangers) expect(turns).toBeGreaterThanOrEqual(seen.seconds / 3);
    expect(seen.mostWaiting('checkout')).toBe(10);
    expect(seen.mostWaiting('lookup')).toBe(20);
    expect(seen.mostWaiting('callback')).toBeLessThanOrEqual(40);
    // Due every two seconds: read by the poller, or by one of the floods. A poller that waited in
    // the strangers' queue was ten seconds behind.
    expect(seen.mostBehind).toBeLessThan(6);
    expect(seen.clerkSeconds).toBeLessThan(1);
  });
});

describe('a storefront that creates without end, and a viewer who looks up without end', () =>
  it('leave clerks their turns, and a colleague theirs', async () => {
    const byToken = await leaked('creating', 'create');
    const viewer = desk.as('viewer');
    const refusals = new Set<string>();
    const seen = await watchFloods([
      (over) =>
        flood(30, over, async (n) => {
          const made = { amount: 1000, productDesc: '커피', autoExecute: true };
          await byToken('/api/payments', { ...made, orderNo: `flood-${String(n)}` });
        }),
      (over) =>
        flood(60, over, async (n) => {
          const body = { orderNo: `guess-${String(n)}` };
          const looked = await viewer.call('POST', '/api/payments/lookup', body);
          if (looked.status !== 404) refusals.add(String(looked.body.code));
        }),
      async () => {
        await pause(2000);
        const { payToken } = await desk.sandbox.createPaid();
        await adopt(desk, payToken);
      },
    ]);
    expect(refusals).toEqual(new Set(['too-many-requests']));
    expect(seen.turns('storefront')).toBeLessThanOrEqual(seen.rate(0.6) + 1);
    expect(seen.turns('reading')).toBeLessThanOrEqual(seen.rate(0.2) + 1);
    expect(seen.mostWaiting('reading')).toBeLessThanOrEqual(6);
    expect(seen.clerkSeconds).toBeLessThan(1);
  }));

describe('a storefront and a clerk who create without end', () =>
  it('leave the poller its tenth', async () => {
    const byToken = await leaked('busy', 'create');
    const clerk = desk.as('operator', 'busy');
    const made = { amount: 1000, productDesc: '커피', autoExecute: true };
    const seen = await watchFloods([
      (over) =>
        flood(40, over, (n) => byToken('/api/payments', { ...made, orderNo: `shop-${String(n)}` })),
      (over) =>
        flood(40, over, (n) =>
          clerk.call('POST', '/api/payments', { ...made, orderNo: `busy-${String(n)}` }),
        ),
    ]);
    expect(seen.turns('poll')).toBeGreaterThanOrEqual(0.7 * seen.seconds);
  }));

describe('a flood of callbacks of known payments', () =>
  it('is taken, and holds up neither creations nor the callback of a buyer', async () => {
    const abandoned = (await unpaid(30)).map(({ payToken }) => payToken);
    const paid = await knowPaid(desk);
    const waves = async () => {
      for (let round = 0; round < 4; round += 1) {
        const answers = await Promise.all(abandoned.map(callback));
        expect(new Set(answers)).toEqual(new Set([200]));
        await pause(600);
      }
    };
    const flooding = waves();
    await pause(2000);
    expect(await turnSeconds()).toBeLessThan(1);
    await desk.sandbox.outsideRefund(paid, 1000);
    expect(await callback(paid)).toBe(200);
    await flooding;
    const seen = () =>
      desk.read<{ refunded: number }>('SELECT refunded FROM payment WHERE pay_token = ?', paid)[0]
        ?.refunded;
    await waitUntil('the refund of the buyer', seen, (refunded) => refunded === 1000, 40_000);
  }));

describe('a leaked token for look-ups', () => {
  it('is told of what the desk knows from its own books, and of nothing else', async () => {
    const byToken = await leaked('guessing', 'lookup');
    const look = (orderNo: string) => byToken('/api/payments/lookup', { orderNo });
    await create();
    const own = `stranger-${String(lastOrder)}`;
    const looks = Array.from({ length: 150 }, (_one, n) => look(`guess-${String(n)}`));
    expect((await look(own)).status).toBe(200);
    const busy = (await Promise.all(looks)).filter(({ body }) => body.code === 'toss-busy');
    expect(busy.length).toBeGreaterThan(100);
    expect(busy[0]).toMatchObject({ status: 503, body: { effect: 'not-applied' } });
    // A clerk's look-up has its own budget.
    await adopt(desk, (await desk.sandbox.createPaid()).payToken);
  });
});
