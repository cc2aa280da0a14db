/** The refunds of a payment that are in the desk's books. */
import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { Connection } from './connection.ts';
import type { PaymentRefundRow } from './schema.ts';
import { prepared, sqlFor } from './statement.ts';

/** A refund that is booked, as much of it as a list is compared with. */
export type Booked = Pick<
  PaymentRefundRow,
  'refund_no' | 'amount' | 'operation_id' | 'seen_no' | 'acknowledged_no'
>;

const bookedOf = prepared((given: { payToken: string }) =>
  sqlFor
    .selectFrom('payment_refund')
    .select(['refund_no', 'amount', 'operation_id', 'seen_no', 'acknowledged_no'])
    .where('pay_token', '=', given.payToken),
);

/** Every refund of a payment that is booked, its own and those made elsewhere. */
export function bookedRefunds(connection: Connection, payToken: string): Booked[] {
  return bookedOf.all(connection, { payToken });
}

/** The refund of a payment that is booked under this number, however that is written. */
export function bookedUnder(
  connection: Connection,
  payToken: string,
  refundNo: string,
): Booked | undefined {
  const booked = bookedRefunds(connection, payToken);
  return booked.find(({ refund_no: number }) => isSameRefundNo(number, refundNo));
}
