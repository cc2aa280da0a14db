/** v1 and v2 disagree about a refund, or v2 contradicts itself: it is counted once. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { attemptToSend } from '../../server/operations/send-operation.ts';
import { acknowledgeDrift } from '../../server/storage/drift.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import { paidFacts } from '../support/open-test-storage.ts';
import { recorded, refusedConnection, staff } from './engine-bench.ts';
import { openSandboxBench, type SandboxBench } from './sandbox-wire.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let bench: SandboxBench;
beforeEach(() => {
  bench = openSandboxBench();
});
afterEach(() => bench.close());

function plant(): PaymentFacts {
  const [payToken = ''] = bench.plant({
    ...{ orderNo: 'order-1', amount: 10_000, state: 'PAY_COMPLETE', payMethod: 'TOSS_MONEY' },
    parts: { taxable: 10_000, vat: 0, taxFree: 0, serviceFee: 0 },
    createdAt: '2026-04-30T09:00:00Z',
    completedAt: '2026-04-30T09:01:00Z',
  });
  return paidFacts({ payToken, orderNo: 'order-1', amount: 10_000 });
}

async function known(): Promise<PaymentFacts> {
  const facts = plant();
  await bench.read('v1', facts.payToken);
  return facts;
}

async function send(facts: PaymentFacts, amount = 4000): Promise<string> {
  const id = await recorded(bench, facts, 'refund', amount);
  await attemptToSend(bench.by('v2'), id, 0);
  return id;
}

const payment = ({ payToken }: PaymentFacts) => findPayment(bench.storage, payToken);
const booked = ({ payToken }: PaymentFacts) =>
  refundsOf(bench.storage, payToken).map(({ amount, operationId }) => [amount, operationId]);

it('counts our refund once when v2 shows it as made elsewhere, and v1 later by our number', async () => {
  const facts = await known();
  const carryOut = bench.wire.refunds;
  bench.world.setOptions({ v1StatusServed: false, regTsLaterMs: 5 * MINUTE });
  bench.wire.refunds = async (body) => {
    await carryOut?.(body);
    return { outcome: 'lost', failure: 'time-out' };
  };
  const id = await send(facts);
  expect(bench.row(id).state).toBe('needs_review');
  expect(payment(facts)?.refunded).toBe(4000);
  bench.world.setOptions({ v1StatusServed: true });
  for (const version of ['v2', 'v1', 'v2'] as const) {
    await bench.clock.advance(MINUTE);
    await bench.read(version, facts.payToken);
    expect(payment(facts)?.refunded).toBe(4000);
    expect(booked(facts)).toEqual([[4000, id]]);
  }
  expect(bench.row(id).state).toBe('succeeded');
});

it.each([4000, 3000])(
  'counts our refund once where Toss made it with another amount, after one of %i won elsewhere',
  async (beforeWon) => {
    const facts = await known();
    bench.refundElsewhere(facts.payToken, beforeWon);
    await bench.clock.advance(MINUTE);
    await bench.read('v2', facts.payToken);
    const carryOut = bench.wire.refunds;
    bench.world.setOptions({ v1StatusServed: false });
    bench.wire.refunds = async (body) => {
      await carryOut?.({ ...body, amount: 3000, amountTaxable: 3000 });
      return { outcome: 'lost', failure: 'time-out' };
    };
    const id = await send({ ...facts, refunds: [] });
    expect(payment(facts)?.refunded).toBe(beforeWon + 3000);
    bench.world.setOptions({ v1StatusServed: true });
    for (const version of ['v2', 'v1', 'v2'] as const) {
      await bench.clock.advance(20 * MINUTE);
      await bench.read(version, facts.payToken);
      expect(payment(facts)?.refunded).toBe(beforeWon + 3000);
    }
    expect(bench.row(id).state).toBe('needs_review');
  },
);

it('takes no refund made elsewhere for ours that Toss made with another amount', async () => {
  const facts = await known();
  const carryOut = bench.wire.refunds;
  bench.world.setOptions({ v1StatusServed: false });
  bench.wire.refunds = async (body) => {
    await carryOut?.({ ...body, amount: 3000, amountTaxable: 3000 });
    return { outcome: 'lost', failure: 'time-out' };
  };
  const id = await send(facts);
  await bench.clock.advance(10 * SECOND);
  bench.refundElsewhere(facts.payToken, 4000);
  for (const pause of [SECOND, 20 * MINUTE]) {
    await bench.clock.advance(pause);
    await bench.read('v2', facts.payToken);
  }
  expect(bench.row(id).state).toBe('needs_review');
  expect(booked(facts)).toEqual([
    [4000, null],
    [3000, null],
  ]);
});

it('counts a refund made elsewhere once when v1 and v2 tell different times', async () => {
  const facts = await known();
  bench.world.setOptions({ regTsLaterMs: MINUTE });
  bench.refundElsewhere(facts.payToken, 4000);
  for (const version of ['v2', 'v1', 'v2', 'v1'] as const) {
    await bench.clock.advance(20 * MINUTE);
    await bench.read(version, facts.payToken);
    expect(payment(facts)?.refunded).toBe(4000);
  }
});

it.each(['REFUND_EXCEED_DAILY', 'REFUND_ALREADY_REFUNDED'])(
  'does not take a refund made elsewhere for ours, which Toss answered with %s',
  async (errorCode) => {
    const facts = await known();
    bench.world.setOptions({ v1StatusServed: false });
    bench.wire.refunds = () => {
      bench.refundElsewhere(facts.payToken, 4000);
      return { json: { code: -1, errorCode, msg: '실패' } };
    };
    const id = await send(facts);
    for (const pause of [SECOND, MINUTE, 20 * MINUTE]) {
      await bench.clock.advance(pause);
      await bench.read('v2', facts.payToken);
    }
    expect(bench.row(id).state).toBe('needs_review');
    expect(booked(facts)).toEqual([[4000, null]]);
  },
);

it('counts an acknowledged refund made elsewhere once when v1 and v2 tell different times', async () => {
  const facts = await known();
  const { payToken } = facts;
  bench.world.setOptions({ regTsLaterMs: MINUTE });
  bench.refundElsewhere(payToken, 4000);
  await bench.clock.advance(SECOND);
  await bench.read('v1', payToken);
  await bench.clock.advance(20 * MINUTE);
  await bench.read('v1', payToken);
  await acknowledgeDrift(
    bench.storage,
    payToken,
    { note: '확인', by: staff('m') },
    () => undefined,
  );
  for (let reads = 0; reads < 2; reads += 1) {
    await bench.clock.advance(20 * MINUTE);
    await bench.read('v2', payToken);
    expect(payment(facts)?.refunded).toBe(4000);
  }
  expect(payment(facts)?.drift).toBe('contradiction');
});

type Json = Record<string, unknown>;

/** Changes v2's answers. */
function spoil(change: (json: Json, lines: Json[]) => Json): void {
  const answer = bench.wire['v2/status'];
  bench.wire['v2/status'] = async (body) => {
    const told = await answer?.(body);
    if (told === undefined || !('json' in told)) return refusedConnection;
    const json = structuredClone(told.json) as Json;
    return { ...told, json: change(json, json['transactions'] as Json[]) };
  };
}

