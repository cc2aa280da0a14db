import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { auditOf, openBrowser, signedIn, streamEnds, type Browser } from './browser.ts';

const MINUTE_MS = 60_000;
const BACKGROUND = { 'x-changgu-background': '1' };

const clock = createShiftedClock();
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
});
afterAll(() => desk.close());

const stateOf = async (browser: Browser) => {
  const { status, body } = await browser.get('/api/me');
  return status === 200 ? 'open' : String(body.code);
};

describe('a locked screen', () => {
  it('gives no access, and its event stream ends within a second', async () => {
    const browser = await signedIn(desk, 'operator');
    const tookMs = await streamEnds(desk, browser, async () =>
      expect((await browser.auth('lock')).status).toBe(204),
    );
    expect(tookMs).toBeLessThan(1000);
    for (const path of ['/api/me', '/api/staff', '/api/events', '/api/me/preferences']) {
      const { status, body } = await browser.get(path);
      expect([path, status, body.code]).toEqual([path, 401, 'screen-locked']);
    }
    for (const [path, body] of [
      ['second-factor', { code: '123456' }],
      ['two-factor/begin', { password: DEMO_PASSWORD }],
      ['two-factor/confirm', { code: '123456' }],
      ['two-factor/recovery-codes', undefined],
      ['change-password', { current: DEMO_PASSWORD, next: 'another long passphrase' }],
    ] as const) {
      const reply = await browser.auth(path, body);
      expect([path, reply.status, reply.body.code]).toEqual([path, 401, 'screen-locked']);
    }
    expect((await browser.get('/api/auth/get-session')).body).toMatchObject({
      staff: { name: '김민지' },
      locked: true,
    });
  });

  it('is unlocked by the password, in the same session', async () => {
    const browser = await signedIn(desk, 'operator');
    const { cookie } = browser;
    await browser.auth('lock');
    expect((await browser.auth('lock')).status).toBe(204);
    const wrong = await browser.auth('unlock', { password: 'not-the-password' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'wrong-credentials']);
    expect(await stateOf(browser)).toBe('screen-locked');
    const right = await browser.auth('unlock', { password: DEMO_PASSWORD });
    expect(right.body).toMatchObject({ staff: { email: 'operator@demo.shop' } });
    expect(await stateOf(browser)).toBe('open');
    expect(browser.cookie).toBe(cookie);
    expect((await browser.get('/api/auth/get-session')).body).not.toHaveProperty('locked');
    const by = { actor_name: '김민지', address: '127.0.0.1' };
    expect(auditOf(desk, 'screen-locked').at(-1)).toMatchObject({
      ...by,
      detail: { cause: 'asked' },
    });
    expect(auditOf(desk, 'unlock-refused').at(-1)).toMatchObject({
      ...by,
      detail: { by: 'unlock' },
    });
    expect(auditOf(desk, 'screen-unlocked').at(-1)).toMatchObject(by);
  });

  it('allows signing out, and another person to sign in', async () => {
    const leaving = await signedIn(desk, 'operator');
    await leaving.auth('lock');
    expect((await leaving.auth('sign-out')).status).toBe(200);
    expect((await leaving.get('/api/auth/get-session')).body).toBeNull();
    const shared = await signedIn(desk, 'operator');
    const locked = openBrowser(desk, shared.cookie);
    await shared.auth('lock');
    await shared.signIn('viewer@demo.shop');
    expect((await shared.get('/api/me')).body.staff.email).toBe('viewer@demo.shop');
    // Nobody continues the first person's session.
    expect((await locked.auth('unlock', { password: DEMO_PASSWORD })).body.code).toBe(
      'not-signed-in',
    );
    expect(auditOf(desk, 'signed-out').at(-1)?.detail).toEqual({ cause: 'replaced' });
  });

  it('is one session: the others of the person stay open', async () => {
    const [one, other] = [await signedIn(desk, 'viewer'), await signedIn(desk, 'viewer')];
    await one.auth('lock');
    expect(await stateOf(other)).toBe('open');
  });

  it('can’t be locked by anybody else, nor unlocked without a session', async () => {
    for (const [path, body] of [
      ['lock', undefined],
      ['unlock', { password: DEMO_PASSWORD }],
      ['second-factor', { code: '123456' }],
      ['two-factor/begin', { password: DEMO_PASSWORD }],
      ['two-factor/confirm', { code: '123456' }],
      ['two-factor/recovery-codes', undefined],
      ['change-password', { current: DEMO_PASSWORD, next: 'another long passphrase' }],
    ] as const) {
      const reply = await openBrowser(desk).auth(path, body);
      expect([path, reply.status, reply.body.code]).toEqual([path, 401, 'not-signed-in']);
    }
  });
});

describe('fifteen minutes without activity', () => {
  it('lock the screen, and not a moment less', async () => {
    const browser = await signedIn(desk, 'operator');
    clock.shift(15 * MINUTE_MS - 2000);
    expect(await stateOf(browser)).toBe('open');
    clock.shift(15 * MINUTE_MS - 2000);
    expect(await stateOf(browser)).toBe('open');
    clock.shift(15 * MINUTE_MS);
    expect(await stateOf(browser)).toBe('screen-locked');
    expect(auditOf(desk, 'screen-locked').at(-1)).toMatchObject({
      actor_name: '김민지',
      address: null,
      detail: { cause: 'idle' },
    });
    const count = auditOf(desk, 'screen-locked').length;
    expect(await stateOf(browser)).toBe('screen-locked');
    expect(auditOf(desk, 'screen-locked')).toHaveLength(count);
    await browser.auth('unlock', { password: DEMO_PASSWORD });
    expect(await stateOf(browser)).toBe('open');
  });

  it('count from the last activity, to the second, whatever was stored', async () => {
    const browser = await signedIn(desk, 'viewer');
    // Too soon after the last activity to be stored on disk.
    clock.shift(14_000);
    expect(await stateOf(browser)).toBe('open');
    clock.shift(15 * MINUTE_MS - 1000);
    expect(await stateOf(browser)).toBe('open');
  });

  it('pass although the page sends requests by itself, and the event stream is open', async () => {
    const browser = await signedIn(desk, 'manager');
    for (let minutes = 0; minutes < 14; minutes += 2) {
      clock.shift(2 * MINUTE_MS);
      expect((await browser.get('/api/me', BACKGROUND)).status).toBe(200);
      expect((await browser.get('/api/auth/get-session')).body).not.toHaveProperty('locked');
    }
    const tookMs = await streamEnds(desk, browser, () => clock.shift(MINUTE_MS));
    expect(tookMs).toBeLessThan(1000);
    const { status, body } = await browser.get('/api/me', BACKGROUND);
    expect([status, body.code]).toEqual([401, 'screen-locked']);
  });

  it('have passed where a clock that was ahead had dated the last activity', async () => {
    clock.shift(3 * 60 * MINUTE_MS);
    const browser = await signedIn(desk, 'operator');
    expect(await stateOf(browser)).toBe('open');
    clock.shift(-3 * 60 * MINUTE_MS);
    expect(await stateOf(browser)).toBe('screen-locked');
  });

  it('pass while the desk is stopped as well', async () => {
    const own = createShiftedClock();
    const first = await startTestDesk({ clock: own });
    const browser = await signedIn(first, 'viewer');
    await first.close({ keepFiles: true });
    own.shift(15 * MINUTE_MS);
    const second = await startTestDesk({ clock: own, dir: first.dir });
    expect(await stateOf(openBrowser(second, browser.cookie))).toBe('screen-locked');
    await second.close();
  });
});
