import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/problem.ts';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { setDisabled } from '../support/staff-accounts.ts';
import { cookieFrom, startTestDesk, type TestDesk } from './start-test-desk.ts';

const GOOD_PASSWORD = 'correct horse battery staple';

async function signInAs(desk: TestDesk, email: string, password: string): Promise<Response> {
  return desk.call('/api/auth/sign-in/email', { method: 'POST', body: { email, password } });
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as Problem).code;
}

describe('sign-in', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  it('gives a session of 8 hours that a script or another site can’t use', async () => {
    const response = await signInAs(desk, 'Operator@demo.shop', DEMO_PASSWORD);
    expect(response.status).toBe(200);
    const cookie = response.headers.getSetCookie().join();
    expect(cookie).toContain('changgu.session_token=');
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    expect(cookie).toMatch(/Max-Age=28800/i);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ staff: { name: '김민지', role: 'operator' } });
    const token = decodeURIComponent(cookie).split('=')[1]?.split('.')[0] ?? 'none';
    expect(body).not.toContain(token);

    const me = await desk.call('/api/me', { cookie: cookieFrom(response) });
    expect(await me.json()).toMatchObject({
      staff: { email: 'operator@demo.shop', role: 'operator' },
      permissions: ['payments.read', 'payments.create', 'operations.request'],
      mode: 'test',
      sandbox: false,
      shopName: '테스트 상점',
      version: '0.0.1',
    });
  });

  it('answers wrong password, unknown e-mail and a disabled person alike', async () => {
    await setDisabled(desk.database, 'manager2@demo.shop', true);
    const problems = [];
    for (const [email, password] of [
      ['viewer@demo.shop', 'not-the-password'],
      ['nobody@demo.shop', DEMO_PASSWORD],
      ['manager2@demo.shop', DEMO_PASSWORD],
      ['not an address', DEMO_PASSWORD],
      ['viewer@demo.shop', 'x'.repeat(500)],
    ] as const) {
      const response = await signInAs(desk, email, password);
      expect(response.status).toBe(401);
      expect(response.headers.getSetCookie()).toEqual([]);
      problems.push({ ...((await response.json()) as Problem), instance: '' });
    }
    expect(problems[0]?.code).toBe('wrong-credentials');
    for (const problem of problems) expect(problem).toEqual(problems[0]);
    await setDisabled(desk.database, 'manager2@demo.shop', false);
  });

  it('hashes for an unknown person too, so that timing reveals nothing', async () => {
    const timeOf = async (email: string) => {
      const startMs = performance.now();
      for (let n = 0; n < 4; n += 1) await signInAs(desk, email, `wrong-password-${String(n)}`);
      return performance.now() - startMs;
    };
    const unknown = await timeOf('nobody2@demo.shop');
    const known = await timeOf('manager@demo.shop');
    // Without a hash the unknown one would take a small fraction.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('lists the invalid fields of the form', async () => {
    const response = await desk.call('/api/auth/sign-in/email', {
      method: 'POST',
      body: { email: 1, callbackURL: 'https://evil.example' },
    });
    const problem = (await response.json()) as Problem;
    expect(problem.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/callbackURL',
      '/email',
      '/password',
    ]);
  });

  it('ends with the sign-out', async () => {
    const cookie = await desk.signIn('viewer');
    expect(await (await desk.call('/api/auth/get-session', { cookie })).json()).toMatchObject({
      staff: { role: 'viewer' },
    });
    const out = await desk.call('/api/auth/sign-out', { method: 'POST', cookie });
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie().join()).toMatch(/Max-Age=0/i);
    expect((await desk.call('/api/me', { cookie })).status).toBe(401);
    expect(await (await desk.call('/api/auth/get-session', { cookie })).json()).toBeNull();
  });

  it('never lets a caller choose its role', async () => {
    for (const path of ['/api/auth/update-user', '/api/auth/sign-up/email']) {
      const cookie = await desk.signIn('viewer');
      const response = await desk.call(path, {
        method: 'POST',
        cookie,
        body: { email: 'e@demo.shop', name: 'E', password: GOOD_PASSWORD, role: 'manager' },
      });
      expect(response.status).toBe(404);
    }
    expect(desk.storage.read(desk.staff.accounts.findByEmail('viewer@demo.shop'))?.role).toBe(
      'viewer',
    );
  });

  it('applies a role change and a disabling at once', async () => {
    const cookie = await desk.signIn('manager2');
    desk.db.run(`UPDATE "user" SET role = 'viewer' WHERE email = 'manager2@demo.shop'`);
    const me = await desk.call('/api/me', { cookie });
    expect(await me.json()).toMatchObject({ permissions: ['payments.read'] });
    desk.db.run(`UPDATE "user" SET disabled = 1 WHERE email = 'manager2@demo.shop'`);
    expect((await desk.call('/api/me', { cookie })).status).toBe(401);
  });

  it('ends expired sessions', async () => {
    const cookie = await desk.signIn('viewer');
    desk.db.run(`UPDATE session SET "expiresAt" = '2020-01-01T00:00:00.000Z'`);
    expect((await desk.call('/api/me', { cookie })).status).toBe(401);
    await desk.signIn('viewer');
  });

  it('writes no password and no cookie to the log', async () => {
    await signInAs(desk, 'viewer@demo.shop', 'hunter2-hunter2-hunter2');
    const cookie = await desk.signIn('viewer');
    const log = desk.log.join();
    expect(log).toContain('sign-in refused');
    for (const secret of ['hunter2', DEMO_PASSWORD, cookie.split('=')[1] ?? 'none']) {
      expect(log).not.toContain(secret);
    }
  });
});

