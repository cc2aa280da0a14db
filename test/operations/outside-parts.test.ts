/** Which parts of a payment a refund made elsewhere is taken to have given back. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { attemptToSend } from '../../server/operations/send-operation.ts';
import { findPayment } from '../../server/storage/payments.ts';
import { noParts } from '../../shared/tax-split.ts';
import {
  known,
  openBench,
  recorded,
  refundOf,
  see,
  statusJson,
  type Bench,
} from './engine-bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => {
  bench.close();
});

it('takes what is left in proportion, after what this desk gave back by part', async () => {
  const facts = await known(bench, { parts: { ...noParts, taxable: 6000, taxFree: 4000 } });
  const id = await recorded(bench, facts, 'refund', 4000);
  const own = refundOf(id, 4000);
  const seen = { ...facts, status: 'REFUND_SUCCESS' };
  bench.wire.status = () => ({ json: statusJson(facts) });
  bench.wire.refunds = () => ({ json: { code: 0, refundNo: id } });
  await attemptToSend(bench.deps, id, 0);
  await see(bench, { ...seen, refunds: [own] });
  await see(bench, { ...seen, refunds: [own, refundOf('console-1', 3000)] });
  const payment = findPayment(bench.storage, facts.payToken);
  expect(payment).toMatchObject({ refunded: 7000, partsKnown: false });
  expect(payment?.parts.taxable.remaining).toBe(1000);
  expect(payment?.parts.taxFree.remaining).toBe(2000);
});
