/** What a decision is refused for, in the engine itself: the edge's own checks are left out. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  reasonNotToRelease,
  releaseOperation,
  requireAct,
  resolveOperation,
  type Resolution,
} from '../../server/operations/decide.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { operationFromRow } from '../../server/storage/operation-from-row.ts';
import { findPayment } from '../../server/storage/payments.ts';
import type { OperationKind } from '../../shared/operation.ts';
import type { Drift } from '../../shared/payment.ts';
import { insertRaw, rawRefund, walkTo } from '../support/open-test-storage.ts';
import { known, openBench, recorded, refundOf, see, staff } from './engine-bench.ts';
import { statusJson, walk, type Bench } from './engine-bench.ts';

const SETTLE_MS = 900_000;

let bench: Bench;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  bench.wire.status = () => ({ json: statusJson(facts) });
});
afterEach(() => {
  bench.close();
});

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const withRefunds = (...refunds: ReturnType<typeof refundOf>[]) => ({
  ...facts,
  status: 'REFUND_SUCCESS',
  refunds,
});

it('is refused to whoever may not decide at all', async () => {
  const id = await recorded(bench, facts);
  await walk(bench, id, 'claimed', 'answered-unclear', 'contradicted');
  const operation = operationFromRow(bench.row(id));
  expect(() => {
    requireAct(bench.deps, 'resolve', operation, staff('somebody', 'operator'));
  }).toThrow(code('forbidden'));
});

it('is refused once the time to approve is over, before anything has ended the proposal', async () => {
  const operation = operationFromRow(bench.row(await recorded(bench, facts)));
  const now = new Date(bench.clock.nowMs()).toISOString();
  const proposed = { ...operation, state: 'proposed' as const, approvalLapsesAt: now };
  expect(() => {
    requireAct(bench.deps, 'approve', proposed, staff('manager-2'));
  }).toThrow(code('operation-moved'));
});

describe('a release', () => {
  it.each<[OperationKind, Drift | null, string, boolean]>([
    ['refund', null, 'PAY_COMPLETE', true],
    ['refund', null, 'REFUND_SUCCESS', true],
    ['refund', null, 'REFUND_PROGRESS', false],
    ['refund', 'outside-refund', 'REFUND_SUCCESS', false],
    ['refund', 'contradiction', 'PAY_COMPLETE', false],
    ['execute', null, 'PAY_APPROVED', true],
    ['execute', null, 'PAY_CANCEL', true],
    ['execute', null, 'PAY_PROGRESS', false],
    ['execute', null, 'PAY_COMPLETE', false],
    ['execute', null, 'SETTLEMENT_COMPLETE', false],
    ['cancel', null, 'PAY_STANDBY', true],
    ['cancel', null, 'PAY_COMPLETE', true],
    ['cancel', null, 'PAY_CANCEL', false],
  ])('of a %s with drift %s beside %s: %s', (kind, drift, status, allowed) => {
    expect(reasonNotToRelease({ kind }, { drift, status }) === null).toBe(allowed);
  });

  async function givenUp(): Promise<string> {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed', 'answered-unclear', 'absence-proved', 'gave-up');
    await bench.clock.advance(24 * 60 * 60 * 1000);
    return id;
  }
  const release = (id: string) =>
    releaseOperation(bench.deps, id, '콘솔에 없음', staff('manager-1'));

  it('frees the money on a good read that does not show it', async () => {
    const id = await givenUp();
    expect(await release(id)).toMatchObject({ state: 'failed', resolvedBy: { id: 'manager-1' } });
  });

  it('is refused where the read finds a refund that nobody has looked at', async () => {
    const id = await givenUp();
    bench.wire.status = () => ({ json: statusJson(withRefunds(refundOf('console', 1000))) });
    await expect(release(id)).rejects.toThrow(code('stale-view'));
    expect(bench.row(id).state).toBe('given_up');
  });

  it('is refused without a good read', async () => {
    const id = await givenUp();
    bench.wire.status = () => ({ json: statusJson(facts, { refunds: null }) });
    await expect(release(id)).rejects.toThrow(code('toss-unclear'));
    expect(bench.row(id).state).toBe('given_up');
  });
});

describe('the number under which a refund that a person calls done is booked', () => {
  const resolve = (id: string, over: Partial<Resolution> = {}) =>
    resolveOperation(
      bench.deps,
      id,
      { outcome: 'succeeded', evidence: '콘솔에서 확인', ...over },
      staff('manager-1'),
    );

  async function contradictory(amount = 4000, kind: OperationKind = 'refund'): Promise<string> {
    const id = await recorded(bench, facts, kind, amount);
    await walk(bench, id, 'claimed', 'answered-unclear', 'contradicted');
    return id;
  }
  /** One that nobody knows the time of sending of. */
  function neverSent(): Promise<string> {
    const columns = {
      order_no: facts.orderNo,
      created_at: bench.clock.nowIso(),
      taxable: 4000,
      vat: 0,
    };
    return bench.storage.transact((connection) => {
      const id = String(insertRaw(connection, rawRefund(facts.payToken, columns)).id);
      walkTo(connection, id, 'needs_review');
      return id;
    });
  }
  const refundedWon = () => findPayment(bench.storage, facts.payToken)?.refunded;

  it('is its own where Toss has shown nothing, within what is left', async () => {
    const id = await contradictory();
    expect(await resolve(id)).toMatchObject({ state: 'succeeded', tossRefundNo: null });
    expect(refundedWon()).toBe(4000);
  });

  it('is its own also when it is named', async () => {
    const id = await contradictory();
    expect(await resolve(id, { refundNo: id })).toMatchObject({ state: 'succeeded' });
  });

  it('is one that Toss has shown as nobody’s, and counts once', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console')));
    expect(await resolve(id)).toMatchObject({ tossRefundNo: 'console' });
    expect(refundedWon()).toBe(4000);
  });

  it('may have been shown since it was asked for, where nobody knows when it was sent', async () => {
    const id = await neverSent();
    await see(bench, withRefunds(refundOf('console')));
    expect(await resolve(id)).toMatchObject({ tossRefundNo: 'console' });
  });

  it('is the one that is named, where several could be it', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console-1'), refundOf('console-2')));
    await expect(resolve(id)).rejects.toThrow('several refunds of this amount');
    expect(await resolve(id, { refundNo: 'console-2' })).toMatchObject({
      tossRefundNo: 'console-2',
    });
    expect(refundedWon()).toBe(8000);
  });

  it('can be one of another amount, which stands, and whose parts stay an estimate', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console', 1000)));
    await resolve(id, { refundNo: 'console' });
    expect(findPayment(bench.storage, facts.payToken)).toMatchObject({
      refunded: 1000,
      partsKnown: false,
    });
  });

  it('is never that of another operation', async () => {
    const first = await recorded(bench, facts);
    await walk(bench, first, 'claimed', 'answered-ok');
    const second = await contradictory();
    await expect(resolve(second, { refundNo: first })).rejects.toThrow("another operation's");
    expect(bench.row(second).state).toBe('needs_review');
  });

  it('is never one that Toss has not shown', async () => {
    const id = await contradictory();
    await expect(resolve(id, { refundNo: 'R-1' })).rejects.toThrow('no refund of this number');
  });

  it('is asked for where what Toss has shown leaves no room for it', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console', 7000)));
    await expect(resolve(id)).rejects.toThrow('leave no room');
    expect(bench.row(id).state).toBe('needs_review');
  });

  it('does not matter where it is called failed, nor for an execute', async () => {
    const id = await contradictory();
    await bench.clock.advance(SETTLE_MS);
    expect(await resolve(id, { outcome: 'failed' })).toMatchObject({ state: 'failed' });
    facts = await known(bench, { status: 'PAY_APPROVED', completedAt: null });
    const execute = await contradictory(10_000, 'execute');
    expect(await resolve(execute)).toMatchObject({ state: 'succeeded', tossRefundNo: null });
  });
  it.each([
    ['it was sent', () => contradictory()],
    ['it was asked for, where nobody knows when it was sent', () => neverSent()],
  ])('is not freed within the settle time after %s', async (_since, make) => {
    const id = await make();
    const notBefore = new Date(bench.clock.nowMs() + SETTLE_MS).toISOString();
    await bench.clock.advance(SETTLE_MS - 1);
    await expect(resolve(id, { outcome: 'failed' })).rejects.toMatchObject({
      code: 'too-early',
      extras: { notBefore },
    });
    expect(bench.row(id).state).toBe('needs_review');
    await bench.clock.advance(1);
    expect(await resolve(id, { outcome: 'failed' })).toMatchObject({ state: 'failed' });
  });
});
