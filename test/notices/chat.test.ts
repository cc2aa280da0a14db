/** Digests to the shop's chat: what they tell and when, and what is told of a chat that refuses. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../server/allowed-address.ts';
import { storedBytes } from '../support/database-in.ts';
import { absentRefund, knowPaid, putRefund } from '../support/desk-acts.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { inside } from '../webhooks/inside-addresses.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';

const SECRET = 'T0K3N-of-the-channel';
const HOUR_MS = 60 * 60 * 1000;
const LOOK_MS = 30;

let desk: RunningDesk;
let chat: Receiver;
const clock = createShiftedClock();

beforeAll(async () => {
  desk = await startTestDesk({
    clock,
    env: { REFUND_APPROVAL_FROM: '10000' },
    bounds: {
      notices: {
        attempt: { timeoutMs: 300, lateMs: 900 },
        chat: { lookMs: LOOK_MS, restMs: 200, pauses: [200] },
      },
    },
  });
});
afterAll(async () => {
  await desk.close();
});
beforeEach(async () => {
  chat = await startReceiver();
});
afterEach(async () => {
  await call('DELETE', '/api/notices/chat');
  await chat.close();
});

const call = (method: string, path: string, body?: unknown) =>
  desk.as('manager').call(method, path, body);
const urlOf = ({ port }: Receiver) => `http://127.0.0.1:${String(port)}/services/${SECRET}`;
const set = (more: Record<string, unknown> = {}) =>
  call('PUT', '/api/notices/chat', {
    ...{ url: urlOf(chat), form: 'slack', lang: 'ko', quiet: null, ...more },
  });
const newest = async () => (await call('GET', '/api/notices')).body.chat?.newest;
const arrived = (count: number, at = chat) =>
  waitUntil(
    `${String(count)} messages`,
    () => at.received,
    (all) => all.length >= count,
  );
/** So long that a digest that was due would have come. */
const looks = (times = 12) => new Promise((resolve) => setTimeout(resolve, times * LOOK_MS));

/** A refund that a manager has to approve. */
async function propose(fields: Record<string, unknown> = {}): Promise<void> {
  const payToken = await knowPaid(desk, { amount: 50_000, ...fields });
  const { body } = await putRefund(desk, payToken, 20_000);
  expect(body.operation?.state ?? body.state).toBe('proposed');
}

/** A payment of which Toss lists a refund made elsewhere. */
async function differing(orderNo: string): Promise<string> {
  const payToken = await knowPaid(desk, { orderNo });
  await desk.sandbox.outsideRefund(payToken, 1000);
  await waitUntil(
    'a difference',
    () => call('POST', `/api/payments/${payToken}/refresh`),
    ({ body }) => body.payment.drift !== null,
  );
  return payToken;
}

