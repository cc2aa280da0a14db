/** What strangers can make the desk ask of Toss, and what it leaves to everybody else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adopt, knowPaid } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Ten calls a second, as in earnest; the poller looks at waiting payments every two seconds. */
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
/** A clerk makes a payment. */
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

/** How long clerks have waited for turns at Toss so far, in seconds. */
async function waited(): Promise<number> {
  const text = await (await desk.fetch('/metrics')).text();
  const line = /^changgu_toss_turn_seconds_sum\{priority="person"\} (.+)$/m.exec(text);
  return Number(line?.[1] ?? 0);
}

/** How long a clerk waits for a turn to make a payment: without the machine's own slowness. */
async function turnSeconds(): Promise<number> {
  const before = await waited();
  await create();
  return (await waited()) - before;
}

/** Payments that the desk made, whose buyers have not come. @returns token and address of return */
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
    await new Promise((resolve) => setTimeout(resolve, 500));
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

describe('a flood of callbacks of known payments', () => {
  it('is taken, and holds up neither creations nor the callback of a buyer', async () => {
    const abandoned = (await unpaid(30)).map(({ payToken }) => payToken);
    const paid = await knowPaid(desk);
    const flood = async () => {
      for (let round = 0; round < 4; round += 1) {
        const answers = await Promise.all(abandoned.map(callback));
        expect(new Set(answers)).toEqual(new Set([200]));
        await new Promise((resolve) => setTimeout(resolve, 600));
      }
    };
    const flooding = flood();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await turnSeconds()).toBeLessThan(1);
    await desk.sandbox.outsideRefund(paid, 1000);
    expect(await callback(paid)).toBe(200);
    await flooding;
    const seen = () =>
      desk.read<{ refunded: number }>('SELECT refunded FROM payment WHERE pay_token = ?', paid)[0]
        ?.refunded;
    await waitUntil('the refund of the buyer', seen, (refunded) => refunded === 1000, 40_000);
  });
});

describe('a leaked token for look-ups', () => {
  it('makes nobody but itself wait', async () => {
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
      return { status: answer.status, body: (await answer.json()) as { code: string } };
    };
    await create();
    const own = `stranger-${String(lastOrder)}`;
    const looks = Array.from({ length: 150 }, (_one, n) => look(`guess-${String(n)}`));
    // What the desk knows is told from its own books.
    expect((await look(own)).status).toBe(200);
    expect(await turnSeconds()).toBeLessThan(1);
    const answers = await Promise.all(looks);
    const busy = answers.filter(({ body }) => body.code === 'toss-busy');
    expect(busy.length).toBeGreaterThan(50);
    expect(busy[0]).toMatchObject({ status: 503, body: { effect: 'not-applied' } });
    // A clerk's look-up has its own turn.
    await adopt(desk, (await desk.sandbox.createPaid()).payToken);
  });
});
