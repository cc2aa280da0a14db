/** Events out: the outbox, signed deliveries in order, send-again, and the same by asking. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outgoingTypes } from '../../shared/webhook.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { addToken } from '../support/service-tokens.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startReceiver, verifies, type Receiver } from './receiver.ts';

const ATTEMPT_MS = 20;

let desk: RunningDesk;
let receiver: Receiver;

beforeAll(async () => {
  desk = await startTestDesk({
    env: { EVENTS_OUT: '1' },
    bounds: {
      webhooks: {
        times: { timeoutMs: 400, lateMs: 4000 },
        pauses: [50, 60_000],
        attemptMs: ATTEMPT_MS,
      },
    },
  });
});
afterAll(async () => {
  await desk.close();
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const { id } of (await manager().call('GET', '/api/webhooks')).body.items) {
    await manager().call('DELETE', `/api/webhooks/${id}`);
  }
  await receiver.close();
});

const manager = () => desk.as('manager');
const add = async (types: readonly string[] = outgoingTypes) => {
  const made = await manager().call('POST', '/api/webhooks', { url: receiver.url, types });
  expect(made.status).toBe(201);
  return made.body as { webhook: { id: string }; secret: string };
};
const arrived = (count: number) =>
  waitUntil(
    `${count} events`,
    () => receiver.received,
    (all) => all.length >= count,
  );
const typesOf = () => receiver.received.map(({ body }) => body.type);
const deliveriesOf = async (id: string, query = '') =>
  (await manager().call('GET', `/api/webhooks/${id}/deliveries${query}`)).body.items;
const stateOf = async (id: string) => {
  const { items } = (await manager().call('GET', '/api/webhooks')).body;
  return items.find((one: { id: string }) => one.id === id);
};

describe('a refund at the desk', () => {
  it('reaches the shop’s system signed, in order, and thin', async () => {
    const { secret } = await add();
    const payToken = await knowPaid(desk, { orderNo: 'mug-1', productDesc: '머그잔' });
    await putRefund(desk, payToken, 4000);
    await arrived(2);
    expect(typesOf()).toEqual(['payment.created', 'operation.succeeded']);
    const [, refund] = receiver.received;
    expect(refund?.body).toMatchObject({
      sequence: 2,
      data: {
        ...{ payToken, orderNo: 'mug-1', kind: 'refund', state: 'succeeded', amount: 4000 },
        parts: expect.objectContaining({ taxable: expect.any(Number) }),
      },
    });
    for (const one of receiver.received) {
      expect(verifies(secret, one)).toBe(true);
      expect(verifies(secret, { ...one, text: one.text.replace('4000', '40000') })).toBe(
        one.body.type === 'payment.created',
      );
      expect(one.headers['webhook-id']).toBe(one.body.id);
      expect(one.text).not.toMatch(/머그잔|단순 변심|first operator|sk_/);
    }
  });

  it('is told by GET /api/changes with a token, whose cursor skips and repeats nothing', async () => {
    const text = await addToken(desk.database, atCommandLine, 'orders', ['events']);
    const ask = async (query: string) => {
      const headers = { authorization: `Bearer ${text}` };
      const answer = await desk.fetch(`/api/changes${query}`, { headers });
      return { status: answer.status, body: await answer.json() };
    };
    await knowPaid(desk);
    const all = (await ask('?limit=200')).body;
    const seen: string[] = [];
    for (let query = '?limit=1'; ;) {
      const { items, after, more } = (await ask(query)).body;
      seen.push(...items.map(({ id }: { id: string }) => id));
      if (!more) break;
      query = `?limit=1&after=${after}`;
    }
    expect(seen).toEqual(all.items.map(({ id }: { id: string }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    const none = await ask(`?after=${all.after}`);
    expect(none.body).toEqual({ items: [], after: all.after, more: false });
    expect(await ask('?after=1.00000000')).toMatchObject({
      status: 410,
      body: { code: 'changes-gone' },
    });
  });
});

describe('a delivery', () => {
  it('that fails is tried again; later events of its payment wait, others pass', async () => {
    const { webhook } = await add(['payment.created', 'operation.succeeded']);
    let refused = 0;
    receiver.answers((one, response) => {
      const isFirst = one.body.data.orderNo === 'slow' && refused < 1;
      if (isFirst) refused += 1;
      response.writeHead(isFirst ? 500 : 200).end('no');
    });
    const slow = await knowPaid(desk, { orderNo: 'slow' });
    await putRefund(desk, slow, 1000);
    await knowPaid(desk, { orderNo: 'other' });
    await arrived(4);
    const ofSlow = receiver.received.filter(({ body }) => body.data.orderNo === 'slow');
    expect(ofSlow.map(({ body }) => body.sequence)).toEqual([1, 1, 2]);
    expect(new Set(ofSlow.slice(0, 2).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const done = await waitUntil(
      'stored',
      () => deliveriesOf(webhook.id),
      (items) => items.every(({ state }: { state: string }) => state === 'delivered'),
    );
    expect(done.map(({ attempts }: { attempts: number }) => attempts).toSorted()).toEqual([
      1, 1, 2,
    ]);
  });

  it('that is answered late is delivered, marked late, and not sent twice', async () => {
    const { webhook } = await add(['payment.created']);
    receiver.answers((_one, response) => {
      setTimeout(() => response.end('at last'), 900);
    });
    await knowPaid(desk);
    await arrived(1);
    const [late] = await waitUntil(
      'stored',
      () => deliveriesOf(webhook.id),
      ([one]) => one?.state === 'delivered',
    );
    expect(late).toMatchObject({ late: true, attempts: 1, httpStatus: 200, failure: null });
    expect(receiver.received).toHaveLength(1);
  });

  it('is told in full, and sent again on request, alone or with its span', async () => {
    const { webhook } = await add(['payment.created']);
    receiver.answers((_one, response) => response.end('<script>x</script>'));
    const from = new Date().toISOString();
    await knowPaid(desk);
    const [one] = await waitUntil(
      'delivered',
      () => deliveriesOf(webhook.id),
      ([first]) => first?.state === 'delivered',
    );
    const path = `/api/webhooks/${webhook.id}/deliveries/${one.seq}`;
    expect((await manager().call('GET', path)).body).toMatchObject({
      body: { text: receiver.received[0]?.text, cut: false },
      answer: { text: '<script>x</script>', cut: false },
    });
    expect((await manager().call('POST', `${path}/again`)).status).toBe(202);
    await arrived(2);
    await waitUntil(
      'delivered again',
      () => deliveriesOf(webhook.id),
      ([first]) => first?.state === 'delivered',
    );
    const to = new Date(Date.now() + 1000).toISOString();
    const span = { from, to };
    const again = await manager().call('POST', `/api/webhooks/${webhook.id}/again`, span);
    expect(again).toMatchObject({ status: 202, body: { count: 1 } });
    await arrived(3);
    expect(new Set(receiver.received.map(({ body }) => body.id)).size).toBe(1);
  });
});

describe('an endpoint', () => {
  it('that answers 410 is switched off; switching it on sends what it missed', async () => {
    const { webhook } = await add(['payment.created']);
    receiver.answers((_one, response) => response.writeHead(410).end());
    await knowPaid(desk);
    await waitUntil(
      'gone',
      () => stateOf(webhook.id),
      ({ state }) => state === 'gone',
    );
    await knowPaid(desk);
    receiver.answers((_one, response) => response.end());
    const on = { sendMissed: true };
    await manager().call('POST', `/api/webhooks/${webhook.id}/on`, on);
    await arrived(3);
    expect(await stateOf(webhook.id)).toMatchObject({ state: 'on' });
    const rows = desk.read<{ action: string }>(
      "SELECT action FROM audit WHERE action LIKE 'webhook-%' AND detail LIKE ? ORDER BY seq",
      `%${webhook.id}%`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...['webhook-added', 'webhook-given-up', 'webhook-switched'],
    ]);
  });

  it('gets nothing until its Retry-After', async () => {
    const { webhook } = await add(['payment.created']);
    receiver.answers((_one, response) => response.writeHead(429, { 'retry-after': '1' }).end());
    await knowPaid(desk);
    await arrived(1);
    receiver.answers((_one, response) => response.end());
    await waitUntil(
      'paused',
      () => stateOf(webhook.id),
      ({ pausedUntil }) => pausedUntil !== null,
    );
    await knowPaid(desk);
    await arrived(3);
    const [first, second] = receiver.received;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(900);
  });

  it('signs with both secrets while one is renewed, and shows each only once', async () => {
    const { webhook, secret } = await add(['payment.created']);
    const path = `/api/webhooks/${webhook.id}/secret`;
    const renewed = (await manager().call('POST', path)).body.secret as string;
    expect(renewed).not.toBe(secret);
    await knowPaid(desk);
    const [one] = await arrived(1);
    expect([secret, renewed].map((by) => one && verifies(by, one))).toEqual([true, true]);
    const listed = JSON.stringify((await manager().call('GET', '/api/webhooks')).body);
    expect(listed).not.toContain('whsec_');
    expect(desk.log.join('')).not.toContain(secret);
  });

  it('still signs with the secret that the receiver has where two were made in a day', async () => {
    const { webhook, secret } = await add(['payment.created']);
    const path = `/api/webhooks/${webhook.id}/secret`;
    await manager().call('POST', path);
    const newest = (await manager().call('POST', path)).body.secret as string;
    await knowPaid(desk);
    const [one] = await arrived(1);
    expect([secret, newest].map((by) => one && verifies(by, one))).toEqual([true, true]);
  });

  it('gets a test event, once and alone', async () => {
    const { webhook } = await add(['month.signed']);
    receiver.answers((_one, response) => response.writeHead(302, { location: '/other' }).end());
    await manager().call('POST', `/api/webhooks/${webhook.id}/test`);
    const [one] = await waitUntil(
      'tried',
      () => deliveriesOf(webhook.id),
      ([first]) => first?.state === 'failed',
    );
    expect(one).toMatchObject({ type: 'webhook.test', failure: 'redirect', httpStatus: 302 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });
});

it('sends a backlog to each endpoint in turn, and leaves time for people', async () => {
  const PER_ENDPOINT = 40;
  const BURST = 16;
  // Those that get nothing may not give their turns to one of the others.
  for (const path of ['/one', '/idle', '/idle', '/idle', '/two']) {
    const url = receiver.url.replace('/hook', path);
    const types = [path === '/idle' ? 'month.signed' : 'payment.created'];
    await manager().call('POST', '/api/webhooks', { url, types });
  }
  const plant =
    "INSERT INTO outgoing_event (id, at, type, subject, body) VALUES (?, ?, ?, ?, '{}')";
  const at = new Date().toISOString();
  desk.db.together(() => {
    for (let n = 1; n < PER_ENDPOINT; n += 1) {
      desk.db.run(plant, `evt_${n}`, at, 'payment.created', `p${n}`);
    }
  });
  await knowPaid(desk);
  await arrived(2 * PER_ENDPOINT);
  const paths = receiver.received.map(({ path }) => path);
  expect(new Set(paths.slice(0, 2 * BURST))).toEqual(new Set(['/one', '/two']));
  const [first, last] = [receiver.received[0], receiver.received.at(-1)];
  const betweenMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
  expect(betweenMs).toBeGreaterThan((2 * PER_ENDPOINT - 2 * BURST) * ATTEMPT_MS);
});

it('loses nothing where the desk is stopped between the commit and the delivery', async () => {
  await add(['payment.created']);
  receiver.answers(() => {
    // Never answers.
  });
  const payToken = await knowPaid(desk);
  await arrived(1);
  await desk.stop();
  receiver.answers((_one, response) => response.end());
  await desk.start();
  await arrived(2);
  expect(receiver.received.map(({ body }) => body.data.payToken)).toEqual([payToken, payToken]);
});
