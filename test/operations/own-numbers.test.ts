/** Which numbers count as a refund's own, where Toss lists another number than it answered. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveOperation } from '../../server/operations/decide.ts';
import { readStatus } from '../../server/operations/read-status.ts';
import { attemptToSend } from '../../server/operations/send-operation.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import { known, openBench, recorded, refundOf, staff, statusJson, walk } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';

const MINUTE = 60_000;
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

let bench: Bench;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  listed();
});
afterEach(() => bench.close());

const lists = (...refunds: ReturnType<typeof refundOf>[]) =>
  statusJson({ ...facts, status: refunds.length > 0 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE', refunds });

/** Sets what Toss's status lists from now on. */
function listed(...refunds: ReturnType<typeof refundOf>[]) {
  bench.wire.status = () => ({ json: lists(...refunds) });
}

/** Toss answers the refund with `json`, and lists `refunds` from then on. */
function answered(json: object, ...refunds: ReturnType<typeof refundOf>[]) {
  bench.wire.refunds = () => {
    listed(...refunds);
    return { json };
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
const booked = () =>
  refundsOf(bench.storage, facts.payToken)
    .map(({ refundNo, amount, operationId }) => [refundNo, amount, operationId])
    .toSorted();
const stateOf = (id: string) => bench.row(id).state;
const resolve = (id: string, over: { outcome?: 'failed' | 'succeeded'; refundNo?: string } = {}) =>
  resolveOperation(
    bench.deps,
    id,
    { outcome: 'succeeded', evidence: '토스 콘솔에서 확인', ...over },
    staff('manager-2'),
  );

/** A refund without an answer, beside one of the same amount made elsewhere. */
async function besideALookAlike() {
  const id = await recorded(bench, facts);
  bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
  await attemptToSend(bench.deps, id, 0);
  listed(refundOf('console-1'));
  await readAfter(5000);
  expect(stateOf(id)).toBe('needs_review');
  return id;
}

describe('the number of a refund that was made elsewhere before', () => {
  beforeEach(async () => {
    listed(refundOf('console-1'));
    await read();
  });

  /** A refund that Toss answers with that number. */
  async function toldAsEarlier() {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: 'console-1' }, refundOf('console-1'));
    await attemptToSend(bench.deps, id, 0);
    return id;
  }

  it('told by the answer, ends nothing as done: somebody has to look', async () => {
    const id = await toldAsEarlier();
    await readAfter(5000, MINUTE, 15 * MINUTE);
    expect(stateOf(id)).toBe('needs_review');
    expect(booked()).toEqual([['console-1', 4000, null]]);
    await resolve(id);
    expect(booked()).toEqual(
      [
        ['console-1', 4000, null],
        [id, 4000, id],
      ].toSorted(),
    );
  });

  it('does not matter where Toss lists the refund under its own', async () => {
    const id = await toldAsEarlier();
    await readAfter(5000);
    listed(refundOf('console-1'), refundOf(id));
    await readAfter(MINUTE);
    expect(stateOf(id)).toBe('succeeded');
    expect(payment()).toMatchObject({ refunded: 8000, drift: 'outside-refund' });
  });
});

