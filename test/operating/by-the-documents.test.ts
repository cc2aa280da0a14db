/** Follows docs/operating.md: a desk that is installed by it, behind a proxy with TLS. */
import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { findRestPort } from '../process/child.ts';
import { addStaff } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { hasCaddy, startCaddy } from './caddy.ts';
import { installDesk, type InstalledDesk } from './installed-desk.ts';
import { shellBlocks } from './set-up-files.ts';
import {
  callThrough,
  startTlsProxy,
  type ProxyAnswer,
  type ProxyCaller,
  type TlsProxy,
} from './tls-proxy.ts';

const PASSWORD = 'a-long-test-passphrase';

type Untyped = ReturnType<JSON['parse']>;
const bodyOf = (answer: ProxyAnswer): Untyped => JSON.parse(answer.text);

let desk: InstalledDesk;
let dataFile: string;
beforeAll(async () => {
  desk = await installDesk();
  dataFile = desk.place('/var/lib/changgu/test.db');
  const [, addManager = ''] =
    /changgu (staff add .*)$/m.exec(shellBlocks('A server for a shop').join('\n')) ?? [];
  const added = await desk.changgu(addManager.split(' '), PASSWORD);
  if (added.status !== 0) throw new Error(added.output);
  await addStaff(dataFile, 'clerk@changgu.test', '점원', 'operator');
  await desk.start();
});
afterAll(() => desk.close());

/** Reads the database of the running desk. */
function read(sql: string): unknown[] {
  const connection = openConnection(dataFile, { readonly: true });
  try {
    return connection.prepare(sql).pluck().all();
  } finally {
    connection.close();
  }
}

let lastClaimed = 0;
/** Every caller claims another address in each request. */
const claimed = () => ({ 'x-forwarded-for': `203.0.113.${String((lastClaimed += 1) % 250)}` });

async function signIn(caller: ProxyCaller, email: string, password = PASSWORD) {
  const answer = await caller.ask('POST', '/api/auth/sign-in/email', {
    body: { email, password },
    headers: claimed(),
  });
  const setCookies = [answer.headers['set-cookie'] ?? []].flat();
  return { answer, setCookies, cookie: setCookies.map((one) => one.split(';')[0]).join('; ') };
}

/** A clerk refunds through the proxy. @returns the operation */
async function refund(
  caller: ProxyCaller,
  cookie: string,
  payToken: string,
  { wait = 10, ...more }: { wait?: number; amount?: number; seenRefunded?: number } = {},
) {
  const id = randomUUID();
  const answer = await caller.ask('PUT', `/api/payments/${payToken}/operations/${id}`, {
    body: { kind: 'refund', amount: 2000, reason: '단순 변심', seenRefunded: 0, ...more },
    headers: { cookie, prefer: `wait=${String(wait)}`, ...claimed() },
  });
  return { id, status: answer.status, body: bodyOf(answer) };
}

async function knowPaid(caller: ProxyCaller, cookie: string, amount = 10_000): Promise<string> {
  const { payToken } = await desk.sandbox.createPaid({ amount });
  const answer = await caller.ask('POST', '/api/payments/lookup', {
    body: { payToken },
    headers: { cookie },
  });
  if (answer.status !== 200) throw new Error(answer.text);
  return payToken;
}

describe('a desk that was installed by the documentation', () => {
  it('creates files for its own account alone, and logs no secret', () => {
    const folder = desk.place('/var/lib/changgu');
    for (const name of readdirSync(folder)) {
      // The public half of a key may be read by others.
      if (name.includes('public')) continue;
      expect([name, statSync(`${folder}/${name}`).mode & 0o077]).toEqual([name, 0]);
    }
    expect(desk.output()).toContain('https://desk.example.com');
    const { AUTH_SECRET = '-', METRICS_TOKEN = '-' } = desk.settings();
    for (const secret of [AUTH_SECRET, METRICS_TOKEN, 'sk_test_changgu', PASSWORD]) {
      expect(desk.output()).not.toContain(secret);
    }
  });

  it('has the manager that the command has created', () =>
    expect(read(`SELECT role FROM user WHERE email = 'you@example.com'`)).toEqual(['manager']));

  it('shows its metrics to whoever has the token', async () => {
    const answer = await fetch(`http://127.0.0.1:${String(desk.port)}/metrics`);
    expect(answer.status).toBe(401);
    expect((await desk.figures()).get('changgu_unclear_operations')).toBe(0);
  });
});

