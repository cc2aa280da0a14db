/** Reads that lag behind Toss's books prove nothing, and raise no early alarm. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acknowledgeDrift } from '../../server/storage/drift.ts';
import { resolveOperation } from '../../server/operations/decide.ts';
import { readStatus } from '../../server/operations/read-status.ts';
import { attemptToSend } from '../../server/operations/send-operation.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import { tossRefusal } from '../../shared/payment-actions.ts';
import { known, openBench, recorded, refundOf, staff, statusJson, walk } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

let bench: Bench;
let facts: PaymentFacts;
/** The refunds that Toss has really made. */
let done: ReturnType<typeof refundOf>[];
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  done = [];
  says(() => done);
  bench.wire.refunds = ({ refundNo, amount }) => {
    done = [...done, refundOf(String(refundNo), Number(amount))];
    return { json: { code: 0, refundNo } };
  };
});
afterEach(() => bench.close());

function says(refunds: () => ReturnType<typeof refundOf>[], over: Partial<PaymentFacts> = {}) {
  bench.wire.status = () => {
    const list = refunds();
    const status = list.length > 0 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE';
    return { json: statusJson({ ...facts, status, refunds: list, ...over }) };
  };
}

const read = () =>
  readStatus(bench.deps, { payToken: facts.payToken }, { priority: 'money', source: 'operation' });

async function readAfter(...pauses: number[]) {
  for (const ms of pauses) {
    await bench.clock.advance(ms);
    await read();
  }
}

const payment = () => {
  const found = findPayment(bench.storage, facts.payToken);
  if (found === undefined) throw new Error('The payment is not known');
  return found;
};

async function refunded(amount: number) {
  const id = await recorded(bench, facts, 'refund', amount);
  await attemptToSend(bench.deps, id, 0);
  expect(bench.row(id).state).toBe('succeeded');
  return id;
}

