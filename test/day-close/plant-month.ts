/**
 * Payments around a month in Seoul, with refunds of the desk and of others and bank transfers, as
 * rows of tables.
 */
import { bodyOf, insertRow, rawRefund, type TestStorage } from '../support/open-test-storage.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { prepare } from '../../server/storage/statement.ts';

/** October 2026 in Seoul. */
export const october = { from: '2026-10-01', to: '2026-10-31' };
const START = Date.parse('2026-09-30T15:00:00.000Z');
const DAY = 86_400_000;
/** Three days before the month until three days after it. */
const SPREAD = 37 * DAY;

const at = (ms: number) => new Date(START + ms).toISOString();

/** 과세, without a cash receipt, 비과세 and 복합. */
function partsOf(n: number, amount: number) {
  const vat = Math.ceil(amount / 11);
  if (n % 5 === 0) return { taxable: 0, vat: 0, tax_free: amount, service_fee: 0 };
  if (n % 5 === 1) {
    return { taxable: amount - 1730, vat: 130, tax_free: 1500, service_fee: 100 };
  }
  if (n % 5 === 2) return { taxable: amount, vat: 0, tax_free: 0, service_fee: 0 };
  return { taxable: amount - vat, vat, tax_free: 0, service_fee: 0 };
}

/** Of each part a tenth. */
const tenthOf = ({ taxable, vat, tax_free, service_fee }: ReturnType<typeof partsOf>) => ({
  taxable: Math.floor(taxable / 10),
  vat: Math.floor(vat / 10),
  tax_free: Math.floor(tax_free / 10),
  service_fee: Math.floor(service_fee / 10),
});

/** Some have no parts, some were taken back, and some still wait for a second person. */
function* plantTransfer({
  token,
  n,
  dayMs,
}: {
  token: string;
  n: number;
  dayMs: number;
}): Unit<void> {
  const id = `sent-${String(n)}`;
  const known = n % 4 !== 3;
  yield* insertRow('bank_transfer', {
    ...{ id, pay_token: token, amount: 300 },
    ...(known ? { taxable: 200, vat: 20, tax_free: 80, service_fee: 0 } : {}),
    paid_on: new Date(START + dayMs + 9 * 3_600_000).toISOString().slice(0, 10),
    ...{ bank: '국민은행', account_end: '4821', reference: id, ground: 'buyer-left' },
    second_person: n % 5 === 0 ? 'needed' : 'not-needed',
    ...{ recorded_at: at(dayMs), recorded_by: 's1', recorded_by_name: '김민지' },
  });
  if (n % 7 !== 0) return;
  yield* insertRow('bank_transfer_act', {
    ...{ refund_id: id, act: 'taken-back', note: '잘못 적음', at: at(dayMs) },
    ...{ staff_id: 's1', staff_name: '김민지' },
  });
}

export async function plantMonth(test: TestStorage, payments: number): Promise<void> {
  const step = SPREAD / payments;
  await test.storage.transact(function* () {
    for (let n = 0; n < payments; n += 1) {
      // Every seventh is a millisecond before midnight, and the one after it at midnight.
      const ms = -3 * DAY + n * step;
      const midnight = Math.ceil(ms / DAY) * DAY;
      const time = at(n % 7 === 0 ? midnight - 1 : n % 7 === 1 ? midnight : ms);
      const amount = 5000 + ((n * 7919) % 997) * 100;
      const parts = partsOf(n, amount);
      const isPaid = n % 11 !== 5;
      const token = `month-${String(n).padStart(6, '0')}`;
      yield* insertRow('payment', {
        ...{ pay_token: token, order_no: `M-${String(n)}`, amount, ...parts, parts_told: 1 },
        status: isPaid ? 'PAY_COMPLETE' : 'PAY_CANCEL',
        ...{ pay_method: n % 23 === 0 ? null : n % 3 === 0 ? 'CARD' : 'TOSS_MONEY' },
        ...{ product_desc: '티셔츠', created_at: time, completed_at: isPaid ? time : null },
        ...{ changed_at: time, observed_at: time, observed_by: 'status', asked_at: time },
      });
      if (isPaid && n % 6 === 1) yield* plantTransfer({ token, n, dayMs: ms });
      if (!isPaid || n % 4 !== 0) continue;
      const own = n % 8 === 0;
      const back = tenthOf(parts);
      const won = back.taxable + back.vat + back.tax_free + back.service_fee;
      // At once, on either side of a midnight, or in the next month.
      const refundedAt = at(n % 16 === 0 ? midnight : n % 12 === 0 ? ms + 20 * DAY : midnight - 1);
      const row = rawRefund(token, { amount: won, ...back, order_no: `M-${String(n)}` });
      if (own) yield* insertRow('operation', { ...row, body: yield* bodyOf(row) });
      yield* insertRow('payment_refund', {
        ...{ pay_token: token, refund_no: own ? row['id'] : `out-${String(n)}`, amount: won },
        ...{ refunded_at: refundedAt, first_seen_at: refundedAt },
        ...{ origin: own ? 'desk' : 'outside', operation_id: own ? row['id'] : null },
      });
      const kept = own ? back : { taxable: 0, vat: 0, tax_free: 0, service_fee: 0 };
      yield* prepare(`UPDATE payment SET refunded = @won, own_taxable = @taxable, own_vat = @vat,
            own_tax_free = @tax_free, own_service_fee = @service_fee, status = 'REFUND_SUCCESS'
            WHERE pay_token = @token`).run({ won, token, ...kept });
    }
  });
}