describe('guessing', () => {
  const desks: TestDesk[] = [];
  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.close();
  });

  it('is limited per person and address; others and successes are not affected', async () => {
    const limits = { windowMs: 60_000, perPersonAndAddress: 3, perAddress: 50, perPerson: 50 };
    const desk = await startTestDesk({ signInLimits: limits });
    desks.push(desk);
    for (let n = 0; n < 5; n += 1) await desk.signIn('viewer');
    for (let n = 0; n < 3; n += 1) {
      expect((await signInAs(desk, 'viewer@demo.shop', 'wrong')).status).toBe(401);
    }
    // A header must not make it another address.
    const response = await desk.call('/api/auth/sign-in/email', {
      method: 'POST',
      body: { email: 'VIEWER@demo.shop ', password: DEMO_PASSWORD },
      headers: { 'x-forwarded-for': '9.9.9.9', 'x-changgu-address': '9.9.9.9' },
    });
    expect(response.status).toBe(429);
    expect(await codeOf(response)).toBe('too-many-requests');
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await desk.signIn('operator');
  });

  it('is limited per address, whatever person is tried', async () => {
    const limits = { windowMs: 60_000, perPersonAndAddress: 50, perAddress: 4, perPerson: 50 };
    const desk = await startTestDesk({ signInLimits: limits });
    desks.push(desk);
    for (let n = 0; n < 4; n += 1) await signInAs(desk, `n${String(n)}@demo.shop`, 'wrong');
    expect((await signInAs(desk, 'viewer@demo.shop', DEMO_PASSWORD)).status).toBe(429);
  });
});

describe('a restart', () =>
  it('keeps sign-ins and preferences', async () => {
    const first = await startTestDesk();
    const cookie = await first.signIn('manager');
    const chosen = { language: 'en', theme: 'dark', approvalNotice: true, approvalSound: false };
    const put = await first.call('/api/me/preferences', { method: 'PUT', cookie, body: chosen });
    expect(put.status).toBe(200);
    await first.close({ keepFiles: true });
    const second = await startTestDesk({ dir: first.dir });
    expect((await second.call('/api/me', { cookie })).status).toBe(200);
    const kept = await second.call('/api/me/preferences', { cookie });
    expect(await kept.json()).toEqual(chosen);
    const other = await second.call('/api/me/preferences', {
      cookie: await second.signIn('viewer'),
    });
    expect(await other.json()).toEqual({});
    await second.close();
  }));

describe('settings', () =>
  it('shows what has to be registered at Toss, and only the end of the key', async () => {
    const desk = await startTestDesk({ publicUrl: 'https://desk.shop.kr' });
    const response = await desk.call('/api/settings', { cookie: await desk.signIn('viewer') });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      callbackUrl: 'https://desk.shop.kr/toss/callback',
      retUrl: 'https://desk.shop.kr/checkout/return',
      keyLast4: '1234',
    });
    expect(text).not.toContain('sk_test');
    await desk.close();
  }));
