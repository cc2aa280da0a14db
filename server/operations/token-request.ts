/** A refund that a service token asks for, under its own name. */
import type { Caution, OperationBody } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { getPaymentOn } from '../storage/payments.ts';
import type { Unit } from '../storage/unit.ts';
import type { RequestingStaff } from './request-operation.ts';
import { requesterOf, type Requester } from './requester.ts';

/** The warnings before a refund. */
export type CautionsOf = (
  payment: Payment,
  requester: Requester,
  amountWon: number,
) => Unit<Caution[]>;

/**
 * Who asks, and the check of the cautions: a person ticks them in the form, a token sends their
 * codes back. No second factor is asked for; a token has a ceiling instead.
 * @throws AppError forbidden for anything but a refund, and once the token has ended
 */
export function tokenRequest(
  deps: Deps,
  cautionsOf: CautionsOf,
  token: { id: string; name: string; address: string | null },
  { payToken, body }: { payToken: string; body: OperationBody },
) {
  // TOKEN_REFUNDS is checked later: a repeated request is answered with its operation even so.
  const requester = deps.storage.read(
    requesterOf({ ...deps, tokenRefunds: true }, { requested_by: token.id }),
  );
  if (body.kind !== 'refund' || requester?.maker === undefined) throw new AppError('forbidden');
  const { amount, acceptCautions = [] } = body;
  const { name, address } = token;
  const requestedBy: RequestingStaff = { ...requester, name, address };
  return {
    requestedBy,
    requireFreshFactor: () => undefined,
    requireCautionsSeen: function* (): Unit<void> {
      const payment = yield* getPaymentOn(payToken);
      const codes = (yield* cautionsOf(payment, requester, amount))
        .filter(({ code, needsTick }) => needsTick && !acceptCautions.includes(code))
        .map(({ code }) => code);
      if (codes.length === 0) return;
      throw new AppError('cautions-not-accepted', codes.join(', '), { cautions: codes });
    },
  };
}
