/** Every way in which sending an operation ends: nothing is sent without a read that permits it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStatus } from '../../server/operations/read-status.ts';
import {
  attemptToSend,
  claimToSendAgain,
  reasonNotToSend,
  sendAndSettle,
} from '../../server/operations/send-operation.ts';
import type { HighWater } from '../../server/storage/high-water.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { findPayment } from '../../server/storage/payments.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { OperationKind } from '../../shared/operation.ts';
import { insertRaw, rawRefund, walkTo } from '../support/open-test-storage.ts';
import { known, openBench, recorded, refundOf, refusedConnection } from './engine-bench.ts';
import { staff, statusJson, walk, type Bench, type Wire } from './engine-bench.ts';

const MINUTE = 60_000;
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const refused = (errorCode: string, httpStatus = 200): Wire => ({
  json: { code: -1, errorCode },
  httpStatus,
});

let bench: Bench;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  bench.wire = {
    status: () => ({ json: statusJson(facts) }),
    refunds: ({ refundNo }) => ({ json: { code: 0, refundNo } }),
  };
});
afterEach(() => bench.close());

const attempt = (id: string, tries = 0) => attemptToSend(bench.deps, id, tries);
const evidenceOf = (id: string) => {
  const { state, cause, evidence_detail: detail } = bench.row(id);
  return { state, cause, detail };
};

describe('the known state of the payment', () => {
  const row = (over: Partial<OperationRow>) =>
    ({
      kind: 'refund',
      amount: 4000,
      seen_refunded: 0,
      seen_status: null,
      ...over,
    }) as OperationRow;

  const cases: [OperationKind, Partial<OperationRow>, Partial<PaymentFacts>, string | null][] = [
    ['refund', {}, {}, null],
    ['refund', {}, { status: 'PAY_APPROVED' }, 'Toss says PAY_APPROVED: not-paid'],
    ['refund', { seen_refunded: 1000 }, {}, '0 won are refunded now, not 1000'],
    ['refund', { amount: 10_001 }, {}, 'More than what is left'],
    ['execute', { amount: 10_000 }, { status: 'PAY_APPROVED' }, null],
    ['execute', { amount: 9999 }, { status: 'PAY_APPROVED' }, 'The amount differs'],
    ['cancel', { seen_status: 'PAY_STANDBY' }, { status: 'PAY_STANDBY' }, null],
    [
      'cancel',
      { seen_status: 'PAY_STANDBY' },
      { status: 'PAY_APPROVED' },
      'The status is PAY_APPROVED now, not PAY_STANDBY',
    ],
  ];

  it.each(cases)('of a %s of %o on %o: %s', async (kind, over, factsOver, reason) => {
    const { payToken } = await known(bench, { ...factsOver, completedAt: null });
    const payment = findPayment(bench.storage, payToken);
    if (payment === undefined) throw new Error('not known');
    expect(reasonNotToSend(row({ kind, ...over }), payment)).toBe(reason);
  });
});

describe('an operation that is ready', () => {
  it('is sent after a good read, and verified by another', async () => {
    const id = await recorded(bench, facts);
    expect(await attempt(id)).toBeNull();
    expect(bench.calls).toEqual(['status', 'refunds', 'status']);
    expect(bench.row(id).state).toBe('succeeded');
  });

  it('is read again soon where Toss can’t be read after its answer', async () => {
    const id = await recorded(bench, facts);
    let reads = 0;
    bench.wire.status = () => (reads++ === 0 ? { json: statusJson(facts) } : refusedConnection);
    expect(await attempt(id)).toBeNull();
    const next = bench.db.value('SELECT next_poll_at FROM payment');
    expect(next).toBe(bench.clock.nowIso());
  });

  it('is left alone once it is no longer ready', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'withdrawn');
    expect(await attempt(id)).toBeNull();
    expect(bench.calls).toEqual([]);
  });

  it.each([
    [refused('COMMON_INVALID_API_KEY'), "Toss does not accept the shop's API key"],
    [refused('', 401), "Toss does not accept the shop's API key"],
  ])('is closed as not sent where the read before it says %o', async (wire, detail) => {
    const id = await recorded(bench, facts);
    bench.wire.status = () => wire;
    expect(await attempt(id)).toBeNull();
    expect(evidenceOf(id)).toEqual({ state: 'declined', cause: 'read-forbids', detail });
    expect(bench.calls).toEqual(['status']);
  });

  const unproving: [string, () => Wire][] = [
    ['is lost', () => ({ outcome: 'lost', failure: 'time-out' })],
    ['has no code', () => ({ json: { payToken: facts.payToken } })],
    ['is about another payment', () => ({ json: statusJson(facts, { payToken: 'another' }) })],
    ['shows no refunds', () => ({ json: statusJson(facts, { refunds: null }) })],
    ['goes back', () => ({ json: statusJson(facts, { payStatus: 'PAY_STANDBY' }) })],
  ];

  it.each(unproving)('waits longer and longer where a read %s', async (_name, wire) => {
    const id = await recorded(bench, facts);
    bench.wire.status = wire;
    const waits = [];
    for (let tries = 0; tries < 6; tries += 1) waits.push(await attempt(id, tries));
    expect(waits).toEqual([1000, 3000, 10_000, 30_000, 30_000, 30_000]);
    expect(bench.row(id).state).toBe('ready');
    expect(new Set(bench.calls)).toEqual(new Set(['status']));
  });

  it('is closed as not sent after it has waited five minutes', async () => {
    const id = await recorded(bench, facts);
    await bench.clock.advance(5 * MINUTE - 1);
    bench.wire.status = () => refusedConnection;
    expect(await attempt(id)).toBe(1000);
    await bench.clock.advance(1);
    expect(await attempt(id)).toBeNull();
    expect(evidenceOf(id)).toMatchObject({ state: 'declined', cause: 'too-old-to-send' });
  });

  it('without a recorded time to send counts from its request', async () => {
    const created = { state: 'proposed', created_at: bench.clock.nowIso() };
    const id = await bench.storage.transact(function* () {
      const lapses = { approval_lapses_at: '2026-06-01T00:00:00.000Z' };
      const parts = { taxable: 4000, vat: 0 };
      const columns = { ...created, ...lapses, ...parts, order_no: facts.orderNo };
      const row = yield* insertRaw(rawRefund(facts.payToken, columns));
      yield* walkTo(String(row.id), 'ready');
      return String(row.id);
    });
    expect(bench.row(id)).toMatchObject({ ready_at: null, send_after: null });
    await bench.clock.advance(5 * MINUTE);
    await attempt(id);
    expect(evidenceOf(id)).toMatchObject({ state: 'declined', cause: 'too-old-to-send' });
  });

  it('is not sent where the permission expired while Toss was read', async () => {
    const id = await recorded(bench, facts);
    await bench.clock.advance(4 * MINUTE);
    bench.wire.status = async () => {
      await bench.clock.advance(MINUTE + 10);
      return { json: statusJson(facts) };
    };
    expect(await attempt(id)).toBe(0);
    expect(await attempt(id)).toBeNull();
    expect(evidenceOf(id)).toMatchObject({ state: 'declined', cause: 'too-old-to-send' });
    expect(bench.calls).toEqual(['status']);
  });

  it('is not sent where it was taken back while Toss was read', async () => {
    const id = await recorded(bench, facts);
    bench.wire.status = async () => {
      await walk(bench, id, 'withdrawn');
      return { json: statusJson(facts) };
    };
    expect(await attempt(id)).toBeNull();
    expect(bench.calls).toEqual(['status']);
  });

  it('is tried three times where Toss is not reached, and then never', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => refusedConnection;
    expect([await attempt(id, 0), bench.row(id).state]).toEqual([1000, 'not_sent']);
    expect([await attempt(id, 1), bench.row(id).state]).toEqual([3000, 'not_sent']);
    expect([await attempt(id, 2), bench.row(id).state]).toEqual([null, 'declined']);
    expect(await attempt(id, 3)).toBeNull();
    expect(bench.calls.filter((call) => call === 'refunds')).toHaveLength(3);
  });
});

/** A refund that is proved absent. */
async function absent(): Promise<string> {
  const id = await recorded(bench, facts);
  await walk(bench, id, 'claimed', 'answered-unclear', 'absence-proved');
  return id;
}

