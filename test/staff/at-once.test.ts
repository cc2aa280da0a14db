/** What must happen only once, requested by many at the same time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { codeAt, openBrowser, setUpFactor, signedIn } from './browser.ts';

const HOUR_MS = 3_600_000;
const MANY = 20;

const clock = createShiftedClock();
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
});
afterAll(() => desk.close());

async function withFactor(name: string) {
  const factor = await setUpFactor(await signedIn(desk, name), clock.nowMs());
  clock.shift(HOUR_MS);
  return factor;
}

/** Browsers with half-done sign-ins, whose second factor is still to come. */
async function halves(name: string) {
  const { cookie } = await signedIn(desk, name);
  return Array.from({ length: MANY }, () => openBrowser(desk, cookie));
}

const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status);
const passed = (replies: { status: number }[]) =>
  statuses(replies).filter((status) => status === 200);

describe('many requests at once', () => {
  it('with one code: one of twenty succeeds', async () => {
    const { secret } = await withFactor('manager');
    const browsers = await halves('manager');
    const code = codeAt(secret, clock.nowMs());
    const replies = await Promise.all(browsers.map((one) => one.auth('second-factor', { code })));
    expect(passed(replies)).toHaveLength(1);
    expect(statuses(replies).every((status) => [200, 401, 429].includes(status))).toBe(true);
  });

  it('with one code in separate sessions: one of four succeeds', async () => {
    const { secret } = await withFactor('operator');
    const browsers = [];
    for (let n = 0; n < 4; n += 1) browsers.push(await signedIn(desk, 'operator'));
    const code = codeAt(secret, clock.nowMs());
    const replies = await Promise.all(browsers.map((one) => one.auth('second-factor', { code })));
    expect(statuses(replies).toSorted()).toEqual([200, 401, 401, 401]);
  });

  it('with one recovery code: one of twenty succeeds', async () => {
    const { recoveryCodes } = await withFactor('manager2');
    const body = { recoveryCode: recoveryCodes[0] };
    const browsers = await halves('manager2');
    const replies = await Promise.all(browsers.map((one) => one.auth('second-factor', body)));
    expect(passed(replies)).toHaveLength(1);
  });

  it('with wrong passwords: no more are checked than one after the other', async () => {
    const replies = await Promise.all(
      Array.from({ length: MANY }, () => openBrowser(desk).signIn('nobody@demo.shop', 'wrong')),
    );
    expect(statuses(replies).filter((status) => status === 401)).toHaveLength(10);
    expect(statuses(replies).filter((status) => status === 429)).toHaveLength(10);
  });

  it('beside writes of the money engine: none waits for a lock or fails', async () => {
    const done = new AbortController();
    const engine = (async () => {
      for (let n = 0; !done.signal.aborted; n += 1) {
        await desk.addEvent(`token-${String(n)}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const started = performance.now();
    const replies = await Promise.all(
      ['viewer', 'operator', 'manager'].flatMap((name) =>
        Array.from({ length: 2 }, () => openBrowser(desk).signIn(`${name}@demo.shop`)),
      ),
    );
    const browser = await signedIn(desk, 'viewer');
    await browser.auth('lock');
    await browser.auth('unlock', { password: DEMO_PASSWORD });
    await browser.auth('sign-out');
    const tookMs = performance.now() - started;
    done.abort();
    await engine;
    expect(passed(replies)).toHaveLength(6);
    // Waiting for a lock of the same process takes the whole 5 s, and then fails.
    expect(tookMs).toBeLessThan(4900);
    expect(desk.log.join('\n')).not.toMatch(/SQLITE_BUSY/);
  });
});
