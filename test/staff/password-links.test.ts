/** Links to set a password: an invitation from end to end, and a reset. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { twice } from '../../server/storage/statement.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { auditRows } from './audit-rows.ts';
import { openBrowser, setUpFactor, signedIn, type Browser } from './browser.ts';

const HOUR_MS = 3_600_000;
const GOOD_PASSWORD = 'correct horse battery staple';

const clock = createShiftedClock();
let desk: TestDesk;
let manager: Browser;
beforeAll(async () => {
  desk = await startTestDesk({ clock, shopName: '모퉁이 상점' });
  manager = await signedIn(desk, 'manager');
});
afterAll(() => desk.close());

function tokenOf(link: string): string {
  return new URL(link).searchParams.get('token') ?? '';
}

let invitations = 0;
async function invite(name = '한지민') {
  invitations += 1;
  const email = `jimin-${String(invitations)}@shop.kr`;
  const { body } = await manager.send('POST', '/api/staff', { email, name, role: 'operator' });
  return { id: String(body.staff.id), email, link: String(body.link), token: tokenOf(body.link) };
}

async function idOf(email: string): Promise<string> {
  const { body } = await manager.get('/api/staff');
  const found = (body.items as { id: string; email: string }[]).find((one) => one.email === email);
  return found?.id ?? '';
}

async function reset(email: string) {
  const { body } = await manager.send('POST', `/api/staff/${await idOf(email)}/reset-password`);
  return { link: String(body.link), until: String(body.until), token: tokenOf(body.link) };
}

/** The page of a link, without a session. */
const look = (token: string) =>
  openBrowser(desk).get(`/api/auth/password-link?token=${encodeURIComponent(token)}`);
const choose = (token: string, password = GOOD_PASSWORD) =>
  openBrowser(desk).auth('password-link', { token, password });

/** Lets time pass; the manager's session ends with the working day. */
async function pass(ms: number): Promise<void> {
  clock.shift(ms);
  await manager.signIn('manager@demo.shop');
}

async function expectEnded(token: string): Promise<void> {
  for (const answer of [await look(token), await choose(token)]) {
    expect([answer.status, answer.body.code]).toEqual([410, 'invitation-ended']);
  }
}

describe('an invitation', () => {
  it('leads from the link to the first sign-in', async () => {
    const { id, email, token } = await invite();
    const page = await look(token);
    expect(page.body).toEqual({ kind: 'invitation', name: '한지민', email });
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect((await choose(token)).body).toEqual({ done: true });
    const browser = openBrowser(desk);
    const signedIn = await browser.signIn(email, GOOD_PASSWORD);
    expect(signedIn.body).toEqual({ staff: { id, name: '한지민', email, role: 'operator' } });
    expect((await browser.get('/api/me')).status).toBe(200);
    const { body } = await manager.get('/api/staff');
    const entry = (body.items as Record<string, unknown>[]).find((one) => one['id'] === id);
    expect(entry).toMatchObject({ invited: false, linkUntil: null });
    expect(auditRows(desk.database, 'invitation-accepted').at(-1)).toMatchObject({
      actor_type: 'staff',
      actor_id: id,
      actor_name: '한지민',
      address: '127.0.0.1',
    });
  });

  it('works once, for one of two who use it at the same time', async () => {
    const { email, token } = await invite();
    const passwords = [GOOD_PASSWORD, 'another horse battery staple'];
    const answers = await Promise.all(passwords.map((password) => choose(token, password)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410]);
    const winner = passwords[answers.findIndex(({ status }) => status === 200)];
    expect((await openBrowser(desk).signIn(email, winner)).status).toBe(200);
    await expectEnded(token);
  });

  it('is valid for 72 hours and not longer', async () => {
    const { token } = await invite();
    await pass(72 * HOUR_MS - 60_000);
    expect((await look(token)).status).toBe(200);
    await pass(60_000);
    await expectEnded(token);
  });

  it('can be renewed before the first sign-in; the first link ends', async () => {
    const { id, email, token } = await invite();
    const hours = (until: string) => (Date.parse(until) - clock.nowMs()) / HOUR_MS;
    const again = await reset(email);
    expect(hours(again.until)).toBeGreaterThan(71.9);
    await expectEnded(token);
    expect((await look(again.token)).body.kind).toBe('invitation');
    expect(auditRows(desk.database).at(-1)).toMatchObject({
      action: 'password-reset-offered',
      detail: { staffId: id, kind: 'invitation', until: again.until },
    });
    expect((await choose(again.token)).status).toBe(200);
  });

  it('ends when the account is disabled, also if it is enabled again', async () => {
    const { id, token } = await invite();
    await manager.send('PATCH', `/api/staff/${id}`, { disabled: true });
    await expectEnded(token);
    await manager.send('PATCH', `/api/staff/${id}`, { disabled: false });
    await expectEnded(token);
  });
});

describe('an invalid link', () => {
  it.each(['x', 'A'.repeat(43), `${'A'.repeat(42)}!`, "' OR 1=1 --"])(
    'is answered like an expired one: %s',
    (token) => expectEnded(token),
  );

  it('is refused where its token is missing or malformed', async () => {
    const browser = openBrowser(desk);
    expect((await browser.get('/api/auth/password-link')).status).toBe(422);
    expect((await look('A'.repeat(101))).status).toBe(422);
    const both = '/api/auth/password-link?token=a&token=b';
    expect((await browser.get(both)).status).toBe(422);
    const answer = await browser.auth('password-link', { token: 'A'.repeat(43), email: 'x@y.kr' });
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/password',
      '/email',
    ]);
  });

  it('is refused from another site’s page', async () => {
    const { token } = await invite();
    const body = { token, password: GOOD_PASSWORD };
    const headers = { origin: 'https://evil.example' };
    const given = { method: 'POST', body, headers, ownOrigin: false };
    expect((await desk.call('/api/auth/password-link', given)).status).toBe(403);
    expect((await look(token)).status).toBe(200);
  });
});

