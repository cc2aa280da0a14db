/** Who looked at a payment of which more was given back than was paid, and why it stays so. */
import type { Insertable } from 'kysely';
import type { BankTransferOffer } from '../../shared/api.ts';
import { overWonOf } from '../../shared/bank-transfer.ts';
import type { Payment } from '../../shared/payment.ts';
import type { OverGivenAcknowledgedRow } from './schema.ts';
import { prepared, run, db } from './statement.ts';
import type { Unit } from './unit.ts';

const newest = prepared((given: { payToken: string }) =>
  db
    .selectFrom('over_given_acknowledged')
    .selectAll()
    .where('pay_token', '=', given.payToken)
    .orderBy('id', 'desc')
    .limit(1),
);

/** The newest acknowledgement, if it stands for what is given back too much now. */
export function* overAcknowledgedOn(payment: Payment): Unit<BankTransferOffer['overAcknowledged']> {
  const row = yield* newest.first({ payToken: payment.payToken });
  if (row === undefined || row.over_won !== overWonOf(payment)) return null;
  return { staff: { id: row.staff_id, name: row.staff_name }, at: row.at, note: row.note };
}

export function* writeOverAcknowledged(row: Insertable<OverGivenAcknowledgedRow>): Unit<void> {
  yield* run(db.insertInto('over_given_acknowledged').values(row));
}
