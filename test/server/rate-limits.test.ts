/** Rate limits: strangers, pages and callers have separate limits. */
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultLimits, type Limits } from '../../server/http/rate-limits.ts';
import type { Problem } from '../../shared/problem.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import { startTestDesk, type CallOptions, type TestDesk } from './start-test-desk.ts';

let desk: TestDesk | null = null;
afterEach(async () => {
  await desk?.close();
  desk = null;
});

async function deskWith(limits: Partial<Limits>, more: Parameters<typeof startTestDesk>[0] = {}) {
  desk = await startTestDesk({ ...more, limits: { ...defaultLimits, ...limits } });
  return desk;
}

/** How many of `times` calls are answered before the first 429; `times` where all are. */
async function answered(on: TestDesk, path: string, times: number, options: CallOptions = {}) {
  for (let n = 0; n < times; n += 1) {
    const answer = await on.call(path, options);
    const text = await answer.text();
    if (answer.status !== 429) continue;
    expect((JSON.parse(text) as Problem).code).toBe('too-many-requests');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    return n;
  }
  return times;
}

describe('a stranger', () => {
  it('has one limit over all of the API, apart from everybody else’s', async () => {
    const on = await deskWith({ strangersPerMinute: 10 });
    const cookie = await on.signIn('manager');
    const forged = { cookie: 'changgu.session_token=forged.signature' };
    expect(await answered(on, '/api/me', 4)).toBe(4);
    expect(await answered(on, '/api/me', 2, forged)).toBe(2);
    expect(await answered(on, '/api/me', 1, { token: 'cgt_nonsense' })).toBe(1);
    expect(await answered(on, '/api/auth/get-session', 1)).toBe(1);
    expect(await answered(on, '/api/nothing', 5)).toBe(1);
    // All from the same address, as behind one router.
    expect(await answered(on, '/api/me', 5)).toBe(0);
    expect(await answered(on, '/api/me', 20, { cookie })).toBe(20);
    expect(await answered(on, '/healthz', 20)).toBe(20);
  });

  it('can’t claim another address', async () => {
    const on = await deskWith({ strangersPerMinute: 3 });
    let told = 0;
    for (let n = 0; n < 6; n += 1) {
      const forwarded = {
        'x-forwarded-for': `203.0.113.${String(n)}`,
        forwarded: `for=10.0.0.${n}`,
      };
      told += await answered(on, '/api/nothing', 1, { headers: forwarded });
    }
    expect(told).toBe(3);
  });
});

describe('pages', () =>
  it('have a limit, which includes the description of the API and the buyers’ pages', async () => {
    const checkout = express.Router();
    checkout.get('/checkout/return', (_request, response) => {
      response.send('thanks');
    });
    const on = await deskWith(
      { pagesPerMinute: 6 },
      { clientDir: '/nowhere', publicRouters: [checkout] },
    );
    const html = { headers: { accept: 'text/html' } };
    expect(await answered(on, '/api/docs', 1)).toBe(1);
    expect(await answered(on, '/api/openapi.json', 1)).toBe(1);
    expect(await answered(on, '/checkout/return', 2)).toBe(2);
    expect(await answered(on, '/payments', 5, html)).toBe(2);
    expect(await answered(on, '/checkout/return', 1)).toBe(0);
    const cookie = await on.signIn('viewer');
    expect(await answered(on, '/api/me', 3, { cookie })).toBe(3);
  }));

describe('a signed-in person', () =>
  it('has a limit over all of their sessions, which no service token shares', async () => {
    const on = await deskWith({ requestsPerMinute: 5 });
    const [first, second] = [await on.signIn('manager'), await on.signIn('manager')];
    const other = await on.signIn('viewer');
    const token = (await on.staff.tokens.add(atCommandLine, 'shop', ['lookup'])).text;
    expect(await answered(on, '/api/me', 3, { cookie: first })).toBe(3);
    expect(await answered(on, '/api/me', 8, { cookie: second })).toBe(2);
    expect(await answered(on, '/api/me', 1, { cookie: first })).toBe(0);
    expect(await answered(on, '/api/me', 8, { token })).toBe(5);
    expect(await answered(on, '/api/me', 5, { cookie: other })).toBe(5);
  }));
