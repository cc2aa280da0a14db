/** Which payment or refund of the books a settlement line is, and whether its fee fits. */
import type { Selectable } from 'kysely';
import { kstDayOf } from '../../shared/kst.ts';
import { isPaid } from '../../shared/payment.ts';
import type { FeeBackRule } from '../../shared/settlement.ts';
import { feeBackOf, feeOf, type Fee, type RefundStep } from '../../shared/settlement-fee.ts';
import type { SettlementLineRow, SettlementMatch } from './schema.ts';
import { enteredRates, enteredRule, refundsInOrder } from './settlement-figures.ts';
import { db, prepared } from './statement.ts';
import type { ResultOf, Unit } from './unit.ts';

type Line = Selectable<SettlementLineRow>;

/** What a match depends on. */
export type LineFacts = Pick<
  Line,
  | ('transaction_id' | 'type' | 'pay_token' | 'method' | 'amount' | 'fee' | 'vat')
  | ('settle_day' | 'due_day' | 'settled_at')
>;

/** The rates and the rule of the shop's contract, as entered. */
export interface Contract {
  /** `null`: none is entered for that day. */
  rateOn(method: string, day: string): number | null;
  rule: FeeBackRule | null;
}

export function* readContract(): Unit<Contract> {
  const entered = yield* enteredRates();
  return {
    rateOn: (method, day) =>
      entered.find((rate) => rate.method === method && rate.valid_from <= day)?.rate_bp ?? null,
    rule: (yield* enteredRule())?.rule ?? null,
  };
}

const paymentOf = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment')
    .select(['amount', 'status', 'completed_at'])
    .where('pay_token', '=', given.payToken),
);

type Refund = ResultOf<typeof refundsInOrder>[number];

const takenOf = prepared((given: { payToken: string; transactionId: string }) =>
  db
    .selectFrom('settlement_line')
    .select('refund_no')
    .where('pay_token', '=', given.payToken)
    .where('is_newest', '=', 1)
    .where('is_gone', '=', 0)
    .where('transaction_id', '<>', given.transactionId)
    .where('refund_no', 'is not', null),
);

const otherCharge = prepared((given: { payToken: string; transactionId: string }) =>
  db
    .selectFrom('settlement_line')
    .select('id')
    .where('pay_token', '=', given.payToken)
    .where('is_newest', '=', 1)
    .where('is_gone', '=', 0)
    .where('type', '=', 'PAY')
    .where('transaction_id', '<>', given.transactionId)
    .where('state', 'in', ['matched', 'amount-differs'])
    .limit(1),
);

/** A payment is charged once: a second line of it, under another transaction, is in no books. */
const isSecondCharge = function* (line: LineFacts) {
  return (
    (yield* otherCharge.first({
      payToken: line.pay_token,
      transactionId: line.transaction_id,
    })) !== undefined
  );
};

/** Toss tells whole seconds, and may take two of its own times a moment apart. */
const SAME_TIME_MS = 2000;

const apartMs = (a: string, b: string) => Math.abs(Date.parse(a) - Date.parse(b));

/** By the name of the transaction, else by amount and time; `null` where none fits. */
function* refundOf(line: LineFacts, refunds: readonly Refund[]): Unit<Refund | null> {
  const { transaction_id: transactionId, pay_token: payToken, settled_at: at } = line;
  const named = refunds.find(
    ({ name, refund_no }) => name === transactionId || refund_no === transactionId,
  );
  if (named !== undefined) return named;
  const taken = new Set(
    (yield* takenOf.all({ payToken, transactionId })).map(({ refund_no }) => refund_no),
  );
  const free = refunds.filter(
    (refund) =>
      refund.name === null && !taken.has(refund.refund_no) && refund.amount === -line.amount,
  );
  const timed = free
    .filter(
      ({ refunded_at }) =>
        at !== null && refunded_at !== null && apartMs(at, refunded_at) <= SAME_TIME_MS,
    )
    .toSorted(
      (a, b) => apartMs(at ?? '', a.refunded_at ?? '') - apartMs(at ?? '', b.refunded_at ?? ''),
    );
  const [nearest] = timed;
  if (nearest !== undefined) return nearest;
  // Toss tells no time of some refunds, and of some lines.
  const untimed = free.filter(({ refunded_at }) => at === null || refunded_at === null);
  return untimed.length === 1 ? (untimed[0] ?? null) : null;
}