describe('a read that does not show a booked refund', () => {
  it('confirms no refusal', async () => {
    await refunded(1000);
    await bench.clock.advance(MINUTE);
    const id = await recorded(bench, facts, 'refund', 2000);
    bench.wire.refunds = ({ refundNo, amount }) => {
      done = [...done, refundOf(String(refundNo), Number(amount))];
      says(() => []);
      return { json: { code: -1, errorCode: 'COMMON_INVALID_PARAMETER' }, httpStatus: 400 };
    };
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 10_000, 15 * MINUTE);
    expect(bench.row(id).state).not.toBe('failed');
    says(() => done);
    await readAfter(MINUTE);
    expect(bench.row(id).state).toBe('succeeded');
  });

  it('proves no absence, however often it comes', async () => {
    await refunded(1000);
    const id = await recorded(bench, facts, 'refund', 2000);
    bench.wire.refunds = ({ refundNo, amount }) => {
      done = [...done, refundOf(String(refundNo), Number(amount))];
      says(() => []);
      return { outcome: 'lost', failure: 'time-out' };
    };
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 10_000, 15 * MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'needs_review', absent_reads: 0 });
  });

  it('lets nothing be sent', async () => {
    await refunded(1000);
    const id = await recorded(bench, facts, 'refund', 2000);
    says(() => []);
    expect(await attemptToSend(bench.deps, id, 0)).toBe(1000);
    expect(bench.calls.filter((call) => call === 'refunds')).toHaveLength(1);
  });

  it('is no alarm for as long as a replica may lag', async () => {
    await refunded(1000);
    says(() => []);
    await readAfter(1, 5000, 2 * MINUTE, 10 * MINUTE);
    expect(payment().drift).toBeNull();
    says(() => done);
    await readAfter(MINUTE);
    expect(payment()).toMatchObject({ drift: null, refunded: 1000, readFault: null });
  });

  it('is an alarm also where the payment itself looks as it should', async () => {
    done = [refundOf('console-1', 1000), refundOf('console-2', 2000)];
    await readAfter(1000);
    says(() => done.slice(0, 1));
    await readAfter(1000, 14 * MINUTE);
    expect(payment().drift).toBe('outside-refund');
    await readAfter(2 * MINUTE);
    expect(payment()).toMatchObject({
      ...{ status: 'REFUND_SUCCESS', refunded: 3000 },
      ...{ drift: 'contradiction', readFault: 'lacks-booked' },
    });
  });

  it('of somebody else’s locks the payment until a person has looked at that', async () => {
    done = [refundOf('console-1', 1000), refundOf('console-2', 2000)];
    await readAfter(1000);
    const by = { id: 'manager-2', name: 'manager-2' };
    const look = () =>
      acknowledgeDrift(bench.storage, facts.payToken, { note: '봤음', by }, () => undefined);
    await look();
    says(() => done.slice(0, 1));
    await readAfter(1000, 16 * MINUTE);
    expect(payment().drift).toBe('contradiction');
    const early = await recorded(bench, facts, 'refund', 500);
    expect(await attemptToSend(bench.deps, early, 0)).toBe(1000);
    await look();
    await readAfter(1000);
    expect(payment()).toMatchObject({ drift: null, refunded: 3000, remaining: 7000 });
    await attemptToSend(bench.deps, early, 1);
    expect(bench.row(early).state).toBe('succeeded');
  });

  it('of somebody else’s only refund is over too, once a person has looked at that', async () => {
    done = [refundOf('console-1', 4000)];
    await readAfter(1000);
    const by = { id: 'manager-2', name: 'manager-2' };
    const look = () =>
      acknowledgeDrift(bench.storage, facts.payToken, { note: '봤음', by }, () => undefined);
    await look();
    done = [];
    await readAfter(1000, 16 * MINUTE);
    expect(payment()).toMatchObject({ drift: 'contradiction', readFault: 'goes-back' });
    await look();
    await readAfter(1000, 16 * MINUTE);
    expect(payment()).toMatchObject({ drift: null, refunded: 4000, remaining: 6000 });
    await refunded(500);
  });

  it('of somebody else’s is new, and is known, wherever the clock was set meanwhile', async () => {
    const by = { id: 'manager-2', name: 'manager-2' };
    const look = () =>
      acknowledgeDrift(bench.storage, facts.payToken, { note: '봤음', by }, () => undefined);
    done = [refundOf('console-1', 1000)];
    await readAfter(1000);
    bench.clock.set('2025-01-01T00:00:00.000Z');
    await look();
    await readAfter(1000);
    expect(payment()).toMatchObject({ drift: null, refunded: 1000 });
    bench.clock.set('2027-01-01T00:00:00.000Z');
    await look();
    bench.clock.set('2026-05-01T00:00:00.000Z');
    done = [...done, refundOf('console-2', 2000)];
    await readAfter(1000);
    expect(payment()).toMatchObject({ drift: 'outside-refund', refunded: 3000 });
  });

  it('is an alarm when it lasts, says so, and closes by itself', async () => {
    const id = await refunded(1000);
    says(() => []);
    await readAfter(1, 15 * MINUTE + 100);
    expect(payment()).toMatchObject({ drift: 'contradiction', readFault: 'goes-back' });
    expect(bench.row(id).disputed).toBe(1);
    const next = bench.db.value('SELECT next_poll_at FROM payment');
    expect(Date.parse(String(next)) - bench.clock.nowMs()).toBe(10 * MINUTE);
    says(() => done);
    await readAfter(MINUTE);
    expect(payment()).toMatchObject({ drift: null, readFault: null });
    expect(bench.row(id).disputed).toBe(0);
  });
});

describe('after a read that lagged', () => {
  const tellsNoList = () => {
    bench.wire.status = () => {
      const told = { ...facts, status: 'REFUND_SUCCESS', refunds: [] };
      return { json: statusJson(told, { refunds: undefined }) };
    };
  };

  it('reads without a list raise nothing, and end nothing that is raised', async () => {
    await refunded(1000);
    says(() => []);
    await readAfter(5000);
    tellsNoList();
    await readAfter(MINUTE, 15 * MINUTE, MINUTE);
    expect(payment().drift).toBeNull();
    says(() => []);
    await readAfter(MINUTE);
    expect(payment().drift).toBe('contradiction');
    tellsNoList();
    await readAfter(MINUTE);
    expect(payment().drift).toBe('contradiction');
    says(() => done);
    await readAfter(MINUTE);
    expect(payment().drift).toBeNull();
  });

  it('a list with all that is booked agrees, also where it is no good one', async () => {
    const id = await refunded(1000);
    says(() => []);
    await readAfter(5000, 16 * MINUTE);
    expect(bench.row(id).disputed).toBe(1);
    says(() => [...done, ...done]);
    await readAfter(MINUTE);
    expect(payment()).toMatchObject({ drift: null, readFault: 'number-twice' });
    expect(bench.row(id).disputed).toBe(0);
    says(() => []);
    await readAfter(MINUTE);
    expect(payment().drift).toBeNull();
  });
});

