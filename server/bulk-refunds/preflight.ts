/** Checks a list before it is confirmed, by the desk's own data, without calling Toss. */
import type { HandlerInput } from '../../shared/api.ts';
import type { BulkFinding, BulkFindingCode } from '../../shared/bulk-refund.ts';
import { DAY_MS } from '../../shared/kst.ts';
import { tossRefusal } from '../../shared/payment-actions.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { reasonFault } from '../operations/reason-fault.ts';
import { checkRequest } from '../operations/request-operation.ts';
import type { CheckedRow } from '../storage/bulk-runs.ts';
import { givenLately } from '../storage/day-refunds.ts';
import { knownOf, type KnownOfPayment } from '../storage/operations.ts';
import { findPayment, paymentsOfOrder } from '../storage/payments.ts';
import { refundsOfOrder } from '../storage/refund-history.ts';

type List = HandlerInput<'POST /api/bulk-refunds'>['body'];
type Given = List['rows'][number];

interface Check {
  deps: Deps;
  list: List;
  /** Payments of earlier rows. */
  taken: Set<string>;
}

/** Rows per turn of the event loop: a few milliseconds, so that the desk stays responsive. */
const ROWS_A_TURN = 50;

/** An earlier refund of the order within this time may be the same refund. */
const LATELY_MS = DAY_MS;

function finding(
  code: BulkFindingCode,
  detail: string,
  more: Partial<Pick<BulkFinding, 'reason' | 'won' | 'at'>> = {},
): BulkFinding {
  return { code, reason: null, won: null, at: null, ...more, detail };
}

const nothingLeft = () => finding('nothing-left', 'Everything has gone back already');

/** The payment of a row, or why it can't be found. */
function paymentOf(deps: Deps, row: Given): Payment | BulkFinding {
  if ('payToken' in row) {
    const payment = findPayment(deps.storage, row.payToken);
    return payment ?? finding('payment-not-found', 'The desk has no payment with this token');
  }
  const payments = paymentsOfOrder(deps.storage, row.orderNo);
  const [newest] = payments;
  if (newest === undefined) {
    return finding('payment-not-found', 'The desk has no payment of this order number');
  }
  // Toss accepts an order number again only when its former payment was never paid.
  return payments.find((payment) => tossRefusal('refund', payment) === null) ?? newest;
}

/** What the desk would answer if this row were requested now; `null`: it would record it. */
function refusalOf(row: Given, known: KnownOfPayment, payment: Payment): BulkFinding | null {
  const left = Math.max(0, payment.remaining - known.held.unsettledWon);
  const amount = row.amount ?? left;
  if (amount === 0) {
    const reason = tossRefusal('refund', payment);
    return reason === null || reason === 'nothing-left'
      ? nothingLeft()
      : finding('not-refundable', `It can't be refunded: ${reason}`, { reason });
  }
  try {
    checkRequest(bodyOf(row, amount, known, payment), known);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return fromProblem(error, left);
  }
  const { recordedWon: won } = known;
  if (won === 0) return null;
  return finding('transferred', 'Given back by bank transfer: refund it by itself', { won });
}

const bodyOf = (row: Given, amount: number, known: KnownOfPayment, payment: Payment) => ({
  kind: 'refund' as const,
  amount,
  reason: row.reason ?? '-',
  seenRefunded: payment.refunded,
  seenRecorded: known.recordedWon,
  ...(row.parts === undefined ? {} : { parts: row.parts }),
});

function fromProblem(problem: AppError, left: number): BulkFinding {
  const { code, message } = problem;
  if (code === 'payment-busy' || code === 'parts-mismatch') return finding(code, message);
  if (code === 'over-remaining') return finding(code, message, { won: left });
  if (code !== 'not-refundable') throw problem;
  const { reason = null } = problem.extras;
  return reason === 'nothing-left' ? nothingLeft() : finding(code, message, { reason });
}

/** Reasons for a person to look at a row that could be refunded. */
function looksAt({ deps }: Check, row: Given, amount: number, payment: Payment) {
  const since = new Date(deps.clock.nowMs() - LATELY_MS).toISOString();
  const [lately] = deps.storage.read(refundsOfOrder({ orderNo: payment.orderNo, since }));
  const { approvalFromWon } = deps.rules();
  const countedWon = amount + deps.storage.read(givenLately(payment.payToken, deps.clock.nowIso()));
  const looks: BulkFinding[] = [];
  if (lately !== undefined) {
    const { at, amount: won } = lately;
    looks.push(finding('refunded-lately', 'This order was refunded lately', { at, won }));
  }
  if (!payment.partsKnown && row.parts === undefined && amount < payment.remaining) {
    looks.push(finding('parts-estimated', 'What is left of each tax part is an estimate'));
  }
  if (approvalFromWon !== null && countedWon >= approvalFromWon) {
    looks.push(finding('needs-approval', 'It waits for a second person', { won: countedWon }));
  }
  return looks;
}

function checkRow(check: Check, row: Given): CheckedRow {
  const { deps, list, taken } = check;
  const base = {
    orderNo: 'orderNo' in row ? row.orderNo : null,
    payToken: 'payToken' in row ? row.payToken : null,
    amount: row.amount ?? null,
    parts: row.parts ?? null,
    reason: row.reason ?? list.reason,
    seenRefunded: null,
    operationId: deps.random.uuid(),
  };
  const refused = (found: BulkFinding, more: Partial<CheckedRow> = {}): CheckedRow => ({
    ...base,
    ...more,
    verdict: 'refused',
    findings: [found],
  });
  const payment = paymentOf(deps, row);
  // Rows have a foreign key to payments, so an unknown token can't be stored.
  if ('code' in payment) return refused(payment, { payToken: null });
  const { payToken, orderNo } = payment;
  const ofPayment = { payToken, orderNo };
  if (taken.has(payToken)) {
    return refused(finding('doubled', 'An earlier row is of the same payment'), ofPayment);
  }
  const known = deps.storage.read(knownOf(payToken));
  const refusal = refusalOf(row, known, payment);
  if (refusal !== null) return refused(refusal, ofPayment);
  taken.add(payToken);
  const amount = row.amount ?? Math.max(0, payment.remaining - known.held.unsettledWon);
  const findings = looksAt(check, row, amount, payment);
  return {
    ...base,
    ...ofPayment,
    amount,
    seenRefunded: payment.refunded,
    verdict: findings.length === 0 ? 'ready' : 'look',
    findings,
  };
}

/** @throws AppError invalid-request where Toss would not take a reason */
function requireReasons({ toss }: Deps, { reason, rows }: List): void {
  const faults = [
    reasonFault(toss.version, reason, '/reason'),
    ...rows.map((row, index) =>
      row.reason === undefined
        ? null
        : reasonFault(toss.version, row.reason, `/rows/${String(index)}/reason`),
    ),
  ];
  const errors = faults.filter((fault) => fault !== null);
  if (errors.length > 0) throw new AppError('invalid-request', undefined, { errors });
}

/**
 * Checks each row as if it were requested now. The operations' ids are created here, so that a row
 * can never be requested twice.
 * @throws AppError invalid-request where Toss would not take a reason
 */
export async function checkList(deps: Deps, list: List): Promise<CheckedRow[]> {
  requireReasons(deps, list);
  const check: Check = { deps, list, taken: new Set() };
  const checked: CheckedRow[] = [];
  for (const [index, row] of list.rows.entries()) {
    if (index > 0 && index % ROWS_A_TURN === 0) await yieldToEventLoop();
    checked.push(checkRow(check, row));
  }
  return checked;
}
