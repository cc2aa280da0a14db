/**
 * A manager tries to be the second person too: through an account that they created, a colleague's
 * password, or as the only manager left.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastOpening, accountsOpened } from '../../server/storage/account-acts.ts';
import { openAccounts } from '../../server/staff/open-accounts.ts';
import { systemClock, systemRandom } from '../../server/clock.ts';
import {
  bookedRefunds,
  getOperation,
  knowPaid,
  knowTwoManagers,
  waitForState,
} from '../support/desk-acts.ts';
import type { Role } from '../../shared/permissions.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { withStorageBeside } from '../support/storage-beside.ts';
import { atCommandLine, setDisabled, withAccounts } from '../support/staff-accounts.ts';
import { PASSWORD } from '../support/password.ts';
import { waitUntil } from '../support/wait-until.ts';
import { callDesk, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const HOUR_MS = 3_600_000;
const clock = createShiftedClock();
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock, env: { REFUND_APPROVAL_FROM: '5000', APPROVAL_HOURS: '1' } });
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});

function later(ms: number): void {
  clock.shift(ms);
  desk.signInAnew();
}

const manager = (name = 'first') => desk.as('manager', name);
const idOf = async (name: string): Promise<string> =>
  (await manager(name).call('GET', '/api/me')).body.staff.id;

/** Signs in by e-mail address; the session expires with each jump of the clock. */
async function callAs(email: string, ...given: Parameters<ReturnType<typeof manager>['call']>) {
  return callDesk(desk.url, await signIn(desk.url, email), given);
}

