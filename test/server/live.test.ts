import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../server/http/rate-limits.ts';
import { MAX_REPLAY } from '../../server/live/event-hub.ts';
import type { Problem } from '../../shared/problem.ts';
import { openStream, type Frame } from '../support/event-stream.ts';
import { atCommandLine, setDisabled } from '../support/staff-accounts.ts';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';
import { prepare } from '../../server/storage/statement.ts';

const tokensOf = (frames: Frame[]) =>
  frames.filter(({ event }) => event !== 'hello').map(({ data }) => data.payToken);

let desk: TestDesk;
let cookie: string;
beforeEach(async () => {
  desk = await startTestDesk({ maxStreams: 40 });
  cookie = await desk.signIn('viewer');
});
afterEach(() => desk.close());

describe('GET /api/events', () => {
  it('says hello, then what changed, uncompressed', async () => {
    await desk.addEvent('before');
    const stream = await openStream(desk, cookie);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
    });
    expect(stream.response.headers['content-encoding']).toBeUndefined();
    await stream.until((frames) => frames.length === 1);
    const operationId = '6d0e9f0e-6a3c-4f0c-9a43-3f2c0a6a3f11';
    await desk.addEvent('tok-1');
    await desk.addEvent('tok-1', operationId);
    const frames = await stream.until((all) => all.length === 3);
    expect(frames).toEqual([
      { id: 1, event: 'hello', data: { seq: 1 } },
      { id: 2, event: 'payment', data: { payToken: 'tok-1', operationId: null } },
      { id: 3, event: 'operation', data: { payToken: 'tok-1', operationId } },
    ]);
  });

  it('resumes without a gap while events keep coming', async () => {
    await desk.addEvents(Array.from({ length: 400 }, (_, n) => `t${String(n + 1)}`));
    const writing = (async () => {
      for (let n = 401; n <= 700; n += 30) {
        await desk.addEvents(Array.from({ length: 30 }, (_, i) => `t${String(n + i)}`));
      }
    })();
    const byHeader = await openStream(desk, cookie, { header: 250, after: 100 });
    const byQuery = await openStream(desk, cookie, { after: 300 });
    await writing;
    const expected = (from: number) =>
      Array.from({ length: 700 - from }, (_, n) => `t${String(from + n + 1)}`);
    expect(tokensOf(await byHeader.until((all) => all.length === 451))).toEqual(expected(250));
    expect(tokensOf(await byQuery.until((all) => all.length === 401))).toEqual(expected(300));
  });

  it('sends a reset where the gap is too large or the id is from another database', async () => {
    await desk.storage.transact(function* () {
      yield* prepare(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(MAX_REPLAY + 2)})
         INSERT INTO event (at, type, what, source, pay_token)
         SELECT '2026-01-01T00:00:00.000Z', 'payment', 'created', 'desk', 't' FROM n`).run();
    });
    for (const header of [1, 1_000_000]) {
      const stream = await openStream(desk, cookie, { header });
      const [first] = await stream.until((all) => all.length > 0);
      expect(first?.event).toBe('reset');
      expect(first?.data.seq).toBe(first?.id);
      stream.stop();
    }
    const near = await openStream(desk, cookie, { header: 2 });
    await near.until((all) => all.length === 1 + MAX_REPLAY);
    expect(near.frames[0]?.event).toBe('hello');
  });

  it('sends 8 streams at once the same', async () => {
    const streams = await Promise.all(Array.from({ length: 8 }, () => openStream(desk, cookie)));
    expect(desk.live.openStreams()).toBe(8);
    for (let n = 0; n < 50; n += 1) await desk.addEvent(`t${String(n)}`);
    for (const stream of streams) {
      const frames = await stream.until((all) => all.length === 51);
      expect(frames.map(({ id }) => id)).toEqual(Array.from({ length: 51 }, (_, n) => n));
    }
    for (const stream of streams) stream.stop();
    await expect.poll(() => desk.live.openStreams()).toBe(0);
  });

  it('closes within a second for a disabled person, and for nobody else', async () => {
    const mine = await openStream(desk, cookie);
    const other = await openStream(desk, await desk.signIn('operator'));
    const startMs = performance.now();
    await setDisabled(desk.database, 'viewer@demo.shop', true);
    await mine.ended;
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect(desk.live.openStreams()).toBe(1);
    expect((await desk.call('/api/events', { cookie })).status).toBe(401);
    await desk.addEvent('t');
    await other.until((all) => all.length === 2);
  });

  it('closes after the sign-out', async () => {
    const stream = await openStream(desk, cookie);
    await desk.call('/api/auth/sign-out', { method: 'POST', cookie });
    await stream.ended;
    expect(desk.live.openStreams()).toBe(0);
  });

  it('sends what another process wrote', async () => {
    const stream = await openStream(desk, cookie);
    desk.db.run(`INSERT INTO event (at, type, what, source, pay_token)
       VALUES ('2026-01-01T00:00:00.000Z', 'payment', 'adopted', 'desk', 'outside')`);
    await stream.until((all) => tokensOf(all).includes('outside'));
  });

  it('drops a client that does not read, and keeps the others', async () => {
    const slow = await openStream(desk, cookie);
    slow.response.pause();
    const fast = await openStream(desk, cookie);
    const names = Array.from({ length: 10 }, () => 'x'.repeat(60_000));
    for (let n = 1; n <= 25; n += 1) {
      await desk.addEvents(names);
      await fast.until((all) => all.length === 1 + n * names.length);
    }
    await expect.poll(() => desk.live.openStreams()).toBe(1);
  }, 20_000);

  it('is for staff, with a limit of streams per person and in total', async () => {
    expect((await desk.call('/api/events')).status).toBe(401);
    const { text } = await desk.staff.tokens.add(atCommandLine, 'shop', ['lookup']);
    expect((await desk.call('/api/events', { token: text })).status).toBe(403);
    const open = (who: string) =>
      Promise.all(Array.from({ length: 20 }, () => openStream(desk, who)));
    const streams = await open(cookie);
    // Another session is the same person.
    for (const mine of [cookie, await desk.signIn('viewer')]) {
      const refused = await desk.call('/api/events', { cookie: mine });
      expect(refused.status).toBe(429);
      expect(((await refused.json()) as Problem).detail).toContain('20 times at once');
    }
    streams.push(...(await open(await desk.signIn('operator'))));
    const manager = await desk.signIn('manager');
    expect((await desk.call('/api/events', { cookie: manager })).status).toBe(429);
    streams[0]?.stop();
    await expect.poll(() => desk.live.openStreams()).toBe(39);
    streams.push(await openStream(desk, cookie));
    for (const stream of streams) stream.stop();
    await expect.poll(() => desk.live.openStreams()).toBe(0);
  });

  it('has a limit of openings a minute per person, over all sessions', async () => {
    const head = (who: string) => desk.call('/api/events', { method: 'HEAD', cookie: who });
    const sessions = [cookie, await desk.signIn('viewer')];
    for (let n = 0; n < 120; n += 1) expect((await head(sessions[n % 2] ?? '')).status).toBe(200);
    for (const session of sessions) expect((await head(session)).status).toBe(429);
    expect((await desk.call('/api/me', { cookie })).status).toBe(200);
    expect((await head(await desk.signIn('operator'))).status).toBe(200);
  });

  it('counts towards the person’s rate limit', async () => {
    const own = await startTestDesk({ limits: { ...defaultLimits, requestsPerMinute: 3 } });
    const viewer = await own.signIn('viewer');
    const head = () => own.call('/api/events', { method: 'HEAD', cookie: viewer });
    for (let n = 0; n < 3; n += 1) expect((await head()).status).toBe(200);
    expect((await own.call('/api/me', { cookie: viewer })).status).toBe(429);
    await own.close();
  });

  it('ends all streams when the desk stops', async () => {
    const stream = await openStream(desk, cookie);
    desk.live.close();
    await stream.ended;
    expect((await desk.call('/api/events', { cookie })).status).toBe(503);
  });
});

describe('POST /api/events/watch', () =>
  it('passes on who has which payments open', async () => {
    const watch = (payTokens: string[]) =>
      desk.call('/api/events/watch', { method: 'POST', cookie, body: { payTokens } });
    expect((await watch(['a', 'b'])).status).toBe(204);
    expect(desk.watched.map(({ payTokens }) => payTokens)).toEqual([['a', 'b']]);
    expect((await watch(Array.from({ length: 61 }, String))).status).toBe(422);
  }));
