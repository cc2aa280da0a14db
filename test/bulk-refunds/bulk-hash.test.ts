/** The hash of a list that its approval is bound to. */
import { expect, it } from 'vitest';
import { bulkHash } from '../../server/storage/bulk-runs.ts';
import type { BulkRowRow } from '../../server/storage/schema.ts';

const row: BulkRowRow = {
  ...{ run_id: 'run', position: 1, order_no: 'order', pay_token: 'token', amount: 1000 },
  ...{ taxable: 900, vat: 50, tax_free: 50, service_fee: 0, reason: '단순 변심' },
  ...{ seen_refunded: 0, verdict: 'ready', findings: '[]', included: 1 },
  ...{ operation_id: 'operation', refusal_code: null, refusal_detail: null },
};

it.each<Partial<BulkRowRow>>([
  { amount: 1001 },
  { pay_token: 'other' },
  { operation_id: 'other' },
  { reason: '다른 사유' },
  { seen_refunded: 1 },
  { taxable: 899, vat: 51 },
  { tax_free: 49, service_fee: 1 },
])('is another list with %o', (over) =>
  expect(bulkHash([{ ...row, ...over }])).not.toBe(bulkHash([row])),
);

it('is another list with one row more, or in another order', () => {
  const second = { ...row, operation_id: 'second' };
  const hashes = [[row], [row, second], [second, row]].map(bulkHash);
  expect(new Set(hashes).size).toBe(3);
});