const again = (id: string, isStopping = () => false) =>
  claimToSendAgain(bench.deps, id, { staff: staff('manager-1') }, isStopping);

describe('an absent operation', () => {
  it('is sent once more under its own number', async () => {
    const id = await absent();
    const row = await again(id);
    expect(row).toMatchObject({ id, state: 'sending', attempts: 2 });
    if (row === null) throw new Error('not claimed');
    expect(await sendAndSettle(bench.deps, row, 1000)).toBeNull();
    expect(bench.row(id).state).toBe('succeeded');
  });

  it('is absent again where Toss was not reached', async () => {
    const id = await absent();
    bench.wire.refunds = () => refusedConnection;
    const row = await again(id);
    if (row === null) throw new Error('not claimed');
    await sendAndSettle(bench.deps, row, 0);
    expect(bench.row(id)).toMatchObject({ state: 'absent', cause: 'again-unsent' });
  });

  it('is not sent where the read shows it', async () => {
    const id = await absent();
    bench.wire.status = () => ({
      json: statusJson({ ...facts, status: 'REFUND_SUCCESS', refunds: [refundOf(id)] }),
    });
    expect(await again(id)).toBeNull();
    expect(bench.row(id)).toMatchObject({ state: 'succeeded', late: 1 });
    expect(bench.calls).toEqual(['status']);
  });

  it('is not sent where the read hands it to a person', async () => {
    const id = await absent();
    bench.wire.status = () => ({
      json: statusJson({ ...facts, status: 'REFUND_SUCCESS', refunds: [refundOf('console')] }),
    });
    await expect(again(id)).rejects.toThrow(code('operation-moved'));
    expect(bench.row(id).state).toBe('needs_review');
  });

  it('is not sent by a desk that stops', async () => {
    const id = await absent();
    await expect(again(id, () => true)).rejects.toThrow(code('not-ready'));
    expect(bench.row(id).state).toBe('absent');
  });

  it('is not sent where Toss forbids the act now', async () => {
    const id = await absent();
    bench.wire.status = () => ({
      json: statusJson(facts, { availableActions: ['CANCEL'] }),
    });
    await expect(again(id)).rejects.toThrow(code('stale-view'));
    expect(bench.row(id).state).toBe('absent');
  });

  it('is not sent where somebody gave it up in between', async () => {
    const id = await absent();
    const stops = () => {
      void walk(bench, id, 'gave-up');
      return false;
    };
    await expect(again(id, stops)).rejects.toThrow(code('stale-view'));
    expect(bench.row(id).state).toBe('given_up');
    expect(bench.calls).toEqual(['status']);
  });
});

