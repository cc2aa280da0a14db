/** Who looked at a payment of which more was given back than was paid, and why it stays so. */
import type { Insertable } from 'kysely';
import type { BankTransferOffer } from '../../shared/api.ts';
import { overWonOf } from '../../shared/bank-transfer.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Connection } from './connection.ts';
import type { OverGivenAcknowledgedRow } from './schema.ts';
import { prepared, run, db } from './statement.ts';

const newest = prepared((given: { payToken: string }) =>
  db
    .selectFrom('over_given_acknowledged')
    .selectAll()
    .where('pay_token', '=', given.payToken)
    .orderBy('id', 'desc')
    .limit(1),
);

/** The newest acknowledgement, if it stands for what is given back too much now. */
export function overAcknowledgedOn(
  connection: Connection,
  payment: Payment,
): BankTransferOffer['overAcknowledged'] {
  const row = newest.first(connection, { payToken: payment.payToken });
  if (row === undefined || row.over_won !== overWonOf(payment)) return null;
  return { staff: { id: row.staff_id, name: row.staff_name }, at: row.at, note: row.note };
}

export function writeOverAcknowledged(
  connection: Connection,
  row: Insertable<OverGivenAcknowledgedRow>,
): void {
  run(connection, db.insertInto('over_given_acknowledged').values(row));
}
