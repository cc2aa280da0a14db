/** Reads that prove nothing, though they would by the engine's judgement of a single row. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge, judgeMissing } from '../../server/operations/judge.ts';
import type { PaymentFacts, Rules } from '../../server/storage/observe.ts';
import { getOperationRow } from '../../server/storage/operations.ts';
import { refundsOf } from '../../server/storage/payments.ts';
import type { OperationKind, OperationState } from '../../shared/operation.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import {
  insertRaw,
  observeFacts,
  openTestStorage,
  paidFacts,
  rawOther,
  rawRefund,
  walkTo,
  type RawOperation,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { prepare } from '../../server/storage/statement.ts';

const limits = { settleMs: 900_000, reconcileScale: 1 };
const rules: Rules = {
  judge: (row, observation, foreignWon, now) => judge(row, observation, foreignWon, now, limits),
  judgeMissing: (row, askedNo, now) => judgeMissing(row, askedNo, now, limits),
  settleMs: limits.settleMs,
  callMs: 10_000,
  nextPollAt: () => null,
};

let test: TestStorage;
beforeEach(() => {
  test = openTestStorage(createFakeClock('2026-05-01T00:00:00.000Z'));
});
afterEach(() => test.close());

const stateOf = (id: string) => getOperationRow(test.storage, id).state;
const see = (facts: PaymentFacts) => observeFacts(test.storage, facts, { rules });

function plant(row: RawOperation, ...states: OperationState[]): Promise<string> {
  return test.storage.transact(function* () {
    const { id } = yield* insertRaw(row);
    for (const state of states) yield* walkTo(String(id), state);
    return String(id);
  });
}

describe('a status that another act explains', () => {
  const before: Record<Exclude<OperationKind, 'refund'>, string> = {
    execute: 'PAY_APPROVED',
    cancel: 'PAY_STANDBY',
  };
  const after = { execute: 'PAY_COMPLETE', cancel: 'PAY_CANCEL' };

  async function waiting(kind: 'execute' | 'cancel') {
    const facts = paidFacts({ status: before[kind], completedAt: null });
    await see(facts);
    const seen = { seen_status: kind === 'cancel' ? before[kind] : null };
    const row = () => rawOther(kind, facts.payToken, seen);
    return { facts, row };
  }

  it.each(['execute', 'cancel'] as const)(
    'leaves a given-up %s as it is, and ends the one that explains it',
    async (kind) => {
      const { facts, row } = await waiting(kind);
      const first = await plant(row(), 'absent', 'given_up');
      const second = await plant(row(), 'unknown');
      await see({ ...facts, status: after[kind] });
      expect([stateOf(first), stateOf(second)]).toEqual(['given_up', 'succeeded']);
      // The next identical read finds nothing new either.
      await see({ ...facts, status: after[kind] });
      expect(stateOf(first)).toBe('given_up');
    },
  );

  it.each(['execute', 'cancel'] as const)(
    'and that nothing else explains is the given-up %s: found late',
    async (kind) => {
      const { facts, row } = await waiting(kind);
      const first = await plant(row(), 'absent', 'given_up');
      const failed = await plant(row(), 'failed');
      await see({ ...facts, status: after[kind] });
      expect([stateOf(first), stateOf(failed)]).toEqual(['succeeded', 'failed']);
      expect(getOperationRow(test.storage, first).late).toBe(1);
    },
  );

  it('needs no decision while a given-up one does not show', async () => {
    const { facts, row } = await waiting('execute');
    const id = await plant(row(), 'absent', 'given_up');
    await see({ ...facts, status: 'PAY_PROGRESS' });
    expect(stateOf(id)).toBe('given_up');
  });
});

describe('a number that is another operation’s', () => {
  /** Two refunds; the second is said to have the number of the first, which is done. */
  async function withTaken(...states: OperationState[]) {
    const facts = paidFacts();
    await see(facts);
    const first = await plant(rawRefund(facts.payToken), 'unknown');
    const refund = { refundNo: first, amount: 4000, reason: null, at: null, done: true };
    const shown = { ...facts, status: 'REFUND_SUCCESS', refunds: [refund] };
    await see(shown);
    expect(stateOf(first)).toBe('succeeded');
    const second = await plant(rawRefund(facts.payToken, { seen_refunded: 4000 }), 'unknown');
    await test.storage.transact(function* () {
      const sql = 'UPDATE operation SET toss_refund_no = ?, base_refunded = 0 WHERE id = ?';
      yield* prepare(sql).run(first, second);
      for (const state of states) yield* walkTo(second, state);
    });
    await see(shown);
    expect(refundsOf(test.storage, facts.payToken)).toMatchObject([{ operationId: first }]);
    return second;
  }

  it('proves nothing: an unclear one goes to a person', async () => {
    expect(stateOf(await withTaken())).toBe('needs_review');
    expect(stateOf(await withTaken('absent'))).toBe('needs_review');
  });

  it('moves nothing that is with a person already, or has ended', async () => {
    expect(stateOf(await withTaken('needs_review'))).toBe('needs_review');
    expect(stateOf(await withTaken('absent', 'given_up'))).toBe('given_up');
  });
});
