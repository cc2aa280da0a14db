/** What a read may change, and what it may not: the only writer of a payment's state. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rules } from '../../server/storage/observe.ts';
import { markMissing, observePayment } from '../../server/storage/observe.ts';
import {
  claimOperation,
  findOperation,
  recordOperation,
  settleOperation,
} from '../../server/storage/operations.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import { timelineOf } from '../../server/storage/events.ts';
import { judge, judgeMissing } from '../../server/operations/judge.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  freeTerms,
  noRules,
  observeFacts,
  openTestStorage,
  paidFacts,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { prepare } from '../../server/storage/statement.ts';
import { unitOf } from '../../server/storage/unit.ts';

let test: TestStorage;
let clock: FakeClock;
const limits = { settleMs: 900_000, reconcileScale: 1 };
const rules: Rules = {
  judge: (row, observation, foreignWon, now) => judge(row, observation, foreignWon, now, limits),
  judgeMissing: (row, askedNo, now) => judgeMissing(row, askedNo, now, limits),
  nextPollAt: () => null,
  settleMs: limits.settleMs,
  callMs: 10_000,
};

beforeEach(() => {
  clock = createFakeClock('2026-05-01T00:00:00.000Z');
  test = openTestStorage(clock);
});
afterEach(() => test.close());

const parts = (taxable: number) => ({ taxable, vat: 0, taxFree: 0, serviceFee: 0 });
const done = (refundNo: string, amount: number) => ({
  refundNo,
  amount,
  reason: null,
  at: '2026-05-01T00:00:00.000Z',
  done: true,
});

/** A refund of ours in `unknown`. */
async function unclearRefund(payToken: string, amount: number, patch: Partial<OperationRow> = {}) {
  const { storage } = test;
  const id = randomUUID();
  const seenRefunded = findPayment(storage, payToken)?.refunded ?? 0;
  await recordOperation(
    storage,
    {
      id,
      kind: 'refund',
      payToken,
      amount,
      parts: null,
      reason: '단순 변심',
      note: null,
      seenRefunded,
      seenStatus: null,
      requestedBy: { id: 'staff-1', name: '김민지' },
      apiVersion: 'v1',
    },
    freeTerms,
    () => unitOf(parts(amount)),
  );
  const row = await claimOperation(storage, id, 'boot', () => null);
  if (row === null) throw new Error('not claimed');
  await settleOperation(storage, row, [
    { cause: 'answered-unclear', evidence: 'answer', detail: 'test', patch },
  ]);
  return id;
}

const factsOf = (amount = 10_000) => paidFacts({ amount, parts: parts(amount) });