/** Whoever has the link chooses the password. */
async function open(link: string): Promise<void> {
  const token = new URL(link).searchParams.get('token');
  const answer = await desk.fetch('/api/auth/password-link', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk.url },
    body: JSON.stringify({ token, password: PASSWORD }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

let lastPuppet = 0;
/** An account that somebody creates and opens. @returns its address */
async function puppet(
  by: (path: string, body: object) => ReturnType<typeof callAs>,
  role: Role = 'manager',
) {
  lastPuppet += 1;
  const email = `puppet-${String(lastPuppet)}@changgu.test`;
  const made = await by('/api/staff', { email, name: '새 직원', role });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await open(made.body.link);
  return { email, id: String(made.body.staff.id) };
}
const byFirst = (path: string, body: object) => manager().call('POST', path, body);

/** A refund by a manager that waits for approval. @returns its id and payment */
async function proposedBy(name = 'first') {
  const payToken = await knowPaid(desk, { amount: 10_000 });
  const id = randomUUID();
  const path = `/api/payments/${payToken}/operations/${id}`;
  const body = { kind: 'refund', amount: 6000, reason: '단순 변심', seenRefunded: 0 };
  const answer = await manager(name).call('PUT', path, body);
  expect(answer.body.state, JSON.stringify(answer.body)).toBe('proposed');
  return { id, payToken, bodyHash: String(answer.body.bodyHash), lapses: answer.body };
}
type Proposed = Awaited<ReturnType<typeof proposedBy>>;
const approval = ({ id, bodyHash }: Proposed) =>
  ['POST', `/api/operations/${id}/approve`, { bodyHash }] as const;

const heldUntil = (ms: number) => ({
  status: 403,
  body: expect.objectContaining({
    code: 'approver-held',
    effect: 'not-applied',
    notBefore: expect.stringMatching(new RegExp(`^${new Date(ms).toISOString().slice(0, 13)}`)),
  }) as unknown,
});

async function disable(id: string, disabled = true, who = 'first'): Promise<void> {
  const answer = await manager(who).call('PATCH', `/api/staff/${id}`, { disabled });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

describe('an account that a manager made', () => {
  it('approves nothing of theirs for 72 hours, something of others at once', async () => {
    const madeMs = clock.nowMs();
    const { email } = await puppet(byFirst);
    const own = await proposedBy();
    expect(await callAs(email, ...approval(own))).toMatchObject(heldUntil(madeMs + 72 * HOUR_MS));
    expect((await getOperation(desk, own.id)).state).toBe('proposed');
    expect(await bookedRefunds(desk, own.payToken)).toEqual([]);
    const others = await proposedBy('second');
    expect((await callAs(email, ...approval(others))).status).toBe(202);
    await waitForState(desk, others.id, ['succeeded']);

    const refused = await callAs(email, 'POST', `/api/operations/${own.id}/decline`, {
      reason: '거절은 할 수 있음',
    });
    expect(refused.body.state).toBe('declined');
    later(72 * HOUR_MS + 60_000);
    const next = await proposedBy();
    expect((await callAs(email, ...approval(next))).status).toBe(202);
  });

  it('makes another one, which is held for the first maker as well', async () => {
    const first = await puppet(byFirst);
    const second = await puppet((path, body) => callAs(first.email, 'POST', path, body));
    const own = await proposedBy();
    const answer = await callAs(second.email, ...approval(own));
    expect(answer.body.code).toBe('approver-held');
    const me = await callAs(second.email, 'GET', '/api/me');
    expect(me.body.rules.heldFor.map((held: { staffId: string }) => held.staffId).sort()).toEqual(
      [first.id, await idOf('first')].sort(),
    );
  });

  it('on the server is held for nobody, and a wait is lifted there', async () => {
    const own = await proposedBy();
    const { email, id } = await puppet(byFirst);
    expect((await callAs(email, ...approval(own))).body.code).toBe('approver-held');
    await withAccounts(desk.database, ({ changes }) => changes.liftWait(atCommandLine, id));
    expect((await callAs(email, ...approval(own))).status).toBe(202);
    const rows = desk.read("SELECT detail, actor_type FROM audit WHERE action = 'wait-lifted'");
    expect(rows).toEqual([
      { actor_type: 'command', detail: expect.stringContaining(id) as unknown },
    ]);
    expect((await manager('third').call(...approval(await proposedBy()))).status).toBe(202);
  });
});

describe('an account that asks', () => {
  /** A refund requested by this clerk. */
  async function askedBy(email: string) {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const path = `/api/payments/${payToken}/operations/${id}`;
    const body = { kind: 'refund', amount: 6000, reason: '단순 변심', seenRefunded: 0 };
    const answer = await callAs(email, 'PUT', path, body);
    expect(answer.body.state, JSON.stringify(answer.body)).toBe('proposed');
    return { id, payToken, bodyHash: String(answer.body.bodyHash), lapses: answer.body };
  }

  it('and was made by a manager has no second person in them, nor in what they have made', async () => {
    const clerk = await puppet(byFirst, 'operator');
    const other = await puppet(byFirst);
    const asked = await askedBy(clerk.email);
    expect((await manager().call(...approval(asked))).body.code).toBe('approver-held');
    expect((await callAs(other.email, ...approval(asked))).body.code).toBe('approver-held');
    expect((await getOperation(desk, asked.id)).state).toBe('proposed');
    expect((await manager('second').call(...approval(asked))).status).toBe(202);
  });
});

describe('a colleague’s account', () => {
  it('that was reset or enabled by the requester is held, and the log tells by whom', async () => {
    const id = await idOf('second');
    const reset = await manager().call('POST', `/api/staff/${id}/reset-password`);
    await open(reset.body.link);
    desk.signInAnew();
    const own = await proposedBy();
    expect((await manager('second').call(...approval(own))).body.code).toBe('approver-held');
    const others = await proposedBy('third');
    expect((await manager('second').call(...approval(others))).status).toBe(202);
    const [row] = desk.read<{ detail: string }>(
      "SELECT detail FROM audit WHERE action = 'operation-decided' AND operation_id = ?",
      others.id,
    );
    expect(JSON.parse(row?.detail ?? '{}').approverOpened).toMatchObject({
      what: 'reset',
      by: 'first manager',
      at: expect.any(String),
    });

    const leaver = await idOf('leaver');
    await disable(leaver);
    await disable(leaver, false);
    desk.signInAnew();
    expect((await manager('leaver').call(...approval(own))).body.code).toBe('approver-held');
  });

  it('is told to all managers, and to nobody else', async () => {
    const notices = (await manager('third').call('GET', '/api/me')).body.accountNotices;
    expect(notices[0]).toMatchObject({ what: 'enabled', byName: 'first manager' });
    expect(notices.map((one: { what: string }) => one.what)).toContain('reset');
    expect((await desk.as('operator').call('GET', '/api/me')).body.accountNotices).toEqual([]);
  });
});

describe('an approval that only a held account could give', () => {
  it('says so and stays open until the wait is over', async () => {
    later(80 * HOUR_MS);
    const others = await manager().call('GET', '/api/staff');
    const me = await idOf('first');
    for (const { id, role } of others.body.items as { id: string; role: string }[]) {
      if (role === 'manager' && id !== me) await disable(id);
    }
    const madeMs = clock.nowMs();
    const { email } = await puppet(byFirst);
    const rules = (await manager().call('GET', '/api/me')).body.rules;
    expect(rules).toMatchObject({ soleManager: false, soleFrom: null });
    expect(Date.parse(rules.approvableFrom) - madeMs).toBeGreaterThanOrEqual(72 * HOUR_MS);

    const own = await proposedBy();
    later(71 * HOUR_MS);
    expect((await callAs(email, ...approval(own))).body.code).toBe('approver-held');
    expect((await getOperation(desk, own.id)).state).toBe('proposed');
    later(HOUR_MS + 120_000);
    expect((await callAs(email, ...approval(own))).status).toBe(202);
  });

  it('stays open as well where the others have left meanwhile', async () => {
    const third = 'third-manager@changgu.test';
    await setDisabled(desk.database, third, false);
    desk.signInAnew();
    const own = await proposedBy();
    const { email } = await puppet(byFirst);
    const all = await manager().call('GET', '/api/staff');
    const me = await idOf('first');
    for (const one of all.body.items as { id: string; role: string; email: string }[]) {
      if (one.role === 'manager' && one.id !== me && one.email !== email) await disable(one.id);
    }
    later(2 * HOUR_MS);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await getOperation(desk, own.id)).state).toBe('proposed');
    later(70.5 * HOUR_MS);
    expect((await callAs(email, ...approval(own))).status).toBe(202);
  });

  it('of a list waits as long', async () => {
    const { email } = await puppet(byFirst);
    await leaveAlone(email);
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const bulk = (path: string, body: object) =>
      manager().call('POST', `/api/bulk-refunds${path}`, body);
    const rows = [{ payToken, amount: 6000 }];
    const { run } = (await bulk('', { name: 'list', reason: '단순 변심', rows })).body;
    const started = await bulk(`/${String(run.id)}/start`, { totalWon: 6000, include: [0] });
    expect(started.body.run.state, JSON.stringify(started.body)).toBe('proposed');
    const { bodyHash } = started.body.run;
    const approve = () =>
      callAs(email, 'POST', `/api/bulk-refunds/${String(run.id)}/approve`, { bodyHash });
    expect((await approve()).body.code).toBe('approver-held');
    later(72 * HOUR_MS + 60_000);
    expect((await approve()).status).toBe(200);
  });
});

/** Only the first manager and this one are left. */
async function leaveAlone(email: string | null): Promise<void> {
  const all = await manager().call('GET', '/api/staff');
  const me = await idOf('first');
  for (const one of all.body.items as { id: string; role: string; email: string }[]) {
    if (one.role === 'manager' && one.id !== me && one.email !== email) await disable(one.id);
  }
}

describe('the only manager left', () => {
  const put = async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
    const body = { kind: 'refund', amount: 6000, reason: '단순 변심', seenRefunded: 0 };
    return manager().call('PUT', path, body);
  };

  it('decides alone only 24 hours after the last other one was disabled', async () => {
    later(80 * HOUR_MS);
    await setDisabled(desk.database, 'third-manager@changgu.test', false);
    const atMs = clock.nowMs();
    await leaveAlone(null);
    const { rules } = (await manager().call('GET', '/api/me')).body;
    expect(rules.soleManager).toBe(false);
    expect(Date.parse(rules.soleFrom) - atMs).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect((await put()).body.state).toBe('proposed');
    later(24 * HOUR_MS + 60_000);
    expect((await manager().call('GET', '/api/me')).body.rules.soleManager).toBe(true);
    expect((await put()).body).toMatchObject({ sole: true });
  });

  it('waits after a demotion too, until that is lifted on the server', async () => {
    await setDisabled(desk.database, 'third-manager@changgu.test', false);
    desk.signInAnew();
    const id = await idOf('third');
    const wish = { role: 'viewer' };
    expect((await manager().call('PATCH', `/api/staff/${id}`, wish)).status).toBe(200);
    expect((await put()).body.state).toBe('proposed');
    const own = await idOf('first');
    await withAccounts(desk.database, ({ changes }) => changes.liftWait(atCommandLine, own));
    expect((await put()).body).toMatchObject({ sole: true });
  });

  it('waits for nobody who was disabled on the server, nor for a clerk', async () => {
    await manager('fourth').call('GET', '/api/me');
    await setDisabled(desk.database, 'fourth-manager@changgu.test', true);
    const clerk = (await desk.as('operator', 'leaver').call('GET', '/api/me')).body.staff.id;
    await disable(String(clerk));
    expect((await manager().call('GET', '/api/me')).body.rules).toMatchObject({
      soleManager: true,
      soleFrom: null,
    });
  });
});

