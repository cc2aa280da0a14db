/** Units of work on operations: what each refuses, and what it does not do twice. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveOperation } from '../../server/storage/move-operation.ts';
import {
  claimAgain,
  claimOperation,
  decideOperation,
  getOperationRow,
  recordOperation,
  settleOperation,
  type OperationRequest,
} from '../../server/storage/operations.ts';
import { pageChanges, switchOutbox } from '../../server/storage/outbox.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { OperationState } from '../../shared/operation.ts';
import { broken } from '../support/each-engine.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import {
  freeTerms,
  insertRaw,
  observeFacts,
  openTestStorage,
  paidFacts,
  plantPayment,
  rawOther,
  rawRefund,
  walkTo,
  type RawOperation,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { unitOf } from '../../server/storage/unit.ts';

let test: TestStorage;
let payToken: string;
beforeEach(async () => {
  test = openTestStorage(createFakeClock('2026-05-01T00:00:00.000Z'));
  payToken = await plantPayment(test.storage);
});
afterEach(() => test.close());

const staff = { id: 'staff-2', name: '박서준' };
const rowOf = (id: string) => getOperationRow(test.storage, id);
const parts = { taxable: 4000, vat: 0, taxFree: 0, serviceFee: 0 };

function request(over: Partial<OperationRequest> = {}): OperationRequest {
  return {
    id: randomUUID(),
    kind: 'refund',
    payToken,
    amount: 4000,
    parts: null,
    reason: '단순 변심',
    note: null,
    seenRefunded: 0,
    seenStatus: null,
    requestedBy: { id: 'staff-1', name: '김민지' },
    apiVersion: 'v1',
    ...over,
  };
}

/** An operation of this payment, or of another, in a state. @returns its id */
function plant(state: OperationState, row: RawOperation = rawRefund(payToken)): Promise<string> {
  return test.storage.transact(function* () {
    const { id } = yield* insertRaw(row);
    yield* walkTo(String(id), state);
    return String(id);
  });
}

describe('recording', () => {
  it('refuses an unknown payment, whatever the checks say', async () => {
    const asked = recordOperation(
      test.storage,
      request({ payToken: 'nobody-knows' }),
      freeTerms,
      () => unitOf(parts),
    );
    await expect(asked).rejects.toThrow('unknown payment');
  });

  it('refuses a refund without an amount: Toss would refund all that is left', async () => {
    const asked = request({ amount: null });
    const recording = recordOperation(test.storage, asked, freeTerms, () => unitOf(parts));
    await expect(recording).rejects.toThrow(broken.check);
    expect(() => rowOf(asked.id)).toThrow('No operation');
  });
});

describe('a move', () => {
  it('that the table does not have is refused, without any effect', async () => {
    const id = await plant('succeeded');
    const before = rowOf(id);
    const move = { cause: 'claimed', at: 'now', evidence: 'desk', detail: '' } as const;
    const moving = test.storage.transact(() => moveOperation(before, move));
    await expect(moving).rejects.toThrow('No transition from succeeded by claimed');
    expect(rowOf(id)).toEqual(before);
  });

  it('of an operation that has been moved meanwhile is skipped', async () => {
    const id = await plant('sending');
    const seen = rowOf(id);
    const unclear = { cause: 'answered-unclear', evidence: 'answer', detail: 'x' } as const;
    await settleOperation(test.storage, seen, [unclear]);
    const moved = rowOf(id);
    expect(moved.state).toBe('unknown');
    const done = { cause: 'answered-ok', evidence: 'answer', detail: 'x' } as const;
    expect(await settleOperation(test.storage, seen, [done])).toEqual(moved);
    // After it was sent again it is in the same state, but waits for another answer.
    const later: Pick<OperationRow, 'id' | 'state' | 'attempts'> = { ...moved, attempts: 0 };
    const seenDone = { ...done, cause: 'seen-done' } as const;
    expect(await settleOperation(test.storage, later, [seenDone])).toEqual(moved);
  });

  it('to done, of a refund that Toss lists with another amount, books that amount only', async () => {
    const facts = paidFacts();
    await observeFacts(test.storage, facts);
    const id = await plant('needs_review', rawRefund(facts.payToken, { order_no: facts.orderNo }));
    const shown = { refundNo: 'console', amount: 1000, reason: null, at: null, done: true };
    await observeFacts(test.storage, { ...facts, status: 'REFUND_SUCCESS', refunds: [shown] });
    await decideOperation(test.storage, id, () =>
      unitOf({
        ...{ cause: 'resolved-succeeded', evidence: 'staff', detail: '콘솔에서 확인', staff },
        patch: { resolved_by: staff.id, toss_refund_no: 'console' },
      }),
    );
    expect(refundsOf(test.storage, facts.payToken)).toMatchObject([
      { refundNo: 'console', operationId: id, amount: 1000 },
    ]);
    expect(findPayment(test.storage, facts.payToken)).toMatchObject({
      refunded: 1000,
      partsKnown: false,
    });
  });

  it('to done, where a person states it again under another number, is told outside once', async () => {
    await switchOutbox(test.storage, true);
    const id = await plant('needs_review');
    for (const toss_refund_no of [null, 'console']) {
      await decideOperation(test.storage, id, () =>
        unitOf({
          ...{ cause: 'resolved-succeeded', evidence: 'staff', detail: '콘솔에서 확인', staff },
          patch: { resolved_by: staff.id, toss_refund_no },
        }),
      );
    }
    const page = test.storage.read(pageChanges({ after: undefined, limit: 50 }));
    const told = page?.bodies.map((body) => JSON.parse(body) as { type: string; data: object });
    expect(told).toMatchObject([
      { type: 'operation.succeeded', data: { operationId: id, amount: 4000, refunded: 4000 } },
    ]);
  });
});

