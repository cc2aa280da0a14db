/** Sheets by mail, received by a mail server on this machine. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { readSheet } from 'read-excel-file/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adopt, knowPaid, putRefund } from '../support/desk-acts.ts';
import { startMailServer, type MailServer, type ReceivedMail } from '../support/mail-server.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const LOOK_MS = 30;
const REFUSED = 'full@shop.kr';

let mails: MailServer;
let desk: RunningDesk;
let isFull = true;
const clock = createShiftedClock();

/** The day in Seoul, so many days from now. */
const dayIn = (days: number) =>
  new Date(clock.nowMs() + 9 * HOUR_MS + days * DAY_MS).toISOString().slice(0, 10);
/** Moves to a time of today in Seoul, which may be past. */
function moveTo(hours: number): void {
  clock.shift(Date.parse(`${dayIn(0)}T00:00:00+09:00`) + hours * HOUR_MS - clock.nowMs());
  desk.signInAnew();
}

const paid = (orderNo: string, completedAt: string, more = {}) => ({
  ...{ orderNo, amount: 22_000, productDesc: '손뜨개 머그잔', payMethod: 'CARD' },
  ...{ cardCompanyName: '국민', state: 'PAY_COMPLETE', createdAt: completedAt, completedAt },
  ...more,
});

async function bringIn(...history: ReturnType<typeof paid>[]): Promise<void> {
  for (const { payToken } of await desk.sandbox.history(...history)) await adopt(desk, payToken);
}

beforeAll(async () => {
  mails = await startMailServer((to) => (isFull && to === REFUSED ? 'Mailbox is full' : null));
  desk = await startTestDesk({
    clock,
    env: { SMTP_URL: mails.url, MAIL_FROM: 'desk@shop.kr', SHOP_NAME: '모퉁이 상점' },
    bounds: { notices: { mail: { lookMs: LOOK_MS, pauses: [100, 100] } } },
  });
  await bringIn(
    paid('canary-1', `${dayIn(-1)}T03:00:00.000Z`),
    paid('canary-2', `${dayIn(-1)}T04:00:00.000Z`, {
      state: 'REFUND_SUCCESS',
      refunds: [{ amount: 3000, at: `${dayIn(-1)}T05:00:00.000Z` }],
    }),
    paid('canary-3', '2026-10-10T04:00:00.000Z'),
  );
}, 60_000);
afterAll(async () => {
  await desk.close();
  await mails.close();
});
afterEach(() => mails.received.splice(0));

const call = (method: string, path: string, body?: unknown) =>
  desk.as('manager').call(method, path, body);
const set = (more: Record<string, unknown> = {}) =>
  call('PUT', '/api/notices/mail', {
    ...{ emails: ['owner@shop.kr'], time: '08:00', lang: 'ko', ...more },
  });
const listed = async () => (await call('GET', '/api/notices')).body.mail.mails;
const arrived = (count: number) =>
  waitUntil(
    `${String(count)} mails`,
    () => mails.received,
    (all) => all.length >= count,
  );
/** So long that a mail that was due would have come. */
const looks = () => new Promise((resolve) => setTimeout(resolve, 15 * LOOK_MS));

/** The parts of a mail: their heads, and what they hold. */
function partsOf({ raw }: ReceivedMail): { head: string; content: Buffer }[] {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? 'none';
  return raw
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n');
      return { head, content: Buffer.from(rest.join('\r\n\r\n'), 'base64') };
    });
}

const subjectOf = ({ raw }: ReceivedMail) =>
  (/^Subject: (.*(?:\r\n .*)*)/m.exec(raw)?.[1] ?? '')
    .split(/\s+/)
    .map((word) => /^=\?UTF-8\?B\?(.*)\?=$/.exec(word)?.[1] ?? null)
    .map((word) => (word === null ? '' : Buffer.from(word, 'base64').toString('utf8')))
    .join('');

