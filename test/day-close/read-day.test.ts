/** What counts as a difference to Toss in the day close, and which payments were not read since. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDay } from '../../server/day-close/read-day.ts';
import { spanOfKstDay } from '../../shared/kst.ts';
import { acknowledgeDrift } from '../../server/storage/drift.ts';
import { markMissing, type PaymentFacts } from '../../server/storage/observe.ts';
import type { OperationState } from '../../shared/operation.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  insertRaw,
  noRules,
  observeFacts,
  openTestStorage,
  paidFacts,
  plantPayment,
  rawOther,
  rawRefund,
  walkTo,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { prepare } from '../../server/storage/statement.ts';

const NOON = '2026-11-20T03:00:00.000Z';
const AFTER = '2026-11-20T16:00:00.000Z';
const day = spanOfKstDay('2026-11-20');

let clock: FakeClock;
let test: TestStorage;
beforeEach(() => {
  clock = createFakeClock(NOON);
  test = openTestStorage(clock);
});
afterEach(() => test.close());

const read = (isOpen = false, span = day) => readDay(test.storage, span, isOpen);

/** Toss's facts about a payment that was paid at noon of the day. */
const factsAt = (completedAt: string, facts: Partial<PaymentFacts> = {}) =>
  paidFacts({ amount: 10_000, createdAt: completedAt, completedAt, ...facts });

const refundAt = (at: string | null, amount: number, refundNo = 'r-1') => ({
  refundNo,
  amount,
  reason: null,
  at,
  done: true,
});

/** An operation on a payment that was sent at a given time and is in a state now. */
function sent(row: ReturnType<typeof rawRefund>, state: OperationState, sentAt: string): string {
  const id = randomUUID();
  void test.storage.transact(function* () {
    yield* insertRaw({ ...row, id });
    yield* walkTo(id, state);
    yield* prepare('UPDATE operation SET sent_at = ? WHERE id = ?').run(sentAt, id);
  });
  return id;
}

