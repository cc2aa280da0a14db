/** The routes of the staff screen: what a manager may do to accounts, and what not. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { openStream } from '../support/event-stream.ts';
import { auditRows } from './audit-rows.ts';
import { openBrowser, setUpFactor, signedIn, type Browser } from './browser.ts';

let desk: TestDesk;
let manager: Browser;
beforeAll(async () => {
  desk = await startTestDesk();
  manager = await signedIn(desk, 'manager');
});
afterAll(() => desk.close());

interface Entry {
  id: string;
  name: string;
  email: string;
  [field: string]: unknown;
}

async function entries(browser = manager): Promise<Entry[]> {
  const { status, body } = await browser.get('/api/staff');
  if (status !== 200) throw new Error(`staff: ${String(status)}`);
  return (body as { items: Entry[] }).items;
}

async function entryOf(name: string): Promise<Entry> {
  const found = (await entries()).find(({ email }) => email === `${name}@demo.shop`);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

/** Changes an account and returns the response. */
async function patch(name: string, body: unknown, by = manager) {
  return by.send('PATCH', `/api/staff/${(await entryOf(name)).id}`, body);
}

let invitations = 0;
/** A new account, and the browser of the manager who invited it. */
async function invite(role = 'operator') {
  invitations += 1;
  const email = ` New-${String(invitations)}@Shop.kr`;
  return manager.send('POST', '/api/staff', { email, name: '한지민', role });
}

const lastAudit = () => auditRows(desk.database).at(-1);

describe('the list of staff', () => {
  it('has every account, with its state', async () => {
    const items = await entries();
    expect(items.map(({ email }) => email)).toEqual([
      'manager2@demo.shop',
      'manager@demo.shop',
      'operator@demo.shop',
      'viewer@demo.shop',
    ]);
    const [other, me] = items;
    expect(other).toEqual({
      id: expect.any(String),
      name: '최지우',
      email: 'manager2@demo.shop',
      role: 'manager',
      disabled: false,
      mayExport: false,
      dayCeilingWon: null,
      twoFactor: false,
      createdAt: expect.any(String),
      lastSignInAt: null,
      linkUntil: null,
      invited: false,
    });
    const ageMs = Date.now() - Date.parse(String(me?.['lastSignInAt']));
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(60_000);
  });

  it('is for managers alone, and so is every change of it', async () => {
    const { id } = await entryOf('viewer');
    for (const role of ['viewer', 'operator']) {
      const browser = await signedIn(desk, role);
      for (const [method, path, body] of [
        ['GET', '/api/staff', undefined],
        ['POST', '/api/staff', { email: 'a@b.kr', name: 'A', role: 'manager' }],
        ['PATCH', `/api/staff/${id}`, { role: 'manager' }],
        ['POST', `/api/staff/${id}/reset-password`, undefined],
        ['POST', `/api/staff/${id}/reset-two-factor`, undefined],
      ] as const) {
        const answer = await browser.send(method, path, body);
        expect([method, path, answer.status]).toEqual([method, path, 403]);
      }
    }
  });

  it('shows a second factor once a code has confirmed it', async () => {
    const browser = await signedIn(desk, 'manager2');
    await browser.auth('two-factor/begin', { password: 'demo-shop-123456' });
    expect((await entryOf('manager2'))['twoFactor']).toBe(false);
    await setUpFactor(browser, Date.now());
    expect((await entryOf('manager2'))['twoFactor']).toBe(true);
  });
});

describe('the names of the staff', () =>
  it('are shown to everybody who may read payments, and nothing but the names', async () => {
    const viewer = await signedIn(desk, 'viewer');
    await patch('operator', { disabled: true });
    const { status, body } = await viewer.get('/api/staff/names');
    await patch('operator', { disabled: false });
    expect(status).toBe(200);
    const id = expect.any(String) as string;
    expect(body).toEqual({
      items: [
        { id, name: '김민지', active: false },
        { id, name: '박서준', active: true },
        { id, name: '이조회', active: true },
        { id, name: '최지우', active: true },
      ],
    });
  }));