it('shows a difference where v2 lists a refund in answers that do not add up', async () => {
  const facts = await known();
  bench.refundElsewhere(facts.payToken, 4000);
  spoil((json) => ({ ...json, refundableAmount: 6500 }));
  for (const pause of [SECOND, 20 * MINUTE]) {
    await bench.clock.advance(pause);
    await bench.read('v2', facts.payToken);
  }
  expect(payment(facts)).toMatchObject({ refunded: 0, drift: 'contradiction' });
});

it('does not book doubled lines of a payment that it did not know', async () => {
  const { payToken } = plant();
  bench.refundElsewhere(payToken, 4000);
  const sound = bench.wire['v2/status'];
  spoil((json, lines) => ({
    ...json,
    transactions: lines.flatMap((line) =>
      line['stepType'] === 'REFUND' ? [line, { ...line, transactionId: 'again' }] : [line],
    ),
  }));
  await bench.read('v2', payToken);
  expect(findPayment(bench.storage, payToken)?.refunded).toBe(0);
  if (sound !== undefined) bench.wire['v2/status'] = sound;
  await bench.clock.advance(SECOND);
  await bench.read('v2', payToken);
  expect(findPayment(bench.storage, payToken)?.refunded).toBe(4000);
});

it('learns no name from an answer that does not add up', async () => {
  const facts = await known();
  const id = await recorded(bench, facts, 'refund', 4000);
  await attemptToSend(bench.by('v1'), id, 0);
  const sound = bench.wire['v2/status'];
  spoil((json, lines) => ({
    ...json,
    transactions: lines.flatMap((line) =>
      line['stepType'] === 'REFUND' ? [{ ...line, transactionId: 'ghost' }, line] : [line],
    ),
  }));
  await bench.clock.advance(SECOND);
  await bench.read('v2', facts.payToken);
  if (sound !== undefined) bench.wire['v2/status'] = sound;
  for (const pause of [SECOND, 20 * MINUTE]) {
    await bench.clock.advance(pause);
    await bench.read('v2', facts.payToken);
  }
  expect(booked(facts)).toEqual([[4000, id]]);
  expect(payment(facts)).toMatchObject({ refunded: 4000, drift: null });
});

