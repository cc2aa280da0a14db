/** Two desks on one database of PostgreSQL, over HTTP: one leads, the other forwards to it. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { ConfigError, readConfig } from '../../server/config.ts';
import type { Desk } from '../../server/desk.ts';
import { startLeadDesk } from '../../server/lead-desk.ts';
import { createLogger } from '../../server/log.ts';
import { startSandbox } from '../../server/sandbox/sandbox.ts';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const AUTH_SECRET = 'test-secret-test-secret-test-secret-1234';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Short enough for a test, long enough for a busy machine. */
const times = { lookMs: 100, beatMs: 200, silentMs: 2000 };

describeOnPostgres('two desks', () => {
  let database: TestDatabase;
  let folder: string;
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  const desks: Desk[] = [];

  /** @param name of its data folder, which has the key files of the first one */
  async function startDesk(
    name: string,
    changed: Record<string, string> = {},
    clock = systemClock,
  ): Promise<Desk> {
    const dataDir = join(folder, name);
    if (name !== 'one') cpSync(join(folder, 'one'), dataDir, { recursive: true });
    const env = {
      ...{ PUBLIC_URL: 'http://127.0.0.1:4000', DATA_DIR: dataDir, AUTH_SECRET },
      ...{ DATABASE_URL: database.url, ALLOW_ASYNC: '1', LOG_LEVEL: 'silent' },
      SANDBOX_PORT: new URL(sandbox.url).port,
      ...changed,
    };
    const config = { ...readConfig(env), port: 0 };
    const { databaseUrl } = config;
    if (databaseUrl === null) throw new Error('No DATABASE_URL');
    const desk = await startLeadDesk({
      ...{ config, clock, databaseUrl, ownUrl: null, times, version: '0', clientDir: null },
      log: createLogger(config.logLevel),
    });
    desks.push(desk);
    return desk;
  }

  const isReady = async ({ url }: Desk) => (await fetch(`${url}/readyz`)).status === 200;
  const untilReady = (desk: Desk) =>
    waitUntil(
      'somebody leads',
      () => isReady(desk),
      (ready) => ready,
    );
  const readRow = (sql: string): Record<string, unknown> => {
    const connection = new PostgresConnection(database.url);
    try {
      return connection.script(sql)[0] as Record<string, unknown>;
    } finally {
      connection.close();
    }
  };

  async function signIn({ url }: Desk, name = 'manager'): Promise<string> {
    const answer = await fetch(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:4000' },
      body: JSON.stringify({ email: `${name}@demo.shop`, password: DEMO_PASSWORD }),
    });
    expect(answer.status).toBe(200);
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }
  const me = ({ url }: Desk, cookie: string) => fetch(`${url}/api/me`, { headers: { cookie } });

  beforeEach(async () => {
    database = createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'changgu-lead-'));
    const dataDir = join(folder, 'toss');
    sandbox = await startSandbox({ port: 0, dataDir, shopName: '가게' });
  });

  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.close();
    await sandbox.close();
    database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('the one that waits forwards a sign-in, and its session holds at both', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const two = await startDesk('two');
    await untilReady(two);
    const cookie = await signIn(two);
    const answer = await me(two, cookie);
    expect(await answer.json()).toMatchObject({ staff: { role: 'manager' } });
    expect(await (await me(one, cookie)).json()).toMatchObject({ staff: { role: 'manager' } });
    expect(readRow('SELECT url, term FROM desk_lead')).toEqual({
      url: one.url,
      term: 1,
    });
  });

  it('knows books that were restored at another address', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    await one.close();
    desks.splice(desks.indexOf(one), 1);
    const { books_id: name } = readRow('SELECT books_id FROM desk_lead');
    // The desk had seen more than the copy has.
    writeFileSync(join(folder, 'one', 'high-water'), `${String(name)} 900\n`);
    const copy = new URL(database.url);
    copy.pathname += '_restored';
    const server = new URL(database.url);
    const copied = server.pathname.slice(1);
    server.pathname = '/postgres';
    const admin = new PostgresConnection(server.href);
    admin.script(`SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
      WHERE datname = '${copied}'`);
    admin.script(`CREATE DATABASE ${copied}_restored TEMPLATE ${copied}`);
    try {
      const two = await startDesk('one', { DATABASE_URL: copy.href });
      await untilReady(two);
      await two.close();
      desks.splice(desks.indexOf(two), 1);
      const there = new PostgresConnection(copy.href);
      expect(there.script('SELECT kind FROM restore_mark')).toEqual([{ kind: 'restored' }]);
      there.close();
    } finally {
      admin.script(`DROP DATABASE ${copied}_restored WITH (FORCE)`);
      admin.close();
    }
  });

  it('books that were put back are locked by the one that has seen newer ones', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const two = await startDesk('two');
    const { books_id: name } = readRow('SELECT books_id FROM desk_lead');
    // As if it alone had run before the books were put back.
    writeFileSync(join(folder, 'two', 'high-water'), `${String(name)} 900\n`);
    const marked = () =>
      readRow(`SELECT url, (SELECT min(kind) FROM restore_mark) AS kind, term FROM desk_lead`);
    await waitUntil(
      'the other one leads',
      () => marked()['kind'],
      (kind) => kind === 'restored',
    );
    await pause(times.lookMs * 5);
    expect(marked()).toEqual({ url: two.url, kind: 'restored', term: 2 });
  });

  it('a stop passes the lead at once, and sessions stay', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const two = await startDesk('two');
    const cookie = await signIn(one);
    const began = performance.now();
    await one.close();
    desks.splice(desks.indexOf(one), 1);
    await untilReady(two);
    expect(performance.now() - began).toBeLessThan(times.silentMs + 3000);
    expect((await me(two, cookie)).status).toBe(200);
    expect(readRow('SELECT term FROM desk_lead')['term']).toBe(2);
  });

  it('a desk whose lead was taken writes nothing, says so, and comes back', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const cookie = await signIn(one);
    readRow(`UPDATE desk_lead SET term = 9, url = 'http://127.0.0.1:9',
      beat_at = clock_timestamp() + interval '1 second' WHERE id = 1 RETURNING term`);
    const before = readRow('SELECT max(seq) AS seq FROM audit')['seq'];
    const refused = await fetch(`${one.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:4000' },
      body: JSON.stringify({ email: 'manager@demo.shop', password: DEMO_PASSWORD }),
    });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'no-leader', effect: 'not-applied' });
    expect(readRow('SELECT max(seq) AS seq FROM audit')['seq']).toBe(before);
    await untilReady(one);
    expect(readRow('SELECT term FROM desk_lead')['term']).toBe(10);
    expect((await me(one, cookie)).status).toBe(200);
  });

  it('a desk whose clock goes wrong gives the lead away, and takes it when it is right', async () => {
    let offMs = 0;
    const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + offMs };
    const one = await startDesk('one', {}, clock);
    await untilReady(one);
    const two = await startDesk('two');
    offMs = 1500;
    await pause(times.beatMs * 3);
    expect(readRow('SELECT url, term FROM desk_lead')).toEqual({ url: one.url, term: 1 });
    offMs = -3000;
    const leader = () => Promise.resolve(readRow('SELECT url FROM desk_lead')['url']);
    await waitUntil('the other one leads', leader, (url) => url === two.url);
    await untilReady(one);
    await two.close();
    desks.splice(desks.indexOf(two), 1);
    await pause(times.lookMs * 5);
    expect(await isReady(one)).toBe(false);
    offMs = 0;
    await untilReady(one);
  });

  it('a desk whose connections end leads again by itself, with streams open', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const cookie = await signIn(one);
    const stream = await fetch(`${one.url}/api/events`, { headers: { cookie } });
    expect(stream.status).toBe(200);
    readRow(`SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    await waitUntil(
      'it leads in another term',
      () => Promise.resolve(Number(readRow('SELECT term FROM desk_lead')['term'])),
      (term) => term === 2,
    );
    await untilReady(one);
    expect((await me(one, cookie)).status).toBe(200);
  });

  /** Another desk leads from now on. */
  const takeLead = () =>
    readRow(`UPDATE desk_lead SET term = 9, url = 'http://127.0.0.1:9',
      beat_at = clock_timestamp() + interval '1 second' WHERE id = 1 RETURNING term`);
  async function createAt({ url }: Desk, cookie: string): Promise<unknown> {
    const answer = await fetch(`${url}/api/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:4000', cookie },
      body: JSON.stringify({
        ...{ orderNo: 'lost-lead-1', amount: 1000, productDesc: '셔츠', autoExecute: true },
      }),
    });
    return answer.json();
  }
  const creationsAsked = async () => {
    const answer = await fetch(`${sandbox.url}/sandbox/calls`);
    const { calls } = (await answer.json()) as { calls: { call: string }[] };
    return calls.filter(({ call }) => call === 'payments').length;
  };

  it('a payment is not made at Toss by a desk that has lost the lead', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const cookie = await signIn(one, 'operator');
    const before = await creationsAsked();
    takeLead();
    expect(await createAt(one, cookie)).toMatchObject({ effect: 'not-applied' });
    expect(await creationsAsked()).toBe(before);
  });

  it('a payment that Toss may have made is not told to be undone where the lead is lost meanwhile', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const cookie = await signIn(one, 'operator');
    const before = await creationsAsked();
    await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ call: 'payments', effect: 'after', fault: 'delay', ms: 1500 }),
    });
    const created = createAt(one, cookie);
    await waitUntil('Toss is asked', creationsAsked, (asked) => asked > before);
    takeLead();
    expect(await created).toMatchObject({ code: 'toss-lost-answer', effect: 'unknown' });
  });

  it('managers alone are told by which settings PostgreSQL may lose what it has confirmed', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const told = async (name: string) => {
      const answer = await me(one, await signIn(one, name));
      return ((await answer.json()) as { mayLose: string[] }).mayLose;
    };
    expect(await told('manager')).toContain('synchronous_standby_names');
    expect(await told('operator')).toEqual([]);
  });

  it('each has metrics of its own, that tell which one leads and in which term', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const two = await startDesk('two');
    const metrics = async ({ url }: Desk) => (await fetch(`${url}/metrics`)).text();
    expect(await metrics(one)).toMatch(/^changgu_leads 1$[^]*^changgu_lead_term 1$/m);
    const ofTwo = await metrics(two);
    expect(ofTwo).toMatch(/^changgu_leads 0$/m);
    expect(ofTwo).not.toContain('changgu_lead_term');
  });

  it('with the keys of another shop, or books of another key, it does not start', async () => {
    const one = await startDesk('one');
    await untilReady(one);
    const other = startDesk('two', { AUTH_SECRET: AUTH_SECRET.replace('1234', '4321') });
    await expect(other).rejects.toThrow(/AUTH_SECRET/);
    const tossKey = { TOSS_API_KEY: 'sk_test_1234567890', TOSS_BASE_URL: sandbox.url };
    await expect(startDesk('three', tossKey)).rejects.toThrow(ConfigError);
    await expect(startDesk('four', tossKey)).rejects.toThrow(/sandbox\.db/);
  });
});
