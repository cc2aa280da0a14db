import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { startDemoBuyers } from '../../server/demo/demo-buyers.ts';
import { sumItems } from '../../shared/items.ts';
import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';

type Alarm = { atMs: number; call: () => void };

/** A clock that a test moves on; timers fire as it passes them. */
function createHandClock() {
  let nowMs = Date.now();
  const alarms = new Set<Alarm>();
  return {
    nowMs: () => nowMs,
    after: (delayMs: number, call: () => void) => {
      const alarm = { atMs: nowMs + delayMs, call };
      alarms.add(alarm);
      return { cancel: () => void alarms.delete(alarm) };
    },
    push: (ms: number) => {
      nowMs += ms;
      for (const alarm of alarms) {
        if (alarm.atMs > nowMs) continue;
        alarms.delete(alarm);
        alarm.call();
      }
    },
    waiting: () => alarms.size,
  };
}

let toss: TestSandbox;
let orderNos: string[];
let errors: unknown[];
let clock: ReturnType<typeof createHandClock>;

function start(sandboxUrl = toss.url) {
  let state = 5;
  return startDemoBuyers({
    sandboxUrl,
    placeOrder: async ({ orderNo, parts, items, expiresInMinutes: _minutes, ...order }) => {
      // As the desk checks them.
      if (items !== undefined) expect(sumItems(items)).toBe(order.amount);
      if (sandboxUrl !== toss.url) throw new Error('the desk is away');
      const made = await toss.create({
        ...order,
        orderNo,
        amountTaxFree: parts?.taxFree ?? 0,
        ...(parts && {
          amountTaxable: parts.taxable,
          amountVat: parts.vat,
          amountServiceFee: parts.serviceFee,
        }),
      });
      orderNos.push(orderNo);
      return made.payToken;
    },
    onError: (error) => errors.push(error),
    clock,
    random: () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    },
  });
}

beforeEach(async () => {
  toss = await startTestSandbox();
  orderNos = [];
  errors = [];
  clock = createHandClock();
});
afterEach(() => toss.close());

it('starts with a basket that is paid, and a few that wait, every other one authenticated', async () => {
  const buyers = start();
  clock.push(2000);
  await vi.waitFor(async () => {
    expect(orderNos).toHaveLength(5);
    const statuses = [];
    for (const orderNo of orderNos) {
      statuses.push((await toss.call('status', { orderNo })).body['payStatus']);
    }
    expect(statuses.sort()).toEqual([
      ...['PAY_APPROVED', 'PAY_APPROVED', 'PAY_COMPLETE'],
      ...['PAY_STANDBY', 'PAY_STANDBY'],
    ]);
  });
  buyers.stop();
  expect(errors).toEqual([]);
});

it('orders every 20 to 60 seconds; most buyers pay, some stop, some leave', async () => {
  const buyers = start();
  while (orderNos.length < 29) {
    clock.push(10_000);
    await vi.waitFor(async () => {
      const made = await toss.calls('payments');
      expect(made.every((call) => call.answered)).toBe(true);
      expect(orderNos).toHaveLength(made.length);
    });
  }
  clock.push(15_000);
  await vi.waitFor(async () => {
    const seen = new Set<unknown>();
    for (const orderNo of orderNos) {
      seen.add((await toss.call('status', { orderNo })).body['payStatus']);
    }
    expect([...seen].sort()).toEqual(['PAY_APPROVED', 'PAY_CANCEL', 'PAY_COMPLETE', 'PAY_STANDBY']);
  });
  buyers.stop();
  expect(errors).toEqual([]);
  expect(new Set(orderNos).size).toBe(orderNos.length);
});

it('reports a desk that can’t be reached and goes on', async () => {
  const buyers = start('http://127.0.0.1:9');
  clock.push(2000);
  await vi.waitFor(() => expect(errors).toHaveLength(5));
  for (let turn = 1; turn <= 3; turn += 1) {
    clock.push(60_000);
    await vi.waitFor(() => expect(errors).toHaveLength(5 + turn));
  }
  expect(orderNos).toEqual([]);
  buyers.stop();
});

it('does nothing once it was stopped', async () => {
  const buyers = start();
  clock.push(60_000);
  buyers.stop();
  expect(clock.waiting()).toBe(0);
  clock.push(600_000);
  expect(await toss.calls('status')).toEqual([]);
  expect(errors).toEqual([]);
  expect(orderNos.length).toBeLessThanOrEqual(6);
});
