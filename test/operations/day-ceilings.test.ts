/** What one person, and the whole shop, may refund on one Seoul day, over HTTP. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, startOfKstDay } from '../../shared/kst.ts';
import type { ShopSettings } from '../../shared/settings.ts';
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
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const clock = createShiftedClock();
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});

/** Moves on to a time of the next Seoul day; all sessions expire. */
function nextDay(msAfterMidnight: number): void {
  const midnightMs = Date.parse(startOfKstDay(clock.nowIso())) + DAY_MS;
  clock.shift(midnightMs + msAfterMidnight - clock.nowMs());
  desk.signInAnew();
}

/** Nothing has been refunded yet today, and it is an hour until midnight. */
beforeEach(() => nextDay(0));

const noLimits: Partial<ShopSettings> = {
  personDayWon: { operator: null, manager: null },
  shopDayWon: null,
  approvalFromWon: null,
  graceSeconds: { operator: 0, manager: 0 },
};
const limit = (change: Partial<ShopSettings>) => changeSettings(desk, { ...noLimits, ...change });
const perOperator = (won: number) => limit({ personDayWon: { operator: won, manager: null } });

async function payments(count: number): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < count) tokens.push(await knowPaid(desk, { amount: 10_000 }));
  return tokens;
}

const overCeiling = (scope: string, ceilingWon: number, usedWon: number) => ({
  status: 422,
  body: expect.objectContaining({
    code: 'over-ceiling',
    effect: 'not-applied',
    ceiling: { scope, ceilingWon, usedWon },
  }) as unknown,
});

