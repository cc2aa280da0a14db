/** Links to choose a password by mail, received by a mail server on this machine. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMailer } from '../../server/send-mail.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { startMailServer, type MailServer, type ReceivedMail } from '../support/mail-server.ts';
import { auditRows } from './audit-rows.ts';
import { openBrowser, signedIn, type Browser } from './browser.ts';

const PASSWORD = 'login-of-the-mail-server';
const REFUSED = 'nobody@shop.kr';

let mails: MailServer;
let desk: TestDesk;
let manager: Browser;

beforeAll(async () => {
  mails = await startMailServer((to) => (to === REFUSED ? 'No such mailbox' : null), PASSWORD);
  const mail = { url: mails.url, from: 'desk@shop.kr', mustEncrypt: false };
  desk = await startTestDesk({ shopName: '모퉁이 상점', mail });
  manager = await signedIn(desk, 'manager');
});
afterAll(async () => {
  await desk.close();
  await mails.close();
});
afterEach(() => mails.received.splice(0));

async function invite(email: string) {
  const { body } = await manager.send('POST', '/api/staff', {
    ...{ email, name: '한지민', role: 'operator' },
  });
  return { id: String(body.staff.id), link: String(body.link), mailable: Boolean(body.mailable) };
}

const mailTo = (id: string, link: string, browser = manager) =>
  browser.send('POST', `/api/staff/${id}/mail-link`, { link });

/** The readable text of a mail in base64, with the line ends of this program. */
function textOf({ raw }: ReceivedMail): string {
  const [, body = ''] = raw.split(/\r?\n\r?\n/);
  return Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n');
}

describe('a link to choose a password', () => {
  it('reaches its person by mail, and leads to the first sign-in', async () => {
    const { id, link, mailable } = await invite('jimin@shop.kr');
    expect(mailable).toBe(true);
    const answer = await mailTo(id, link);
    expect([answer.status, answer.body]).toEqual([200, { email: 'jimin@shop.kr' }]);
    expect(mails.received.map(({ to }) => to)).toEqual([['jimin@shop.kr']]);
    const words = mails.received.map(textOf).join();
    expect(words).toContain('한지민 님');
    expect(words).toContain(`\n${link}\n`);
    const token = new URL(link).searchParams.get('token') ?? '';
    const chosen = await openBrowser(desk).auth('password-link', {
      ...{ token, password: 'correct horse battery staple' },
    });
    expect(chosen.body).toEqual({ done: true });
    expect(auditRows(desk.database, 'staff-link-mailed').at(-1)).toMatchObject({
      actor_type: 'staff',
    });
    expect(JSON.stringify(auditRows(desk.database, 'staff-link-mailed'))).not.toContain(token);
    // It was used.
    expect((await mailTo(id, link)).body.code).toBe('invitation-ended');
  });

  it('goes only to its own person, and only with the address of the desk', async () => {
    const one = await invite('one@shop.kr');
    const other = await invite('other@shop.kr');
    expect((await mailTo(other.id, one.link)).body.code).toBe('invitation-ended');
    expect(mails.received).toEqual([]);
    const { search } = new URL(one.link);
    await mailTo(one.id, `https://elsewhere.example/welcome${search}`);
    expect(mails.received.map(textOf).join()).toContain(`\n${one.link}\n`);
    expect(mails.received.map(textOf).join()).not.toContain('elsewhere');
  });

  it('is mailed by managers alone', async () => {
    const { id, link } = await invite('two@shop.kr');
    const operator = await signedIn(desk, 'operator');
    expect((await mailTo(id, link, operator)).status).toBe(403);
    expect(mails.received).toEqual([]);
  });

  it('stays valid where the mail server refuses the address, whose words are told', async () => {
    const { id, link } = await invite(REFUSED);
    const { status, body } = await mailTo(id, link);
    expect([status, body.code, body.effect]).toEqual([502, 'mail-refused', 'not-applied']);
    expect(body.detail).toContain('No such mailbox');
    const token = new URL(link).searchParams.get('token') ?? '';
    const page = await openBrowser(desk).get(`/api/auth/password-link?token=${token}`);
    expect(page.status).toBe(200);
  });
});

describe('the mail server', () => {
  const mail = { to: 'jimin@shop.kr', subject: 'x', text: 'x' };
  const from = 'desk@shop.kr';

  it('must encrypt where it is not on this machine', async () => {
    const send = createMailer({ url: mails.url, from, mustEncrypt: true });
    await expect(send(mail)).rejects.toMatchObject({ code: 'mail-refused' });
    expect(mails.received).toEqual([]);
  });

  it('on this machine may offer encryption by a certificate of its own', async () => {
    const own = new SMTPServer({
      authOptional: true,
      onData: (stream, _session, done) => stream.resume().once('end', () => done()),
    });
    own.listen(0, '127.0.0.1');
    await once(own.server, 'listening');
    const { port } = own.server.address() as AddressInfo;
    const plain = `smtp://127.0.0.1:${String(port)}`;
    const send = createMailer({ url: plain, from, mustEncrypt: false });
    await expect(send(mail)).resolves.toBeUndefined();
    await new Promise<void>((resolve) => {
      own.close(() => resolve());
    });
  });

  it('that refuses the login is reported without the login', async () => {
    const send = createMailer({
      url: mails.url.replace(PASSWORD, 'wrong'),
      from,
      mustEncrypt: false,
    });
    await expect(send(mail)).rejects.toMatchObject({ code: 'mail-refused', message: 'EAUTH' });
  });

  it('that never ends an answer is cut after a time', async () => {
    const slow = createServer((socket) => {
      socket.resume().write('220 mail.shop.kr\r\n');
      const lines = setInterval(() => socket.write('250-slow\r\n'), 50);
      socket.on('error', () => socket.destroy()).once('close', () => clearInterval(lines));
    });
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const { port } = slow.address() as AddressInfo;
    const url = `smtp://127.0.0.1:${String(port)}`;
    const send = createMailer({ url, from, mustEncrypt: false }, 500);
    await expect(send(mail)).rejects.toMatchObject({ code: 'mail-refused', message: 'ETIMEDOUT' });
    await new Promise<void>((resolve) => {
      slow.close(() => resolve());
    });
  });

  it('is not needed: without it links are only shown', async () => {
    await expect(createMailer(null)(mail)).rejects.toMatchObject({ code: 'mail-off' });
  });
});