describe('a change of an account', () => {
  it('is recorded with what changed and from where, whoever did it', async () => {
    const wish = { name: '이새로', mayExport: true, dayCeilingWon: 300_000 };
    const { status, body } = await patch('viewer', wish);
    expect(status).toBe(200);
    expect(body).toMatchObject({ email: 'viewer@demo.shop', role: 'viewer', ...wish });
    const { id } = await entryOf('viewer');
    expect(lastAudit()).toMatchObject({
      action: 'staff-changed',
      actor_type: 'staff',
      actor_id: (await entryOf('manager')).id,
      actor_name: '박서준',
      address: '127.0.0.1',
      detail: {
        staffId: id,
        name: '이조회',
        changes: {
          name: { from: '이조회', to: '이새로' },
          mayExport: { from: false, to: true },
          dayCeilingWon: { from: null, to: 300_000 },
        },
      },
    });
    await patch('viewer', { name: '이조회', mayExport: false, dayCeilingWon: null });
    expect(await entryOf('viewer')).toMatchObject({ name: '이조회', dayCeilingWon: null });
  });

  it('that changes nothing is not recorded', async () => {
    const before = auditRows(desk.database).length;
    expect((await patch('viewer', { role: 'viewer', disabled: false })).status).toBe(200);
    expect(auditRows(desk.database)).toHaveLength(before);
  });

  it('gives and takes the right to export at once', async () => {
    const viewer = await signedIn(desk, 'viewer');
    const permissions = async () => (await viewer.get('/api/me')).body.permissions as string[];
    expect(await permissions()).toEqual(['payments.read']);
    await patch('viewer', { mayExport: true });
    expect(await permissions()).toEqual(['payments.read', 'exports.make']);
    await patch('viewer', { mayExport: false });
    expect(await permissions()).toEqual(['payments.read']);
  });

  it('of the role ends the person’s sessions, and an open stream within a second', async () => {
    const viewer = await signedIn(desk, 'viewer');
    const other = await signedIn(desk, 'operator');
    const stream = await openStream(desk, viewer.cookie);
    const startMs = performance.now();
    expect((await patch('viewer', { role: 'operator' })).body).toMatchObject({ role: 'operator' });
    expect((await viewer.get('/api/me')).status).toBe(401);
    await stream.ended;
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect((await other.get('/api/me')).status).toBe(200);
    expect((await viewer.signIn('viewer@demo.shop')).body.staff.role).toBe('operator');
    await patch('viewer', { role: 'viewer' });
  });

  it('that disables applies at once; signing in works again once it is enabled', async () => {
    const viewer = await signedIn(desk, 'viewer');
    expect((await patch('viewer', { disabled: true })).body).toMatchObject({ disabled: true });
    expect(lastAudit()).toMatchObject({ action: 'staff-disabled', detail: { name: '이조회' } });
    expect((await viewer.get('/api/me')).status).toBe(401);
    expect((await viewer.signIn('viewer@demo.shop')).status).toBe(401);
    expect((await patch('viewer', { disabled: false })).body).toMatchObject({ disabled: false });
    expect(lastAudit()).toMatchObject({ action: 'staff-enabled' });
    // The session from before stays ended.
    expect((await viewer.get('/api/me')).status).toBe(401);
    expect((await viewer.signIn('viewer@demo.shop')).status).toBe(200);
  });

  it('must contain something to change, and no unknown fields', async () => {
    for (const body of [{}, { role: 'owner' }, { id: 'x' }, { email: 'x@y.kr' }, { name: '\n' }]) {
      expect([body, (await patch('viewer', body)).status]).toEqual([body, 422]);
    }
    const nobody = await manager.send('PATCH', '/api/staff/nobody', { disabled: true });
    expect([nobody.status, nobody.body.code]).toEqual([404, 'not-found']);
  });
});

describe('one’s own account', () => {
  it.each([{ role: 'viewer' }, { disabled: true }, { mayExport: true }, { dayCeilingWon: 1 }])(
    'can’t lose rights by %o',
    async (body) => {
      const before = await entryOf('manager');
      const answer = await patch('manager', body);
      expect([answer.status, answer.body.code]).toEqual([409, 'own-account']);
      expect(await entryOf('manager')).toEqual(before);
    },
  );

  it('can’t be reset by its owner, who may still be renamed', async () => {
    const { id } = await entryOf('manager');
    for (const what of ['reset-password', 'reset-two-factor']) {
      const answer = await manager.send('POST', `/api/staff/${id}/${what}`);
      expect([what, answer.status, answer.body.code]).toEqual([what, 409, 'own-account']);
    }
    expect((await manager.get('/api/me')).status).toBe(200);
    expect((await patch('manager', { name: '박새롬', role: 'manager' })).status).toBe(200);
    expect((await manager.get('/api/me')).body.staff.name).toBe('박새롬');
    await patch('manager', { name: '박서준' });
  });
});

describe('a lost second factor', () =>
  it('is removed with its recovery codes, and the sessions end', async () => {
    const person = (await entries()).find(({ email }) => email === 'manager2@demo.shop');
    const path = `/api/staff/${String(person?.id)}/reset-two-factor`;
    const answer = await manager.send('POST', path);
    expect(answer.body).toMatchObject({ email: 'manager2@demo.shop', twoFactor: false });
    expect(lastAudit()).toMatchObject({ action: 'two-factor-reset', detail: { name: '최지우' } });
    const left = ['two_factor', 'recovery_code'].map((table) =>
      desk.db.value(`SELECT count(*) FROM ${table}`),
    );
    expect(left).toEqual([0, 0]);
    const browser = openBrowser(desk);
    expect((await browser.signIn('manager2@demo.shop')).body).toHaveProperty('staff');
  }));

