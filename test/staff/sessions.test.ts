import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { startTestDesk, type TestDesk, type TestDeskOptions } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { auditOf, openBrowser, setUpFactor, signedIn, streamEnds } from './browser.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const clock = createShiftedClock();
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
});
afterAll(() => desk.close());

const idOf = (email: string) =>
  desk.storage.read(desk.staff.accounts.findByEmail(email))?.id ?? 'nobody';

/** The audit actor of a command. */
const author = { type: 'command', id: null, name: null, address: null } as const;

describe('a session', () => {
  it('ends after eight hours, whatever was done with it', async () => {
    const browser = await signedIn(desk, 'viewer');
    const started = clock.nowMs();
    while (clock.nowMs() - started < 8 * HOUR_MS - 10 * MINUTE_MS) {
      clock.shift(10 * MINUTE_MS);
      expect((await browser.get('/api/me')).status).toBe(200);
    }
    clock.shift(10 * MINUTE_MS);
    expect((await browser.get('/api/me')).body.code).toBe('not-signed-in');
    expect((await browser.get('/api/auth/get-session')).body).toBeNull();
    const unlocked = await browser.auth('unlock', { password: DEMO_PASSWORD });
    expect(unlocked.body.code).toBe('not-signed-in');
  });

  it('ends with a clock that was days ahead when it began', async () => {
    clock.shift(30 * 24 * HOUR_MS);
    const browser = await signedIn(desk, 'operator');
    expect((await browser.get('/api/me')).status).toBe(200);
    clock.shift(-30 * 24 * HOUR_MS);
    expect((await browser.get('/api/me')).body.code).toBe('not-signed-in');
  });

  it('gets a new id at each sign-in, which ends the one before in its browser', async () => {
    const browser = await signedIn(desk, 'viewer');
    const first = openBrowser(desk, browser.cookie);
    await browser.signIn('viewer@demo.shop');
    expect(browser.cookie).not.toBe(first.cookie);
    expect((await browser.get('/api/me')).status).toBe(200);
    expect((await first.get('/api/me')).body.code).toBe('not-signed-in');
  });

  it('is never one that the browser has chosen', async () => {
    const chosen = 'changgu.session_token=chosen-by-somebody-else-chosen-by-somebody';
    const browser = openBrowser(desk, chosen);
    await browser.signIn('viewer@demo.shop');
    expect(browser.cookie).toMatch(/^changgu\.session_token=[\w-]{43}$/);
    expect((await openBrowser(desk, chosen).get('/api/me')).status).toBe(401);
  });

  it('is one of at most fifty per person: of more, the one that expires first ends', async () => {
    const first = await signedIn(desk, 'viewer');
    const other = await signedIn(desk, 'operator');
    clock.shift(1000);
    const second = await signedIn(desk, 'viewer');
    clock.shift(1000);
    for (let n = 0; n < 49; n += 1) await signedIn(desk, 'viewer');
    expect((await first.get('/api/me')).status).toBe(401);
    expect((await second.get('/api/me')).status).toBe(200);
    expect((await other.get('/api/me')).status).toBe(200);
  });

  it('is ignored beside a bearer token', async () => {
    const { cookie } = await signedIn(desk, 'viewer');
    const headers = { authorization: 'Bearer cgt_nothing' };
    const browser = openBrowser(desk, cookie);
    expect((await browser.get('/api/auth/get-session', headers)).body).toBeNull();
    expect((await browser.auth('lock', undefined, headers)).body.code).toBe('not-signed-in');
    expect((await browser.get('/api/me')).status).toBe(200);
  });

  it('ends within a second when its owner is disabled, with its event stream', async () => {
    const browser = await signedIn(desk, 'manager2');
    const id = idOf('manager2@demo.shop');
    const tookMs = await streamEnds(desk, browser, () =>
      desk.staff.changes.change(author, id, { disabled: true }),
    );
    expect(tookMs).toBeLessThan(1000);
    expect((await browser.get('/api/me')).body.code).toBe('not-signed-in');
    await desk.staff.changes.change(author, id, { disabled: false });
    expect((await browser.get('/api/me')).body.code).toBe('not-signed-in');
  });

  it('ends within a second when its owner gets another role; the next one has that role', async () => {
    const browser = await signedIn(desk, 'operator');
    const id = idOf('operator@demo.shop');
    const tookMs = await streamEnds(desk, browser, () =>
      desk.staff.changes.change(author, id, { role: 'viewer' }),
    );
    expect(tookMs).toBeLessThan(1000);
    expect((await browser.get('/api/me')).body.code).toBe('not-signed-in');
    await desk.staff.changes.change(author, id, { role: 'operator' });
  });

  it('reflects a role that was changed in the database at once', async () => {
    const browser = await signedIn(desk, 'operator');
    const write = (role: string) =>
      desk.db.run(`UPDATE "user" SET role = ? WHERE email = 'operator@demo.shop'`, role);
    const tookMs = await streamEnds(desk, browser, () => write('viewer'));
    expect(tookMs).toBeLessThan(1000);
    expect((await browser.get('/api/me')).body.staff.role).toBe('viewer');
    write('operator');
  });

  it('ends its event stream with the sign-out', async () => {
    const browser = await signedIn(desk, 'viewer');
    const other = openBrowser(desk, browser.cookie);
    expect(await streamEnds(desk, browser, () => other.auth('sign-out'))).toBeLessThan(1000);
    expect(auditOf(desk, 'signed-out').at(-1)).toMatchObject({ actor_name: '이조회' });
  });
});

