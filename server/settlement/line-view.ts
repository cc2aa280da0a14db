/** A line as the API shows it: beside the books, with its fee worked out both ways. */
import type { SettlementDay, SettlementLine as Line } from '../../shared/api.ts';
import { feeBackRules, type FeeBackRule } from '../../shared/settlement.ts';
import {
  feeBackOf,
  feeOf,
  rateThatFits,
  rulesThatFit,
  type Fee,
  type RefundStep,
} from '../../shared/settlement-fee.ts';
import { refundsInOrder, type LineBeside, type MissingRow } from '../storage/settlement-figures.ts';
import { stepOf } from '../storage/settlement-match.ts';
import type { Unit } from '../storage/unit.ts';

type Missing = SettlementDay['missing']['items'][number];
type Own = NonNullable<Line['own']>;

function* stepOfLine(line: LineBeside): Unit<RefundStep | null> {
  const { refund_no: refundNo, own_amount: paid } = line;
  // A person may have taken the refund out of the books since.
  if (refundNo === null || paid === null || line.refund_amount === null) return null;
  return stepOf(paid, yield* refundsInOrder(line.pay_token), refundNo);
}

const noFit = { wouldFitBp: null, wouldFitRule: null };

/** What would explain the fee; searched for only where the contract does not. */
function* whatWouldFit(line: LineBeside) {
  const { fee_state: state, rate_bp: rateBp, rule } = line;
  if (state === 'fits') return { wouldFitBp: rateBp, wouldFitRule: rule };
  if (state === 'untold') return noFit;
  if (line.type === 'PAY') {
    const charged: Fee = { fee: -line.fee, vat: -line.vat };
    return { ...noFit, wouldFitBp: rateThatFits(charged, (bp) => feeOf(line.amount, bp)) };
  }
  const step = yield* stepOfLine(line);
  if (step === null) return noFit;
  const back: Fee = { fee: line.fee, vat: line.vat };
  const [fitting = null] = rateBp === null ? [] : rulesThatFit(back, step, rateBp, feeBackRules);
  const byRate = (given: FeeBackRule) => rateThatFits(back, (bp) => feeBackOf(given, step, bp));
  // Without a fee any rate fits a rule that gives nothing back.
  const wouldFitBp = rule === null || back.fee === 0 ? null : byRate(rule);
  return { wouldFitBp, wouldFitRule: fitting };
}

function* feeCheck(line: LineBeside): Unit<Line['feeCheck']> {
  const { own_fee: fee, own_vat: vat } = line;
  return {
    state: line.fee_state,
    rateBp: line.rate_bp,
    rule: line.rule,
    ...{ fee, vat },
    feeDifference: fee === null ? null : line.fee - fee,
    vatDifference: vat === null ? null : line.vat - vat,
    ...(yield* whatWouldFit(line)),
  };
}

function ownOf(line: LineBeside): Own | null {
  const { own_token: payToken, own_order: orderNo, own_amount: amount, type } = line;
  if (payToken === null || orderNo === null || amount === null) return null;
  const isRefund = type === 'REFUND';
  // A refund whose payment alone is known is not in the books, nor is a second charge.
  if (isRefund ? line.refund_amount === null : line.state === 'not-in-books') return null;
  return {
    ...{ payToken, orderNo, productDesc: line.product_desc ?? '' },
    kind: isRefund ? 'REFUND' : 'PAY',
    refundNo: line.refund_no,
    won: isRefund ? -(line.refund_amount ?? 0) : amount,
    at: isRefund ? line.refunded_at : line.completed_at,
    isOwn: isRefund ? line.operation_id !== null : true,
  };
}

export function* lineView(line: LineBeside): Unit<Line> {
  const { amount, fee, vat } = line;
  return {
    transactionId: line.transaction_id,
    type: line.type,
    payToken: line.pay_token,
    orderNo: line.order_no,
    method: line.method,
    ...{ amount, fee, vat, settled: amount + fee + vat },
    tradeDay: line.settle_day,
    dueDay: line.due_day,
    tradedAt: line.settled_at,
    state: line.state,
    version: line.version,
    seenAt: line.seen_at,
    signWasWrong: line.sign_was_wrong === 1,
    isGone: line.is_gone === 1,
    feeCheck: yield* feeCheck(line),
    own: ownOf(line),
  };
}

export function missingView(row: MissingRow): Missing {
  const isRefund = row.kind === 'REFUND';
  return {
    payToken: row.pay_token,
    orderNo: row.order_no,
    productDesc: row.product_desc,
    kind: row.kind,
    refundNo: isRefund ? row.refund_no : null,
    won: isRefund ? -(row.refund_amount ?? 0) : row.amount,
    at: isRefund ? row.refunded_at : row.completed_at,
    isOwn: isRefund ? row.operation_id !== null : true,
    state: 'missing',
    expectedOn: row.expected_on,
  };
}
