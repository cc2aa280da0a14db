import { createHook } from 'node:async_hooks';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../server/clock.ts';
import { createLogger } from '../../server/log.ts';
import { refusedSignIns } from '../../server/staff/refused-sign-ins.ts';
import { staffKeys } from '../../server/staff/staff-keys.ts';
import type { Problem } from '../../shared/problem.ts';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openTestStorage } from '../support/open-test-storage.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  auditOf,
  codeAt,
  openBrowser,
  setUpFactor,
  signedIn,
  wrongCodeAt,
  type Reply,
} from './browser.ts';
import { everyAccount, startWithEveryAccount } from './every-account.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const LIMITS = { windowMs: HOUR_MS, perPersonAndAddress: 3, perAddress: 50, perPerson: 50 };

const clock = createShiftedClock({ stands: true });
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock, signInLimits: LIMITS });
});
afterAll(() => desk.close());

const waitOf = ({ status, headers }: Reply) =>
  status === 429 ? Number(headers.get('retry-after')) : 0;

/** Fails until a wait is imposed. @returns how many attempts were allowed */
async function untilWait(
  attempt: () => Promise<Reply>,
): Promise<{ tries: number; seconds: number }> {
  for (let tries = 0; tries < 200; tries += 1) {
    const reply = await attempt();
    if (reply.status === 429) {
      expect(reply.body.code).toBe('too-many-requests');
      return { tries, seconds: waitOf(reply) };
    }
    expect(reply.status).toBe(401);
  }
  throw new Error('never stopped');
}