describe('the sheet of yesterday', () => {
  it('comes at its time with sums in words and as a file, and nothing of a payment', async () => {
    moveTo(7.5);
    expect((await set()).status).toBe(200);
    await looks();
    expect(mails.received).toEqual([]);
    const day = dayIn(-1);
    moveTo(8.1);
    const [mail] = await arrived(1);
    expect(mail?.to).toEqual(['owner@shop.kr']);
    if (mail === undefined) return;
    expect(subjectOf(mail)).toBe(`[모퉁이 상점] ${day} 일마감`);
    const [text, file] = partsOf(mail);
    const words = text?.content.toString('utf8').replaceAll('\r\n', '\n') ?? '';
    expect(words).toContain(
      '결제 2건 44,000원\n환불 1건 3,000원\n환불 뺀 금액 41,000원\n\n' +
        `${desk.url}/day-close/${day}`,
    );
    const rows = await readSheet(file?.content ?? Buffer.alloc(0));
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['구분', '건수', '금액 (원)'],
      ['결제', 2, 44_000],
      ['환불', 1, 3000],
      ['직접 송금', 0, 0],
      ['환불 뺀 금액', null, 41_000],
    ]);
    const [, payments = []] = rows;
    const parts = payments.slice(3).map(Number);
    expect(parts.reduce((sum, won) => sum + won, 0)).toBe(44_000);
    for (const canary of ['canary', '머그잔', '국민']) {
      expect(words + JSON.stringify(rows) + subjectOf(mail)).not.toContain(canary);
    }
    const sent = await waitUntil('stored', listed, ([one]) => one?.state === 'sent');
    expect(sent).toMatchObject([{ kind: 'day', of: day, email: 'owner@shop.kr' }]);
    const [audit] = desk.read(`SELECT * FROM audit WHERE action = 'sheet-mailed'`);
    expect([audit.actor_type, JSON.parse(audit.detail)]).toEqual([
      'desk',
      { sheet: 'day', of: day, email: 'owner@shop.kr' },
    ]);
  });

  it('comes once, also after a restart, and after days away only the last one', async () => {
    await desk.restart();
    await looks();
    clock.shift(HOUR_MS);
    await looks();
    expect(mails.received).toEqual([]);
    await desk.stop();
    clock.shift(5 * DAY_MS);
    await desk.start();
    desk.signInAnew();
    const [mail] = await arrived(1);
    await looks();
    expect(mails.received).toHaveLength(1);
    expect(mail && subjectOf(mail)).toContain(dayIn(-1));
  });

  it('of a clock that was ahead is sent anew, once the day is really over', async () => {
    const day = dayIn(1);
    clock.shift(2 * DAY_MS);
    await arrived(1);
    clock.shift(-2 * DAY_MS);
    await looks();
    clock.shift(DAY_MS);
    await arrived(2);
    clock.shift(DAY_MS);
    await arrived(3);
    expect(mails.received.map(subjectOf).filter((subject) => subject.includes(day))).toHaveLength(
      2,
    );
    desk.signInAnew();
  });

  it('in English has the words of its language', async () => {
    await set({ lang: 'en' });
    clock.shift(DAY_MS);
    desk.signInAnew();
    const [mail] = await arrived(1);
    expect(mail && partsOf(mail)[0]?.content.toString('utf8')).toContain('Paid: 0, 0 won');
  });

  it('goes to nobody who was removed', async () => {
    await set({ emails: [] });
    clock.shift(DAY_MS);
    desk.signInAnew();
    await looks();
    expect(mails.received).toEqual([]);
  });
});

describe('a refusal of the mail server', () => {
  it('is told, tried again, and sent again by a person; others have their mail', async () => {
    await set({ emails: [REFUSED, 'owner@shop.kr'], lang: 'ko' });
    clock.shift(DAY_MS);
    desk.signInAnew();
    await arrived(1);
    const failed = await waitUntil('failed', listed, (all) =>
      all.some(({ state }: { state: string }) => state === 'failed'),
    );
    const one = failed.find(({ email }: { email: string }) => email === REFUSED);
    expect(one).toMatchObject({ state: 'failed', attempts: 3, nextAt: null });
    expect(one.answer).toContain('Mailbox is full');
    expect(mails.received.map(({ to }) => to)).toEqual([['owner@shop.kr']]);
    isFull = false;
    const again = await call('POST', `/api/notices/mail/${String(one.id)}/again`);
    expect(again.status).toBe(202);
    const [, second] = await arrived(2);
    expect(second?.to).toEqual([REFUSED]);
    await waitUntil('sent', listed, (all) =>
      all.every(({ state }: { state: string }) => state === 'sent'),
    );
    expect((await call('POST', `/api/notices/mail/${String(one.id)}/again`)).status).toBe(404);
  });
});