describe('a disk that can’t store the high-water mark', () => {
  const full: Pick<HighWater, 'raise'> = {
    raise: () => {
      throw new Error('ENOSPC');
    },
  };
  beforeEach(() => {
    bench.deps.highWater = full;
  });

  it('keeps everything from being sent, and the operation is tried again', async () => {
    const id = await recorded(bench, facts);
    expect(await attempt(id, 1)).toBe(3000);
    expect(evidenceOf(id)).toEqual({
      state: 'not_sent',
      cause: 'proved-unsent',
      detail: 'The disk refused',
    });
    expect(bench.calls).toEqual(['status']);
    expect(bench.log.join('')).toContain('ENOSPC');
  });

  it('leaves what was to be sent again absent', async () => {
    const id = await absent();
    const row = await again(id);
    if (row === null) throw new Error('not claimed');
    await sendAndSettle(bench.deps, row, 0);
    expect(bench.row(id)).toMatchObject({ state: 'absent', cause: 'again-unsent' });
    expect(bench.calls).toEqual(['status']);
  });
});

describe('an answer to a read about a payment that the desk does not know', () =>
  it('is unclear where it has no amount', async () => {
    const by = { orderNo: 'unheard-of' };
    bench.wire.status = () => ({
      json: statusJson({ ...facts, payToken: 'new', orderNo: by.orderNo }, { amount: null }),
    });
    expect(await readStatus(bench.deps, by, { priority: 'person' })).toEqual({
      kind: 'unclear',
      reached: true,
      detail: 'Toss told no amount',
    });
  }));