describe('a weak password', () =>
  it.each([
    ['too-short', 'jx7 walks slow', { minimum: 15 }],
    ['too-long', 'wR7#pQz!92mLx$Kv'.repeat(9), { maximum: 128 }],
    ['common', 'p@$$w0rdp@$$w0rd', {}],
    ['common', DEMO_PASSWORD, {}],
    ['like-name', '모퉁이 상점 한지민 2026 화이팅', {}],
    ['like-name', 'jimin-77@shop.kr', {}],
  ])('is refused as %s, and the link stays valid', async (code, password, params) => {
    const { email, token } = await invite();
    const answer = await choose(token, password.replace('jimin-77@shop.kr', email));
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid-request']);
    const detail = expect.any(String);
    expect(answer.body.errors).toEqual([{ pointer: '/password', code, params, detail }]);
    expect((await choose(token)).status).toBe(200);
  }));

describe('a reset', () => {
  const email = 'viewer@demo.shop';

  it('ends the sessions and the old password at once', async () => {
    const viewer = await signedIn(desk, 'viewer');
    const { until } = await reset(email);
    expect((Date.parse(until) - clock.nowMs()) / HOUR_MS).toBeLessThanOrEqual(24);
    expect((await viewer.get('/api/me')).status).toBe(401);
    const refused = await viewer.signIn(email, DEMO_PASSWORD);
    expect([refused.status, refused.body.code]).toEqual([401, 'wrong-credentials']);
    expect(auditRows(desk.database, 'password-reset-offered').at(-1)).toMatchObject({
      actor_name: '박서준',
      address: '127.0.0.1',
      detail: { name: '이조회', kind: 'reset', until },
    });
  });

  it('sets a new password by its link, for 24 hours', async () => {
    const late = await reset(email);
    await pass(24 * HOUR_MS);
    await expectEnded(late.token);
    const { token } = await reset(email);
    await pass(24 * HOUR_MS - 60_000);
    expect((await look(token)).body).toEqual({ kind: 'reset', name: '이조회', email });
    expect((await choose(token)).status).toBe(200);
    expect((await openBrowser(desk).signIn(email, GOOD_PASSWORD)).status).toBe(200);
    expect(auditRows(desk.database, 'password-changed').at(-1)).toMatchObject({
      actor_type: 'staff',
      actor_id: await idOf(email),
      address: '127.0.0.1',
      detail: { way: 'link' },
    });
  });

  it('leaves a demo account its public password, which nobody else may have', async () => {
    const { token } = await reset(email);
    expect((await choose(token, DEMO_PASSWORD)).status).toBe(200);
    expect((await openBrowser(desk).signIn(email, DEMO_PASSWORD)).status).toBe(200);
  });

  it('still asks for the second factor', async () => {
    const operator = await signedIn(desk, 'operator');
    await setUpFactor(operator, clock.nowMs());
    const { token } = await reset('operator@demo.shop');
    expect((await choose(token)).status).toBe(200);
    const browser = openBrowser(desk);
    const half = await browser.signIn('operator@demo.shop', GOOD_PASSWORD);
    expect(half.body).toEqual({ secondFactor: true });
    expect((await browser.get('/api/me')).body.code).toBe('second-factor-needed');
  });

  it('gives a disabled person no access, also after they are enabled', async () => {
    const path = `/api/staff/${await idOf('manager2@demo.shop')}`;
    await manager.send('PATCH', path, { disabled: true });
    const { token } = await reset('manager2@demo.shop');
    await expectEnded(token);
    await manager.send('PATCH', path, { disabled: false });
    await expectEnded(token);
    expect((await choose((await reset('manager2@demo.shop')).token)).status).toBe(200);
  });

  it('is valid by the newest link only', async () => {
    const first = await reset('manager2@demo.shop');
    const second = await reset('manager2@demo.shop');
    await expectEnded(first.token);
    expect((await choose(second.token)).status).toBe(200);
    await expectEnded(second.token);
  });
});

describe('the token of a link', () =>
  it('is in no row, no audit row and no line of the log', async () => {
    const invited = await invite();
    const offered = await reset('manager2@demo.shop');
    await choose(offered.token, 'short');
    await look(invited.token);
    await choose(invited.token);
    const tables = desk.db.values(
      twice(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL",
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
      ),
    ) as string[];
    const rows = tables.flatMap((table) => desk.db.all(`SELECT * FROM "${table}"`));
    expect(tables).toContain('password_link');
    const kept = JSON.stringify(rows);
    const logged = desk.log.join('');
    expect(kept).toContain('invitation-accepted');
    expect(logged).toContain('/api/auth');
    for (const secret of [invited.token, offered.token, GOOD_PASSWORD, 'welcome?token']) {
      expect(kept).not.toContain(secret);
      expect(logged).not.toContain(secret);
    }
  }));

describe('repeated requests', () => {
  it('are slowed down by address, whether a link is valid or not', async () => {
    let last = await look('A'.repeat(43));
    let asked = 1;
    // Other tests of this file have sent requests, too.
    while (last.status === 410 && asked < 70) {
      last = await look('A'.repeat(43));
      asked += 1;
    }
    expect([last.status, last.body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    const chosen = await choose('A'.repeat(43));
    expect(chosen.status).toBe(429);
    // Signing in is not affected.
    expect((await openBrowser(desk).signIn('manager@demo.shop')).status).toBe(200);
  });
});