describe('a mail server that hangs', () => {
  it('delays neither refunds nor the stop of the desk, and yesterday replaces what waited', async () => {
    const hanging = createServer(() => {
      // Never greets.
    });
    await new Promise<void>((resolve) => {
      hanging.listen(0, '127.0.0.1', resolve);
    });
    const { port } = hanging.address() as AddressInfo;
    await set();
    await desk.restart({ SMTP_URL: `smtp://127.0.0.1:${String(port)}` });
    const connected = once(hanging, 'connection');
    clock.shift(DAY_MS);
    desk.signInAnew();
    await connected;
    const waited = dayIn(-1);
    const beganMs = Date.now();
    const payToken = await knowPaid(desk);
    await putRefund(desk, payToken, 1000, { waitSeconds: 5 });
    await desk.stop();
    expect(Date.now() - beganMs).toBeLessThan(8000);
    hanging.close();
    clock.shift(DAY_MS);
    await desk.restart({});
    desk.signInAnew();
    await arrived(1);
    await looks();
    expect(mails.received.map(subjectOf).join()).toContain(dayIn(-1));
    expect(mails.received.map(subjectOf).join()).not.toContain(waited);
  });
});

describe('a month', () => {
  it('is mailed when it is signed, with the figures that were signed', async () => {
    await set();
    const month = '/api/day-close/months/2026-10';
    const { body } = await call('GET', month);
    const seenHash = body.figuresHash;
    expect((await call('POST', `${month}/signatures`, { seenHash })).status).toBe(200);
    const [mail] = await arrived(1);
    if (mail === undefined) return;
    expect(subjectOf(mail)).toBe('[모퉁이 상점] 2026-10 월마감 서명');
    expect(partsOf(mail)[0]?.content.toString('utf8')).toContain('결제 1건 22,000원');
    await desk.restart();
    await looks();
    expect(mails.received).toHaveLength(1);
  });
});

describe('who gets sheets', () => {
  it('is set by managers, up to five good addresses', async () => {
    const bad = await set({ emails: ['owner@shop.kr', 'no address'] });
    expect([bad.status, bad.body.errors[0].pointer]).toEqual([422, '/emails/1']);
    const six = Array.from({ length: 6 }, (_, index) => `p${String(index)}@shop.kr`);
    expect((await set({ emails: six })).status).toBe(422);
    const body = { emails: [], time: '08:00', lang: 'ko' };
    expect((await desk.as('operator').call('PUT', '/api/notices/mail', body)).status).toBe(403);
  });

  it('is not brought back by somebody who did not see that an address was removed', async () => {
    const { body } = await set({ emails: ['left@shop.kr', 'owner@shop.kr'] });
    const seenVersion: unknown = body.mail.version;
    expect((await set({ seenVersion })).status).toBe(200);
    const emails = ['left@shop.kr', 'owner@shop.kr', 'books@shop.kr'];
    const late = await set({ emails, seenVersion });
    expect([late.status, late.body.code]).toEqual([409, 'stale-view']);
    const now = await call('GET', '/api/notices');
    expect(now.body.mail.emails).toEqual(['owner@shop.kr']);
    expect((await set({ emails, seenVersion: now.body.mail.version })).status).toBe(200);
  });

  it('can’t be set without a mail server', async () => {
    await desk.restart({ SMTP_URL: '', MAIL_FROM: '' });
    desk.signInAnew();
    expect((await call('GET', '/api/notices')).body.mail.on).toBe(false);
    expect((await set()).body.code).toBe('mail-off');
  });
});