/** What of the payment was left before and after one of its refunds. */
export function stepOf(
  paid: number,
  refunds: readonly { refund_no: string; amount: number }[],
  refundNo: string,
): RefundStep {
  let before = paid;
  for (const refund of refunds) {
    const after = before - refund.amount;
    if (refund.refund_no === refundNo) return { paid, before, after };
    before = after;
  }
  throw new Error(`No refund ${refundNo}`);
}

type FeeColumns = Pick<SettlementMatch, 'fee_state' | 'own_fee' | 'own_vat' | 'rate_bp' | 'rule'>;

const feeless = (
  fee_state: SettlementMatch['fee_state'],
  rate_bp: number | null = null,
): FeeColumns => ({ ...{ fee_state, rate_bp }, own_fee: null, own_vat: null, rule: null });

/** Adding 0 turns −0 into 0. */
const signed = (sign: 1 | -1, { fee, vat }: Fee) => ({
  own_fee: sign * fee + 0,
  own_vat: sign * vat + 0,
});

function compared(
  line: LineFacts,
  own: { own_fee: number; own_vat: number },
  contract: { rate_bp: number; rule: FeeBackRule | null },
): FeeColumns {
  const fits = line.fee === own.own_fee && line.vat === own.own_vat;
  return { fee_state: fits ? 'fits' : 'differs', ...own, ...contract };
}

function feeOfPayment(line: LineFacts, contract: Contract): FeeColumns {
  const rateBp = contract.rateOn(line.method, line.settle_day);
  if (rateBp === null) return feeless('no-rate');
  const own = signed(-1, feeOf(line.amount, rateBp));
  return compared(line, own, { rate_bp: rateBp, rule: null });
}

/** A refund's fee follows the rate of the day on which its payment was approved. */
function feeOfRefund(
  line: LineFacts,
  { completedAt, step }: { completedAt: string | null; step: RefundStep },
  contract: Contract,
): FeeColumns {
  if (completedAt === null) return feeless('untold');
  const rateBp = contract.rateOn(line.method, kstDayOf(completedAt));
  if (rateBp === null || contract.rule === null) return feeless('no-rate', rateBp);
  const own = signed(1, feeBackOf(contract.rule, step, rateBp));
  return compared(line, own, { rate_bp: rateBp, rule: contract.rule });
}

const unmatched = (
  state: SettlementMatch['state'],
  fee: FeeColumns = feeless('untold'),
): SettlementMatch => ({ state, refund_no: null, ...fee });

/** A test key's lines have no payout and no fee. */
const hasFee = (line: LineFacts) => line.due_day !== null;

export function* matchLine(line: LineFacts, contract: Contract): Unit<SettlementMatch> {
  if (line.type !== 'PAY' && line.type !== 'REFUND') return unmatched('unknown-type');
  const payment = yield* paymentOf.first({ payToken: line.pay_token });
  const isKnown = payment !== undefined && isPaid(payment.status);
  if (line.type === 'PAY') {
    const fee = hasFee(line) ? feeOfPayment(line, contract) : feeless('untold');
    if (!isKnown || (yield* isSecondCharge(line))) return unmatched('not-in-books', fee);
    return unmatched(payment.amount === line.amount ? 'matched' : 'amount-differs', fee);
  }
  if (!isKnown) return unmatched('not-in-books');
  const refunds = yield* refundsInOrder(line.pay_token);
  const refund = yield* refundOf(line, refunds);
  if (refund === null) return unmatched('not-in-books');
  const step = stepOf(payment.amount, refunds, refund.refund_no);
  const fee = hasFee(line)
    ? feeOfRefund(line, { completedAt: payment.completed_at, step }, contract)
    : feeless('untold');
  const state = refund.amount === -line.amount ? 'matched' : 'amount-differs';
  return { state, refund_no: refund.refund_no, ...fee };
}