describe('a read', () => {
  it('that was asked before the newest one takes nothing out of the books', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const askedNo = test.storage.time.now();
    await clock.advance(10);
    await observeFacts(test.storage, {
      ...facts,
      status: 'REFUND_SUCCESS',
      refunds: [done('console-1', 100)],
    });
    await observeFacts(test.storage, facts, { askedNo });
    const payment = findPayment(test.storage, facts.payToken);
    expect(payment).toMatchObject({ status: 'REFUND_SUCCESS', refunded: 100 });
    expect(payment?.drift).toBe('outside-refund');
  });

  it('that was asked before the newest one brings back nothing', async () => {
    const waiting = { ...factsOf(), status: 'PAY_STANDBY', completedAt: null };
    await observeFacts(test.storage, waiting);
    const askedNo = test.storage.time.now();
    await observeFacts(test.storage, { ...waiting, status: 'PAY_APPROVED' });
    await observeFacts(test.storage, waiting, { askedNo });
    expect(findPayment(test.storage, waiting.payToken)?.status).toBe('PAY_APPROVED');
  });

  it.each([
    ['PAY_CANCEL', 'PAY_STANDBY'],
    ['PAY_CANCEL', 'PAY_COMPLETE'],
    ['PAY_COMPLETE', 'PAY_STANDBY'],
    ['PAY_COMPLETE', 'PAY_CANCEL'],
    ['PAY_COMPLETE', 'PAY_APPROVED'],
    ['SETTLEMENT_COMPLETE', 'PAY_COMPLETE'],
    ['SETTLEMENT_REFUND_COMPLETE', 'REFUND_SUCCESS'],
  ])(
    'that goes back from %s to %s is a contradiction when it lasts, and is over with the next',
    async (from, to) => {
      const facts = { ...factsOf(), status: from };
      await observeFacts(test.storage, facts);
      await observeFacts(test.storage, { ...facts, status: to });
      expect(findPayment(test.storage, facts.payToken)?.drift).toBeNull();
      await clock.advance(limits.settleMs + 1000);
      await observeFacts(test.storage, { ...facts, status: to });
      expect(findPayment(test.storage, facts.payToken)).toMatchObject({
        status: from,
        drift: 'contradiction',
      });
      await observeFacts(test.storage, facts);
      expect(findPayment(test.storage, facts.payToken)).toMatchObject({
        status: from,
        drift: null,
      });
    },
  );

  it.each([
    ['PAY_STANDBY', 'PAY_HOLD'],
    ['PAY_COMPLETE', 'PAY_COMPLETE'],
    ['PAY_CANCEL', 'PAY_CANCEL'],
    ['SETTLEMENT_COMPLETE', 'SETTLEMENT_COMPLETE'],
  ])('of a state that nobody knows is no alarm: %s is %s then', async (from, to) => {
    const facts = { ...factsOf(), status: from, completedAt: null };
    const unknown = { ...facts, status: 'PAY_HOLD' };
    await observeFacts(test.storage, facts);
    await observeFacts(test.storage, unknown);
    await clock.advance(limits.settleMs + 1000);
    await observeFacts(test.storage, unknown);
    const payment = findPayment(test.storage, facts.payToken);
    expect(payment).toMatchObject({ status: to, drift: null });
  });

  it.each([{ orderNo: 'another' }, { amount: 9999, parts: parts(9999) }])(
    'about our payToken with another %o is a contradiction, and changes neither',
    async (over) => {
      const facts = factsOf();
      await observeFacts(test.storage, facts);
      await observeFacts(test.storage, { ...facts, ...over, status: 'REFUND_PROGRESS' });
      await clock.advance(limits.settleMs + 1000);
      await observeFacts(test.storage, { ...facts, ...over, status: 'REFUND_PROGRESS' });
      expect(findPayment(test.storage, facts.payToken)).toMatchObject({
        orderNo: facts.orderNo,
        amount: 10_000,
        status: 'PAY_COMPLETE',
        drift: 'contradiction',
      });
    },
  );

  it('with refunds missing never lowers the refunded total', async () => {
    const facts = { ...factsOf(), status: 'REFUND_SUCCESS', refunds: [done('console-1', 3000)] };
    await observeFacts(test.storage, facts);
    await observeFacts(test.storage, { ...facts, refunds: [] });
    await observeFacts(test.storage, { ...facts, refunds: null });
    expect(findPayment(test.storage, facts.payToken)?.refunded).toBe(3000);
    expect(refundsOf(test.storage, facts.payToken)).toHaveLength(1);
  });

  it('of the same again is no news', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const before = findPayment(test.storage, facts.payToken);
    const events = timelineOf(test.storage, facts.payToken).length;
    await clock.advance(5000);
    await observeFacts(test.storage, facts);
    const after = findPayment(test.storage, facts.payToken);
    expect(after).toEqual({ ...before, observedAt: clock.nowIso() });
    expect(timelineOf(test.storage, facts.payToken)).toHaveLength(events);
  });

  it('that tells no amount adopts nothing', async () => {
    const observed = await observeFacts(test.storage, { ...factsOf(), amount: null, parts: null });
    expect(observed).toBeNull();
  });

  it('that tells no parts adopts with the documented default, and says that it is one', async () => {
    const facts = { ...paidFacts({ amount: 35_000 }), parts: null };
    const observed = await observeFacts(test.storage, facts);
    expect(observed?.payment).toMatchObject({ partsKnown: false });
    expect(observed?.payment.parts.vat.paid).toBe(3182);
    await observeFacts(test.storage, {
      ...facts,
      parts: { taxable: 30_000, vat: 3000, taxFree: 2000, serviceFee: 0 },
    });
    expect(findPayment(test.storage, facts.payToken)).toMatchObject({
      partsKnown: true,
      parts: { taxFree: { paid: 2000 } },
    });
  });

  it('after `missing` clears it; an outside refund stays marked through both', async () => {
    const facts = { ...factsOf() };
    await observeFacts(test.storage, facts);
    const withRefund = { ...facts, status: 'REFUND_SUCCESS', refunds: [done('console-1', 10)] };
    await observeFacts(test.storage, withRefund);
    const drift = () => findPayment(test.storage, facts.payToken)?.drift;
    expect(drift()).toBe('outside-refund');
    const deny = () => {
      const asked = { askedNo: test.storage.time.now(), askedAt: clock.nowIso() };
      return markMissing(test.storage, facts.payToken, asked, clock.nowIso(), noRules);
    };
    await deny();
    await deny();
    expect(drift()).toBe('missing');
    await observeFacts(test.storage, withRefund);
    expect(drift()).toBe('outside-refund');
  });

  it('before the maker was told keeps what only the maker knows', async () => {
    const facts = { ...factsOf(), status: 'PAY_STANDBY', completedAt: null };
    const asked = { askedNo: test.storage.time.now(), askedAt: clock.nowIso() };
    await clock.advance(50);
    await observeFacts(test.storage, facts);
    const observed = await observePayment(
      test.storage,
      { facts, good: false, ...asked, by: 'create' },
      noRules,
      {
        autoExecute: false,
        cashReceipt: true,
        items: null,
        ...{ productDesc: '머그컵', metadata: null },
        checkoutPage: 'https://pay.example/x',
        expiresAt: '2026-05-01T00:15:00.000Z',
        returnRef: 'ref-1',
        by: { type: 'staff', id: 'staff-1', name: '김민지' },
      },
    );
    expect(observed?.payment).toMatchObject({
      autoExecute: false,
      checkoutPage: 'https://pay.example/x',
      expiresAt: '2026-05-01T00:15:00.000Z',
    });
  });
});

