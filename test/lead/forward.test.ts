/** Whose address a forwarded request counts for, and what is answered where the leader is not. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../server/clock.ts';
import { believeForwards, forwardTo, type Forward } from '../../server/lead/forward.ts';
import { waitingApp } from '../../server/lead/waiting-app.ts';
import { createLogger } from '../../server/log.ts';

const SECRET = 'test-secret-test-secret-test-secret-1234';
const TOKEN = 'metrics-token-metrics-token-metrics';
const log = createLogger('silent');

const servers: Server[] = [];
async function serve(listener: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** Says what it was asked, and from where. */
async function startLeader(secret = SECRET): Promise<string> {
  const app = express();
  app.get('/dies', (request) => request.socket.destroy());
  // As a machine without power.
  app.get('/silent', () => undefined);
  app.get('/streams', (_request, response) => void response.write('begun'));
  app.use(express.text({ type: '*/*' }), (request, response) => {
    const { method, originalUrl, ip, body, headers } = request;
    const proofs = Object.keys(headers).filter((name) => name.startsWith('x-changgu'));
    response.status(201).setHeader('set-cookie', ['a=1', 'b=2']);
    response.json({ method, originalUrl, ip, body: body as unknown, proofs });
  });
  return serve(believeForwards(app, secret));
}

/** A waiting desk behind a proxy that it trusts. */
function startWaiting(leader: string | null): Promise<string> {
  return serve(waitingOn(forwardTo(() => leader, SECRET, log)));
}

function waitingOn({ handler: forward }: Forward) {
  const config = { publicUrl: 'http://127.0.0.1:4000', trustProxy: 1, metricsToken: TOKEN };
  return waitingApp({ config, clock: systemClock, random: systemRandom, log, forward });
}

const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>;

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a waiting desk', () => {
  it('passes on all of a request with the address that asked, and all of the answer', async () => {
    const waiting = await startWaiting(await startLeader());
    const answer = await fetch(`${waiting}/api/x?y=%20z`, {
      method: 'PUT',
      body: '한글',
      headers: { 'x-forwarded-for': '203.0.113.7', 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const asked = { method: 'PUT', originalUrl: '/api/x?y=%20z', body: '한글', proofs: [] };
    expect(await json(answer)).toEqual({ ...asked, ip: '203.0.113.7' });
  });

  it('says that nothing was done where nobody leads, or the leader takes no connection', async () => {
    for (const leader of [null, 'http://127.0.0.1:1']) {
      const answer = await fetch(`${await startWaiting(leader)}/api/me`);
      expect(answer.status).toBe(503);
      expect(await json(answer)).toMatchObject({ code: 'no-leader', effect: 'not-applied' });
    }
  });

  it('sends on nothing that another desk sent on: two that take each other for the leader', async () => {
    const leaders: string[] = [];
    const waiting = () =>
      serve(believeForwards(waitingOn(forwardTo(() => leaders[0] ?? null, SECRET, log)), SECRET));
    leaders.push(await waiting());
    const answer = await fetch(`${await waiting()}/api/me`);
    expect(await json(answer)).toMatchObject({ code: 'no-leader', effect: 'not-applied' });
  });

  it('logs once for each leader that it can’t be reached, or that it is itself taken for it', async () => {
    const told: unknown[] = [];
    const warn = (of: object, what: string) => told.push([(of as { leader: string }).leader, what]);
    const leaders = ['http://127.0.0.1:1'];
    const { handler } = forwardTo(() => leaders[0] ?? null, SECRET, { warn });
    const waiting = await serve(
      believeForwards(waitingOn({ handler, endOld: () => undefined }), SECRET),
    );
    for (let again = 0; again < 2; again += 1) await fetch(`${waiting}/api/me`);
    leaders[0] = waiting;
    for (let again = 0; again < 2; again += 1) await fetch(`${waiting}/api/me`);
    expect(told).toEqual([
      ['http://127.0.0.1:1', expect.stringContaining("can't be reached") as string],
      [waiting, expect.stringContaining('takes this one for the leader') as string],
    ]);
  });

  it('says that it may have been done where the leader ends before its answer', async () => {
    const answer = await fetch(`${await startWaiting(await startLeader())}/dies`);
    expect(answer.status).toBe(503);
    expect(await json(answer)).toMatchObject({ code: 'leader-lost', effect: 'unknown' });
  });
});

describe('what was sent to a desk that no longer leads', () => {
  it('is ended, answered or not, although that desk closes no connection', async () => {
    let leader: string | null = await startLeader();
    const forward = forwardTo(() => leader, SECRET, log);
    const waiting = await serve(waitingOn(forward));
    const stream = await fetch(`${waiting}/streams`);
    const silent = fetch(`${waiting}/silent`);
    const reader = stream.body?.getReader();
    await reader?.read();
    forward.endOld();
    const going = Promise.race([silent.then(() => 'answered'), sleep(100, 'goes on')]);
    expect(await going).toBe('goes on');
    leader = null;
    forward.endOld();
    expect(await json(await silent)).toMatchObject({ code: 'leader-lost', effect: 'unknown' });
    await expect(reader?.read()).rejects.toThrow(TypeError);
  });
});

describe('a waiting desk answers itself', () => {
  it('its own metrics, to who has the token', async () => {
    const waiting = await startWaiting(await startLeader());
    expect((await fetch(`${waiting}/metrics`)).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const told = await (await fetch(`${waiting}/metrics`, { headers })).text();
    expect(told).toMatch(/^changgu_leads 0$/m);
    expect(told).toContain('process_resident_memory_bytes');
    expect(told).not.toContain('changgu_open_operations');
  });

  it('a page that opens by itself, where nobody leads and a browser asks for a page', async () => {
    const waiting = await startWaiting(null);
    const open = (accept: string, language: string) =>
      fetch(`${waiting}/payments`, { headers: { accept, 'accept-language': language } });
    const page = await open('text/html,application/xhtml+xml,*/*;q=0.8', 'ko-KR,ko;q=0.9');
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toContain('text/html');
    const text = await page.text();
    expect(text).toContain('<html lang="ko">');
    expect(text).toContain('http-equiv="refresh"');
    expect(await (await open('text/html', 'en-US')).text()).toContain('<html lang="en">');
    const asData = await open('application/json', 'ko');
    expect(await json(asData)).toMatchObject({ code: 'no-leader' });
    expect(await json(await open('*/*', 'ko'))).toMatchObject({ code: 'no-leader' });
  });
});

describe('the leader', () => {
  it('believes no stranger, and no desk of another shop, who asked', async () => {
    const leader = await startLeader();
    const forged = { 'x-changgu-desk': 'forged', 'x-changgu-asked-from': '198.51.100.9' };
    const byStranger = await fetch(`${leader}/api/x`, { headers: forged });
    expect(await json(byStranger)).toMatchObject({ ip: '127.0.0.1', proofs: [] });
    const other = await startWaiting(await startLeader(SECRET.replace('1234', '4321')));
    const byOther = await fetch(`${other}/api/x`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    expect(await json(byOther)).toMatchObject({ ip: '127.0.0.1', proofs: [] });
  });
});