it('pairs refunds of one amount in the order of time when v1 and v2 tell different times', async () => {
  const { payToken } = await known();
  bench.world.setOptions({ regTsLaterMs: 5 * SECOND });
  bench.refundElsewhere(payToken, 2000);
  await bench.clock.advance(MINUTE);
  bench.refundElsewhere(payToken, 2000);
  spoil((json, lines) => {
    const refunds = lines.filter((line) => line['stepType'] === 'REFUND');
    const ids = new Map(refunds.map((line, at) => [line, ['tx-z', 'tx-a'][at]]));
    const renamed = lines.map((line) => ({ ...line, transactionId: ids.get(line) ?? 'tx-pay' }));
    return { ...json, transactions: renamed };
  });
  for (const version of ['v2', 'v1'] as const) {
    await bench.clock.advance(MINUTE);
    await bench.read(version, payToken);
  }
  const answer = await bench.wire.status?.({ payToken });
  const { refunds } = (answer as { json: { refunds: { refundNo: string }[] } }).json;
  const names = bench.db.all(
    "SELECT refund_no, name FROM refund_name WHERE version = 'v1' ORDER BY refund_no DESC",
  );
  expect(names).toEqual([
    { refund_no: 'tx-z', name: refunds[0]?.refundNo },
    { refund_no: 'tx-a', name: refunds[1]?.refundNo },
  ]);
});

it('ends no refund by an answer about another order', async () => {
  const facts = await known();
  bench.world.setOptions({ v1StatusServed: false });
  bench.wire.refunds = () => {
    bench.refundElsewhere(facts.payToken, 4000);
    return { outcome: 'lost', failure: 'time-out' };
  };
  const id = await recorded(bench, facts, 'refund', 4000);
  const sound = bench.wire['v2/status'];
  const lost = bench.wire.refunds;
  bench.wire.refunds = (body) => {
    spoil((json) => ({ ...json, orderNo: 'order-9' }));
    return lost(body);
  };
  await attemptToSend(bench.by('v2'), id, 0);
  expect(bench.row(id).state).not.toBe('succeeded');
  if (sound !== undefined) bench.wire['v2/status'] = sound;
});
