/** Cautions before a refund, over HTTP: each with its facts, and none where nothing is unusual. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cautionLimits } from '../../server/payments/refund-cautions.ts';
import type { Caution } from '../../shared/api.ts';
import { DAY_MS, isoToKst } from '../../shared/kst.ts';
import { adopt, knowPaid, putRefund } from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const clock = createShiftedClock();
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
});
afterAll(async () => {
  await desk.close();
});

/** Lets time pass; all sessions expire. */
function later(ms: number, on = desk): void {
  clock.shift(ms);
  on.signInAnew();
}

/** Moves a day on, so that earlier refunds do not count. */
beforeEach(() => later(DAY_MS));

async function cautions(payToken: string, amount: number): Promise<Caution[]> {
  const path = `/api/payments/${payToken}/cautions?amount=${String(amount)}`;
  const answer = await desk.as('operator').call('GET', path);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.cautions as Caution[];
}

const codes = (list: Caution[]) => list.map(({ code }) => code);
let lastAmount = 1000;
/** An amount that no other test refunds. */
const ownAmount = () => (lastAmount += 7);

/** Makes the desk read a payment again, which it does not right after a read. */
async function readAgain(payToken: string, on = desk) {
  clock.shift(2000);
  const answer = await on.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

async function refund(payToken: string, amount: number, who = 'first') {
  const answer = await putRefund(desk, payToken, amount, { who, waitSeconds: 15 });
  expect(answer.body.state, JSON.stringify(answer.body)).toBe('succeeded');
}

it('gives none where nothing is unusual, and refuses those who may not refund', async () => {
  const payToken = await knowPaid(desk);
  expect(await cautions(payToken, ownAmount())).toEqual([]);
  const path = `/api/payments/${payToken}/cautions?amount=1000`;
  expect((await desk.as('viewer').call('GET', path)).body.code).toBe('forbidden');
  const none = await desk.as('operator').call('GET', '/api/payments/nobody/cautions?amount=1');
  expect(none.body.code).toBe('payment-not-found');
  const bare = await desk.as('operator').call('GET', `/api/payments/${payToken}/cautions`);
  expect(bare.body.code).toBe('invalid-request');
});

describe('a recent refund of the same order', () => {
  it('with the same amount requires a tick; with another one it is only mentioned', async () => {
    const amount = ownAmount();
    const payToken = await knowPaid(desk);
    await refund(payToken, amount);
    const [same, ...more] = await cautions(payToken, amount);
    expect(more).toEqual([]);
    expect(same).toMatchObject({
      code: 'order-refunded-lately',
      needsTick: true,
      amount,
      by: { name: 'first operator' },
    });
    const [other] = await cautions(payToken, ownAmount());
    expect(other).toMatchObject({ code: 'order-refunded-lately', needsTick: false, amount });
  });

  it('includes all payments of the order number, and refunds made elsewhere', async () => {
    const amount = ownAmount();
    // A number may be used again until somebody has paid under it.
    const orderNo = `order-${randomUUID()}`;
    const { payToken: unpaid } = await desk.sandbox.create({ orderNo });
    await adopt(desk, unpaid);
    const payToken = await knowPaid(desk, { orderNo });
    await desk.sandbox.advance(DAY_MS);
    await desk.sandbox.outsideRefund(payToken, amount);
    await readAgain(payToken);
    const at = desk.read<{ at: string }>(
      'SELECT refunded_at AS at FROM payment_refund WHERE pay_token = ?',
      payToken,
    )[0]?.at;
    later(Date.parse(at ?? '') - clock.nowMs() + 60_000);
    const expected = {
      code: 'order-refunded-lately',
      needsTick: true,
      amount,
      by: null,
      at,
      orderNo,
    };
    expect(await cautions(payToken, amount)).toEqual([expected]);
    expect(await cautions(unpaid, amount)).toEqual([expected]);
  });

  it('no longer counts after half an hour', async () => {
    const amount = ownAmount();
    const payToken = await knowPaid(desk);
    await refund(payToken, amount);
    later(cautionLimits.orderLatelyMs - 30_000);
    expect(codes(await cautions(payToken, amount))).toEqual(['order-refunded-lately']);
    later(31_000);
    expect(await cautions(payToken, amount)).toEqual([]);
  });

  it('does not count where it is proved to have failed', async () => {
    const amount = ownAmount();
    const payToken = await knowPaid(desk);
    const rejected = { call: 'refunds', fault: 'errorCode', errorCode: 'INACTIVE_USER' } as const;
    await desk.sandbox.fault({ ...rejected, effect: 'before', payToken });
    const answer = await putRefund(desk, payToken, amount, { waitSeconds: 15 });
    expect(answer.body.state).toBe('failed');
    expect(await cautions(payToken, amount)).toEqual([]);
  });
});

describe('a recent refund of the same amount', () =>
  it('on another order is mentioned, with that order and the person', async () => {
    const amount = ownAmount();
    const earlier = await knowPaid(desk);
    await refund(earlier, amount, 'colleague');
    const payToken = await knowPaid(desk);
    const [caution, ...more] = await cautions(payToken, amount);
    expect(more).toEqual([]);
    const orderNo = desk.read<{ order_no: string }>(
      'SELECT order_no FROM payment WHERE pay_token = ?',
      earlier,
    )[0]?.order_no;
    expect(caution).toMatchObject({
      code: 'amount-refunded-lately',
      needsTick: false,
      amount,
      orderNo,
      by: { name: 'colleague operator' },
    });
    expect(await cautions(payToken, amount + 1)).toEqual([]);
    later(cautionLimits.amountLatelyMs + 1000);
    expect(await cautions(payToken, amount)).toEqual([]);
  }));

describe('an amount far above the usual', () => {
  it('is mentioned with the usual one, once there are enough refunds', async () => {
    const own = await startTestDesk({ clock });
    const ask = async (payToken: string, amount: number) => {
      const path = `/api/payments/${payToken}/cautions?amount=${String(amount)}`;
      const { cautions: list } = (await own.as('operator').call('GET', path)).body;
      return (list as Caution[]).filter(({ code }) => code === 'far-above-usual');
    };
    const payToken = await knowPaid(own, { amount: 900_000 });
    // Refunds of 6,000 to 7,900 won: the median is 6,900.
    const planted = Array.from({ length: cautionLimits.usualFrom }, (_, n) => 6000 + 100 * n);
    for (const amount of planted.slice(1)) await own.sandbox.outsideRefund(payToken, amount);
    await readAgain(payToken, own);
    expect(await ask(payToken, 500_000)).toEqual([]);
    const other = await knowPaid(own);
    await own.sandbox.outsideRefund(other, planted[0]);
    await readAgain(other, own);
    expect(await ask(payToken, 34_500)).toEqual([
      { code: 'far-above-usual', needsTick: true, usualWon: 6900, count: 20 },
    ]);
    expect(await ask(payToken, 34_499)).toEqual([]);
    await own.close();
  });
});

describe('the end of the refund period', () => {
  it('is mentioned from a month before, with its last day', async () => {
    const payToken = await knowPaid(desk);
    const completedAt = desk.read<{ at: string }>(
      'SELECT completed_at AS at FROM payment WHERE pay_token = ?',
      payToken,
    )[0]?.at;
    const day = isoToKst(completedAt ?? '');
    const startMs = clock.nowMs();
    // A year is 365 days here: no 29 February lies in the months after this.
    later(Date.parse(completedAt ?? '') + 334 * DAY_MS - clock.nowMs());
    expect(await cautions(payToken, ownAmount())).toEqual([]);
    later(3 * DAY_MS);
    const [caution] = await cautions(payToken, ownAmount());
    if (caution?.code !== 'period-ending') throw new Error('no such caution');
    expect(caution.needsTick).toBe(false);
    const until = isoToKst(caution.until);
    expect(until.slice(4)).toBe(day.slice(4));
    expect(Number(until.slice(0, 4))).toBe(Number(day.slice(0, 4)) + 1);
    later(startMs - clock.nowMs());
  });
});

describe('an amount near a ceiling', () =>
  it('is mentioned for the person and for the shop, with the ceiling and what is used of it', async () => {
    await changeSettings(desk, {
      personDayWon: { operator: 10_000, manager: null },
      shopDayWon: 20_000,
    });
    const payToken = await knowPaid(desk);
    await refund(payToken, 4000);
    const near = async (amount: number) =>
      (await cautions(await knowPaid(desk), amount)).filter(({ code }) => code === 'near-ceiling');
    expect(await near(3999)).toEqual([]);
    const person = { scope: 'person', ceilingWon: 10_000, usedWon: 4000 };
    const shop = { scope: 'shop', ceilingWon: 20_000, usedWon: 4000 };
    const said = { code: 'near-ceiling', needsTick: false };
    expect(await near(4001)).toEqual([{ ...said, ...person }]);
    expect(await near(12_001)).toEqual([
      { ...said, ...person },
      { ...said, ...shop },
    ]);
    await changeSettings(desk, {
      personDayWon: { operator: null, manager: null },
      shopDayWon: null,
    });
    expect(await near(12_001)).toEqual([]);
  }));