describe('the number of a refund that is booked', () => {
  it('explains no second entry under the operation’s other number', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: 'TOSS-9' }, refundOf('TOSS-9'));
    await attemptToSend(bench.deps, id, 0);
    expect(stateOf(id)).toBe('succeeded');
    listed(refundOf('TOSS-9'), refundOf(id));
    await readAfter(5000);
    expect(payment()).toMatchObject({ refunded: 8000, drift: 'outside-refund' });
    expect(booked()).toEqual(
      [
        [id, 4000, null],
        ['TOSS-9', 4000, id],
      ].toSorted(),
    );
  });

  it('is the one that Toss lists, not the one that its answer told', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: id.toUpperCase() }, refundOf(id));
    await attemptToSend(bench.deps, id, 0);
    await readAfter(MINUTE, 20 * MINUTE);
    expect(booked()).toEqual([[id, 4000, id]]);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
  });

  /** Its answer has another number, and no read lists anything. */
  async function answeredAsAnother() {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => {
      bench.wire.status = () => ({ json: statusJson(facts, { refunds: undefined }) });
      return { json: { code: 0, refundNo: 'T-9' } };
    };
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 10_000, 15 * MINUTE);
    expect(stateOf(id)).toBe('needs_review');
    return id;
  }

  it('may be the one of the answer where Toss lists the operation’s own', async () => {
    const id = await answeredAsAnother();
    await resolve(id);
    listed(refundOf(id));
    await readAfter(MINUTE, 20 * MINUTE);
    expect(booked()).toEqual([['T-9', 4000, id]]);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
    listed(refundOf(id), refundOf('T-9'));
    await readAfter(MINUTE);
    expect(payment()).toMatchObject({ refunded: 8000, drift: 'outside-refund' });
    listed(refundOf(id));
    await readAfter(MINUTE, 20 * MINUTE);
    expect(payment().drift).toBe('contradiction');
  });

  it('is booked at the time that Toss gives for the one that a person picks', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: id }, refundOf('T-9', 4000, true, '2026-05-01 09:00:30'));
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 20 * MINUTE);
    await resolve(id, { refundNo: 'T-9' });
    expect(refundsOf(bench.storage, facts.payToken)).toMatchObject([
      { refundNo: 'T-9', operationId: id, at: '2026-05-01T00:00:30.000Z' },
    ]);
  });

  it('is the one that a person names, also where that is the operation’s own', async () => {
    const id = await answeredAsAnother();
    await resolve(id, { refundNo: id });
    listed(refundOf(id));
    await readAfter(MINUTE, 20 * MINUTE);
    expect(booked()).toEqual([[id, 4000, id]]);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
  });
});

describe('a refund of the same amount that was made elsewhere', () => {
  it('is not taken for this one by itself, and both are found', async () => {
    const id = await besideALookAlike();
    await bench.clock.advance(20 * MINUTE);
    await resolve(id);
    listed(refundOf('console-1'), refundOf(id));
    await readAfter(MINUTE);
    expect(booked()).toEqual(
      [
        ['console-1', 4000, null],
        [id, 4000, id],
      ].toSorted(),
    );
    expect(payment()).toMatchObject({ refunded: 8000, remaining: 2000 });
  });

  it('is this one where the person ticked it, and ours is found when it comes too', async () => {
    const id = await besideALookAlike();
    await bench.clock.advance(20 * MINUTE);
    await resolve(id, { refundNo: 'console-1' });
    expect(payment().refunded).toBe(4000);
    listed(refundOf('console-1'), refundOf(id));
    await readAfter(MINUTE);
    expect(booked()).toEqual(
      [
        ['console-1', 4000, id],
        [id, 4000, null],
      ].toSorted(),
    );
    expect(payment()).toMatchObject({ refunded: 8000, drift: 'outside-refund' });
  });

  it('lets nobody say how ours ended while it can still arrive', async () => {
    const id = await besideALookAlike();
    await expect(resolve(id)).rejects.toEqual(code('too-early'));
    await expect(resolve(id, { outcome: 'failed' })).rejects.toEqual(code('too-early'));
    await bench.clock.advance(15 * MINUTE);
    await resolve(id, { outcome: 'failed' });
    expect(stateOf(id)).toBe('failed');
  });

  it('counts once beside a booked one that Toss does not list, until a person says', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: id }, refundOf('TOSS-1'));
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
    const second = await recorded(bench, facts, 'refund', 1000);
    expect(await attemptToSend(bench.deps, second, 0)).toBe(1000);
    expect(bench.calls.filter((call) => call === 'refunds')).toHaveLength(1);
    await readAfter(15 * MINUTE);
    expect(payment()).toMatchObject({ refunded: 4000, drift: 'contradiction' });
    expect(bench.row(id).disputed).toBe(1);
    await resolve(id, { refundNo: 'TOSS-1' });
    await readAfter(MINUTE);
    expect(booked()).toEqual([['TOSS-1', 4000, id]]);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', late: 0, disputed: 0 });
  });

  it('counts once where it is listed before the answer comes, and can be picked', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = async () => {
      listed(refundOf('TOSS-1'));
      await read();
      return { json: { code: 0, refundNo: id } };
    };
    await attemptToSend(bench.deps, id, 0);
    expect(payment()).toMatchObject({ refunded: 4000, remaining: 6000 });
    await readAfter(5000, 16 * MINUTE);
    expect(bench.row(id).disputed).toBe(1);
    await resolve(id, { refundNo: 'TOSS-1' });
    await readAfter(MINUTE);
    expect(booked()).toEqual([['TOSS-1', 4000, id]]);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
  });

  it('counts as made elsewhere as soon as Toss lists ours as well', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: id }, refundOf('console-1'));
    await attemptToSend(bench.deps, id, 0);
    listed(refundOf('console-1'), refundOf(id));
    await readAfter(5000);
    expect(payment()).toMatchObject({ refunded: 8000, drift: 'outside-refund' });
  });

  it('is not booked twice where a booked refund that may be it leaves no room', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed', 'answered-ok');
    const second = await recorded(bench, facts);
    await walk(bench, second, 'claimed', 'answered-unclear', 'contradicted');
    listed(refundOf('TOSS-1'), refundOf('console', 3000));
    await readAfter(5000, 16 * MINUTE);
    expect(payment()).toMatchObject({ refunded: 7000, remaining: 3000 });
    await expect(resolve(second, { refundNo: 'TOSS-1' })).rejects.toMatchObject({
      extras: { errors: [{ pointer: '/refundNo', code: 'no-room' }] },
    });
    // Once the other refund is proved not to have happened, the number is free.
    await bench.clock.advance(24 * 60 * MINUTE);
    await resolve(id, { outcome: 'failed' });
    await resolve(second, { refundNo: 'TOSS-1' });
    await readAfter(MINUTE);
    expect(payment()).toMatchObject({ refunded: 7000, remaining: 3000 });
  });

  it.each([
    ['that Toss has not shown', { refundNo: 'made-up' }, 'invalid-request'],
    ['without a number', {}, 'operation-moved'],
  ])('is not taken for a booked one %s', async (_name, over, refusal) => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: id }, refundOf('TOSS-1'));
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 15 * MINUTE);
    await expect(resolve(id, over)).rejects.toEqual(code(refusal));
    expect(booked()).toEqual([[id, 4000, id]]);
  });
});