describe('a difference', () => {
  it.each<[OperationState, number]>([
    ['sending', 1],
    ['unknown', 1],
    ['pending', 1],
    ['absent', 1],
    ['needs_review', 1],
    ['given_up', 1],
    ['succeeded', 0],
    ['failed', 0],
  ])('is a refund that was sent and is %s: %i', async (state, count) => {
    const facts = factsAt(NOON);
    const payToken = await plantPayment(test.storage, facts);
    const orderNo = facts.orderNo;
    const id = sent(rawRefund(payToken, { order_no: orderNo }), state, NOON);
    const { differences } = await read();
    expect([differences.count, differences.won]).toEqual([count, count * 4000]);
    if (count === 0) return;
    expect(differences.items).toEqual([
      {
        why: 'unproved',
        ...{ payToken, orderNo, won: 4000, operationId: id, kind: 'refund', state, sentAt: NOON },
      },
    ]);
  });

  it('excludes a refund that was never sent', async () => {
    const facts = factsAt(NOON);
    const payToken = await plantPayment(test.storage, facts);
    await test.storage.transact(function* () {
      yield* insertRaw(rawRefund(payToken, { order_no: facts.orderNo }));
    });
    expect((await read()).differences.count).toBe(0);
  });

  it('of a cancel has no amount: nobody has paid yet', async () => {
    const facts = factsAt(NOON, { status: 'PAY_STANDBY', completedAt: null });
    const payToken = await plantPayment(test.storage, facts);
    const over = { amount: 10_000, order_no: facts.orderNo, seen_status: 'PAY_STANDBY' };
    sent(rawOther('cancel', payToken, over), 'unknown', NOON);
    const { differences } = await read();
    expect([differences.count, differences.won]).toEqual([1, 0]);
  });

  it('of an earlier day remains while it may still be done; a later one does not count', async () => {
    const earlier = '2026-11-18T03:00:00.000Z';
    const facts = factsAt(earlier);
    const payToken = await plantPayment(test.storage, facts);
    sent(rawRefund(payToken, { order_no: facts.orderNo }), 'unknown', '2026-11-19T03:00:00.000Z');
    expect((await read()).differences.count).toBe(1);
    expect((await read(false, spanOfKstDay('2026-11-17'))).differences.count).toBe(0);
    // The sums of the payment's own day are not certain either.
    expect((await read(false, spanOfKstDay('2026-11-18'))).differences.count).toBe(1);
  });

  it('that was given up stays on its own day', async () => {
    const facts = factsAt(NOON);
    const payToken = await plantPayment(test.storage, facts);
    sent(rawRefund(payToken, { order_no: facts.orderNo }), 'given_up', NOON);
    expect((await read()).differences.count).toBe(1);
    expect((await read(false, spanOfKstDay('2026-11-21'))).differences.count).toBe(0);
  });

  it('is an outside refund, on its own day and the payment’s, until it is acknowledged', async () => {
    const facts = factsAt('2026-11-18T03:00:00.000Z');
    const payToken = await plantPayment(test.storage, facts);
    clock.set('2026-11-20T04:00:00.000Z');
    const refunds = [refundAt(NOON, 2500)];
    await observeFacts(test.storage, { ...facts, status: 'REFUND_SUCCESS', refunds });
    const expected = { why: 'outside-refund', payToken, orderNo: facts.orderNo, won: 2500 };
    const sheet = await read();
    expect(sheet.differences.items).toEqual([expected]);
    expect(sheet.refunded).toMatchObject({ count: 1, won: 2500, estimated: 1 });
    expect(sheet.refunds.items).toMatchObject([{ isOwn: false, partsAre: 'estimated' }]);
    const ofPayment = await read(false, spanOfKstDay('2026-11-18'));
    expect(ofPayment.differences.items).toEqual([expected]);
    expect([ofPayment.refunded.won, ofPayment.refundedOfPaid]).toEqual([0, 2500]);
    expect((await read(false, spanOfKstDay('2026-11-19'))).differences.count).toBe(0);

    clock.set('2026-11-20T05:00:00.000Z');
    const by = { id: 's1', name: '김민지' };
    await acknowledgeDrift(test.storage, payToken, { note: '콘솔에서 확인', by }, () => undefined);
    const after = await read();
    expect(after.differences.count).toBe(0);
    expect(after.refunded.won).toBe(2500);
  });

  it('is a payment that Toss denies, with its whole amount', async () => {
    const facts = factsAt(NOON);
    const payToken = await plantPayment(test.storage, facts);
    clock.set('2026-11-20T04:00:00.000Z');
    for (let times = 0; times < 2; times += 1) {
      const asked = { askedNo: test.storage.time.now(), askedAt: clock.nowIso() };
      await markMissing(test.storage, payToken, asked, clock.nowIso(), noRules);
    }
    expect((await read()).differences).toMatchObject({
      count: 1,
      won: 10_000,
      items: [{ why: 'missing', payToken }],
    });
  });

  it('is a payment with a contradiction', async () => {
    const facts = factsAt(NOON);
    const payToken = await plantPayment(test.storage, facts);
    clock.set('2026-11-20T04:00:00.000Z');
    await observeFacts(test.storage, { ...facts, status: 'PAY_CANCEL' });
    // One read may lag; what lasts for longer than a replica lags does not.
    clock.stall(16 * 60_000);
    await observeFacts(test.storage, { ...facts, status: 'PAY_CANCEL' });
    const { differences, paid } = await read();
    expect(differences.items).toMatchObject([{ why: 'contradiction', payToken, won: 10_000 }]);
    expect(paid.won).toBe(10_000);
  });

  it('is an unknown state, which does not count as paid', async () => {
    const facts = factsAt(NOON, { status: 'PAY_SOMEHOW' });
    await plantPayment(test.storage, facts);
    const { differences, paid } = await read();
    expect(paid).toMatchObject({ count: 0, won: 0 });
    expect(differences.items).toMatchObject([
      { why: 'odd-status', status: 'PAY_SOMEHOW', won: 10_000, orderNo: facts.orderNo },
    ]);
  });

  it('is a refund without a time, on the day on which it was first seen; no sum includes it', async () => {
    const refunds = [refundAt(null, 700)];
    const facts = factsAt('2026-11-18T03:00:00.000Z', { status: 'REFUND_SUCCESS', refunds });
    await plantPayment(test.storage, facts);
    const { differences, refunded } = await read();
    expect(refunded).toMatchObject({ count: 0, won: 0, firstAt: null });
    expect(differences.items).toMatchObject([{ why: 'untimed-refund', won: 700 }]);
    for (const date of ['2026-11-18', '2026-11-19', '2026-11-21']) {
      expect((await read(false, spanOfKstDay(date))).differences.count).toBe(0);
    }
  });

  it('is listed up to a limit, and all of them are counted', async () => {
    for (let n = 0; n < 503; n += 1)
      await plantPayment(test.storage, factsAt(NOON, { status: 'X' }));
    const { differences } = await read();
    expect(differences.items).toHaveLength(500);
    expect(differences).toMatchObject({ left: 3, count: 503, won: 5_030_000 });
  });
});