it('a password hashed by better-auth 1.7.25 still signs in, and no other does', async () => {
  const password = '오래된-암호 copper-harbor';
  const hash =
    '3aea17e072a2a7a52c9a057b3ad4cb1e:' +
    'aca9d6004b2bde13c9d963828cf9455c4d9fa894111cd86a97cfffddc6211cf9' +
    '9803cad4123d1ac3b353022a3aabf21e61344d21114278ca1a622da16bbb71da';
  const { id } = await entryOf('operator');
  const keep = (password: unknown) =>
    desk.db.run('UPDATE account SET password = ? WHERE "accountId" = ?', password, id);
  const kept = desk.db.value('SELECT password FROM account WHERE "accountId" = ?', id);
  keep(hash);
  const browser = openBrowser(desk);
  const email = 'operator@demo.shop';
  expect((await browser.auth('sign-in/email', { email, password })).status).toBe(200);
  const wrong = await browser.auth('sign-in/email', { email, password: `${password}.` });
  expect(wrong.status).toBe(401);
  keep(kept);
});

describe('an invitation', () => {
  it('creates an account that nobody can sign in to yet', async () => {
    const { status, body } = await invite();
    expect(status).toBe(201);
    const { staff, link, until } = body;
    expect(staff).toMatchObject({ name: '한지민', role: 'operator', invited: true });
    expect(staff.email).toBe(`new-${String(invitations)}@shop.kr`);
    expect(staff.linkUntil).toBe(until);
    const hours = (Date.parse(until) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(71.9);
    expect(hours).toBeLessThanOrEqual(72);
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:4000\/welcome\?token=[A-Za-z0-9_-]{43}$/);
    expect(lastAudit()).toMatchObject({
      action: 'staff-invited',
      detail: { staffId: staff.id, email: staff.email, role: 'operator', until },
    });
    const refused = await openBrowser(desk).signIn(staff.email, 'whatever-it-may-be');
    expect([refused.status, refused.body.code]).toEqual([401, 'wrong-credentials']);
  });

  it('is refused for an e-mail that is taken, in upper or lower case', async () => {
    const before = await entries();
    for (const email of ['operator@demo.shop', ' Operator@DEMO.shop ']) {
      const body = { email, name: '김민지', role: 'viewer' };
      const answer = await manager.send('POST', '/api/staff', body);
      expect([answer.status, answer.body.code]).toEqual([409, 'email-taken']);
    }
    expect(await entries()).toEqual(before);
  });

  it.each([
    ['no address', { email: 'kim', name: '김', role: 'viewer' }, '/email'],
    [
      'an address that only looks like one',
      { email: 'k\u200bim@a.kr', name: '김', role: 'viewer' },
      '/email',
    ],
    ['an unknown role', { email: 'kim@a.kr', name: '김', role: 'owner' }, '/role'],
    ['a name of blanks', { email: 'kim@a.kr', name: '  ', role: 'viewer' }, '/name'],
    ['more than is asked for', { email: 'kim@a.kr', name: '김', role: 'viewer', id: '1' }, '/id'],
  ])('is refused with %s', async (_why, body, pointer) => {
    const answer = await manager.send('POST', '/api/staff', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      pointer,
    ]);
  });
});

describe('the last manager', () => {
  let second: Browser;
  beforeEach(async () => {
    second = await signedIn(desk, 'manager2');
  });

  it('remains where two demote or disable each other at once', async () => {
    for (const change of [{ role: 'viewer' }, { disabled: true }, { role: 'operator' }]) {
      const [one, two] = [await entryOf('manager'), await entryOf('manager2')];
      const answers = await Promise.all([
        manager.send('PATCH', `/api/staff/${two.id}`, change),
        second.send('PATCH', `/api/staff/${one.id}`, change),
      ]);
      const [won, lost] = answers.map(({ status }) => status).toSorted((a, b) => a - b);
      expect(won).toBe(200);
      expect([401, 403, 409]).toContain(lost);
      const managers = desk.db.values(
        `SELECT email FROM "user" WHERE role = 'manager' AND disabled = 0`,
      );
      expect(managers).toHaveLength(1);
      desk.db.run(`UPDATE "user" SET role = 'manager', disabled = 0 WHERE email LIKE 'manager%'`);
      // The winner is signed in still; the other one has to sign in again.
      await manager.signIn('manager@demo.shop');
      await second.signIn('manager2@demo.shop');
    }
  });

  it('can’t be changed by a manager who was demoted after the request was authorized', async () => {
    const { staff } = desk;
    const [one, two] = [await entryOf('manager'), await entryOf('manager2')];
    const demoted = { type: 'staff', id: two.id, name: two.name, address: null } as const;
    await patch('manager2', { role: 'viewer' });
    for (const act of [
      () => staff.changes.change(demoted, one.id, { disabled: true }),
      () => staff.changes.invite(demoted, { email: 'x@y.kr', name: 'X', role: 'manager' }),
      () => staff.changes.offerPassword(demoted, one.id),
      () => staff.changes.resetTwoFactor(demoted, one.id),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'forbidden' });
    }
    await patch('manager2', { role: 'manager' });
  });
});