describe('changing one’s own password', () => {
  const NEXT = 'a wholly different passphrase';

  it('requires the present one and ends the other sessions', async () => {
    const [own, other] = [await signedIn(desk, 'manager'), await signedIn(desk, 'manager')];
    const before = own.cookie;
    const wrong = await own.auth('change-password', { current: 'wrong', next: NEXT });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'wrong-credentials']);
    expect(auditOf(desk, 'unlock-refused').at(-1)?.detail).toEqual({ by: 'change-password' });
    for (const [next, code] of [
      ['short', 'too-short'],
      ['x'.repeat(129), 'too-long'],
      ['passwordpassword', 'common'],
      ['manager@demo.shop', 'like-name'],
    ] as const) {
      const { status, body } = await own.auth('change-password', { current: DEMO_PASSWORD, next });
      expect([status, body.code]).toEqual([422, 'invalid-request']);
      expect(body.errors).toMatchObject([{ pointer: '/next', code }]);
    }
    const done = await own.auth('change-password', { current: DEMO_PASSWORD, next: NEXT });
    expect(done.body).toEqual({ changed: true });
    expect((await own.get('/api/me')).status).toBe(200);
    expect((await other.get('/api/me')).body.code).toBe('not-signed-in');
    expect((await openBrowser(desk, before).get('/api/me')).body.code).toBe('not-signed-in');
    expect((await openBrowser(desk).signIn('manager@demo.shop')).status).toBe(401);
    expect((await openBrowser(desk).signIn('manager@demo.shop', NEXT)).status).toBe(200);
    expect(auditOf(desk, 'password-changed').at(-1)).toMatchObject({
      actor_name: '박서준',
      address: '127.0.0.1',
      detail: { way: 'own' },
    });
  });

  it('at once in two browsers: the second one proved an outdated password', async () => {
    const browsers = [await signedIn(desk, 'viewer'), await signedIn(desk, 'viewer')];
    const replies = await Promise.all(
      browsers.map((one, n) =>
        one.auth('change-password', { current: DEMO_PASSWORD, next: `${NEXT} ${String(n)}` }),
      ),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });
});

describe('the cookie', () => {
  const desks: TestDesk[] = [];
  afterEach(async () => {
    for (const one of desks.splice(0)) await one.close();
  });
  const open = async (options: TestDeskOptions) => {
    const made = await startTestDesk(options);
    desks.push(made);
    return made;
  };

  it('is bound to the host and to https where the desk has an https address', async () => {
    const secure = await open({ secureCookies: true, publicUrl: 'https://desk.shop.kr' });
    const browser = openBrowser(secure);
    const { headers } = await browser.signIn('viewer@demo.shop');
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-changgu\.session_token=[\w-]{43}; Max-Age=28800; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
    expect((await browser.get('/api/me')).status).toBe(200);
    // A page over http could have set this cookie.
    const plain = openBrowser(secure, browser.cookie.replace('__Host-', ''));
    expect((await plain.get('/api/me')).status).toBe(401);
  });

  it('is invalid under another AUTH_SECRET, and no second factor is lost silently', async () => {
    const first = await open({});
    const browser = await signedIn(first, 'viewer');
    const { recoveryCodes } = await setUpFactor(browser, Date.now());
    await first.close({ keepFiles: true });
    desks.pop();
    const authSecret = 'another-secret-another-secret-another-12';
    const second = await open({ dir: first.dir, authSecret });
    expect((await openBrowser(second, browser.cookie).get('/api/me')).status).toBe(401);
    const half = openBrowser(second);
    await half.signIn('viewer@demo.shop');
    expect((await half.auth('second-factor', { code: '123456' })).body.code).toBe('wrong-code');
    expect(second.log.join()).toContain('a second factor can not be read');
    const recovered = await half.auth('second-factor', { recoveryCode: recoveryCodes[0] });
    expect(recovered.status).toBe(200);
  });
});
