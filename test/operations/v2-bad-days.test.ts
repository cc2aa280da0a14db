/** Both versions told of one refund at odds: it is booked once, and under the right name. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { attemptToSend } from '../../server/operations/send-operation.ts';
import { acknowledgeDrift } from '../../server/storage/drift.ts';
import { findPayment, refundsOf } from '../../server/storage/payments.ts';
import { paidFacts } from '../support/open-test-storage.ts';
import { recorded, staff } from './engine-bench.ts';
import { openSandboxBench, type SandboxBench } from './sandbox-wire.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let bench: SandboxBench;
beforeEach(() => {
  bench = openSandboxBench();
});
afterEach(() => bench.close());

async function known(): Promise<PaymentFacts> {
  const [payToken = ''] = bench.plant({
    ...{ orderNo: 'order-1', amount: 10_000, state: 'PAY_COMPLETE', payMethod: 'TOSS_MONEY' },
    parts: { taxable: 10_000, vat: 0, taxFree: 0, serviceFee: 0 },
    createdAt: '2026-04-30T09:00:00Z',
    completedAt: '2026-04-30T09:01:00Z',
  });
  await bench.read('v1', payToken);
  return paidFacts({ payToken, orderNo: 'order-1', amount: 10_000 });
}

async function send(facts: PaymentFacts, amount = 4000): Promise<string> {
  const id = await recorded(bench, facts, 'refund', amount);
  await attemptToSend(bench.by('v2'), id, 0);
  return id;
}

const payment = ({ payToken }: PaymentFacts) => findPayment(bench.storage, payToken);
const booked = ({ payToken }: PaymentFacts) =>
  refundsOf(bench.storage, payToken).map(({ amount, operationId }) => [amount, operationId]);

it('counts a refund once that v2 showed as made elsewhere and v1 by our number', async () => {
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

it('counts a refund elsewhere once whose times the versions tell apart', async () => {
  const facts = await known();
  bench.world.setOptions({ regTsLaterMs: MINUTE });
  bench.refundElsewhere(facts.payToken, 4000);
  for (const version of ['v2', 'v1', 'v2', 'v1'] as const) {
    await bench.clock.advance(20 * MINUTE);
    await bench.read(version, facts.payToken);
    expect(payment(facts)?.refunded).toBe(4000);
  }
});

it('does not take a refund elsewhere for one that Toss refused', async () => {
  const facts = await known();
  bench.world.setOptions({ v1StatusServed: false });
  bench.wire.refunds = () => {
    bench.refundElsewhere(facts.payToken, 4000);
    return { json: { code: -1, errorCode: 'REFUND_EXCEED_DAILY', msg: '한도' } };
  };
  const id = await send(facts);
  for (const pause of [SECOND, MINUTE, 20 * MINUTE]) {
    await bench.clock.advance(pause);
    await bench.read('v2', facts.payToken);
  }
  expect(bench.row(id).state).toBe('needs_review');
  expect(booked(facts)).toEqual([[4000, null]]);
});

it('counts an acknowledged refund elsewhere once whose times the versions tell apart', async () => {
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
  for (const version of ['v2', 'v2'] as const) {
    await bench.clock.advance(20 * MINUTE);
    await bench.read(version, payToken);
    expect(payment(facts)?.refunded).toBe(4000);
  }
  expect(payment(facts)?.drift).toBe('contradiction');
});