describe('an operation that its answer ended', () => {
  it.each<[string, (id: string) => ReturnType<typeof refundOf>]>([
    ['with another amount', (id) => refundOf(id, 9000)],
    ['as not finished', (id) => refundOf(id, 4000, false)],
  ])('is drift when Toss goes on listing it %s', async (_name, entry) => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = ({ refundNo }) => {
      says(() => [entry(id)]);
      return { json: { code: 0, refundNo } };
    };
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 14 * MINUTE);
    expect(payment().drift).toBeNull();
    await readAfter(MINUTE);
    expect(payment().drift).toBe('contradiction');
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', disputed: 1 });
  });

  it.each<['execute' | 'cancel', string, string]>([
    ['execute', 'PAY_APPROVED', 'PAY_APPROVED'],
    ['execute', 'PAY_APPROVED', 'PAY_CANCEL'],
    ['cancel', 'PAY_STANDBY', 'PAY_STANDBY'],
    ['cancel', 'PAY_STANDBY', 'PAY_COMPLETE'],
  ])('is drift for an %s of %s when Toss goes on saying %s', async (kind, before, after) => {
    facts = await known(bench, { status: before, completedAt: null });
    const id = await recorded(bench, facts, kind, 10_000);
    says(() => [], { status: before });
    bench.wire[kind] = () => {
      says(() => [], { status: after });
      return { json: { code: 0 } };
    };
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 14 * MINUTE);
    expect(payment().drift).toBeNull();
    await readAfter(2 * MINUTE);
    expect(payment().drift).toBe('contradiction');
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', disputed: 1 });
  });

  it('as refused is drift when it is paid all the same, until somebody looks', async () => {
    facts = await known(bench, { status: 'PAY_APPROVED', completedAt: null });
    const id = await recorded(bench, facts, 'execute', 10_000);
    says(() => [], { status: 'PAY_APPROVED' });
    bench.wire.execute = () => ({ json: { code: -1, errorCode: 'COMMON_EXCEED_LIMIT' } });
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 10_000, 15 * MINUTE);
    expect(bench.row(id).state).toBe('failed');
    says(() => [], { status: 'PAY_COMPLETE' });
    await readAfter(1000, 15 * MINUTE);
    expect(payment()).toMatchObject({ status: 'PAY_COMPLETE', drift: 'contradiction' });
    const by = { id: 'manager-2', name: 'manager-2' };
    await acknowledgeDrift(bench.storage, facts.payToken, { note: '봤음', by }, () => undefined);
    await readAfter(20 * MINUTE, 20 * MINUTE);
    expect(payment().drift).toBeNull();
  });

  it('is not ended where Toss tells another rest than there would be', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = ({ refundNo }) => {
      says(() => [refundOf(id, 9000)]);
      return { json: { code: 0, refundNo, refundableAmount: 1000 } };
    };
    await attemptToSend(bench.deps, id, 0);
    expect(bench.row(id).state).toBe('needs_review');
    expect(payment()).toMatchObject({ refunded: 9000, remaining: 1000 });
  });

  it('is ended where Toss tells the rest that there is, also as a text', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = ({ refundNo }) => ({
      json: { code: 0, refundNo, refundableAmount: '6000' },
    });
    says(() => []);
    await attemptToSend(bench.deps, id, 0);
    expect(bench.row(id).state).toBe('succeeded');
  });
});

const resolve = (id: string, who = 'manager-2') =>
  resolveOperation(
    bench.deps,
    id,
    { outcome: 'failed', evidence: '토스 고객센터 확인' },
    staff(who),
  );

