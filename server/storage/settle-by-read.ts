/** Applies one read to a payment's operations, in the transaction that applies the read. */
import { freeStates, isOpen, type TransitionCause } from '../../shared/operation.ts';
import { bookedUnder } from './booked-refunds.ts';
import { moveOperation } from './move-operation.ts';
import type { OperationRow } from './schema.ts';
import { all, prepared, db } from './statement.ts';
import type { Unit } from './unit.ts';

/** The engine's conclusion for one operation from a read. */
export interface Judgement {
  move: {
    cause: TransitionCause;
    detail: string;
    /** The number under which Toss lists the refund; `null`: its own number. */
    tossRefundNo?: string | null;
    /** See `Move`. */
    doneAt?: string | null;
    grade?: OperationRow['evidence_grade'];
    discountWon?: number | undefined;
    bookedAs?: string | undefined;
  } | null;
  absentReads: number;
  poorReads: number;
  /** Toss shows it in progress: the settle time restarts at this number of `DeskTime`. */
  unclearNo?: number;
  /** When a refusal will be confirmed; `null` if there is none. */
  settlesAt: string | null;
  nextCheckAt: string | null;
}

/** States from which a read may move an operation; ended states only if it was done after all. */
const judgedStates = [
  'unknown',
  'pending',
  'absent',
  'needs_review',
  'given_up',
  'failed',
  'declined',
] as const;

/** Toss used another operation's refund number for this refund, which is a contradiction. */
function* withoutTakenNumber(row: OperationRow, judgement: Judgement): Unit<Judgement> {
  const { move } = judgement;
  if (move?.cause !== 'seen-done' || row.kind !== 'refund') return judgement;
  const refundNo = move.tossRefundNo ?? row.id;
  const booked = yield* bookedUnder(row.pay_token, refundNo);
  if (booked === undefined || booked.operation_id === null) return judgement;
  const mayAskPerson = isOpen(row.state) && row.state !== 'needs_review';
  const detail = "Toss gave it the number of another operation's refund";
  return { ...judgement, move: mayAskPerson ? { cause: 'contradicted', detail } : null };
}

/** Another execute or cancel explains the status, so it doesn't end a given-up operation. */
function* withoutExplained(row: OperationRow, judgement: Judgement): Unit<Judgement> {
  if (row.state !== 'given_up' || row.kind === 'refund' || judgement.move === null) {
    return judgement;
  }
  const others = yield* all(
    db
      .selectFrom('operation')
      .select('id')
      .where('pay_token', '=', row.pay_token)
      .where('kind', '=', row.kind)
      .where('id', '<>', row.id)
      .where('state', 'not in', [...freeStates])
      .limit(1),
  );
  return others.length === 0 ? judgement : { ...judgement, move: null };
}

const writeCounters = prepared(
  (
    given: Pick<OperationRow, 'id' | 'absent_reads' | 'poor_reads' | 'checks' | 'next_check_at'> &
      Pick<OperationRow, 'unclear_no' | 'settles_at'>,
  ) =>
    db
      .updateTable('operation')
      .set({
        absent_reads: given.absent_reads,
        poor_reads: given.poor_reads,
        checks: given.checks,
        next_check_at: given.next_check_at,
        unclear_no: given.unclear_no,
        settles_at: given.settles_at,
      })
      .where('id', '=', given.id),
);

function* apply(row: OperationRow, judgement: Judgement, at: string) {
  const counters = {
    absent_reads: judgement.absentReads,
    poor_reads: judgement.poorReads,
    checks: row.checks + 1,
    next_check_at: judgement.nextCheckAt,
    unclear_no: judgement.unclearNo ?? row.unclear_no,
    settles_at: judgement.settlesAt,
  };
  if (judgement.move === null) {
    yield* writeCounters.run({ ...counters, id: row.id });
    return;
  }
  const { cause, detail, tossRefundNo, ...seen } = judgement.move;
  const patch =
    tossRefundNo === undefined ? counters : { ...counters, toss_refund_no: tossRefundNo };
  yield* moveOperation(row, { ...seen, cause, at, evidence: 'status', detail, patch });
}

const judgedOperations = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .selectAll()
    .where('pay_token', '=', given.payToken)
    .where('state', 'in', [...judgedStates])
    .orderBy('created_at')
    .orderBy('id'),
);

/**
 * Lets the engine judge each operation that a read may move.
 * @returns the ids of those that moved
 */
export function* settleByRead(
  payToken: string,
  judge: (row: OperationRow) => Judgement | null,
  at: string,
): Unit<string[]> {
  const rows = yield* judgedOperations.all({ payToken });
  const moved: string[] = [];
  for (const row of rows) {
    const judged = judge(row);
    if (judged === null) continue;
    const fitting = yield* withoutTakenNumber(row, judged);
    const judgement = yield* withoutExplained(row, fitting);
    yield* apply(row, judgement, at);
    if (judgement.move !== null) moved.push(row.id);
  }
  return moved;
}
