/** Notices while settings change, the disk is full, or a chat comes back. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adopt, knowPaid, putRefund } from '../support/desk-acts.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Long enough for some calls between two looks, also on a busy machine. */
const MAIL_LOOK_MS = 3000;
const CHAT_LOOK_MS = 30;
const REFUSED = 'full@shop.kr';

let mails: MailServer;
let chat: Receiver;
let desk: RunningDesk;
const clock = createShiftedClock();

/** Moves to a time of today in Seoul, which may be past; more than 24 is tomorrow. */
function moveTo(hours: number): void {
  const day = new Date(clock.nowMs() + 9 * HOUR_MS).toISOString().slice(0, 10);
  clock.shift(Date.parse(`${day}T00:00:00+09:00`) + hours * HOUR_MS - clock.nowMs());
  desk.signInAnew();
}

beforeAll(async () => {
  mails = await startMailServer((to) => (to === REFUSED ? 'Mailbox is full' : null));
  desk = await startTestDesk({
    clock,
    env: { SMTP_URL: mails.url, MAIL_FROM: 'desk@shop.kr', REFUND_APPROVAL_FROM: '10000' },
    bounds: {
      notices: {
        mail: { lookMs: MAIL_LOOK_MS, pauses: [100] },
        chat: { lookMs: CHAT_LOOK_MS, restMs: 200, pauses: [HOUR_MS] },
      },
    },
  });
});
afterAll(async () => {
  await desk.close();
  await mails.close();
});
beforeEach(async () => {
  chat = await startReceiver();
});
afterEach(async () => {
  mails.received.splice(0);
  await call('DELETE', '/api/notices/chat');
  await chat.close();
});

const call = (method: string, path: string, body?: unknown) =>
  desk.as('manager').call(method, path, body);
const mailTo = (emails: readonly string[], more: Record<string, unknown> = {}) =>
  call('PUT', '/api/notices/mail', { emails, time: '08:00', lang: 'ko', ...more });
const mailed = (count: number) =>
  waitUntil(
    `${String(count)} mails`,
    () => mails.received,
    (all) => all.length >= count,
  );
const connectChat = () =>
  call('PUT', '/api/notices/chat', {
    ...{ url: `http://127.0.0.1:${String(chat.port)}/services/T0K3N`, form: 'slack' },
    ...{ lang: 'ko', quiet: null },
  });
const told = (count: number) =>
  waitUntil(
    `${String(count)} messages`,
    () => chat.received,
    (all) => all.length >= count,
  );
/** So long that a digest that was due would have come. */
const looks = () => new Promise((resolve) => setTimeout(resolve, 800));

/** A refund that a manager has to approve. */
async function propose(): Promise<void> {
  const payToken = await knowPaid(desk, { amount: 50_000 });
  const { body } = await putRefund(desk, payToken, 20_000);
  expect(body.operation?.state ?? body.state).toBe('proposed');
}

describe('sheets by mail', () => {
  it('come although the time was moved to one that has passed today', async () => {
    moveTo(7.25);
    expect((await mailTo(['owner@shop.kr'])).status).toBe(200);
    moveTo(7.75);
    expect((await mailTo(['owner@shop.kr'], { time: '07:30' })).status).toBe(200);
    await mailed(1);
  });

  it('of a month come although the settings were changed right after it was signed', async () => {
    const completedAt = '2026-10-10T04:00:00.000Z';
    const [paid] = await desk.sandbox.history({
      ...{ orderNo: 'month-1', amount: 22_000, productDesc: '머그잔', payMethod: 'CARD' },
      ...{ cardCompanyName: '국민', state: 'PAY_COMPLETE', createdAt: completedAt, completedAt },
    });
    await adopt(desk, paid?.payToken ?? '');
    const month = '/api/day-close/months/2026-10';
    const { body } = await call('GET', month);
    const signed = await call('POST', `${month}/signatures`, { seenHash: body.figuresHash });
    expect(signed.status).toBe(200);
    expect((await mailTo(['owner@shop.kr', 'books@shop.kr'], { time: '07:30' })).status).toBe(200);
    expect((await mailed(2)).flatMap(({ to }) => to).toSorted()).toEqual([
      'books@shop.kr',
      'owner@shop.kr',
    ]);
  });

  it('are not sent again to an address that was removed', async () => {
    await mailTo([REFUSED]);
    moveTo(24 + 9);
    const failed = async () =>
      (await call('GET', '/api/notices')).body.mail.mails.find(
        ({ email, state }: { email: string; state: string }) =>
          email === REFUSED && state === 'failed',
      );
    const { id } = await waitUntil('failed', failed, (one) => one !== undefined);
    await mailTo(['owner@shop.kr']);
    const again = await call('POST', `/api/notices/mail/${String(id)}/again`);
    expect(again).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('go to the address as it was entered, and to no other that it could be read as', async () => {
    const email = 'root;owner@shop.kr';
    await mailTo([email]);
    moveTo(24 + 9);
    const mailOf = async () =>
      (await call('GET', '/api/notices')).body.mail.mails.find(
        (one: { email: string }) => one.email === email,
      );
    await waitUntil('tried', mailOf, (one) => one !== undefined && one.state !== 'waiting');
    expect(mails.received.flatMap(({ to }) => to)).not.toContain('owner@shop.kr');
  });
});

describe('a digest', () => {
  it('comes once where the disk is too full to store that it did', async () => {
    desk.db.refuse('no_room', {
      change: 'UPDATE OF last_at ON chat_notice',
      when: 'NEW.last_at IS NOT NULL',
      message: 'database or disk is full',
    });
    await propose();
    await connectChat();
    await told(1);
    await looks();
    desk.db.dropTrigger('no_room', 'chat_notice');
    expect(chat.received).toHaveLength(1);
    await propose();
    await told(2);
  });

  it('comes once where the desk stops after the chat took it, and before its last word', async () => {
    chat.answers((_one, response) => response.writeHead(200).write('ok'));
    await propose();
    await connectChat();
    await told(1);
    // The head of the answer arrives.
    await looks();
    await desk.restart();
    await looks();
    expect(chat.received).toHaveLength(1);
  });

  it('comes at once after a test message has shown that the chat is back', async () => {
    chat.answers((_one, response) => response.writeHead(404).end('no_service'));
    await propose();
    await connectChat();
    await told(1);
    await looks();
    chat.answers((_one, response) => response.end('ok'));
    expect((await call('POST', '/api/notices/chat/test')).body.chat.newest.failure).toBeNull();
    const [, test, digest] = await told(3);
    expect(test?.text).toContain('시험 메시지');
    expect(digest?.text).toContain('확인할 일이 있어요');
  });
});
