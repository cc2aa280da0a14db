/** The booked refunds of a payment (rows of `payment_refund`). */
import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { OperationRow, PaymentRefundRow } from './schema.ts';
import { prepared, db } from './statement.ts';
import type { Unit } from './unit.ts';

/** The columns of a booked refund that a status read is compared with. */
export type Booked = Pick<
  PaymentRefundRow,
  | 'refund_no'
  | 'amount'
  | 'operation_id'
  | 'seen_no'
  | 'acknowledged_no'
  | 'refunded_at'
  | 'first_seen_at'
>;

const bookedOf = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment_refund')
    .select(['refund_no', 'amount', 'operation_id', 'seen_no', 'acknowledged_no'])
    .select(['refunded_at', 'first_seen_at'])
    .where('pay_token', '=', given.payToken)
    .orderBy('refund_no'),
);

/** Every booked refund of a payment, made by the desk or elsewhere. */
export function bookedRefunds(payToken: string): Unit<Booked[]> {
  return bookedOf.all({ payToken });
}

/** The payment's refund booked under this number; see `isSameRefundNo` for equal spellings. */
export function* bookedUnder(payToken: string, refundNo: string): Unit<Booked | undefined> {
  const booked = yield* bookedRefunds(payToken);
  return booked.find(({ refund_no: number }) => isSameRefundNo(number, refundNo));
}

/** The numbers under which Toss may list a refund of the desk: as it was sent, or Toss's own. */
export const numbersOf = (operation: Pick<OperationRow, 'id' | 'toss_refund_no'>) => [
  operation.id,
  operation.toss_refund_no ?? operation.id,
];
