/** `/api/auth` answers what its table says, and the table is complete. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkAnswer } from '../../server/http/check-answer.ts';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { authEndpoints, type AuthKey } from '../../shared/api-auth.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { codeAt, openBrowser, signedIn, type Browser } from './browser.ts';

const clock = createShiftedClock();
const seen = new Set<AuthKey>();
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
});
afterAll(() => desk.close());

/** Calls it and checks the response against the contract. */
async function ask(browser: Browser, key: AuthKey, body?: unknown, query = '') {
  const [method = '', path = ''] = key.split(' ');
  const reply = await browser.send(method, path + query, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  const sent = reply.status === 204 ? undefined : reply.body;
  checkAnswer(key, authEndpoints[key], { status: reply.status, body: sent });
  seen.add(key);
  return reply.body;
}

it('signing in, locking, changing the password and signing out', async () => {
  const browser = openBrowser(desk);
  expect(await ask(browser, 'GET /api/auth/get-session')).toBeNull();
  const email = 'viewer@demo.shop';
  await ask(browser, 'POST /api/auth/sign-in/email', { email, password: DEMO_PASSWORD });
  await ask(browser, 'GET /api/auth/get-session');
  await ask(browser, 'POST /api/auth/lock');
  expect(await ask(browser, 'GET /api/auth/get-session')).toMatchObject({ locked: true });
  await ask(browser, 'POST /api/auth/unlock', { password: DEMO_PASSWORD });
  const next = 'purple-otter-kayak-lantern';
  await ask(browser, 'POST /api/auth/change-password', { current: DEMO_PASSWORD, next });
  await ask(browser, 'POST /api/auth/sign-out');
});

it('a second factor', async () => {
  const browser = await signedIn(desk, 'operator');
  const password = DEMO_PASSWORD;
  const { secret } = await ask(browser, 'POST /api/auth/two-factor/begin', { password });
  const code = () => {
    clock.shift(60_000);
    return codeAt(secret, clock.nowMs());
  };
  await ask(browser, 'POST /api/auth/two-factor/confirm', { code: code() });
  const renewed = await ask(browser, 'POST /api/auth/two-factor/recovery-codes');
  const email = 'operator@demo.shop';
  const half = await ask(browser, 'POST /api/auth/sign-in/email', { email, password });
  expect(half).toEqual({ secondFactor: true });
  const waiting = await ask(browser, 'GET /api/auth/get-session');
  expect(waiting).toMatchObject({ secondFactorNeeded: true });
  await ask(browser, 'POST /api/auth/second-factor', { code: code() });
  const [recoveryCode] = renewed.recoveryCodes;
  await ask(browser, 'POST /api/auth/second-factor', { recoveryCode });
});

it('a link to choose a password by', async () => {
  const manager = await signedIn(desk, 'manager');
  const invited = { email: 'new@demo.shop', name: '박지훈', role: 'viewer' };
  const { link } = (await manager.send('POST', '/api/staff', invited)).body;
  const token = new URL(String(link)).searchParams.get('token') ?? '';
  const browser = openBrowser(desk);
  await ask(browser, 'GET /api/auth/password-link', undefined, `?token=${token}`);
  const password = 'copper-harbor-violin-moss';
  await ask(browser, 'POST /api/auth/password-link', { token, password });
});

it('all of it was called, and no route is missing in the table', () => {
  const keys = Object.keys(authEndpoints).toSorted();
  expect([...seen].toSorted()).toEqual(keys);
  const routed = ['sign-in-router.ts', 'password-link-router.ts'].flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, '../../server/staff', file), 'utf8');
    return [...text.matchAll(/router\.(get|post|put|patch|delete)\('([^']+)'/g)].map(
      ([, method = '', path = '']) => `${method.toUpperCase()} /api/auth${path}`,
    );
  });
  expect(routed.toSorted()).toEqual(keys);
});
