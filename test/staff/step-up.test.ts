import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { auditOf, codeAt, openBrowser, setUpFactor, signedIn, type Browser } from './browser.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const clock = createShiftedClock();
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
});
afterAll(() => desk.close());

function nextCode(secret: string): string {
  clock.shift(MINUTE_MS);
  return codeAt(secret, clock.nowMs());
}

/** An act of a manager that requires a fresh second factor. */
async function invite(browser: Browser, email: string) {
  const response = await desk.call('/api/staff', {
    method: 'POST',
    cookie: browser.cookie,
    body: { email, name: '새 직원', role: 'viewer' },
  });
  const body = (await response.json()) as { code?: string };
  return { status: response.status, code: body.code };
}

describe('a fresh second factor', () => {
  it('is not required of somebody without one', async () => {
    const manager = await signedIn(desk, 'manager2');
    expect((await invite(manager, 'one@shop.kr')).status).toBe(201);
  });

  it('is required after five minutes, and given without another sign-in', async () => {
    const manager = await signedIn(desk, 'manager');
    const { secret } = await setUpFactor(manager, clock.nowMs());
    expect((await invite(manager, 'two@shop.kr')).status).toBe(201);
    clock.shift(5 * MINUTE_MS);
    expect(await invite(manager, 'three@shop.kr')).toEqual({ status: 403, code: 'step-up-needed' });
    // Less important acts do not require it.
    expect((await manager.get('/api/me')).body.twoFactor.freshUntil).toBeNull();
    const before = manager.cookie;
    const endsAt = (await manager.get('/api/me')).body.session.endsAt;
    const given = await manager.auth('second-factor', { code: nextCode(secret) });
    expect(given.body).toMatchObject({ staff: { name: '박서준', role: 'manager' } });
    expect(manager.cookie).not.toBe(before);
    expect((await openBrowser(desk, before).get('/api/me')).status).toBe(401);
    expect((await invite(manager, 'three@shop.kr')).status).toBe(201);
    // A step-up does not extend the session.
    expect((await manager.get('/api/me')).body.session.endsAt).toBe(endsAt);
    expect(auditOf(desk, 'second-factor-passed').at(-1)).toMatchObject({
      actor_name: '박서준',
      address: '127.0.0.1',
      detail: { purpose: 'step-up' },
    });
    expect(auditOf(desk, 'signed-in').at(-1)?.detail).toEqual({ secondFactor: null });
  });

  it('is required for new recovery codes, and for another app', async () => {
    clock.shift(HOUR_MS);
    const person = await signedIn(desk, 'operator');
    const none = await person.auth('two-factor/recovery-codes');
    expect([none.status, none.body.code]).toEqual([403, 'two-factor-required']);
    const pointless = await person.auth('second-factor', { code: '123456' });
    expect(pointless.body.code).toBe('two-factor-required');
    const first = await setUpFactor(person, clock.nowMs());
    clock.shift(5 * MINUTE_MS);
    for (const [path, body] of [
      ['two-factor/recovery-codes', undefined],
      ['two-factor/begin', { password: DEMO_PASSWORD }],
      ['two-factor/confirm', { code: '123456' }],
    ] as const) {
      const { status, body: problem } = await person.auth(path, body);
      expect([path, status, problem.code]).toEqual([path, 403, 'step-up-needed']);
    }
    await person.auth('second-factor', { code: nextCode(first.secret) });
    const { recoveryCodes } = (await person.auth('two-factor/recovery-codes')).body;
    expect(recoveryCodes).toHaveLength(10);
    const gone = { recoveryCode: first.recoveryCodes[0] };
    expect((await person.auth('second-factor', gone)).body.code).toBe('wrong-code');
    const other = await setUpFactor(person, clock.nowMs());
    expect(other.secret).not.toBe(first.secret);
    expect(auditOf(desk, 'two-factor-enrolled').at(-1)?.detail).toEqual({ replaced: true });
    // The old app's codes are invalid now.
    const old = { code: nextCode(first.secret) };
    expect((await person.auth('second-factor', old)).body.code).toBe('wrong-code');
    const renewed = { code: nextCode(other.secret) };
    expect((await person.auth('second-factor', renewed)).status).toBe(200);
  });

  it('is over where a clock that was ahead had dated it', async () => {
    const ahead = createShiftedClock();
    const other = await startTestDesk({ clock: ahead });
    try {
      ahead.shift(10 * MINUTE_MS);
      const manager = await signedIn(other, 'manager');
      await setUpFactor(manager, ahead.nowMs());
      ahead.shift(-10 * MINUTE_MS);
      expect((await manager.get('/api/me')).body.twoFactor.freshUntil).toBeNull();
    } finally {
      await other.close();
    }
  });

  it('set up in one browser ends the other sessions of the person', async () => {
    clock.shift(HOUR_MS);
    const [one, other] = [await signedIn(desk, 'viewer'), await signedIn(desk, 'viewer')];
    await setUpFactor(one, clock.nowMs());
    expect((await one.get('/api/me')).status).toBe(200);
    expect((await other.get('/api/me')).body.code).toBe('not-signed-in');
  });
});

describe('recovery codes', () => {
  let recoveryCodes: string[];
  const email = 'manager2@demo.shop';
  beforeAll(async () => {
    clock.shift(HOUR_MS);
    const browser = await signedIn(desk, 'manager2');
    ({ recoveryCodes } = await setUpFactor(browser, clock.nowMs()));
  });

  async function give(recoveryCode: string | undefined) {
    const browser = openBrowser(desk);
    await browser.signIn(email);
    const reply = await browser.auth('second-factor', { recoveryCode });
    return { browser, reply };
  }

  it('each work once, however they are typed', async () => {
    const [first = '', second = ''] = recoveryCodes;
    const { browser, reply } = await give(first);
    expect(reply.body).toMatchObject({ staff: { email } });
    expect((await browser.get('/api/me')).body.twoFactor).toMatchObject({ recoveryCodesLeft: 9 });
    expect(auditOf(desk, 'recovery-code-used').at(-1)?.detail).toEqual({
      purpose: 'sign-in',
      codesLeft: 9,
    });
    expect((await give(first)).reply.body.code).toBe('wrong-code');
    const typed = ` ${second.toUpperCase().replaceAll('-', ' ').replaceAll('1', 'L')}`;
    expect((await give(typed)).reply.status).toBe(200);
    expect((await give(second)).reply.body.code).toBe('wrong-code');
    expect((await give('0000-0000-0000-0000')).reply.body.code).toBe('wrong-code');
    expect(auditOf(desk, 'second-factor-refused').at(-1)).toMatchObject({
      actor_name: '최지우',
      detail: { way: 'recovery-code' },
    });
  });

  it('belong to one person, and are not codes of the app', async () => {
    const other = await signedIn(desk, 'manager');
    expect(other.cookie).not.toBe('');
    const third = recoveryCodes[2];
    const strangers = await other.auth('second-factor', { recoveryCode: third });
    expect(strangers.body.code).toBe('wrong-code');
    const browser = openBrowser(desk);
    await browser.signIn(email);
    const asCode = await browser.auth('second-factor', { code: third });
    expect(asCode.body.code).toBe('wrong-code');
    expect((await browser.auth('second-factor', { recoveryCode: third })).status).toBe(200);
  });
});
