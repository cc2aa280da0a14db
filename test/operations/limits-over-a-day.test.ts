/**
 * A refund in several pieces can't avoid the limits: those for approval and for a fresh second
 * factor count what was refunded on the payment in the last 24 hours, whoever requested it.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, startOfKstDay } from '../../shared/kst.ts';
import { OPERATOR_DAY_WON, type ShopSettings } from '../../shared/settings.ts';
import { limitsMigration } from '../../server/storage/migrations/0009-limits.ts';
import { describeOnSqlite } from '../support/engine.ts';
import {
  bookedRefunds,
  getOperation,
  knowPaid,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { changeSettings, readSettings } from '../support/desk-settings.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { setDisabled } from '../support/staff-accounts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const LIMIT_WON = 2000;
const clock = createShiftedClock();
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});

/** An hour after midnight in Seoul, so that no test spans two days by chance. */
function nextDay(msAfterMidnight = 60 * 60_000): void {
  const midnightMs = Date.parse(startOfKstDay(clock.nowIso())) + DAY_MS;
  clock.shift(midnightMs + msAfterMidnight - clock.nowMs());
  desk.signInAnew();
}

const noLimits: Partial<ShopSettings> = {
  personDayWon: { operator: null, manager: null },
  shopDayWon: null,
  approvalFromWon: null,
  approvalHours: 48,
  stepUpFromWon: null,
  graceSeconds: { operator: 0, manager: 0 },
};
const limit = (change: Partial<ShopSettings>) => changeSettings(desk, { ...noLimits, ...change });
const waits = { waitSeconds: 15 };

/** Approves a proposal as the second manager. */
async function approve(id: string) {
  const { bodyHash } = await getOperation(desk, id);
  const path = `/api/operations/${id}/approve`;
  return desk.as('manager', 'second').call('POST', path, { bodyHash });
}

describe('the limit for approval', () => {
  beforeEach(async () => {
    nextDay();
    await limit({ approvalFromWon: LIMIT_WON });
  });

  it('is not passed by five refunds of a won less on one payment', async () => {
    const payToken = await knowPaid(desk, { amount: 20_000 });
    const first = await putRefund(desk, payToken, LIMIT_WON - 1, waits);
    expect(first.body.state).toBe('succeeded');
    const second = await putRefund(desk, payToken, LIMIT_WON - 1, {
      seenRefunded: LIMIT_WON - 1,
      ...waits,
    });
    expect(second.body.state).toBe('proposed');
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });

  it('is not passed by two people on one payment', async () => {
    const payToken = await knowPaid(desk, { amount: 20_000 });
    await putRefund(desk, payToken, 1500, waits);
    const other = await putRefund(desk, payToken, 500, { who: 'colleague', seenRefunded: 1500 });
    expect(other.body.state).toBe('proposed');
  });

  it('counts neither another payment nor what did not happen', async () => {
    await putRefund(desk, await knowPaid(desk), 1500, waits);
    const elsewhere = await putRefund(desk, await knowPaid(desk), 1500, waits);
    expect(elsewhere.body.state).toBe('succeeded');

    const refused = await knowPaid(desk, { amount: 20_000 });
    await desk.sandbox.fault({
      call: 'refunds',
      effect: 'before',
      fault: 'errorCode',
      errorCode: 'INACTIVE_USER',
      payToken: refused,
    });
    expect((await putRefund(desk, refused, 1500, waits)).body.state).toBe('failed');
    expect((await putRefund(desk, refused, 1500, waits)).body.state).toBe('succeeded');
  });

  it('forgets what is 24 hours old, and nothing before', async () => {
    const payToken = await knowPaid(desk, { amount: 20_000 });
    await putRefund(desk, payToken, 1500, waits);
    clock.shift(DAY_MS - 60_000);
    desk.signInAnew();
    const seen = { seenRefunded: 1500, ...waits };
    const soon = await putRefund(desk, payToken, 500, seen);
    expect(soon.body.state).toBe('proposed');
    await desk.as('operator').call('POST', `/api/operations/${String(soon.body.id)}/withdraw`);
    clock.shift(60_000);
    const later = await putRefund(desk, payToken, 500, seen);
    expect(later.body.state).toBe('succeeded');
  });

  it('counts what was approved from its approval on', async () => {
    const payToken = await knowPaid(desk, { amount: 20_000 });
    const big = await putRefund(desk, payToken, LIMIT_WON);
    clock.shift(DAY_MS - 60_000);
    desk.signInAnew();
    await approve(big.body.id);
    await waitForState(desk, big.body.id, ['succeeded']);
    clock.shift(120_000);
    const next = await putRefund(desk, payToken, 1, { seenRefunded: LIMIT_WON });
    expect(next.body.state).toBe('proposed');
  });

  it('tells the refund form what counts already', async () => {
    const payToken = await knowPaid(desk, { amount: 20_000 });
    await putRefund(desk, payToken, 1500, waits);
    const detail = (who: string) =>
      desk.as('operator', who).call('GET', `/api/payments/${payToken}`);
    expect((await detail('first')).body.givenLatelyWon).toBe(1500);
    expect((await detail('colleague')).body.givenLatelyWon).toBe(1500);
  });
});

