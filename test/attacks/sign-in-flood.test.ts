/** A flood of sign-ins from many networks must not keep staff from signing in. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { cookieFrom, startTestDesk, type TestDesk } from '../server/start-test-desk.ts';

const NETWORKS = 130;
const SHOP = '203.0.113.7';
const AT_ONCE = 150;

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ trustProxy: 1 });
});
afterAll(() => desk.close());

const post = (path: string, from: string, body: object, cookie?: string) =>
  desk.call(`/api/auth/${path}`, {
    ...{ method: 'POST', headers: { 'x-forwarded-for': from }, body },
    ...(cookie !== undefined && { cookie }),
  });
const signIn = (from: string, email: string, password: string = DEMO_PASSWORD) =>
  post('sign-in/email', from, { email, password });

let lastStranger = 0;
/** More sign-ins than can be checked in seconds. */
function flood() {
  let tellFull: () => void = () => undefined;
  const full = new Promise<void>((resolve) => {
    tellFull = resolve;
  });
  const one = async () => {
    lastStranger += 1;
    const network = (lastStranger % NETWORKS).toString(16);
    const email = `stranger-${String(lastStranger)}@evil.example`;
    const answer = await signIn(`2001:db8:${network}::1`, email, 'wrong');
    await answer.arrayBuffer();
    if (answer.status !== 401) tellFull();
    return answer.status;
  };
  /** Resolves when the first is refused, and when all are answered. */
  return { full, all: Promise.all(Array.from({ length: AT_ONCE }, one)) };
}

it('does not keep out whoever has signed in from there before', async () => {
  expect((await signIn(SHOP, 'operator@demo.shop')).status).toBe(200);
  const { full, all } = flood();
  let isOver = false;
  void all.then(() => (isOver = true));
  await full;
  for (let n = 0; n < 6; n += 1) {
    expect((await signIn(SHOP, 'operator@demo.shop')).status).toBe(200);
  }
  // Each was checked before the strangers who had come first.
  expect(isOver).toBe(false);
  expect(new Set(await all)).toEqual(new Set([401, 503]));
});

it('from a shop’s own guests does not keep out whoever has signed in from there before', async () => {
  const shared = '203.0.113.77';
  expect((await signIn(shared, 'operator@demo.shop')).status).toBe(200);
  const wrong = async () => {
    lastStranger += 1;
    return signIn(shared, `guest-${String(lastStranger)}@evil.example`, 'wrong');
  };
  for (let n = 0; n < 4; n += 1) await Promise.all(Array.from({ length: 15 }, wrong));
  expect((await wrong()).status).toBe(429);
  expect((await signIn(shared, 'operator@demo.shop')).status).toBe(200);
  // Their own wrong passwords still count.
  const own = await Promise.all(
    Array.from({ length: 12 }, () => signIn(shared, 'operator@demo.shop', 'wrong')),
  );
  expect(own.filter(({ status }) => status === 429)).toHaveLength(2);
});

it('does not keep a screen locked', async () => {
  const cookie = cookieFrom(await signIn(SHOP, 'viewer@demo.shop'));
  await post('lock', SHOP, {}, cookie);
  const { full, all } = flood();
  await full;
  // From wherever the screen is now.
  const unlocked = await post('unlock', '198.51.100.3', { password: DEMO_PASSWORD }, cookie);
  expect(unlocked.status).toBe(200);
  await all;
});

it('counts against the addresses it came from, also where no password was looked at', async () => {
  const { full, all } = flood();
  await full;
  const tries = Array.from({ length: 70 }, (_, n) =>
    signIn('2001:db8:ffff::1', `other-${String(n)}@evil.example`, 'wrong'),
  );
  const answers = await Promise.all(tries);
  const waiting = answers.filter(({ status }) => status === 429);
  expect(waiting).toHaveLength(10);
  expect(Number(waiting[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(40);
  await all;
  // Passwords that were not checked count against no account.
  expect((await signIn('198.51.100.9', 'manager@demo.shop')).status).toBe(200);
});
