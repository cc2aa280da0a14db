/** How a refund that was made elsewhere is split over the tax parts. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findPayment } from '../../server/storage/payments.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { known, openBench, recorded, refundOf, see, walk } from '../operations/engine-bench.ts';
import type { Bench } from '../operations/engine-bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

it('takes what is left of each part, not what was paid', async () => {
  const parts = { taxable: 6000, vat: 0, taxFree: 4000, serviceFee: 0 };
  const facts = await known(bench, { parts });
  const id = await recorded(bench, facts, 'refund', 6000);
  await walk(bench, id, 'claimed', 'answered-ok');
  const refunds = [refundOf(id, 6000), refundOf('console-1', 4000)];
  await see(bench, { ...facts, status: 'REFUND_SUCCESS', refunds });
  const payment = findPayment(bench.storage, facts.payToken);
  expect(payment).toMatchObject({ refunded: 10_000, remaining: 0, partsKnown: false });
  expect(taxParts.map((part) => payment?.parts[part].remaining)).toEqual([0, 0, 0, 0]);
  expect(taxParts.map((part) => payment?.parts[part].refunded)).toEqual(
    taxParts.map((part) => parts[part]),
  );
});