/** A payment that the buyer has authenticated, with some minutes left. */
async function expiring(orderNo: string, productDesc: string): Promise<void> {
  const { status, body } = await desk.as('operator').call('POST', '/api/payments', {
    ...{ orderNo, productDesc, amount: 3000, autoExecute: false, expiresInMinutes: 5 },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  const { payToken } = body;
  await desk.sandbox.authenticate(payToken);
  await waitUntil(
    'authenticated',
    () => call('POST', `/api/payments/${payToken}/refresh`),
    ({ body: answer }) => answer.payment.status === 'PAY_APPROVED',
  );
}

describe('a digest', () => {
  it('counts what waits with a link, and tells nothing of a payment', async () => {
    const canaries = ['mug-42', '손뜨개 머그잔', '단순 변심', 'first operator', '20,000', '20000'];
    await propose({ orderNo: 'mug-42', productDesc: '손뜨개 머그잔' });
    await absentRefund(desk, await knowPaid(desk));
    const payToken = await differing('mug-43');
    await expiring('mug-44', '손뜨개 머그잔');
    expect((await set()).status).toBe(200);
    const [first] = await arrived(1);
    expect(Object.keys(first?.body ?? {})).toEqual(['text']);
    expect(first?.body.text).toBe(
      [
        '창구에서 확인할 일이 있어요',
        '• 관리자 확인을 기다리는 일: 1건 (새로 1건)',
        '• 곧 만료되는 승인 대기: 1건 (새로 1건)',
        '• 사람이 확인해야 하는 일: 1건 (새로 1건)',
        '• 토스와 다른 결제: 1건 (새로 1건)',
        `${desk.url}/review`,
      ].join('\n'),
    );
    const all = chat.received.map(({ text }) => text).join();
    for (const canary of [...canaries, 'mug-43', 'mug-44', payToken])
      expect(all).not.toContain(canary);
  });

  it('has the form of 잔디, and the language that the shop chose', async () => {
    await propose();
    await set({ form: 'jandi', lang: 'en' });
    const [first] = await arrived(1);
    expect(first?.headers).toMatchObject({
      accept: 'application/vnd.tosslab.jandi-v2+json',
      'content-type': 'application/json',
    });
    expect(first?.body).toEqual({
      body: `The payment desk has work for somebody [Open the to-do list](${desk.url}/review)`,
      connectColor: expect.stringMatching(/^#[0-9A-F]{6}$/),
      connectInfo: expect.arrayContaining([
        {
          title: 'Waiting for a manager to approve',
          description: expect.stringMatching(/^\d+ \(\d+ new\)$/),
        },
      ]),
    });
  });

  it('comes again only for something new, and then once for all of it', async () => {
    await set();
    await arrived(1);
    await looks();
    expect(chat.received).toHaveLength(1);
    await Promise.all([propose(), propose()]);
    await arrived(2);
    await looks();
    const fresh = chat.received
      .slice(1)
      .map(({ body }) => /확인을.*새로 (\d)건/.exec(body.text)?.[1]);
    // One came before the other was recorded, or both at once.
    expect([['2'], ['1', '1']]).toContainEqual(fresh);
  });

  it('is not repeated by a restart, nor by a clock that moved', async () => {
    await set();
    await arrived(1);
    // A stop before the chat's answer was read tells it again.
    await waitUntil('stored', newest, (one) => one !== null);
    await desk.restart();
    await looks();
    for (const hours of [-3, 6, -3]) {
      clock.shift(hours * HOUR_MS);
      await looks(6);
    }
    desk.signInAnew();
    expect(chat.received.map(({ body }) => body.text)).toHaveLength(1);
    await propose();
    await arrived(2);
  });

  it('waits for the end of quiet hours, which may go over midnight', async () => {
    await set();
    await arrived(1);
    const seoul = new Date(clock.nowMs() + 9 * HOUR_MS);
    const minutes = seoul.getUTCHours() * 60 + seoul.getUTCMinutes();
    // To 23:30 in Seoul.
    clock.shift((23.5 * 60 - minutes) * 60 * 1000);
    desk.signInAnew();
    await set({ url: undefined, quiet: { from: '22:00', to: '07:00' } });
    await propose();
    await looks();
    clock.shift(7 * HOUR_MS);
    await looks();
    expect(chat.received).toHaveLength(1);
    // 07:30
    clock.shift(HOUR_MS);
    const [, second] = await arrived(2);
    expect(second?.body.text).toContain('(새로 1건)');
    desk.signInAnew();
  });
});

describe('a chat that refuses', () => {
  it('is told where it was entered, without its secret, and gets all once it is back', async () => {
    await propose();
    chat.answers(({ path }, response) => {
      response.writeHead(404).end(`no_service ${path} ${SECRET}`);
    });
    await set();
    await arrived(1);
    const told = await waitUntil('an answer', newest, (one) => one !== null);
    expect(told).toMatchObject({ failure: 'status', httpStatus: 404 });
    expect(told.answer).toContain('no_service');
    expect(told.answer).not.toContain(SECRET);
    chat.answers((_one, response) => response.end('ok'));
    await waitUntil('success', newest, (one) => one.failure === null);
    const count = chat.received.length;
    await looks();
    expect(chat.received).toHaveLength(count);
  });

  it('that hangs delays neither refunds nor answers', async () => {
    chat.answers(() => {
      // Never answers.
    });
    await propose();
    await set();
    await arrived(1);
    const beganMs = Date.now();
    const payToken = await knowPaid(desk);
    await putRefund(desk, payToken, 1000, { waitSeconds: 5 });
    expect((await call('GET', '/api/counters')).status).toBe(200);
    expect(Date.now() - beganMs).toBeLessThan(5000);
    await waitUntil('time-out', newest, (one) => one?.failure === 'time-out');
  });

  it('is told by the test message, which counts for nothing', async () => {
    await set({ lang: 'en', quiet: { from: '00:00', to: '23:59' } });
    chat.answers((_one, response) => response.writeHead(403).end('invalid_token'));
    const refused = await call('POST', '/api/notices/chat/test');
    expect(refused.body.chat.newest).toMatchObject({
      ...{ failure: 'status', httpStatus: 403, answer: 'invalid_token' },
    });
    chat.answers((_one, response) => response.end('ok'));
    const taken = await call('POST', '/api/notices/chat/test');
    expect(taken.body.chat.newest).toMatchObject({ failure: null, httpStatus: 200 });
    expect(chat.received.at(-1)?.body.text).toMatch(/^This is a test message/);
  });
});

describe('the address', () => {
  it('is refused where it leads inside', async () => {
    expect(inside.length).toBeGreaterThanOrEqual(50);
    // Those of this machine may be reached with a test key.
    const isHere = (host: string) =>
      /^(?:127\.|\[::1\]|\[::ffff:7f)/.test(new URL(`https://${host}`).hostname);
    for (const host of inside.filter((one) => !isHere(one))) {
      const { status, body } = await set({ url: `https://${host}/hook` });
      expect([host, status, body.errors?.[0]?.pointer]).toEqual([host, 422, '/url']);
      expect(body.errors[0].code).toBe('inside');
    }
    expect((await set({ url: 'ftp://chat.example/' })).body.errors[0].code).toBe('form');
    expect((await set({ url: undefined })).body.errors[0].code).toBe('needed');
    expect(parseAddress(urlOf(chat), 500)).toBeInstanceOf(URL);
  });

  it('is shown, logged, audited and stored by its host alone', async () => {
    const { body } = await set();
    expect(body.chat.host).toBe(`127.0.0.1:${String(chat.port)}`);
    await call('POST', '/api/notices/chat/test');
    await arrived(1);
    await call('DELETE', '/api/notices/chat');
    const audit = desk.read('SELECT action, detail FROM audit ORDER BY seq');
    const chatRows = audit.filter(({ action }) => String(action).startsWith('chat-'));
    expect(new Set(chatRows.map(({ action }) => action))).toEqual(
      new Set(['chat-set', 'chat-tested', 'chat-removed']),
    );
    expect(chatRows.at(-1)?.detail).toContain(`127.0.0.1:${String(chat.port)}`);
    await set();
    const stored = storedBytes(desk).toString('latin1');
    for (const text of [JSON.stringify(body), JSON.stringify(audit), desk.log.join(), stored]) {
      expect(text).not.toContain(SECRET);
    }
  });

  it('is not replaced by somebody who did not see it', async () => {
    const { body } = await set({ seenVersion: null });
    expect(body.chat.version).toBeTypeOf('string');
    const other = await set();
    // The same host and the same rules: another channel may be behind them.
    for (const seenVersion of [null, body.chat.version]) {
      expect((await set({ lang: 'en', seenVersion })).body.code).toBe('stale-view');
    }
    expect((await call('GET', '/api/notices')).body.chat.lang).toBe('ko');
    const seen = { seenVersion: other.body.chat.version };
    expect((await set({ lang: 'en', ...seen })).status).toBe(200);
    expect((await set(seen)).body.code).toBe('stale-view');
  });

  it('is for managers alone', async () => {
    for (const role of ['operator', 'viewer'] as const) {
      expect((await desk.as(role).call('GET', '/api/notices')).status).toBe(403);
    }
  });

  it('has to be entered anew after AUTH_SECRET has changed', async () => {
    await set();
    await arrived(1);
    await desk.restart({ AUTH_SECRET: 'another-secret-another-secret-another-1' });
    desk.signInAnew();
    const tested = await call('POST', '/api/notices/chat/test');
    expect(tested.body.chat.newest).toMatchObject({ failure: 'sealed' });
  });
});