describe('parts that Toss did not give', () => {
  it('are the documented default, counted and named', async () => {
    const facts = factsAt(NOON, { parts: null });
    await plantPayment(test.storage, facts);
    await plantPayment(test.storage, factsAt(NOON));
    const { paid, partsNotTold } = await read();
    expect(paid).toMatchObject({ count: 2, won: 20_000, estimated: 1, partsUnknownWon: 0 });
    expect(partsNotTold).toMatchObject({
      left: 0,
      items: [{ orderNo: facts.orderNo, won: 10_000 }],
    });
  });

  it('of a refund that is larger than its payment are not estimated', async () => {
    const refunds = [refundAt(NOON, 12_000)];
    await plantPayment(test.storage, factsAt(NOON, { status: 'REFUND_SUCCESS', refunds }));
    const { refunded, refunds: listed } = await read();
    expect(refunded).toMatchObject({ won: 12_000, partsUnknownWon: 12_000, estimated: 0 });
    expect(listed.items).toMatchObject([{ partsAre: 'unknown' }]);
  });
});

describe('payments not read since the day ended', () => {
  const tokens = async () => (await read()).unread?.payTokens.toSorted();

  it('include those paid or refunded on it, until they are read again', async () => {
    const facts = factsAt(NOON);
    const paid = await plantPayment(test.storage, facts);
    const refunds = [refundAt(NOON, 700)];
    const older = factsAt('2026-11-18T03:00:00.000Z', { status: 'REFUND_SUCCESS', refunds });
    const refunded = await plantPayment(test.storage, older);
    await plantPayment(test.storage, factsAt('2026-11-18T03:00:00.000Z'));
    expect(await tokens()).toEqual([paid, refunded].toSorted());
    expect((await read(true)).unread).toBeNull();
    clock.set(AFTER);
    await observeFacts(test.storage, facts);
    expect(await tokens()).toEqual([refunded]);
    await observeFacts(test.storage, older);
    expect((await read()).unread).toEqual({ count: 0, payTokens: [] });
  });

  it('include those that were waiting to be paid', async () => {
    const waiting = factsAt(NOON, { status: 'PAY_APPROVED', completedAt: null });
    const payToken = await plantPayment(test.storage, waiting);
    expect(await tokens()).toEqual([payToken]);
    expect((await read(false, spanOfKstDay('2026-11-19'))).unread?.count).toBe(0);
    clock.set(AFTER);
    await observeFacts(test.storage, waiting);
    expect(await tokens()).toEqual([]);
  });

  it('include those of a restored backup, whenever they were read', async () => {
    clock.set(AFTER);
    const payToken = await plantPayment(test.storage, factsAt(NOON));
    expect(await tokens()).toEqual([]);
    await test.storage.transact(function* () {
      yield* prepare('UPDATE payment SET quarantined = 1').run();
    });
    expect(await tokens()).toEqual([payToken]);
  });
});
