/** What a read writes, column by column: adopting, the maker's own facts, the timeline. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timelineOf } from '../../server/storage/events.ts';
import {
  markMissing,
  observePayment,
  type CreationFacts,
  type PaymentFacts,
} from '../../server/storage/observe.ts';
import { findPayment } from '../../server/storage/payments.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  noRules,
  observeFacts,
  openTestStorage,
  paidFacts,
  type TestStorage,
} from '../support/open-test-storage.ts';

let test: TestStorage;
let clock: FakeClock;
beforeEach(() => {
  clock = createFakeClock('2026-05-01T00:00:00.000Z');
  test = openTestStorage(clock);
});
afterEach(() => test.close());

const find = (facts: PaymentFacts) => findPayment(test.storage, facts.payToken);
const see = (facts: PaymentFacts) => observeFacts(test.storage, facts);
const words = (facts: PaymentFacts) =>
  timelineOf(test.storage, facts.payToken)
    .map(({ what }) => what)
    .toReversed();
const waiting = { status: 'PAY_STANDBY', completedAt: null, availableActions: null };
const refundAt = (refundNo: string, at: string | null) => ({
  refundNo,
  amount: 100,
  reason: null,
  at,
  done: true,
});

describe('adopting', () => {
  it('stores what Toss leaves out as unknown', async () => {
    const facts = paidFacts({
      ...waiting,
      createdAt: null,
      productDesc: null,
      refunds: null,
      payMethod: null,
    });
    await see(facts);
    expect(find(facts)).toMatchObject({
      createdAt: clock.nowIso(),
      changedAt: clock.nowIso(),
      productDesc: '',
      availableActions: null,
      autoExecute: null,
      cashReceipt: null,
      payMethod: null,
      approvedAt: null,
    });
  });

  it('of an approved payment knows the latest possible time of its approval', async () => {
    const facts = paidFacts({ status: 'PAY_APPROVED', completedAt: null });
    await see(facts);
    expect(find(facts)).toMatchObject({ approvedAt: clock.nowIso(), completedAt: null });
  });

  it('sorts a refunded payment by its newest refund with a time from Toss', async () => {
    const [early, late] = ['2026-04-01T00:00:00.000Z', '2026-04-02T00:00:00.000Z'];
    const status = 'REFUND_SUCCESS';
    const told = paidFacts({
      status,
      refunds: [refundAt('r-2', late), refundAt('r-1', early), refundAt('r-0', null)],
    });
    await see(told);
    expect(find(told)).toMatchObject({ refunded: 300, changedAt: late });
    const untold = paidFacts({ status, refunds: [refundAt('r-3', null)] });
    await see(untold);
    expect(find(untold)).toMatchObject({ refunded: 100, changedAt: untold.completedAt });
  });

  it.each([true, false])('by its maker stores what only the maker knows: %s', async (flag) => {
    const facts = paidFacts(waiting);
    await observePayment(
      test.storage,
      { facts, good: true, askedNo: 1, askedAt: clock.nowIso(), by: 'create' },
      noRules,
      creation({ autoExecute: flag, cashReceipt: flag }),
    );
    expect(find(facts)).toMatchObject({ autoExecute: flag, cashReceipt: flag });
    expect(words(facts)).toEqual(['created']);
  });
});

function creation(over: Partial<CreationFacts> = {}): CreationFacts {
  return {
    autoExecute: true,
    cashReceipt: true,
    checkoutPage: 'https://pay.example/x',
    expiresAt: '2026-05-01T00:15:00.000Z',
    ...{ returnRef: 'ref-1', productDesc: '토스티셔츠', metadata: null },
    by: { type: 'staff', id: 'staff-1', name: '김민지' },
    ...over,
  };
}

describe('what only the maker knows', () => {
  const make = (facts: PaymentFacts, made: CreationFacts) =>
    observePayment(
      test.storage,
      { facts, good: true, askedNo: 1, askedAt: clock.nowIso(), by: 'create' },
      noRules,
      made,
    );

  it.each([true, false])(
    'is added to a payment that a read has adopted first: %s',
    async (flag) => {
      const facts = paidFacts(waiting);
      await see(facts);
      await make(facts, creation({ autoExecute: flag, cashReceipt: flag }));
      expect(find(facts)).toMatchObject({ autoExecute: flag, cashReceipt: flag });
    },
  );

  it('is never overwritten', async () => {
    const facts = paidFacts(waiting);
    await make(facts, creation());
    const before = find(facts);
    await make(
      facts,
      creation({
        autoExecute: false,
        cashReceipt: false,
        checkoutPage: 'https://pay.example/y',
        expiresAt: '2027-05-01T00:15:00.000Z',
        returnRef: 'ref-2',
      }),
    );
    expect(find(facts)).toEqual(before);
  });
});

describe('the timeline', () => {
  it.each<[string, string, string]>([
    ['PAY_STANDBY', 'PAY_APPROVED', 'approved'],
    ['PAY_APPROVED', 'PAY_PROGRESS', 'charging'],
    ['PAY_PROGRESS', 'PAY_APPROVED', 'reverted'],
    ['PAY_PROGRESS', 'PAY_STANDBY', 'reverted'],
    ['PAY_PROGRESS', 'PAY_COMPLETE', 'completed'],
    ['PAY_APPROVED', 'PAY_STANDBY', 'reverted'],
    ['PAY_APPROVED', 'PAY_CANCEL', 'canceled'],
    ['PAY_APPROVED', 'SOMETHING_NEW', 'reverted'],
    ['PAY_COMPLETE', 'REFUND_PROGRESS', 'refunding'],
    ['REFUND_PROGRESS', 'PAY_COMPLETE', 'reverted'],
    ['REFUND_PROGRESS', 'REFUND_SUCCESS', 'refunded'],
    ['PAY_COMPLETE', 'SETTLEMENT_COMPLETE', 'settled'],
  ])('has for %s → %s: %s', async (from, to, what) => {
    const facts = paidFacts({ status: from, completedAt: null });
    await see(facts);
    await see({ ...facts, status: to });
    expect(find(facts)?.status).toBe(to);
    expect(words(facts)).toEqual(['adopted', what]);
  });

  it('has the time of a state that Toss gave no time for, and keeps the first', async () => {
    const facts = paidFacts({ status: 'PAY_APPROVED', completedAt: null });
    await see(facts);
    const approvedAt = clock.nowIso();
    await clock.advance(1000);
    await see({ ...facts, status: 'PAY_COMPLETE' });
    const completedAt = clock.nowIso();
    await clock.advance(1000);
    await see({ ...facts, status: 'PAY_COMPLETE', availableActions: null });
    expect(find(facts)).toMatchObject({ approvedAt, completedAt, availableActions: null });
    const unpaid = paidFacts(waiting);
    await see(unpaid);
    await see({ ...unpaid, status: 'PAY_APPROVED' });
    await see({ ...unpaid, status: 'PAY_CANCEL' });
    expect(find(unpaid)).toMatchObject({ approvedAt: clock.nowIso(), canceledAt: clock.nowIso() });
  });

  it('says that a payment was updated where only a detail of it has changed', async () => {
    const facts = paidFacts({ payMethod: null });
    await see(facts);
    await see({ ...facts, payMethod: 'CARD' });
    await see(facts);
    expect(find(facts)?.payMethod).toBe('CARD');
    expect(words(facts)).toEqual(['adopted', 'updated']);
  });
});

describe('a payment that Toss denies', () => {
  const deny = (payToken: string, askedNo = test.storage.time.now()) => {
    const asked = { askedNo, askedAt: clock.nowIso() };
    return markMissing(test.storage, payToken, asked, '2026-05-01T01:00:00.000Z', noRules);
  };

  it('is marked when it is denied twice in a row, with one event', async () => {
    const facts = paidFacts();
    await see(facts);
    expect(await deny(facts.payToken)).toBe(false);
    expect(find(facts)?.drift).toBeNull();
    expect(await deny(facts.payToken)).toBe(true);
    const changedAt = find(facts)?.changedAt;
    await clock.advance(5000);
    await deny(facts.payToken);
    expect(find(facts)).toMatchObject({ drift: 'missing', changedAt });
    expect(words(facts)).toEqual(['adopted', 'drift']);
  });

  it('is marked also where the clock was set back to before its creation', async () => {
    const facts = paidFacts({ createdAt: clock.nowIso() });
    await see(facts);
    clock.set(new Date(clock.nowMs() - 60 * 60_000).toISOString());
    await deny(facts.payToken);
    expect(await deny(facts.payToken)).toBe(true);
    expect(find(facts)?.drift).toBe('missing');
  });

  it('is not marked where its time by Toss is slightly ahead of the clock: it is new', async () => {
    const facts = paidFacts({ createdAt: new Date(clock.nowMs() + 5000).toISOString() });
    await see(facts);
    await deny(facts.payToken);
    expect(await deny(facts.payToken)).toBe(false);
  });

  it('is not marked by an answer that is older than the newest read', async () => {
    const early = test.storage.time.now();
    const facts = paidFacts();
    await see(facts);
    expect(await deny(facts.payToken, early)).toBe(false);
    expect(find(facts)?.drift).toBeNull();
  });

  it('has no effect where the desk does not know it either', async () => {
    await deny('nobody-knows');
    expect(findPayment(test.storage, 'nobody-knows')).toBeUndefined();
    expect(timelineOf(test.storage, 'nobody-knows')).toEqual([]);
  });
});
