import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../shared/permissions.ts';
import { codeAt } from '../staff/browser.ts';
import { getOperation, knowPaid, knowTwoManagers, putRefund } from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { addToken } from '../support/service-tokens.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import { PASSWORD } from '../support/password.ts';
import { startTestDesk, type Caller, type RunningDesk } from '../support/start-desk.ts';
import { ownObjects } from './own-objects.ts';

const APPROVAL_FROM_WON = 10_000;

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await knowTwoManagers(desk);
  await changeSettings(desk, { approvalFromWon: APPROVAL_FROM_WON });
});
afterAll(() => desk.close());

/** A new person in each test, so that none is affected by another test. */
let people = 0;
function newcomer(role: Role): Caller {
  people += 1;
  return desk.as(role, `p${people}`);
}

const meOf = async (caller: Caller) => (await caller.call('GET', '/api/me')).body;
const auth = (caller: Caller, path: string, body?: object) =>
  caller.call('POST', `/api/auth/${path}`, body);

async function begin(caller: Caller): Promise<string> {
  return (await auth(caller, 'two-factor/begin', { password: PASSWORD })).body.secret;
}

async function enrol(caller: Caller) {
  const secret = await begin(caller);
  const confirmed = await auth(caller, 'two-factor/confirm', { code: codeAt(secret, Date.now()) });
  expect(confirmed.status).toBe(200);
  return { secret, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

/** A refund that waits for a second person. @returns its id */
async function proposedBy(who: Caller, payToken: string): Promise<string> {
  const id = randomUUID();
  const body = { kind: 'refund', amount: APPROVAL_FROM_WON, reason: '단순 변심', seenRefunded: 0 };
  const answer = await who.call('PUT', `/api/payments/${payToken}/operations/${id}`, body);
  expect([answer.status, answer.body.state]).toEqual([202, 'proposed']);
  return id;
}

type Check = () => Promise<void>;

const sessions: Check[] = [
  async () => {
    const [one, other] = [newcomer('operator'), newcomer('operator')];
    await meOf(one);
    const next = 'another long passphrase of mine';
    const changed = await auth(other, 'change-password', { current: PASSWORD, next });
    expect(changed.status).toBe(200);
    expect((await auth(other, 'lock')).status).toBe(204);
    expect((await one.call('GET', '/api/me')).status).toBe(200);
    expect((await auth(other, 'sign-out')).status).toBe(200);
    expect((await other.call('GET', '/api/me')).status).toBe(401);
    expect((await one.call('GET', '/api/me')).status).toBe(200);
  },
  async () => {
    const text = await addToken(desk.database, atCommandLine, 'shop', ['create']);
    const manager = newcomer('manager');
    expect((await manager.call('GET', '/api/staff')).status).toBe(200);
    for (const [bearer, status] of [
      [text, 403],
      ['cgt_made-up', 401],
    ] as const) {
      const headers = { authorization: `Bearer ${bearer}` };
      expect((await manager.call('GET', '/api/staff', undefined, headers)).status).toBe(status);
    }
  },
];

const secondFactors: Check[] = [
  async () => {
    const [one, other] = [newcomer('operator'), newcomer('operator')];
    const ones = await enrol(one);
    await enrol(other);
    for (const given of [
      { code: codeAt(ones.secret, Date.now() + 30_000) },
      { recoveryCode: ones.recoveryCodes[0] },
    ]) {
      expect((await auth(other, 'second-factor', given)).body.code).toBe('wrong-code');
      expect((await auth(one, 'second-factor', given)).status).toBe(200);
    }
  },
  async () => {
    const [one, other] = [newcomer('operator'), newcomer('operator')];
    const code = codeAt(await begin(one), Date.now());
    expect((await auth(other, 'two-factor/confirm', { code })).body.code).toBe('wrong-code');
    expect((await meOf(other)).twoFactor.enrolled).toBe(false);
    expect((await meOf(one)).twoFactor.enrolled).toBe(false);
  },
];

const preferences: Check[] = [
  async () => {
    const [one, other] = [newcomer('viewer'), newcomer('viewer')];
    const path = '/api/me/preferences';
    await one.call('PUT', path, { theme: 'dark' });
    const { id } = (await meOf(one)).staff;
    const naming = await other.call('PUT', path, { theme: 'light', staffId: id });
    expect(naming.body.code).toBe('invalid-request');
    expect((await other.call('PUT', path, { theme: 'light' })).status).toBe(200);
    expect((await one.call('GET', path)).body).toEqual({ theme: 'dark' });
    expect((await other.call('GET', path)).body).toEqual({ theme: 'light' });
  },
];

const leases: Check[] = [
  async () => {
    const [one, other] = [newcomer('operator'), newcomer('operator')];
    const path = `/api/payments/${await knowPaid(desk)}/lease`;
    const { id } = (await meOf(one)).staff;
    expect((await one.call('POST', path)).body).toMatchObject({ mine: true });
    const held = { mine: false, holder: { staff: { id } } };
    expect((await other.call('POST', path)).body).toMatchObject(held);
    expect((await other.call('DELETE', path)).status).toBe(204);
    expect((await other.call('POST', path)).body).toMatchObject(held);
    expect((await one.call('DELETE', path)).status).toBe(204);
    expect((await other.call('POST', path)).body).toMatchObject({ mine: true });
  },
];

const operations: Check[] = [
  async () => {
    const id = await proposedBy(newcomer('operator'), await knowPaid(desk));
    for (const role of ['operator', 'manager'] as const) {
      const answer = await newcomer(role).call('POST', `/api/operations/${id}/withdraw`);
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await getOperation(desk, id)).state).toBe('proposed');
  },
  async () => {
    const manager = newcomer('manager');
    const id = await proposedBy(manager, await knowPaid(desk));
    const { bodyHash } = await getOperation(desk, id);
    for (const [act, body] of [
      ['approve', { bodyHash }],
      ['decline', { reason: '제가 올린 환불이에요' }],
    ] as const) {
      const answer = await manager.call('POST', `/api/operations/${id}/${act}`, body);
      expect([answer.status, answer.body.code]).toEqual([403, 'second-person-needed']);
    }
    expect((await getOperation(desk, id)).state).toBe('proposed');
  },
  async () => {
    const payToken = await knowPaid(desk);
    const id = randomUUID();
    await putRefund(desk, payToken, 1000, { id, who: 'owner', waitSeconds: 5 });
    const again = await putRefund(desk, payToken, 2000, { id, who: 'thief' });
    expect([again.status, again.body.code]).toEqual([409, 'operation-id-reused']);
    expect(again.body.operation).toBeUndefined();
  },
];

const accounts: Check[] = [
  async () => {
    const manager = newcomer('manager');
    const { id } = (await meOf(manager)).staff;
    for (const [method, path, body] of [
      ['PATCH', `/api/staff/${id}`, { role: 'viewer' }],
      ['PATCH', `/api/staff/${id}`, { dayCeilingWon: 1_000_000 }],
      ['PATCH', `/api/staff/${id}`, { mayExport: true }],
      ['POST', `/api/staff/${id}/reset-password`, undefined],
      ['POST', `/api/staff/${id}/reset-two-factor`, undefined],
    ] as const) {
      const answer = await manager.call(method, path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 409, 'own-account']);
    }
  },
];

/** In the order of the rows. */
const checks: Check[] = [
  ...[...sessions, ...secondFactors, ...preferences, ...leases, ...operations, ...accounts],
];

describe('objects that belong to a person', () => {
  it('have a check for every row, and a row for every check', () =>
    expect(checks.length).toBe(ownObjects.length));

  it.each(ownObjects.map((row, index) => ({ ...row, index })))(
    '$what: $asked: $then',
    async ({ index }) => {
      await checks[index]?.();
      expect.hasAssertions();
    },
  );
});
