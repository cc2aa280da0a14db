/** Minor things that a colleague could do and should not. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { safeNext } from '../../client/pages/safe-next.ts';
import { csvFile } from '../../server/csv-file.ts';
import { openBrowser, signedIn } from '../staff/browser.ts';
import { startTestDesk as startSmallDesk } from '../server/start-test-desk.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { PASSWORD } from '../support/password.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

describe('a viewer who has a receipt printed again and again', () =>
  it('leaves some rows on disk for good, and not hundreds', async () => {
    const payToken = await knowPaid(desk);
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id, waitSeconds: 15 });
    const print = () => desk.as('viewer').call('POST', `/api/operations/${id}/receipt/prints`);
    const codes: number[] = [];
    for (let times = 0; times < 60; times += 1) codes.push((await print()).status);
    const rows = desk.read("SELECT seq FROM audit WHERE action = 'receipt-printed'");
    expect(rows).toHaveLength(20);
    expect(codes.slice(20).every((status) => status === 429)).toBe(true);
    const colleague = await desk
      .as('viewer', 'second')
      .call('POST', `/api/operations/${id}/receipt/prints`);
    expect(colleague.status).toBe(200);
  }));

describe('somebody who locks and opens the screen again and again', () =>
  it('leaves some rows on disk for good, and a count of the rest', async () => {
    const viewer = desk.as('viewer', 'locker');
    const { id } = (await viewer.call('GET', '/api/me')).body.staff;
    for (let times = 0; times < 25; times += 1) {
      expect((await viewer.call('POST', '/api/auth/lock')).status).toBe(204);
      const password = { password: PASSWORD };
      expect((await viewer.call('POST', '/api/auth/unlock', password)).status).toBe(200);
    }
    const rows = () =>
      desk.read<{ action: string; detail: string; address: string | null }>(
        'SELECT action, detail, address FROM audit WHERE actor_id = ? AND action LIKE ?',
        id,
        'screen-%',
      );
    expect(rows()).toHaveLength(40);
    await desk.restart();
    expect(rows().slice(40)).toEqual([
      { action: 'screen-locked', detail: '{"times":5}', address: null },
      { action: 'screen-unlocked', detail: '{"times":5}', address: null },
    ]);
  }));

describe('somebody who may export and does so again and again', () => {
  const reason = encodeURIComponent('세금 신고에 쓰려고');
  it.each([
    `GET /api/exports/payments.csv?reason=${reason}`,
    `GET /api/exports/payments.xlsx?reason=${reason}`,
    `GET /api/exports/access-records.csv?reason=${reason}`,
    `GET /api/audit/export?reason=${reason}`,
    'POST /api/day-close/prints',
  ])('has twenty a minute of %s', async (what) => {
    const [method = '', path = ''] = what.split(' ');
    const manager = desk.as('manager', 'taker');
    const take = () =>
      method === 'GET' ? manager.file(path) : manager.call(method, path, { date: '2026-11-24' });
    const codes: number[] = [];
    for (let n = 0; n < 25; n += 1) codes.push((await take()).status);
    expect(codes.slice(0, 20).every((status) => status === 200 || status === 204)).toBe(true);
    expect(codes.slice(20)).toEqual([429, 429, 429, 429, 429]);
  });
});

describe('a manager who resets a disabled account', () =>
  it('has no link to it when a colleague enables it again', async () => {
    const small = await startSmallDesk();
    const [one, other] = [await signedIn(small, 'manager'), await signedIn(small, 'manager2')];
    const { body } = await one.get('/api/staff');
    const { id } = (body.items as { id: string; email: string }[]).find(
      ({ email }) => email === 'operator@demo.shop',
    ) ?? { id: '' };
    await one.send('PATCH', `/api/staff/${id}`, { disabled: true });
    const reset = await one.send('POST', `/api/staff/${id}/reset-password`);
    const token = new URL(String(reset.body.link)).searchParams.get('token') ?? '';
    await other.send('PATCH', `/api/staff/${id}`, { disabled: false });
    const chosen = await openBrowser(small).auth('password-link', {
      token,
      password: 'correct horse battery staple',
    });
    expect([chosen.status, chosen.body.code]).toEqual([410, 'invitation-ended']);
    await small.close();
  }));

describe('OPTIONS', () =>
  it.each(['/', '/api/payments', '/api/staff', '/api/auth/sign-in/email', '/toss/callback'])(
    'of %s tells nothing of it',
    async (path) => {
      const answer = await desk.fetch(path, { method: 'OPTIONS' });
      expect([answer.status, answer.headers.get('allow')]).toEqual([404, null]);
    },
  ));

describe('a cell that hides a formula behind a sign that nobody sees', () =>
  it.each(['\u{ad}', '\u{61c}', '\u{180e}', '\u{2066}', '\u{202e}', '\u{e0001}'])(
    'has an apostrophe: %j',
    async (sign) => {
      let text = '';
      for await (const piece of csvFile(['x'], [{ rows: [[`${sign}=1+1`]] }])) text += piece;
      expect(text).toContain("'=1+1");
    },
  ));

describe('an address to go to after signing in', () =>
  it.each(['/\t/x.example', '/\n/x.example', '/\r\\x.example', '/payments\u{0}'])(
    'has no sign that browsers drop: %j',
    (next) => expect(safeNext(next)).toBe('/payments'),
  ));