describe('a payment that is made through the desk', () =>
  it.each([
    ['staff', 'staff'],
    ['storefront', 'token'],
  ] as const)('by %s is in the audit log as made by %s', async (type, actor) => {
    const facts = { ...factsOf(), status: 'PAY_STANDBY' as const, completedAt: null };
    const creation = {
      ...{
        autoExecute: true,
        cashReceipt: true,
        items: null,
        ...{ productDesc: '머그컵', metadata: null },
        checkoutPage: null,
        returnRef: 'ref-1',
      },
      ...{ expiresAt: '2026-05-01T00:15:00.000Z', by: { type, id: 'by-1', name: '김민지' } },
    };
    const observation = {
      ...{ facts, good: false, askedNo: 1, askedAt: clock.nowIso() },
      by: 'create' as const,
    };
    await observePayment(test.storage, observation, noRules, creation);
    expect(
      test.db.all('SELECT actor_type, actor_id, address, action, pay_token FROM audit'),
    ).toEqual([
      {
        ...{ actor_type: actor, actor_id: 'by-1', address: null },
        ...{ action: 'payment-created', pay_token: facts.payToken },
      },
    ]);
  }));

describe('refunds that are ours', () => {
  it('are never recorded a second time as somebody else’s', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const id = await unclearRefund(facts.payToken, 4000);
    const shown = { ...facts, status: 'REFUND_SUCCESS', refunds: [done(id, 4000)] };
    await observeFacts(test.storage, shown, { rules });
    await observeFacts(test.storage, shown, { rules });
    expect(findOperation(test.storage, id)?.state).toBe('succeeded');
    expect(refundsOf(test.storage, facts.payToken)).toMatchObject([
      { refundNo: id, operationId: id, amount: 4000 },
    ]);
    expect(findPayment(test.storage, facts.payToken)).toMatchObject({
      refunded: 4000,
      drift: null,
      partsKnown: true,
    });
  });

  it('count once when a read saw the number before Toss told it', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const { storage } = test;
    // The number that Toss made is listed while our answer is still on its way.
    const id = randomUUID();
    await recordOperation(
      storage,
      {
        id,
        kind: 'refund',
        payToken: facts.payToken,
        amount: 4000,
        parts: null,
        reason: 'x',
        note: null,
        seenRefunded: 0,
        seenStatus: null,
        requestedBy: { id: 'staff-1', name: '김민지' },
        apiVersion: 'v1',
      },
      freeTerms,
      () => unitOf(parts(4000)),
    );
    const row = await claimOperation(storage, id, 'boot', () => null);
    const shown = { ...facts, status: 'REFUND_SUCCESS', refunds: [done('toss-77', 4000)] };
    await observeFacts(storage, shown, { rules });
    // The answer of ours is still on its way: this refund may be it.
    expect(findPayment(storage, facts.payToken)).toMatchObject({ drift: null, refunded: 0 });
    if (row === null) throw new Error('not claimed');
    await settleOperation(storage, row, [
      {
        cause: 'answered-unclear',
        evidence: 'answer',
        detail: 'another number',
        patch: { verdict: 'said-done', toss_refund_no: 'toss-77' },
      },
    ]);
    await observeFacts(storage, shown, { rules });
    await observeFacts(storage, shown, { rules });
    expect(findOperation(storage, id)?.state).toBe('succeeded');
    expect(findPayment(storage, facts.payToken)).toMatchObject({ refunded: 4000, drift: null });
    expect(refundsOf(storage, facts.payToken)).toMatchObject([
      { refundNo: 'toss-77', operationId: id },
    ]);
  });

  it('are not proved by the number of another operation’s refund', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const first = await unclearRefund(facts.payToken, 4000);
    const shown = { ...facts, status: 'REFUND_SUCCESS', refunds: [done(first, 4000)] };
    await observeFacts(test.storage, shown, { rules });
    const second = await unclearRefund(facts.payToken, 4000, {
      verdict: 'said-done',
      toss_refund_no: first,
    });
    await observeFacts(test.storage, shown, { rules });
    expect(findOperation(test.storage, second)?.state).toBe('needs_review');
    expect(findPayment(test.storage, facts.payToken)?.refunded).toBe(4000);
  });

  it('found late do not look like somebody else’s to the next one', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const first = await unclearRefund(facts.payToken, 1000);
    await test.storage.transact(function* () {
      const move = prepare(
        'UPDATE operation SET state = ?, cause = ?, next_check_at = NULL WHERE id = ?',
      );
      yield* move.run('absent', 'absence-proved', first);
      yield* move.run('given_up', 'gave-up', first);
    });
    const second = await unclearRefund(facts.payToken, 2000);
    const shown = { ...facts, status: 'REFUND_SUCCESS', refunds: [done(first, 1000)] };
    await observeFacts(test.storage, shown, { rules });
    await observeFacts(test.storage, shown, { rules });
    expect(findOperation(test.storage, first)).toMatchObject({ state: 'succeeded', late: true });
    expect(findOperation(test.storage, second)?.state).toBe('unknown');
    const both = { ...shown, refunds: [done(first, 1000), done(second, 2000)] };
    await observeFacts(test.storage, both, { rules });
    expect(findOperation(test.storage, second)?.state).toBe('succeeded');
    // The late one is a difference until somebody has acknowledged it.
    expect(findPayment(test.storage, facts.payToken)).toMatchObject({
      refunded: 3000,
      drift: 'contradiction',
    });
  });
});