describe('a bulk run', () => {
  beforeEach(async () => {
    nextDay();
    await limit({ approvalFromWon: LIMIT_WON });
  });

  const bulk = (path: string, body: object) =>
    desk.as('operator').call('POST', `/api/bulk-refunds${path}`, body);

  async function draft(payToken: string, amount: number) {
    const body = { name: 'list', reason: '단순 변심', rows: [{ payToken, amount }] };
    return (await bulk('', body)).body as {
      run: { id: string };
      rows: { operationId: string; verdict: string; findings: { code: string; won: number }[] }[];
    };
  }

  it('does not pass the limit with a row after a refund by hand, nor the other way round', async () => {
    const payToken = await knowPaid(desk, { amount: 20_000 });
    await putRefund(desk, payToken, LIMIT_WON - 1, waits);
    const { run, rows } = await draft(payToken, LIMIT_WON - 1);
    const [row] = rows;
    expect(row).toMatchObject({
      verdict: 'look',
      findings: [{ code: 'refunded-lately' }, { code: 'needs-approval', won: 2 * LIMIT_WON - 2 }],
    });
    const started = await bulk(`/${run.id}/start`, { totalWon: LIMIT_WON - 1, include: [0] });
    expect(started.status, JSON.stringify(started.body)).toBe(200);
    await waitForState(desk, row?.operationId ?? '', ['proposed']);

    const other = await knowPaid(desk, { amount: 20_000 });
    const alone = await draft(other, LIMIT_WON - 1);
    await bulk(`/${alone.run.id}/start`, { totalWon: LIMIT_WON - 1 });
    await waitForState(desk, alone.rows[0]?.operationId ?? '', ['succeeded']);
    const byHand = await putRefund(desk, other, 1, { seenRefunded: LIMIT_WON - 1 });
    expect(byHand.body.state).toBe('proposed');
  });
});