const proxies: [string, boolean, () => Promise<TlsProxy>][] = [
  ['a proxy that writes the header anew', true, () => startTlsProxy(desk.port, 'replaces')],
  ['a proxy that adds to the header', true, () => startTlsProxy(desk.port, 'appends')],
  [
    'Caddy with the shipped Caddyfile',
    hasCaddy,
    async () => {
      const { port: deskPort, host } = desk;
      const dir = desk.place('/etc/changgu');
      return startCaddy({ port: await findRestPort(), deskPort, host, dir });
    },
  ],
];

let lastAddress = 10;
/** Each is in another network. */
const nextAddress = () => `127.0.0.${String((lastAddress += 1))}`;

for (const [name, isThere, startProxy] of proxies) {
  describe.skipIf(!isThere)(`behind ${name}`, () => {
    let proxy: TlsProxy;
    beforeAll(async () => {
      proxy = await startProxy();
    });
    afterAll(() => proxy.close());

    it('sets a cookie that is only sent back to this name over TLS', async () => {
      const caller = callThrough(proxy, desk.host, nextAddress());
      const { answer, setCookies } = await signIn(caller, 'clerk@changgu.test');
      expect(answer.status).toBe(200);
      expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
      expect(setCookies.length).toBeGreaterThan(0);
      for (const cookie of setCookies) {
        expect(cookie).toMatch(/^__Host-/);
        expect(cookie).toMatch(/; Path=\/(;|$)/);
        expect(cookie).toMatch(/; HttpOnly/);
        expect(cookie).toMatch(/; Secure/);
        expect(cookie).not.toMatch(/Domain=/i);
      }
    });

    it("records the caller's address, not the proxy's and not a claimed one", async () => {
      const address = nextAddress();
      const caller = callThrough(proxy, desk.host, address);
      const { cookie } = await signIn(caller, 'clerk@changgu.test');
      const asked = await refund(caller, cookie, await knowPaid(caller, cookie));
      expect(asked.body).toMatchObject({ state: 'succeeded' });
      const found = read(
        `SELECT address FROM audit WHERE operation_id = '${asked.id}' AND actor_type = 'staff'`,
      );
      expect(found).toEqual([address]);
      const others = read(`SELECT address FROM audit
        WHERE address IN ('127.0.0.1', '::1') OR address LIKE '203.0.113.%'`);
      expect(others).toEqual([]);
    });

    it('slows down a caller who guesses passwords, and nobody else behind the same proxy', async () => {
      const guesser = callThrough(proxy, desk.host, nextAddress());
      const statuses: number[] = [];
      for (let tries = 0; tries < 12; tries += 1) {
        const { answer } = await signIn(guesser, 'clerk@changgu.test', `wrong-${String(tries)}`);
        statuses.push(answer.status);
      }
      expect(statuses.at(0)).toBe(401);
      expect(statuses.at(-1)).toBe(429);
      const other = callThrough(proxy, desk.host, nextAddress());
      expect((await signIn(other, 'you@example.com')).answer.status).toBe(200);
    });

    it('streams changes at once, and ends the stream with the browser', async () => {
      const caller = callThrough(proxy, desk.host, nextAddress());
      const { cookie } = await signIn(caller, 'you@example.com');
      const streams = async () => (await desk.figures()).get('changgu_event_streams');
      const stream = caller.follow('/api/events', { cookie });
      expect(await stream.bytes).toContain('event: hello');
      expect(await streams()).toBe(1);
      stream.leave();
      // Well before the next comment, on which a dead stream would be noticed anyway.
      await waitUntil('the stream is gone', streams, (open) => open === 0, 5000);
    });

    if (!name.startsWith('Caddy')) return;
    it('keeps the metrics inside', async () => {
      const caller = callThrough(proxy, desk.host, nextAddress());
      const token = { authorization: `Bearer ${desk.settings()['METRICS_TOKEN'] ?? ''}` };
      for (const path of ['/metrics', '/METRICS/', '/%6detrics', '//metrics', '/readyz']) {
        const answer = await caller.ask('GET', path, { headers: token });
        expect([path, answer.status]).toEqual([path, 404]);
      }
    });
  });
}