describe('two entries of one refund', () => {
  it('that a person calls done count as one of ours and one made elsewhere', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: 'TOSS-9' }, refundOf('TOSS-9'), refundOf(id));
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000);
    expect(stateOf(id)).toBe('needs_review');
    await bench.clock.advance(20 * MINUTE);
    await resolve(id);
    await readAfter(MINUTE);
    expect(payment()).toMatchObject({ refunded: 8000, drift: 'outside-refund' });
  });

  it('that a person calls failed are found both', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: 'TOSS-9' }, refundOf('TOSS-9'), refundOf(id));
    await attemptToSend(bench.deps, id, 0);
    await readAfter(20 * MINUTE);
    await resolve(id, { outcome: 'failed' });
    await readAfter(MINUTE, MINUTE);
    expect(payment().refunded).toBe(8000);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', late: 1 });
  });
});

describe('the number of a refund without an answer', () =>
  it('with another amount is booked as Toss lists it, and a person looks', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
    await attemptToSend(bench.deps, id, 0);
    listed(refundOf(id, 9000));
    await readAfter(5000);
    expect(stateOf(id)).toBe('needs_review');
    expect(payment()).toMatchObject({ refunded: 9000, remaining: 1000 });
    expect(booked()).toEqual([[id, 9000, null]]);
  }));

