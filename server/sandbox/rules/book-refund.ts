import type { Refusal } from '../answer.ts';
import type { Parts, PaymentRow, RefundRow } from '../payment-row.ts';
import type { World } from '../world.ts';
import type { Progress } from './charge-buyer.ts';
import { movePayment } from './move-payment.ts';

type NewRefund = Pick<RefundRow, 'refundNo' | 'amount' | 'reason' | 'source'> & { parts: Parts };

/** Refunds at once, or later with a progress. The caller has checked everything. */
export function bookRefund(
  world: World,
  payment: PaymentRow,
  refund: NewRefund,
  { ms, fails }: Progress,
): void {
  const nowMs = world.clock.now();
  const { parts, ...rest } = refund;
  const insert = (): void =>
    world.storage.insertRefund({
      ...rest,
      ...parts,
      payToken: payment.payToken,
      apiKey: payment.apiKey,
      requestedAt: nowMs,
      doneAt: ms === 0 ? nowMs : null,
      state: ms === 0 ? 'done' : 'open',
    });
  if (ms === 0) {
    movePayment(world, payment, 'REFUND_SUCCESS', { at: nowMs }, insert);
    return;
  }
  const change = {
    at: nowMs,
    progressEndsAt: nowMs + ms,
    beforeProgress: payment.status,
    progressFails: Number(fails),
  };
  movePayment(world, payment, 'REFUND_PROGRESS', change, insert);
}

function isNumberUsed(world: World, apiKey: string, refundNo: string): boolean {
  if (world.storage.findRefundByNo(apiKey, refundNo)) return true;
  const isKept = world.options().refundNoReuse === 'taken';
  return isKept && world.storage.wasRefundNoSeen(apiKey, refundNo);
}

/** Remembers the number; the refusal when it was used before. */
function claimNumber(world: World, apiKey: string, refundNo: string): Refusal | undefined {
  if (isNumberUsed(world, apiKey, refundNo)) return ['REFUND_REFUND_NO_DUPLICATE'];
  world.storage.seeRefundNo(apiKey, refundNo);
  return undefined;
}

/** Weighs and claims in the order that the option says. */
export function claimAndWeigh<Weighed extends object>(
  world: World,
  apiKey: string,
  refundNo: string,
  weigh: () => { refused: Refusal } | Weighed,
): { refused: Refusal } | Weighed {
  const isFirst = world.options().refundNoChecked === 'first';
  const usedAtOnce = isFirst ? claimNumber(world, apiKey, refundNo) : undefined;
  if (usedAtOnce) return { refused: usedAtOnce };
  const weighed = weigh();
  if ('refused' in weighed) return weighed;
  const usedInTheEnd = isFirst ? undefined : claimNumber(world, apiKey, refundNo);
  return usedInTheEnd ? { refused: usedInTheEnd } : weighed;
}
