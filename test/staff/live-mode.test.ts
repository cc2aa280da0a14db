import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { openBrowser, setUpFactor, signedIn, streamEnds } from './browser.ts';

const clock = createShiftedClock();
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock, mode: 'live' });
});
afterAll(() => desk.close());

const EVERYBODYS = ['/api/me', '/api/me/preferences', '/api/auth/get-session'];

describe('with a live key', () => {
  it('everybody has to set a second factor up before anything else', async () => {
    for (const name of ['viewer', 'operator', 'manager']) {
      const browser = await signedIn(desk, name);
      const me = await browser.get('/api/me');
      expect(me.body.twoFactor).toMatchObject({ required: true, enrolled: false });
      for (const path of EVERYBODYS) expect((await browser.get(path)).status).toBe(200);
      for (const path of ['/api/events', ...(name === 'manager' ? ['/api/staff'] : [])]) {
        const { status, body } = await browser.get(path);
        expect([path, status, body.code]).toEqual([path, 403, 'two-factor-required']);
      }
      const watching = { method: 'POST', cookie: browser.cookie, body: { payTokens: [] } };
      expect((await desk.call('/api/events/watch', watching)).status).toBe(403);
      await setUpFactor(browser, clock.nowMs());
      expect(
        (await desk.call('/api/events/watch', { ...watching, cookie: browser.cookie })).status,
      ).toBe(204);
      expect((await browser.get('/api/me')).body.twoFactor).toMatchObject({
        required: true,
        enrolled: true,
      });
      expect(await streamEnds(desk, browser, () => browser.auth('sign-out'))).toBeLessThan(1000);
    }
  });

  it('the next sign-in asks a viewer for the factor', async () =>
    expect((await openBrowser(desk).signIn('viewer@demo.shop')).body).toEqual({
      secondFactor: true,
    }));
});