describe('its own number in capitals', () => {
  it('is found where the answer was lost, and booked as it is listed', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
    await attemptToSend(bench.deps, id, 0);
    listed(refundOf(id.toUpperCase()));
    await readAfter(5000);
    expect(stateOf(id)).toBe('succeeded');
    listed(refundOf(id));
    await readAfter(MINUTE, 20 * MINUTE);
    expect(booked()).toEqual([[id.toUpperCase(), 4000, id]]);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
  });

  it.each<[string, (id: string) => string]>([
    ['as it was sent', (id) => id],
    ['in capitals', (id) => id.toUpperCase()],
  ])('shows what was answered %s', async (_name, told) => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: told(id) }, refundOf(id.toUpperCase()));
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 20 * MINUTE);
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', cause: 'answered-ok', disputed: 0 });
    expect(booked()).toEqual([[id, 4000, id]]);
    expect(payment()).toMatchObject({ refunded: 4000, drift: null });
  });

  it('is no second refund beside the same number as it was sent', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: id }, refundOf(id), refundOf(id.toUpperCase()));
    await attemptToSend(bench.deps, id, 0);
    const seen = await read();
    expect(seen).toMatchObject({ observed: { why: 'number-twice' } });
    expect(booked()).toEqual([[id, 4000, id]]);
    expect(payment().refunded).toBe(4000);
  });

  it('with another amount is not called done by anybody, and counts once', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
    await attemptToSend(bench.deps, id, 0);
    listed(refundOf(id.toUpperCase(), 9000));
    await readAfter(5000, 15 * MINUTE);
    await expect(resolve(id)).rejects.toEqual(code('invalid-request'));
    await expect(resolve(id, { refundNo: id })).rejects.toMatchObject({
      extras: { errors: [{ pointer: '/refundNo', code: 'other-amount' }] },
    });
    await resolve(id, { outcome: 'failed' });
    await readAfter(MINUTE);
    expect(booked()).toEqual([[id.toUpperCase(), 9000, null]]);
    expect(payment().refunded).toBe(9000);
    expect(stateOf(id)).toBe('failed');
  });

  it('with another amount is not made ours by an answer that comes after it', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = async () => {
      listed(refundOf(id.toUpperCase(), 9000));
      await read();
      return { json: { code: 0, refundNo: id } };
    };
    await attemptToSend(bench.deps, id, 0);
    await readAfter(MINUTE);
    expect(booked()).toEqual([[id.toUpperCase(), 9000, null]]);
    expect(payment()).toMatchObject({ refunded: 9000, drift: 'outside-refund' });
    expect(stateOf(id)).toBe('needs_review');
  });

  it('is no other operation’s as well', async () => {
    const id = await recorded(bench, facts);
    answered({ code: 0, refundNo: id }, refundOf(id.toUpperCase()));
    await attemptToSend(bench.deps, id, 0);
    const second = await recorded(bench, facts);
    answered({ code: 0, refundNo: id.toUpperCase() }, refundOf(id.toUpperCase()));
    await attemptToSend(bench.deps, second, 0);
    await readAfter(5000);
    expect(stateOf(second)).toBe('needs_review');
    expect(booked()).toEqual([[id, 4000, id]]);
    expect(payment().refunded).toBe(4000);
  });
});

describe('numbers of Toss’s that differ in their letters only', () =>
  it('are two refunds', async () => {
    listed(refundOf('Tx9a'), refundOf('TX9A'));
    await readAfter(1000);
    expect(payment().refunded).toBe(8000);
  }));

describe('its own number in the read before it is sent', () => {
  it.each([0, 1])(
    'sends nothing, is stale, and then found late (after %i sends)',
    async (sends) => {
      const id = await recorded(bench, facts);
      if (sends > 0) {
        bench.wire.refunds = () => ({ outcome: 'never-sent', failure: 'TLS' });
        await attemptToSend(bench.deps, id, 0);
        expect(stateOf(id)).toBe('not_sent');
      }
      listed(refundOf(id));
      await attemptToSend(bench.deps, id, 0);
      expect(bench.calls.filter((call) => call === 'refunds')).toHaveLength(sends);
      expect(bench.row(id)).toMatchObject({ state: 'declined', cause: 'read-forbids' });
      expect(payment()).toMatchObject({ refunded: 4000 });
      const due = bench.db.value('SELECT next_poll_at FROM payment');
      expect(due).toBe(bench.clock.nowIso());
      await read();
      expect(bench.row(id)).toMatchObject({ state: 'succeeded', late: 1 });
      expect(booked()).toEqual([[id, 4000, id]]);
    },
  );

  it('with another amount is booked as it is listed', async () => {
    const id = await recorded(bench, facts);
    listed(refundOf(id, 9000));
    await attemptToSend(bench.deps, id, 0);
    expect(bench.calls).not.toContain('refunds');
    expect(payment()).toMatchObject({ refunded: 9000, remaining: 1000 });
    expect(stateOf(id)).toBe('declined');
  });
});