describe('a clock that was months ahead', () =>
  it('keeps nobody waiting for longer than a right one would have', async () => {
    const aheadMs = 90 * 24 * HOUR_MS;
    later(aheadMs);
    const { id } = await puppet(byFirst);
    await disable(id);
    later(-aheadMs);
    const seen = () => desk.read('SELECT seq FROM act_ahead').length;
    await waitUntil('the desk sees both', seen, (count) => count >= 2);
    const { rules, accountNotices } = (await manager().call('GET', '/api/me')).body;
    const untils = [...rules.heldFor, ...accountNotices].map(({ until }) => Date.parse(until));
    const furthest = new Date(Math.max(...untils)).toISOString();
    expect(furthest > new Date(clock.nowMs()).toISOString()).toBe(true);
    expect(furthest <= new Date(clock.nowMs() + 72 * HOUR_MS).toISOString()).toBe(true);
    expect(Date.parse(rules.soleFrom) - clock.nowMs()).toBeLessThanOrEqual(24 * HOUR_MS);
  }));

describe('the demo’s accounts', () =>
  it('are held for nobody', async () => {
    await withStorageBeside(desk.database, async (storage) => {
      const { changes } = openAccounts({
        storage,
        clock: systemClock,
        random: systemRandom,
        publicUrl: 'https://desk.example',
        shopName: () => '테스트 상점',
        demoStaff: true,
      });
      const name = '최지우';
      const account = { email: 'manager2@demo.shop', name, role: 'manager' as const };
      const { id } = await changes.add(atCommandLine, { ...account, password: PASSWORD });
      expect(storage.read(lastOpening(id))).toMatchObject({ what: 'made', by: null });
      const author = {
        type: 'staff',
        id: await idOf('first'),
        name: 'first',
        address: null,
      } as const;
      await changes.offerPassword(author, id);
      const since = new Date(systemClock.nowMs() - HOUR_MS).toISOString();
      const opened = storage.read(accountsOpened(since));
      expect(opened.filter((one) => one.staffId === id)).toEqual([]);
      expect(storage.read(lastOpening(id))).toMatchObject({ what: 'reset', by: 'first' });
      expect(storage.read(lastOpening('nobody'))).toBeNull();
    });
  }));