describe('a claim', () => {
  it('looks once more in its own transaction, and sends nothing on a changed payment', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const id = randomUUID();
    await recordOperation(
      test.storage,
      {
        id,
        kind: 'refund',
        payToken: facts.payToken,
        amount: 4000,
        parts: null,
        reason: 'x',
        note: null,
        seenRefunded: 0,
        seenStatus: null,
        requestedBy: { id: 'staff-1', name: '김민지' },
        apiVersion: 'v1',
      },
      freeTerms,
      () => unitOf(parts(4000)),
    );
    const claimed = await claimOperation(test.storage, id, 'boot', (row, payment) =>
      payment.refunded === row.seen_refunded ? 'not today' : null,
    );
    expect(claimed).toBeNull();
    expect(findOperation(test.storage, id)).toMatchObject({
      state: 'declined',
      attempts: 0,
      evidence: { cause: 'read-forbids', detail: 'not today' },
    });
    await expect(claimOperation(test.storage, id, 'boot', () => null)).resolves.toBeNull();
  });

  it('is taken once: a second one gets nothing', async () => {
    const facts = factsOf();
    await observeFacts(test.storage, facts);
    const id = await unclearRefund(facts.payToken, 1000);
    await expect(claimOperation(test.storage, id, 'boot', () => null)).resolves.toBeNull();
  });
});
