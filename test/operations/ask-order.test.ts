/** Reads must go on being believed after the machine's clock was set back. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAskOrder } from '../../server/operations/ask-order.ts';
import { findPayment } from '../../server/storage/payments.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import {
  observeFacts,
  openTestStorage,
  paidFacts,
  type TestStorage,
} from '../support/open-test-storage.ts';

const NOON = '2026-11-24T03:00:00.000Z';
const ELEVEN = '2026-11-24T02:00:00.000Z';

let open: TestStorage;
const clock = createFakeClock(NOON);
beforeEach(() => {
  clock.set(NOON);
  open = openTestStorage(clock);
});
afterEach(() => {
  open.close();
});

it('stamps with the present while the clock goes forward', async () => {
  const order = createAskOrder(clock, open.storage);
  expect(order.nextIso()).toBe(NOON);
  await clock.advance(1500);
  expect(order.nextIso()).toBe('2026-11-24T03:00:01.500Z');
});

it('never stamps earlier than before, also after a restart', async () => {
  const order = createAskOrder(clock, open.storage);
  const facts = paidFacts({ status: 'PAY_APPROVED', completedAt: null });
  await observeFacts(open.storage, facts, { askedAt: order.nextIso() });
  clock.set(ELEVEN);
  for (const asked of [order, createAskOrder(clock, open.storage)]) {
    expect(asked.nextIso()).toBe(NOON);
  }
  const paid = { ...facts, status: 'PAY_COMPLETE' };
  await observeFacts(open.storage, paid, { askedAt: order.nextIso() });
  expect(findPayment(open.storage, facts.payToken)?.status).toBe('PAY_COMPLETE');
});