describe('an approval on another day', () => {
  it('does not give two full ceilings on one day', async () => {
    nextDay();
    await limit({ personDayWon: { operator: 5000, manager: null }, approvalFromWon: 4000 });
    const waiting = await putRefund(desk, await knowPaid(desk), 5000);
    expect(waiting.body.state).toBe('proposed');
    nextDay();
    const today = await putRefund(desk, await knowPaid(desk), 3000, waits);
    expect(today.body.state).toBe('succeeded');
    const answer = await approve(waiting.body.id);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'approval-over-ceiling',
      effect: 'not-applied',
      ceiling: { scope: 'person', ceilingWon: 5000, usedWon: 3000 },
    });
    expect((await getOperation(desk, waiting.body.id)).state).toBe('proposed');
  });

  it('counts on the day of the approval from then on', async () => {
    nextDay();
    await limit({ personDayWon: { operator: 5000, manager: null }, approvalFromWon: 4000 });
    const waiting = await putRefund(desk, await knowPaid(desk), 5000);
    nextDay();
    expect((await approve(waiting.body.id)).status).toBe(202);
    const more = await putRefund(desk, await knowPaid(desk), 1);
    expect(more.body).toMatchObject({ code: 'over-ceiling', ceiling: { usedWon: 5000 } });
  });

  it('on the same day is not counted twice', async () => {
    nextDay();
    await limit({ personDayWon: { operator: 5000, manager: null }, approvalFromWon: 4000 });
    const waiting = await putRefund(desk, await knowPaid(desk), 5000);
    expect((await approve(waiting.body.id)).status).toBe(202);
  });

  it('does not pass the ceiling of the shop either', async () => {
    nextDay();
    await limit({ shopDayWon: 5000, approvalFromWon: 4000 });
    const waiting = await putRefund(desk, await knowPaid(desk), 5000);
    nextDay();
    await putRefund(desk, await knowPaid(desk), 1, { who: 'colleague' });
    const answer = await approve(waiting.body.id);
    expect(answer.body).toMatchObject({
      code: 'approval-over-ceiling',
      ceiling: { scope: 'shop', ceilingWon: 5000, usedWon: 1 },
    });
  });

  it('of what somebody asked for who may not ask any more is refused', async () => {
    nextDay();
    await limit({ approvalFromWon: 4000 });
    const waiting = await putRefund(desk, await knowPaid(desk), 5000, { who: 'leaver' });
    await setDisabled(desk.database, 'leaver-operator@changgu.test', true);
    const answer = await approve(waiting.body.id);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'requester-barred',
      effect: 'not-applied',
      operation: { id: waiting.body.id, state: 'proposed' },
    });
  });
});

describe('the ceiling of operators', () => {
  it('is there where nobody has set one', async () => {
    const fresh = await startTestDesk();
    try {
      const payToken = await knowPaid(fresh, { amount: 1_500_000 });
      const answer = await putRefund(fresh, payToken, OPERATOR_DAY_WON + 1);
      expect(answer.body).toMatchObject({
        code: 'over-ceiling',
        ceiling: { scope: 'person', ceilingWon: OPERATOR_DAY_WON, usedWon: 0 },
      });
      expect((await readSettings(fresh)).personDayWon).toEqual({
        operator: OPERATOR_DAY_WON,
        manager: null,
      });
      const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
      const body = { kind: 'refund', amount: 1_000_001, reason: '단순 변심', seenRefunded: 0 };
      expect((await fresh.as('manager').call('PUT', path, body)).status).toBe(202);
    } finally {
      await fresh.close();
    }
  });

  describeOnSqlite('after an upgrade', () => {
    const upgrade = limitsMigration.sql.slice(limitsMigration.sql.indexOf('UPDATE setting'));

    /** The stored ceiling after the upgrade, where the settings were saved in these steps. */
    async function ceilingAfter(...steps: (number | null)[]): Promise<number | null> {
      const old = await startTestDesk();
      try {
        for (const operator of steps) {
          await changeSettings(old, { personDayWon: { operator, manager: null } });
        }
        await changeSettings(old, { shopName: '새 이름' });
        await old.stop();
        // As an older build has left it: there the ceiling began as none.
        if (steps.length === 0) {
          const none = "json_set(json, '$.personDayWon.operator', NULL)";
          old.db.script(`UPDATE setting SET json = ${none}`);
        }
        old.db.script(upgrade);
        await old.start();
        old.signInAnew();
        return (await readSettings(old)).personDayWon.operator;
      } finally {
        await old.close();
      }
    }

    it('is the default in a shop that never set one', async () =>
      expect(await ceilingAfter()).toBe(OPERATOR_DAY_WON));
    it('stays what it was set to, also where that is none', async () => {
      expect(await ceilingAfter(30_000)).toBe(30_000);
      expect(await ceilingAfter(30_000, null)).toBeNull();
    });
  });
});