/** Toss answers no read of a payment until the faults are cleared. */
const silenceToss = () =>
  desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', times: 1_000_000 });

describe('the documented way to restore a copy', () => {
  let proxy: TlsProxy;
  let caller: ProxyCaller;
  let cookie: string;
  beforeAll(async () => {
    proxy = await startTlsProxy(desk.port, 'replaces');
    caller = callThrough(proxy, desk.host, nextAddress());
    ({ cookie } = await signIn(caller, 'clerk@changgu.test'));
  });
  afterAll(async () => {
    await desk.sandbox.clearFaults();
    await proxy.close();
  });

  const stateOf = async (id: string) => {
    const answer = await caller.ask('GET', `/api/operations/${id}`, { headers: { cookie } });
    return String(bodyOf(answer).state);
  };
  const reaches = (id: string, state: string) =>
    waitUntil(
      state,
      () => stateOf(id),
      (now) => now === state,
    );
  const locked = async () => (await desk.figures()).get('changgu_quarantined_payments') ?? -1;

  /** A refund that Toss does, and whose outcome the desk does not learn. @returns its id */
  async function unclearRefund(payToken: string): Promise<string> {
    const lost = { call: 'refunds', effect: 'after', fault: 'delay', ms: 60_000 } as const;
    await desk.sandbox.fault({ ...lost, payToken });
    const { id } = await refund(caller, cookie, payToken, { wait: 0 });
    await reaches(id, 'sending');
    await silenceToss();
    await reaches(id, 'unknown');
    return id;
  }

  it('locks everything until Toss was read, and then goes on', async () => {
    const [since, open] = [await knowPaid(caller, cookie), await knowPaid(caller, cookie)];
    const large = await knowPaid(caller, cookie, 200_000);
    const proposal = await refund(caller, cookie, large, { amount: 150_000 });
    expect(proposal.body).toMatchObject({ state: 'proposed' });
    const unclear = await unclearRefund(open);

    const copy = desk.place('/var/backups/changgu/test-20261124-032001KST-v4.db');
    expect(await desk.changgu(['backup', copy])).toMatchObject({ status: 0 });
    expect(statSync(copy).mode & 0o077).toBe(0);
    await desk.sandbox.clearFaults();
    await reaches(unclear, 'succeeded');
    expect((await refund(caller, cookie, since)).body).toMatchObject({ state: 'succeeded' });

    await silenceToss();
    const [block = ''] = shellBlocks('Putting a copy back');
    await desk.follow(block.replaceAll('live', 'test'));
    expect(readdirSync(desk.place('/var/lib/changgu/before-restore'))).toContain('test.db');
    expect(desk.output()).toContain('a restored backup');
    expect(await locked()).toBeGreaterThanOrEqual(3);
    expect([await stateOf(unclear), await stateOf(proposal.id)]).toEqual(['unknown', 'declined']);
    const refused = await refund(caller, cookie, since);
    expect(refused).toMatchObject({ status: 422, body: { reason: 'not-read-since-restore' } });

    await desk.sandbox.clearFaults();
    await waitUntil('the quarantine is over', locked, (payments) => payments === 0);
    await reaches(unclear, 'succeeded');
    const rest = await refund(caller, cookie, since, { amount: 1000, seenRefunded: 2000 });
    expect(rest.body).toMatchObject({ state: 'succeeded' });
    const { refunds } = await desk.sandbox.books();
    const booked = (payToken: string) =>
      refunds.filter((line) => line.payToken === payToken).map((line) => line.amount);
    expect([booked(since), booked(open), booked(large)]).toEqual([[2000, 1000], [2000], []]);
  });
});
