/** Extra data of a refund form: who else has it open, and warnings of mistakes. */
import type { Payment } from '../../shared/payment.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { findPayment } from '../storage/payments.ts';
import { refundCautions } from './refund-cautions.ts';
import type { RefundLeases } from './refund-leases.ts';

/** Routes of a payment's lease and of the warnings before its refund. */
export function refundFormRoutes(deps: Deps, leases: RefundLeases): Route[] {
  const known = (payToken: string): Payment => {
    const payment = findPayment(deps.storage, payToken);
    if (payment === undefined) throw new AppError('payment-not-found');
    return payment;
  };
  return [
    route('POST /api/payments/:payToken/lease', ({ params }, { actor }) => {
      const { payToken } = known(params.payToken);
      return { status: 200, body: leases.take(payToken, staffOf(actor)) };
    }),
    route('DELETE /api/payments/:payToken/lease', ({ params }, { actor }) => {
      leases.release(params.payToken, staffOf(actor).id);
      return { status: 204, body: undefined };
    }),
    route('GET /api/payments/:payToken/cautions', ({ params, query }, { actor }) => {
      const payment = known(params.payToken);
      const cautions = deps.storage.read(
        refundCautions(deps, payment, staffOf(actor), query.amount),
      );
      return { status: 200, body: { cautions } };
    }),
  ];
}
