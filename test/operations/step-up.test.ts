/** Refunds from the owner's limit on require a fresh second factor, from those who have one. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints, type Endpoint } from '../../shared/api.ts';
import type { Role } from '../../shared/permissions.ts';
import { STEP_UP_FRESH_MS } from '../../shared/settings.ts';
import { codeAt } from '../staff/browser.ts';
import {
  bookedRefunds,
  getOperation,
  knowApproved,
  knowPaid,
  knowTwoManagers,
  putOperation,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { PASSWORD } from '../support/password.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const LIMIT_WON = 5000;
const clock = createShiftedClock();
let desk: RunningDesk;
const secrets = new Map<string, string>();
beforeAll(async () => {
  desk = await startTestDesk({ clock, env: { STEP_UP_FROM: String(LIMIT_WON) } });
  await knowTwoManagers(desk);
  await enrol('operator');
  await enrol('manager');
});
afterAll(async () => {
  await desk.close();
});

const auth = (role: Role, path: string, body: object) =>
  desk.as(role).call('POST', `/api/auth/${path}`, body);

/** The authenticator's next code: each is accepted once. */
function nextCode(role: Role): string {
  clock.shift(60_000);
  return codeAt(secrets.get(role) ?? '', clock.nowMs());
}

async function enrol(role: Role): Promise<void> {
  const begun = await auth(role, 'two-factor/begin', { password: PASSWORD });
  secrets.set(role, begun.body.secret);
  const confirmed = await auth(role, 'two-factor/confirm', { code: nextCode(role) });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
}

/** Activity after a long absence: the test's clock has jumped. */
async function wake(role: Role, name = 'first'): Promise<void> {
  const answer = await desk.as(role, name).call('POST', '/api/auth/unlock', { password: PASSWORD });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

async function stepUp(role: Role): Promise<void> {
  await wake(role);
  const answer = await auth(role, 'second-factor', { code: nextCode(role) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

/** The second factor is no longer fresh, and the session goes on. */
async function becomeStale(role: Role): Promise<void> {
  await stepUp(role);
  clock.shift(STEP_UP_FRESH_MS);
}

const stepUpNeeded = { code: 'step-up-needed', effect: 'not-applied' };

describe('a refund', () => {
  it('from the limit on requires a fresh second factor; then the same request is accepted', async () => {
    await becomeStale('operator');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const refused = await putRefund(desk, payToken, LIMIT_WON, { id });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject(stepUpNeeded);
    expect(desk.read('SELECT id FROM operation WHERE id = ?', id)).toEqual([]);
    await stepUp('operator');
    const goes = await putRefund(desk, payToken, LIMIT_WON, { id });
    expect(goes.status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
    expect(await bookedRefunds(desk, payToken)).toMatchObject([{ refundNo: id, amount: 5000 }]);
  });

  it('in two pieces on one payment requires one for the second', async () => {
    await becomeStale('operator');
    const payToken = await knowPaid(desk, { amount: 20_000 });
    const wait = { waitSeconds: 15 };
    const first = await putRefund(desk, payToken, LIMIT_WON - 1, wait);
    expect(first.body.state).toBe('succeeded');
    const seen = { seenRefunded: LIMIT_WON - 1 };
    const second = await putRefund(desk, payToken, 1, { ...seen, ...wait });
    expect(second.body).toMatchObject(stepUpNeeded);
    const elsewhere = await putRefund(desk, await knowPaid(desk), LIMIT_WON - 1);
    expect(elsewhere.status).toBe(202);
    // A list is no way around it either.
    const bulk = (path: string, body: object) =>
      desk.as('operator').call('POST', `/api/bulk-refunds${path}`, body);
    const rows = [{ payToken, amount: 1 }];
    const { run } = (await bulk('', { name: 'list', reason: '단순 변심', rows })).body;
    const start = { totalWon: 1, include: [0] };
    expect((await bulk(`/${String(run.id)}/start`, start)).body).toMatchObject(stepUpNeeded);
    await stepUp('operator');
    expect((await bulk(`/${String(run.id)}/start`, start)).status).toBe(200);
  });

  it('stays fresh for five minutes and no longer', async () => {
    await stepUp('operator');
    clock.shift(STEP_UP_FRESH_MS - 20_000);
    const soon = await putRefund(desk, await knowPaid(desk), LIMIT_WON);
    expect(soon.status).toBe(202);
    clock.shift(20_000);
    const late = await putRefund(desk, await knowPaid(desk), LIMIT_WON);
    expect(late.body).toMatchObject(stepUpNeeded);
  });

  it('below the limit requires none, and neither does an approval or a cancellation', async () => {
    await becomeStale('operator');
    expect((await putRefund(desk, await knowPaid(desk), LIMIT_WON - 1)).status).toBe(202);
    const execute = { kind: 'execute', seenAmount: 35_000 };
    expect((await putOperation(desk, await knowApproved(desk), execute)).status).toBe(202);
    const cancel = { kind: 'cancel', reason: '재고 부족', seenStatus: 'PAY_APPROVED' };
    expect((await putOperation(desk, await knowApproved(desk), cancel)).status).toBe(202);
  });

  it('that exists is answered as it is, without another proof', async () => {
    await stepUp('operator');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await putRefund(desk, payToken, LIMIT_WON, { id, waitSeconds: 15 });
    clock.shift(STEP_UP_FRESH_MS);
    const replay = await putRefund(desk, payToken, LIMIT_WON, { id });
    expect(replay.status).toBe(200);
    expect(replay.body).toEqual(await getOperation(desk, id));
    // A different request under its id requires no proof either.
    const other = await putRefund(desk, payToken, LIMIT_WON + 1, { id });
    expect(other.body.code).toBe('operation-id-reused');
  });

  it('of somebody without a second factor requires none', async () => {
    const answer = await putRefund(desk, await knowPaid(desk), 30_000, { who: 'bare' });
    expect(answer.status).toBe(202);
  });

  it('uses the limit as it is now', async () => {
    await stepUp('manager');
    await changeSettings(desk, { stepUpFromWon: 1000 });
    await becomeStale('operator');
    const answer = await putRefund(desk, await knowPaid(desk), 1000);
    expect(answer.body).toMatchObject(stepUpNeeded);
    await stepUp('manager');
    await changeSettings(desk, { stepUpFromWon: null });
    expect((await putRefund(desk, await knowPaid(desk), 30_000)).status).toBe(202);
  });
});

describe("a manager's act", () => {
  const acts = Object.entries<Endpoint>(endpoints).filter(([, endpoint]) => endpoint.stepUp);

  beforeAll(async () => {
    await becomeStale('manager');
    await wake('manager', 'second');
  });

  it('is one of many', () => expect(acts.length).toBeGreaterThanOrEqual(10));

  it.each(acts.map(([key]) => key))('%s requires one before anything else', async (key) => {
    const [method = '', path = ''] = key.split(' ');
    const given = path.replaceAll(/:[A-Za-z]+/g, () => randomUUID());
    const body = method === 'GET' ? undefined : {};
    const stale = await desk.as('manager').call(method, given, body);
    expect(stale.body).toMatchObject(stepUpNeeded);
    // For a manager without a second factor, the request's own problem is answered instead.
    const bare = await desk.as('manager', 'second').call(method, given, body);
    expect([401, 403]).not.toContain(bare.status);
  });
});