describe('a refund that is proved done', () => {
  const requestedAt = '2026-05-01T14:30:00.000Z';
  const sentAt = '2026-05-01T14:59:58.000Z';
  const provedAt = '2026-05-01T15:00:03.000Z';

  async function bookedAt(
    doneAt: string | null,
    times: Partial<Pick<OperationRow, 'sent_at'>> = {},
  ): Promise<string | null | undefined> {
    const id = await plant('sending');
    await test.storage.transact(function* () {
      const row = { ...rowOf(id), created_at: requestedAt, sent_at: sentAt, ...times };
      const move = { cause: 'answered-ok', evidence: 'answer', detail: '', doneAt } as const;
      yield* moveOperation(row, { ...move, at: provedAt });
    });
    return refundsOf(test.storage, payToken)[0]?.at;
  }

  it.each([
    ['the day before it was proved', '2026-05-01T14:59:59.000Z'],
    ['a clock that is somewhat ahead', '2026-05-01T15:04:00.000Z'],
    ['the first of two sends', '2026-05-01T14:40:00.000Z'],
  ])('counts at the time that Toss gives: %s', async (_name, doneAt) =>
    expect(await bookedAt(doneAt)).toBe(doneAt),
  );

  it.each([
    ['none', null],
    ['one long before it was requested', '2026-05-01T14:15:00.000Z'],
    ['one that is still to come', '2026-05-01T16:00:00.000Z'],
  ])('counts at the time of its proof where Toss gives %s', async (_name, doneAt) =>
    expect(await bookedAt(doneAt)).toBe(provedAt),
  );

  it('counts at the time that Toss gives where a restored copy knows no sending', async () => {
    const doneAt = '2026-05-01T14:40:00.000Z';
    expect(await bookedAt(doneAt, { sent_at: null })).toBe(doneAt);
  });
});

describe('sending again', () =>
  it('is only possible for what is absent, and not where the known state forbids it', async () => {
    const id = await plant('absent');
    const claim = (reason: string | null) =>
      claimAgain(test.storage, id, 'boot', staff, () => reason);
    expect(await claim('not today')).toEqual({ refusal: 'not today' });
    expect(rowOf(id).state).toBe('absent');
    expect(await claim(null)).toMatchObject({ row: { id, state: 'sending' } });
    expect(await claim(null)).toEqual({ refusal: 'It is not absent any more' });
    const nobodys = claimAgain(test.storage, randomUUID(), 'boot', staff, () => null);
    expect(await nobodys).toHaveProperty('refusal');
  }));

describe('for an unknown operation', () => {
  const id = randomUUID();
  it('nothing is read, claimed, settled or decided', async () => {
    const seen = { id, state: 'sending', attempts: 1 } as const;
    const fails = 'No operation';
    expect(() => rowOf(id)).toThrow(fails);
    expect(await claimOperation(test.storage, id, 'boot', () => null)).toBeNull();
    await expect(settleOperation(test.storage, seen, [])).rejects.toThrow(fails);
    const plan = () => unitOf({ cause: 'withdrawn', evidence: 'staff', detail: '' } as const);
    await expect(decideOperation(test.storage, id, plan)).rejects.toThrow(fails);
  });
});

describe('for an operation whose payment is gone from the file', () =>
  it('nothing is claimed or decided', async () => {
    const { storage } = test;
    const facts = paidFacts({ status: 'PAY_APPROVED', completedAt: null });
    await observeFacts(storage, facts);
    const id = await plant('ready', rawOther('execute', facts.payToken));
    test.db.forgetForeignKeys();
    test.db.dropTrigger('payment_no_delete', 'payment');
    test.db.run('DELETE FROM payment WHERE pay_token = ?', facts.payToken);
    const claiming = claimOperation(storage, id, 'boot', () => null);
    await expect(claiming).rejects.toThrow('No payment');
    expect(rowOf(id).state).toBe('ready');
  }));
