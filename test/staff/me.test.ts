/** `GET /api/me`: the rules that a person is told are those that apply. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDesk as startSmallDesk, type TestDesk } from '../server/start-test-desk.ts';
import { knowPaid, putRefund, waitForState } from '../support/desk-acts.ts';
import { setDisabled } from '../support/staff-accounts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { setUpFactor, signedIn } from './browser.ts';

const MINUTE_MS = 60_000;

describe('the rules', () => {
  let desk: RunningDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  const me = async (role: 'viewer' | 'operator' | 'manager', name = 'first') =>
    (await desk.as(role, name).call('GET', '/api/me')).body;

  it('are the shop’s as they are now, by role', async () => {
    await changeSettings(desk, {
      shopName: '바닷가 상점',
      approvalFromWon: 70_000,
      approvalHours: 12,
      graceSeconds: { operator: 30, manager: 5 },
      stepUpFromWon: 55_000,
    });
    const told = { approvalFromWon: 70_000, approvalHours: 12, stepUpFromWon: 55_000 };
    const operator = await me('operator');
    expect(operator.shopName).toBe('바닷가 상점');
    expect(operator.rules).toEqual({
      ...told,
      graceSeconds: 30,
      soleManager: false,
      soleFrom: null,
      heldFor: [],
      approvableFrom: null,
      dayCeiling: { ceilingWon: 1_000_000, usedWon: 0 },
    });
    expect((await me('manager')).rules).toMatchObject({ ...told, graceSeconds: 5 });
    expect((await me('viewer')).rules).toMatchObject({ ...told, graceSeconds: 30 });
  });

  it('name the only manager as long as there is no other', async () => {
    expect((await me('manager')).rules.soleManager).toBe(true);
    const { staff } = await me('manager', 'second');
    expect((await me('manager')).rules.soleManager).toBe(false);
    await setDisabled(desk.database, String(staff.email), true);
    expect((await me('manager')).rules.soleManager).toBe(true);
  });

  it('show the person’s ceiling and what is used of it, as the engine applies it', async () => {
    await changeSettings(desk, {
      graceSeconds: { operator: 0, manager: 0 },
      approvalFromWon: null,
      personDayWon: { operator: 9000, manager: null },
    });
    expect((await me('operator')).rules.dayCeiling).toEqual({ ceilingWon: 9000, usedWon: 0 });
    expect((await me('manager')).rules.dayCeiling).toBeNull();
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const { body } = await putRefund(desk, payToken, 2500);
    await waitForState(desk, body.id, ['succeeded']);
    expect((await me('operator')).rules.dayCeiling).toEqual({ ceilingWon: 9000, usedWon: 2500 });

    const { staff } = await me('operator');
    const path = `/api/staff/${String(staff.id)}`;
    await desk.as('manager').call('PATCH', path, { dayCeilingWon: 3000 });
    expect((await me('operator')).rules.dayCeiling).toEqual({ ceilingWon: 3000, usedWon: 2500 });
    const over = await putRefund(desk, await knowPaid(desk), 501);
    expect(over.body.ceiling).toEqual({ scope: 'person', ceilingWon: 3000, usedWon: 2500 });
    await desk.as('manager').call('PATCH', path, { dayCeilingWon: null });
    expect((await me('operator')).rules.dayCeiling.ceilingWon).toBe(9000);
  });
});

describe('the second factor and the session', () => {
  const clock = createShiftedClock();
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startSmallDesk({ clock });
  });
  afterAll(() => desk.close());

  it('are shown as they are', async () => {
    const browser = await signedIn(desk, 'operator');
    const before = (await browser.get('/api/me')).body;
    expect(before.twoFactor).toEqual({
      enrolled: false,
      required: false,
      recoveryCodesLeft: 0,
      freshUntil: null,
    });
    expect(before.session.lockAfterSeconds).toBe(900);
    const hoursLeft = (Date.parse(before.session.endsAt) - clock.nowMs()) / (60 * MINUTE_MS);
    expect(hoursLeft).toBeGreaterThan(7.9);
    expect(hoursLeft).toBeLessThanOrEqual(8);

    const { recoveryCodes } = await setUpFactor(browser, clock.nowMs());
    const fresh = (await browser.get('/api/me')).body.twoFactor;
    expect(fresh).toMatchObject({ enrolled: true, recoveryCodesLeft: 10 });
    const minutesLeft = (Date.parse(fresh.freshUntil) - clock.nowMs()) / MINUTE_MS;
    expect(minutesLeft).toBeGreaterThan(4.9);
    expect(minutesLeft).toBeLessThanOrEqual(5);

    clock.shift(5 * MINUTE_MS);
    expect((await browser.get('/api/me')).body.twoFactor.freshUntil).toBeNull();
    await browser.auth('second-factor', { recoveryCode: recoveryCodes[0] });
    const again = (await browser.get('/api/me')).body.twoFactor;
    expect(again.recoveryCodesLeft).toBe(9);
    expect(Date.parse(again.freshUntil)).toBeGreaterThan(clock.nowMs());
  });

  it('are required of everybody with a live key', async () => {
    const live = await startSmallDesk({ mode: 'live' });
    for (const name of ['viewer', 'operator', 'manager']) {
      const { body } = await (await signedIn(live, name)).get('/api/me');
      expect([name, body.mode, body.twoFactor.required]).toEqual([name, 'live', true]);
    }
    const manager = await signedIn(live, 'manager');
    expect((await manager.get('/api/staff')).body.code).toBe('two-factor-required');
    await setUpFactor(manager, Date.now());
    expect((await manager.get('/api/staff')).status).toBe(200);
    await live.close();
  });
});

describe('a manager’s act', () =>
  it('requires a fresh second factor from those who have one, and has no effect before', async () => {
    const clock = createShiftedClock();
    const desk = await startSmallDesk({ clock });
    const manager = await signedIn(desk, 'manager');
    await setUpFactor(manager, clock.nowMs());
    const { body } = await manager.get('/api/staff');
    const { id } = (body.items as { id: string; email: string }[]).find(
      ({ email }) => email === 'viewer@demo.shop',
    ) ?? { id: '' };
    clock.shift(6 * MINUTE_MS);
    for (const [method, path, given] of [
      ['POST', '/api/staff', { email: 'a@b.kr', name: 'A', role: 'viewer' }],
      ['PATCH', `/api/staff/${id}`, { disabled: true }],
      ['POST', `/api/staff/${id}/reset-password`, undefined],
      ['POST', `/api/staff/${id}/reset-two-factor`, undefined],
    ] as const) {
      const answer = await manager.send(method, path, given);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'step-up-needed']);
    }
    expect((await manager.get('/api/staff')).body).toEqual(body);
    await desk.close();
  }));