/** Signs in from another address of this machine. */
function signInFrom(desk: TestDesk, address: string, email: string, password: string) {
  const { hostname, port } = new URL(desk.url);
  const body = JSON.stringify({ email, password });
  return new Promise<number>((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        path: '/api/auth/sign-in/email',
        method: 'POST',
        localAddress: address,
        agent: false,
        headers: { origin: desk.url, 'content-type': 'application/json' },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe('guessing a password', () => {
  it('is slowed down by growing waits, and the right one works after each', async () => {
    const wrong = () => openBrowser(desk).signIn('viewer@demo.shop', 'wrong');
    expect(await untilWait(wrong)).toEqual({ tries: 3, seconds: 5 });
    // The right password has to wait as well, so that it can't be told from a wrong one.
    expect((await openBrowser(desk).signIn('viewer@demo.shop')).status).toBe(429);
    for (const seconds of [10, 20]) {
      clock.shift(seconds * 1000);
      expect(await untilWait(wrong)).toEqual({ tries: 1, seconds });
    }
    // Another person at the same address is not affected.
    expect((await openBrowser(desk).signIn('operator@demo.shop')).status).toBe(200);
    clock.shift(20_000);
    expect((await openBrowser(desk).signIn('viewer@demo.shop')).status).toBe(200);
    expect(await untilWait(wrong)).toEqual({ tries: 3, seconds: 5 });
  });

  it('is handled the same for an unknown person', async () => {
    const wrong = () => openBrowser(desk).signIn('nobody@demo.shop', 'wrong');
    expect(await untilWait(wrong)).toEqual({ tries: 3, seconds: 5 });
  });

  it('from many addresses is slowed down, and blocks nobody who signed in there lately', async () => {
    const signInLimits = { ...LIMITS, perPersonAndAddress: 50, perPerson: 2 };
    const first = await startTestDesk({ clock, signInLimits });
    const email = 'viewer@demo.shop';
    expect((await openBrowser(first).signIn(email)).status).toBe(200);
    for (const address of ['127.0.1.1', '127.0.1.2']) {
      expect(await signInFrom(first, address, email, 'wrong')).toBe(401);
    }
    expect(await signInFrom(first, '127.0.1.3', email, 'wrong')).toBe(429);
    expect((await openBrowser(first).signIn(email)).status).toBe(200);

    // A new process remembers who signed in from where.
    await first.close({ keepFiles: true });
    const next = await startTestDesk({ dir: first.dir, clock, signInLimits });
    for (const address of ['127.0.1.1', '127.0.1.2']) {
      await signInFrom(next, address, email, 'wrong');
    }
    expect(await signInFrom(next, '127.0.1.3', email, DEMO_PASSWORD)).toBe(429);
    expect((await openBrowser(next).signIn(email)).status).toBe(200);
    // Nobody has to wait for ever.
    clock.shift(5000);
    expect(await signInFrom(next, '127.0.1.3', email, DEMO_PASSWORD)).toBe(200);
    await next.close();
  });

  it('counts for nobody else, whatever is typed as the name', async () => {
    for (const typed of ['manager2@demo.shop 127.0.0.1', 'manager2@demo.shop","127.0.0.1']) {
      for (let n = 0; n < 3; n += 1) {
        expect((await openBrowser(desk).signIn(typed, 'wrong')).status).toBe(401);
      }
    }
    expect((await openBrowser(desk).signIn('manager2@demo.shop')).status).toBe(200);
  });

  it('is not easier with the session of a locked screen', async () => {
    const browser = await signedIn(desk, 'operator');
    await browser.auth('lock');
    const wrong = { password: 'wrong' };
    expect(await untilWait(() => browser.auth('unlock', wrong))).toEqual({ tries: 3, seconds: 5 });
    expect(waitOf(await browser.auth('unlock', { password: DEMO_PASSWORD }))).toBe(5);
    clock.shift(5000);
    expect((await browser.auth('unlock', { password: DEMO_PASSWORD })).status).toBe(200);
    const change = { current: 'wrong', next: 'another long passphrase' };
    expect((await browser.auth('two-factor/begin', wrong)).status).toBe(401);
    expect((await browser.auth('change-password', change)).status).toBe(401);
    expect((await browser.auth('two-factor/begin', wrong)).status).toBe(401);
    expect(waitOf(await browser.auth('change-password', change))).toBe(5);
    expect(auditOf(desk, 'unlock-refused')).toHaveLength(6);
  });
});

describe('guessing a code', () => {
  it('is slowed down by growing waits, in whatever session, and the next code works', async () => {
    const { secret } = await setUpFactor(await signedIn(desk, 'manager'), clock.nowMs());
    clock.shift(HOUR_MS);
    const sessions = [await signedIn(desk, 'manager'), await signedIn(desk, 'manager')];
    let turn = 0;
    const wrong = () => {
      turn += 1;
      const browser = sessions[turn % 2] ?? openBrowser(desk);
      return browser.auth('second-factor', { code: wrongCodeAt(secret, clock.nowMs()) });
    };
    expect(await untilWait(wrong)).toEqual({ tries: 5, seconds: 5 });
    // A successful password resets none of them.
    const [fresh, code] = [await signedIn(desk, 'manager'), codeAt(secret, clock.nowMs())];
    expect((await fresh.auth('second-factor', { code })).status).toBe(429);
    const recovery = await fresh.auth('second-factor', { recoveryCode: '0000-0000-0000-0000' });
    expect(recovery.status).toBe(429);
    clock.shift(5000);
    expect((await wrong()).status).toBe(401);
    expect(waitOf(await wrong())).toBe(10);
    clock.shift(10_000);
    const next = { code: codeAt(secret, clock.nowMs()) };
    expect((await fresh.auth('second-factor', next)).status).toBe(200);
    expect(auditOf(desk, 'second-factor-refused')).toHaveLength(6);
  });
});

describe('which accounts exist', () => {
  const { known, withSecondFactor, disabled, invited, unknown } = everyAccount;
  const refused = [
    ['somebody', known, 'not-the-password'],
    ['somebody with a second factor', withSecondFactor, 'not-the-password'],
    ['a disabled account', disabled, DEMO_PASSWORD],
    ['an account without a password', invited, DEMO_PASSWORD],
    ['nobody', unknown, DEMO_PASSWORD],
    ['nobody, by no address', 'not an address', DEMO_PASSWORD],
    ['nobody, with a long password', unknown, 'x'.repeat(1024)],
  ] as const;
  let open: TestDesk;
  beforeAll(async () => {
    open = await startWithEveryAccount();
  });
  afterAll(() => open.close());

  it('is revealed by no response', async () => {
    const answers = [];
    for (const [, email, password] of refused) {
      const { status, headers, body } = await openBrowser(open).signIn(email, password);
      const problem = body as Problem;
      const names = [...headers.keys()].filter((name) => name !== 'date');
      answers.push({ status, names, problem: { ...problem, instance: '' } });
    }
    expect(answers[0]).toMatchObject({ status: 401, problem: { code: 'wrong-credentials' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  // The hash is nearly all of a response's time: test/staff/sign-in-times.test.ts measures it.
  it.each(refused)(
    'is not revealed by the work either: one hash for %s',
    async (_who, email, password) => {
      let hashes = 0;
      // The hash has a fixed cost, so counting hashes measures the work.
      const counter = createHook({
        init: (_id, type) => {
          if (type === 'SCRYPTREQUEST') hashes += 1;
        },
      }).enable();
      const { status } = await openBrowser(open).signIn(email, password);
      counter.disable();
      expect({ status, hashes }).toEqual({ status: 401, hashes: 1 });
    },
  );
});

describe('refused sign-ins in the audit log', () => {
  const address = '127.0.0.1';

  it('name the account, or a hash of the input, never its text', async () => {
    clock.shift(HOUR_MS);
    const before = auditOf(desk, 'sign-in-refused').length;
    await openBrowser(desk).signIn('viewer@demo.shop', 'hunter2');
    for (const typed of ['Hunter2-in-the-wrong-field', 'hunter2-in-the-wrong-field ', 'else']) {
      await openBrowser(desk).signIn(typed, 'hunter2');
    }
    const rows = await waitUntil(
      'four rows',
      () => auditOf(desk, 'sign-in-refused').slice(before),
      ({ length }) => length === 4,
    );
    const staffId = desk.storage.read(desk.staff.accounts.findByEmail('viewer@demo.shop'))?.id;
    expect(rows[0]).toEqual({ actor_id: null, actor_name: null, address, detail: { staffId } });
    const marks = rows.slice(1).map(({ detail }) => detail['emailMark']);
    expect(marks[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(marks[1]).toBe(marks[0]);
    expect(marks[2]).not.toBe(marks[0]);
    expect(JSON.stringify(rows)).not.toContain('unter2');
  });

  it('do not fill the disk: many of them become one row', async () => {
    const { storage, db, close } = openTestStorage();
    const clock = createFakeClock('2026-03-01T00:00:00.000Z');
    const keys = staffKeys('test-secret-test-secret-test-secret-1234', systemRandom);
    const log = createLogger('silent');
    const refused = refusedSignIns({ storage, clock, log, keys });
    const rows = () =>
      db
        .values('SELECT detail FROM audit ORDER BY seq')
        .map((text): Record<string, unknown> => JSON.parse(String(text)));
    const flood = (times: number) => {
      for (let n = 0; n < times; n += 1) {
        refused.note({ staffId: null, email: `stranger-${String(n)}`, address });
      }
    };
    flood(500);
    expect(rows()).toHaveLength(20);
    // Those of an account are counted separately, so that strangers can't hide them.
    refused.note({ staffId: 'staff-1', email: 'viewer@demo.shop', address });
    expect(rows().at(-1)).toEqual({ staffId: 'staff-1' });
    await clock.advance(5 * MINUTE_MS);
    expect(rows().at(-1)).toEqual({ staffId: null, refused: 480 });
    flood(1000);
    await clock.advance(24 * HOUR_MS);
    expect(rows().at(-1)).toEqual({ staffId: null, refused: 1000 });
    expect(rows()).toHaveLength(23);
    // After a quiet day each is a row of its own again; none is lost at the end.
    flood(21);
    expect(rows()).toHaveLength(43);
    await refused.close();
    expect(rows().at(-1)).toEqual({ staffId: null, refused: 1 });
    close();
  });

  it('do not fail the sign-in when the disk is full', async () => {
    const test = openTestStorage();
    const transact = () => Promise.reject(new Error('disk full'));
    const storage = { ...test.storage, transact };
    const lines: string[] = [];
    const keys = staffKeys('test-secret-test-secret-test-secret-1234', systemRandom);
    const log = createLogger('error', (line) => lines.push(line));
    const refused = refusedSignIns({ storage, clock: systemClock, log, keys });
    refused.note({ staffId: null, email: 'secret-text', address });
    await Promise.resolve();
    expect(lines.join()).toContain('could not be recorded');
    expect(lines.join()).not.toContain('secret-text');
    test.close();
  });
});