describe('one person', () => {
  it('stays below the ceiling with twenty requests at the same time', async () => {
    await perOperator(10_000);
    const tokens = await payments(20);
    const answers = await Promise.all(tokens.map((payToken) => putRefund(desk, payToken, 1500)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(6);
    for (const answer of answers.filter(({ status }) => status !== 202)) {
      expect(answer).toMatchObject(overCeiling('person', 10_000, 9000));
    }
    for (const { body } of accepted) await waitForState(desk, body.id, ['succeeded']);
    const given = await Promise.all(tokens.map((payToken) => bookedRefunds(desk, payToken)));
    expect(given.flat().reduce((sum, { amount }) => sum + amount, 0)).toBe(9000);
    // The rest can still be refunded, to the last won.
    const rest = await knowPaid(desk);
    expect((await putRefund(desk, rest, 1001)).body.ceiling.usedWon).toBe(9000);
    expect((await putRefund(desk, rest, 1000)).status).toBe(202);
  });

  it('has a ceiling by role, or one of their own', async () => {
    await limit({ personDayWon: { operator: 3000, manager: 5000 } });
    const [first = '', second = '', third = ''] = await payments(3);
    expect((await putRefund(desk, first, 3000)).status).toBe(202);
    expect((await putRefund(desk, second, 3000, { who: 'colleague' })).status).toBe(202);
    expect(await putRefund(desk, third, 1)).toMatchObject(overCeiling('person', 3000, 3000));
    const path = `/api/payments/${third}/operations/${randomUUID()}`;
    const body = { kind: 'refund', amount: 5001, reason: '단순 변심', seenRefunded: 0 };
    const byManager = await desk.as('manager').call('PUT', path, body);
    expect(byManager).toMatchObject(overCeiling('person', 5000, 0));

    const { id } = (await desk.as('operator').call('GET', '/api/me')).body.staff;
    const set = (dayCeilingWon: number | null) =>
      desk.as('manager').call('PATCH', `/api/staff/${String(id)}`, { dayCeilingWon });
    expect((await set(3500)).status).toBe(200);
    expect(await putRefund(desk, third, 501)).toMatchObject(overCeiling('person', 3500, 3000));
    expect((await putRefund(desk, third, 500)).status).toBe(202);
    expect((await set(null)).status).toBe(200);
  });

  it('sees their ceiling and what is used of it', async () => {
    await perOperator(10_000);
    await putRefund(desk, await knowPaid(desk), 4000);
    const me = await desk.as('operator').call('GET', '/api/me');
    expect(me.body.rules.dayCeiling).toEqual({ ceilingWon: 10_000, usedWon: 4000 });
  });
});

describe('the shop', () => {
  it('stays below the ceiling with twenty requests of four people', async () => {
    await limit({ shopDayWon: 10_000 });
    const tokens = await payments(20);
    // Signed in beforehand, so that the requests come together.
    for (const who of ['a', 'b', 'c', 'd']) await desk.as('operator', who).call('GET', '/api/me');
    const answers = await Promise.all(
      tokens.map((payToken, n) =>
        putRefund(desk, payToken, 3000, { who: ['a', 'b', 'c', 'd'][n % 4] ?? 'a' }),
      ),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(3);
    for (const answer of answers.filter(({ status }) => status !== 202)) {
      expect(answer).toMatchObject(overCeiling('shop', 10_000, 9000));
    }
  });

  it('names the narrower of the two ceilings first: the person’s', async () => {
    await limit({ shopDayWon: 1000, personDayWon: { operator: 1000, manager: null } });
    const answer = await putRefund(desk, await knowPaid(desk), 1001);
    expect(answer).toMatchObject(overCeiling('person', 1000, 0));
  });
});

describe('what counts towards the ceiling', () => {
  it('excludes what failed, was taken back or was refused', async () => {
    await limit({
      personDayWon: { operator: 4000, manager: null },
      graceSeconds: { operator: 600, manager: 0 },
    });
    const taken = await putRefund(desk, await knowPaid(desk), 4000);
    const next = await knowPaid(desk);
    expect(await putRefund(desk, next, 4000)).toMatchObject(overCeiling('person', 4000, 4000));
    await desk.as('operator').call('POST', `/api/operations/${String(taken.body.id)}/withdraw`);
    await perOperator(4000);
    const refusedByToss = await knowPaid(desk);
    await desk.sandbox.fault({
      call: 'refunds',
      effect: 'before',
      fault: 'errorCode',
      errorCode: 'INACTIVE_USER',
      payToken: refusedByToss,
    });
    const failed = await putRefund(desk, refusedByToss, 4000, { waitSeconds: 15 });
    expect(failed.body.state).toBe('failed');
    await limit({ personDayWon: { operator: 4000, manager: null }, approvalFromWon: 1 });
    const asked = await putRefund(desk, await knowPaid(desk), 4000);
    expect(asked.body.state).toBe('proposed');
    expect(await putRefund(desk, next, 4000)).toMatchObject(overCeiling('person', 4000, 4000));
    const declinePath = `/api/operations/${String(asked.body.id)}/decline`;
    await desk.as('manager').call('POST', declinePath, { reason: '다른 방법으로 해결' });
    await perOperator(4000);
    const goes = await putRefund(desk, next, 4000, { waitSeconds: 15 });
    expect(goes.body.state).toBe('succeeded');
  });

  it('includes what is still unclear', async () => {
    await perOperator(4000);
    const payToken = await knowPaid(desk);
    await desk.sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', payToken });
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['unknown', 'absent']);
    const answer = await putRefund(desk, await knowPaid(desk), 1);
    expect(answer).toMatchObject(overCeiling('person', 4000, 4000));
  });

  it('excludes executes and cancels', async () => {
    await limit({ personDayWon: { operator: 0, manager: 0 }, shopDayWon: 0 });
    const payToken = await knowApproved(desk);
    const body = { kind: 'execute', seenAmount: 35_000 };
    const answer = await putOperation(desk, payToken, body, { waitSeconds: 15 });
    expect(answer.body.state).toBe('succeeded');
  });

  it('allows repeating the same request once the ceiling is used up', async () => {
    await perOperator(4000);
    const [payToken = ''] = await payments(1);
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id, waitSeconds: 15 });
    const replay = await putRefund(desk, payToken, 4000, { id });
    expect(replay.status).toBe(200);
    expect(replay.body).toEqual(await getOperation(desk, id));
  });
});

describe('the day', () =>
  it('is Seoul’s: it ends at 15:00 UTC and not before', async () => {
    await perOperator(4000);
    nextDay(-5 * 60_000);
    const [first = '', second = ''] = await payments(2);
    expect(clock.nowIso()).toMatch(/T14:5\d:/);
    expect((await putRefund(desk, first, 4000)).status).toBe(202);
    expect(await putRefund(desk, second, 1)).toMatchObject(overCeiling('person', 4000, 4000));
    clock.shift(4 * 60_000);
    expect(await putRefund(desk, second, 1)).toMatchObject(overCeiling('person', 4000, 4000));
    clock.shift(2 * 60_000);
    expect(clock.nowIso()).toMatch(/T15:0\d:/);
    expect((await putRefund(desk, second, 4000)).status).toBe(202);
  }));
