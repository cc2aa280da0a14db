/** Why the engine itself refuses a decision, without the checks of the HTTP layer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  reasonNotToRelease,
  releaseOperation,
  requireDecision,
  resolveOperation,
  type Resolution,
} from '../../server/operations/decide.ts';
import { AppError } from '../../server/errors.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { operationFromRow } from '../../server/storage/operation-from-row.ts';
import { findPayment } from '../../server/storage/payments.ts';
import type { OperationDecision } from '../../shared/operation-actions.ts';
import type { Operation, OperationKind } from '../../shared/operation.ts';
import type { Drift } from '../../shared/payment.ts';
import { known, openBench, recorded, refundOf, see, staff } from './engine-bench.ts';
import { statusJson, walk, type Bench } from './engine-bench.ts';
import { unitOf } from '../../server/storage/unit.ts';

const SETTLE_MS = 900_000;
const DAY_MS = 24 * 60 * 60 * 1000;

let bench: Bench;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  bench.wire.status = () => ({ json: statusJson(facts) });
});
afterEach(() => bench.close());

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const withRefunds = (...refunds: ReturnType<typeof refundOf>[]) => ({
  ...facts,
  status: 'REFUND_SUCCESS',
  refunds,
});

const requireNow = (
  decision: OperationDecision,
  operation: Operation,
  by: ReturnType<typeof staff>,
) => bench.deps.storage.read(requireDecision(bench.deps, decision, operation, by));

it('is refused to those who may not decide at all', async () => {
  const id = await recorded(bench, facts);
  await walk(bench, id, 'claimed', 'answered-unclear', 'contradicted');
  const operation = operationFromRow(bench.row(id));
  expect(() => requireNow('resolve', operation, staff('somebody', 'operator'))).toThrow(
    code('forbidden'),
  );
});

it('is refused once the time to approve is over, before the proposal has been ended', async () => {
  const operation = operationFromRow(bench.row(await recorded(bench, facts)));
  const now = new Date(bench.clock.nowMs()).toISOString();
  const proposed = { ...operation, state: 'proposed' as const, approvalLapsesAt: now };
  expect(() => requireNow('approve', proposed, staff('manager-2'))).toThrow(
    code('operation-moved'),
  );
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
  ])('of a %s with drift %s beside %s: %s', (kind, drift, status, allowed) =>
    expect(reasonNotToRelease({ kind, amount: 4000 }, { drift, status }, []) === null).toBe(
      allowed,
    ),
  );

  async function givenUp(): Promise<string> {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed', 'answered-unclear', 'absence-proved', 'gave-up');
    await bench.clock.advance(DAY_MS);
    return id;
  }
  const release = (id: string) =>
    releaseOperation(bench.deps, id, '콘솔에 없음', staff('manager-1'));

  it('frees the money after a good read that does not show it', async () => {
    const id = await givenUp();
    expect(await release(id)).toMatchObject({ state: 'failed', resolvedBy: { id: 'manager-1' } });
  });

  it('waits a day by the desk’s own time where the clock was months ahead at the sending', async () => {
    const rightIso = bench.clock.nowIso();
    const id = await recorded(bench, facts);
    bench.clock.set(new Date(bench.clock.nowMs() + 276 * DAY_MS).toISOString());
    await walk(bench, id, 'claimed', 'answered-unclear', 'absence-proved', 'gave-up');
    bench.clock.set(rightIso);
    await bench.clock.advance(DAY_MS - 1000);
    await expect(release(id)).rejects.toThrow(code('too-early'));
    await bench.clock.advance(1010);
    expect(await release(id)).toMatchObject({ state: 'failed' });
  });

  it('is refused within the settle time, although the clock was set a day ahead', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed', 'answered-unclear', 'contradicted');
    const resolution = { outcome: 'given_up', evidence: '토스에 물어봄' } as const;
    await resolveOperation(bench.deps, id, resolution, staff('manager-1'));
    bench.clock.set(new Date(bench.clock.nowMs() + DAY_MS).toISOString());
    await expect(release(id)).rejects.toThrow(code('too-early'));
    await bench.clock.advance(SETTLE_MS + 10);
    expect(await release(id)).toMatchObject({ state: 'failed' });
  });

  it('is refused where the read finds an unacknowledged refund', async () => {
    const id = await givenUp();
    bench.wire.status = () => ({ json: statusJson(withRefunds(refundOf('console', 1000))) });
    await expect(release(id)).rejects.toThrow(code('stale-view'));
    expect(bench.row(id).state).toBe('given_up');
  });

  it('is refused while a new refund may be this one or the one that is being sent', async () => {
    const id = await givenUp();
    const other = await recorded(bench, facts);
    await walk(bench, other, 'claimed');
    const seenPaid = { drift: null, status: 'PAY_COMPLETE' } as const;
    const same = [{ amount: 4000 }];
    bench.wire.status = () => ({ json: statusJson(withRefunds(refundOf('toss-1', 4000))) });
    await expect(release(id)).rejects.toThrow(code('stale-view'));
    expect(bench.row(id).state).toBe('given_up');
    expect(reasonNotToRelease(bench.row(id), seenPaid, [{ amount: 3000 }])).toBeNull();
    expect(reasonNotToRelease({ ...bench.row(id), kind: 'cancel' }, seenPaid, same)).toBeNull();
    // Once the other one has ended, Toss's refund is that one or a difference to look at.
    await walk(bench, other, 'answered-ok');
    bench.wire.status = () => ({ json: statusJson(withRefunds(refundOf(other, 4000))) });
    expect(await release(id)).toMatchObject({ state: 'failed' });
  });

  it('is refused without a good read', async () => {
    const id = await givenUp();
    bench.wire.status = () => ({ json: statusJson(facts, { refunds: null }) });
    await expect(release(id)).rejects.toThrow(code('toss-unclear'));
    expect(bench.row(id).state).toBe('given_up');
  });
});

it('of an only manager waits ten minutes, although the clock was ahead when it was found', async () => {
  const deps = { ...bench.deps, activeManagerIds: () => unitOf(['clerk']) };
  const resolution = { outcome: 'given_up', evidence: '토스에 물어봄' } as const;
  const resolve = (id: string) => resolveOperation(deps, id, resolution, staff('clerk'));
  const rightIso = bench.clock.nowIso();
  const id = await recorded(bench, facts);
  await walk(bench, id, 'claimed', 'answered-unclear');
  bench.clock.set(new Date(bench.clock.nowMs() + 276 * DAY_MS).toISOString());
  await walk(bench, id, 'contradicted');
  bench.clock.set(rightIso);
  await bench.clock.advance(9 * 60_000);
  await expect(resolve(id)).rejects.toThrow(code('too-early'));
  await bench.clock.advance(60_010);
  expect(await resolve(id)).toMatchObject({ state: 'given_up', sole: true });
});

describe('the number under which a refund that a person resolved as done is booked', () => {
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
    await bench.clock.advance(SETTLE_MS + 10);
    return id;
  }
  const refundedWon = () => findPayment(bench.storage, facts.payToken)?.refunded;

  it('is its own where Toss has shown nothing, within what is left', async () => {
    const id = await contradictory();
    expect(await resolve(id)).toMatchObject({ state: 'succeeded', tossRefundNo: null });
    expect(refundedWon()).toBe(4000);
  });

  it('is its own also when a person names that one', async () => {
    const id = await contradictory();
    expect(await resolve(id, { refundNo: id })).toMatchObject({ state: 'succeeded' });
  });

  it('is that of an outside refund where a person names it, and the money counts once', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console')));
    expect(await resolve(id, { refundNo: 'console' })).toMatchObject({ tossRefundNo: 'console' });
    expect(refundedWon()).toBe(4000);
  });

  it('is the one that the person names, where several match', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console-1'), refundOf('console-2')));
    expect(await resolve(id, { refundNo: 'console-2' })).toMatchObject({
      tossRefundNo: 'console-2',
    });
    expect(refundedWon()).toBe(8000);
  });

  it('is never that of a refund of another amount', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console', 1000)));
    await expect(resolve(id, { refundNo: 'console' })).rejects.toThrow('Toss shows 1000 won');
    expect(bench.row(id).state).toBe('needs_review');
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

  it('is required where the refunds that Toss shows leave no room for it', async () => {
    const id = await contradictory();
    await see(bench, withRefunds(refundOf('console', 7000)));
    await expect(resolve(id)).rejects.toThrow('leave no room');
    expect(bench.row(id).state).toBe('needs_review');
  });

  it('is not required where it is resolved as failed, nor for an execute', async () => {
    const id = await contradictory();
    expect(await resolve(id, { outcome: 'failed' })).toMatchObject({ state: 'failed' });
    facts = await known(bench, { status: 'PAY_APPROVED', completedAt: null });
    const execute = await contradictory(10_000, 'execute');
    expect(await resolve(execute)).toMatchObject({ state: 'succeeded', tossRefundNo: null });
  });
  it.each(['failed', 'succeeded'] as const)(
    'can’t be resolved as %s within the settle time after it was sent',
    async (outcome) => {
      const id = await recorded(bench, facts);
      await walk(bench, id, 'claimed', 'answered-unclear', 'contradicted');
      await bench.clock.advance(SETTLE_MS - 1000);
      const early: unknown = await resolve(id, { outcome }).catch((error: unknown) => error);
      if (!(early instanceof AppError)) throw new Error('It was not refused');
      expect(early.code).toBe('too-early');
      const notBefore = Date.parse(String(early.extras.notBefore)) - bench.clock.nowMs();
      expect(notBefore).toBeGreaterThan(900);
      expect(notBefore).toBeLessThanOrEqual(1010);
      expect(bench.row(id).state).toBe('needs_review');
      await bench.clock.advance(1010);
      expect(await resolve(id, { outcome })).toMatchObject({ state: outcome });
    },
  );

  it('can be given up within it: that frees nothing', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed', 'answered-unclear', 'contradicted');
    expect(await resolve(id, { outcome: 'given_up' })).toMatchObject({ state: 'given_up' });
  });
});