describe('an execute that is called done and that Toss never shows', () =>
  it('is taken back on a read that goes on denying it, and on no other', async () => {
    facts = await known(bench, { status: 'PAY_APPROVED', completedAt: null });
    const id = await recorded(bench, facts, 'execute', 10_000);
    says(() => [], { status: 'PAY_APPROVED' });
    bench.wire.execute = () => ({ json: { code: 0 } });
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 16 * MINUTE, 24 * HOUR);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', disputed: 1 });
    says(() => [], { status: 'PAY_HELD' });
    await expect(resolve(id)).rejects.toEqual(code('stale-view'));
    says(() => [], { status: 'PAY_APPROVED' });
    await resolve(id);
    expect(bench.row(id)).toMatchObject({ state: 'failed', cause: 'resolved-failed' });
  }));

describe('a refund that is called done and that Toss never shows', () => {
  it('is taken back by another person after a day, and its money is free only then', async () => {
    const id = await refunded(10_000);
    says(() => []);
    await expect(resolve(id)).rejects.toEqual(code('operation-moved'));
    await readAfter(5000, 15 * MINUTE);
    await expect(resolve(id)).rejects.toEqual(code('too-early'));
    await readAfter(12 * HOUR, 12 * HOUR);
    expect(payment()).toMatchObject({ refunded: 10_000, remaining: 0, drift: 'contradiction' });
    await expect(resolve(id, 'clerk')).rejects.toEqual(code('second-person-needed'));
    await resolve(id);
    expect(bench.row(id)).toMatchObject({ state: 'failed', cause: 'resolved-failed', disputed: 0 });
    expect(refundsOf(bench.storage, facts.payToken)).toEqual([]);
    expect(payment()).toMatchObject({ refunded: 0, remaining: 10_000, partsKnown: true });
    await readAfter(MINUTE);
    expect(payment().drift).toBeNull();
    expect(tossRefusal('refund', payment())).toBeNull();
  });

  it('is taken back a day later by the desk’s own time where the clock was months ahead', async () => {
    const rightIso = bench.clock.nowIso();
    bench.clock.set(new Date(bench.clock.nowMs() + 276 * 24 * HOUR).toISOString());
    const id = await refunded(4000);
    bench.clock.set(rightIso);
    says(() => []);
    await readAfter(5000, 15 * MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', disputed: 1 });
    await expect(resolve(id)).rejects.toEqual(code('too-early'));
    await readAfter(24 * HOUR);
    await resolve(id);
    expect(bench.row(id)).toMatchObject({ state: 'failed', cause: 'resolved-failed' });
  });

  it('goes with the amount under which Toss had shown it', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed');
    says(() => [refundOf(id, 1000)]);
    await readAfter(1000);
    await walk(bench, id, 'answered-ok');
    expect(payment()).toMatchObject({ refunded: 1000, partsKnown: false });
    says(() => []);
    await readAfter(5000, 15 * MINUTE, 24 * HOUR);
    await resolve(id);
    expect(payment()).toMatchObject({ refunded: 0, remaining: 10_000, partsKnown: true });
  });

  it('is found late where Toss shows it after all', async () => {
    const id = await refunded(4000);
    says(() => []);
    await readAfter(5000, 15 * MINUTE, 24 * HOUR);
    await resolve(id);
    says(() => done);
    await readAfter(MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', late: 1 });
    expect(payment()).toMatchObject({ refunded: 4000, drift: 'contradiction' });
  });

  it.each([
    ['tells no list', { status: 'REFUND_SUCCESS' }, { refunds: undefined }],
    ['says that a refund is running', { status: 'REFUND_PROGRESS', refunds: [] }, {}],
  ])('stays where the read of that moment %s', async (_name, over, raw) => {
    const id = await refunded(4000);
    says(() => []);
    await readAfter(5000, 15 * MINUTE, 24 * HOUR);
    bench.wire.status = () => ({ json: statusJson({ ...facts, refunds: [], ...over }, raw) });
    await expect(resolve(id)).rejects.toEqual(code('stale-view'));
    expect(bench.row(id).state).toBe('succeeded');
  });

  it('stays where the read of that moment shows it, and where Toss can’t be read', async () => {
    const id = await refunded(4000);
    says(() => []);
    await readAfter(5000, 15 * MINUTE, 24 * HOUR);
    bench.wire.status = () => ({ outcome: 'lost', failure: 'time-out' });
    await expect(resolve(id)).rejects.toEqual(code('toss-unreachable'));
    says(() => done);
    await expect(resolve(id)).rejects.toEqual(code('stale-view'));
    expect(bench.row(id).state).toBe('succeeded');
  });
});
