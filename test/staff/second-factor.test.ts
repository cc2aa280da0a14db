import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import {
  auditOf,
  codeAt,
  openBrowser,
  setUpFactor,
  signedIn,
  wrongCodeAt,
  type Browser,
} from './browser.ts';

const STEP_MS = 30_000;
const HOUR_MS = 3_600_000;

const clock = createShiftedClock();
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
});
afterAll(() => desk.close());

/** The app's next code, never one that was used before. */
function nextCode(secret: string): string {
  clock.shift(2 * STEP_MS);
  return codeAt(secret, clock.nowMs());
}

/** A person of the demo shop with a second factor that is an hour old. */
async function withFactor(name: string) {
  const browser = await signedIn(desk, name);
  const factor = await setUpFactor(browser, clock.nowMs());
  clock.shift(HOUR_MS);
  return { ...factor, email: `${name}@demo.shop` };
}

/** A browser after the first step of a sign-in. */
async function half(email: string): Promise<Browser> {
  const browser = openBrowser(desk);
  expect((await browser.signIn(email)).body).toEqual({ secondFactor: true });
  return browser;
}

describe('a second factor', () => {
  it('is set up with the password and a code of the app', async () => {
    const browser = await signedIn(desk, 'viewer');
    const wrong = await browser.auth('two-factor/begin', { password: 'not-the-password' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'wrong-credentials']);
    const begun = await browser.auth('two-factor/begin', { password: DEMO_PASSWORD });
    const { secret, uri } = begun.body;
    expect(begun.headers.get('cache-control')).toContain('no-store');
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const url = new URL(uri);
    expect(url.protocol + url.host).toBe('otpauth:totp');
    expect(decodeURIComponent(url.pathname)).toBe('/테스트 상점:viewer@demo.shop');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      issuer: '테스트 상점',
      secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    // It does not count before a code of it was given.
    expect((await browser.get('/api/me')).body.twoFactor.enrolled).toBe(false);
    const refused = await browser.auth('two-factor/confirm', {
      code: wrongCodeAt(secret, clock.nowMs()),
    });
    expect([refused.status, refused.body.code]).toEqual([401, 'wrong-code']);
    const before = browser.cookie;
    const code = codeAt(secret, clock.nowMs());
    const confirmed = await browser.auth('two-factor/confirm', { code });
    expect(confirmed.status).toBe(200);
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
    for (const one of confirmed.body.recoveryCodes) {
      expect(one).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){5}$/);
    }
    expect(browser.cookie).not.toBe(before);
    expect((await openBrowser(desk, before).get('/api/me')).body.code).toBe('not-signed-in');
    const me = await browser.get('/api/me');
    expect(me.body.twoFactor).toMatchObject({ enrolled: true, recoveryCodesLeft: 10 });
    expect(me.body.twoFactor.freshUntil > clock.nowIso()).toBe(true);
    // The code that set it up is not accepted again.
    const again = await browser.auth('second-factor', { code });
    expect(again.body.code).toBe('wrong-code');
    expect(auditOf(desk, 'two-factor-enrolled')).toHaveLength(1);
  });

  it('is started and confirmed in one session, within 15 minutes', async () => {
    const one = await signedIn(desk, 'manager2');
    const other = await signedIn(desk, 'manager2');
    const { body } = await one.auth('two-factor/begin', { password: DEMO_PASSWORD });
    const code = () => ({ code: codeAt(body.secret, clock.nowMs()) });
    expect((await other.auth('two-factor/confirm', code())).body.code).toBe('wrong-code');
    // The person is active all the time.
    for (let minute = 0; minute < 15; minute += 5) {
      clock.shift(5 * 60_000);
      expect((await one.get('/api/me')).status).toBe(200);
    }
    expect((await one.auth('two-factor/confirm', code())).body.code).toBe('wrong-code');
  });

  it('is required at the sign-in; until then there is no access', async () => {
    const { email, secret } = await withFactor('operator');
    const browser = await half(email);
    const halfCookie = browser.cookie;
    for (const path of ['/api/me', '/api/me/preferences', '/api/events']) {
      const { status, body } = await browser.get(path);
      expect([path, status, body.code]).toEqual([path, 401, 'second-factor-needed']);
    }
    for (const path of [
      'lock',
      'unlock',
      'two-factor/begin',
      'two-factor/confirm',
      'two-factor/recovery-codes',
      'change-password',
    ]) {
      const body = { password: DEMO_PASSWORD, code: '123456' };
      const sent =
        path === 'change-password'
          ? { current: DEMO_PASSWORD, next: 'another long passphrase' }
          : path === 'two-factor/confirm'
            ? { code: body.code }
            : { password: body.password };
      const reply = await browser.auth(path, sent);
      expect([path, reply.status, reply.body.code]).toEqual([path, 401, 'second-factor-needed']);
    }
    expect((await browser.get('/api/auth/get-session')).body).toMatchObject({
      staff: { email },
      secondFactorNeeded: true,
    });
    const done = await browser.auth('second-factor', { code: nextCode(secret) });
    expect(done.body).toEqual({
      staff: { id: expect.any(String), name: '김민지', email, role: 'operator' },
    });
    expect(done.headers.getSetCookie().join()).toMatch(/Max-Age=28(7[0-9]{2}|800)/);
    expect((await browser.get('/api/me')).status).toBe(200);
    expect((await openBrowser(desk, halfCookie).get('/api/me')).body.code).toBe('not-signed-in');
    const session = (await browser.get('/api/auth/get-session')).body;
    expect(session).toEqual({ staff: expect.anything() });
    expect(auditOf(desk, 'signed-in').at(-1)).toMatchObject({
      actor_name: '김민지',
      address: '127.0.0.1',
      detail: { secondFactor: 'code' },
    });
  });

  it('must come within ten minutes of the password', async () => {
    const browser = await half('operator@demo.shop');
    clock.shift(10 * 60_000);
    expect((await browser.auth('second-factor', { code: '123456' })).body.code).toBe(
      'not-signed-in',
    );
  });

  it('accepts a code of the step before or after, and no other', async () => {
    const { email, secret } = await withFactor('manager');
    for (const [steps, status] of [
      [-2, 401],
      [2, 401],
      [-1, 200],
      [1, 200],
    ] as const) {
      clock.shift(HOUR_MS);
      const browser = await half(email);
      // Not within a second of a step's end.
      const inStepMs = clock.nowMs() % STEP_MS;
      if (inStepMs > STEP_MS - 2000) clock.shift(3000);
      const code = codeAt(secret, clock.nowMs() + steps * STEP_MS);
      const reply = await browser.auth('second-factor', { code });
      expect([steps, reply.status]).toEqual([steps, status]);
    }
    clock.shift(HOUR_MS);
    // With blanks, as people copy it.
    const [first, second] = [codeAt(secret, clock.nowMs()), await half(email)];
    const spaced = `${first.slice(0, 3)} ${first.slice(3)}`;
    expect((await second.auth('second-factor', { code: spaced })).status).toBe(200);
  });

  it('accepts a code once, and none that is older than the last', async () => {
    clock.shift(HOUR_MS);
    const browser = await signedIn(desk, 'manager2');
    const { secret } = await setUpFactor(browser, clock.nowMs());
    clock.shift(2 * STEP_MS);
    const before = codeAt(secret, clock.nowMs() - STEP_MS);
    const code = codeAt(secret, clock.nowMs());
    expect((await browser.auth('second-factor', { code })).status).toBe(200);
    expect((await browser.auth('second-factor', { code })).body.code).toBe('wrong-code');
    expect((await browser.auth('second-factor', { code: before })).body.code).toBe('wrong-code');
    const elsewhere = await half('manager2@demo.shop');
    expect((await elsewhere.auth('second-factor', { code })).body.code).toBe('wrong-code');
    const next = { code: nextCode(secret) };
    expect((await elsewhere.auth('second-factor', next)).status).toBe(200);
  });
});
