/**
 * What a status read proves about an operation whose outcome is unclear. Pure: the same row, read
 * and time always give the same result. The default is to keep asking.
 */
import { isOpen, nextState } from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { Observation } from '../storage/observe.ts';
import type { OperationRow } from '../storage/schema.ts';
import type { Judgement } from '../storage/settle-by-read.ts';

export interface JudgeLimits {
  settleMs: number;
  reconcileScale: number;
}

/** Ages of an unclear operation at which Toss is asked; then every half hour (money-safety). */
const CHECK_AGES_MS = [5, 15, 30, 60, 120, 300, 600, 900].map((seconds) => seconds * 1000);
const LATER_CHECKS_MS = 30 * 60 * 1000;
/** After this an operation in progress needs a person, even during a bank's maintenance. */
const LONGEST_PENDING_MS = 24 * 60 * 60 * 1000;
/** A single read may lag behind a refund, so an absence takes this many reads. */
const READS_TO_BELIEVE = 3;

/** The rest of an operation's settle time in ms, at `no` (a time of `DeskTime`). */
export function settleMsLeft(row: Pick<OperationRow, 'unclear_no'>, no: number, settleMs: number) {
  return Math.max(0, row.unclear_no + settleMs - no);
}

/** One point in time, by the system clock and by `DeskTime`. */
export interface Moment {
  iso: string;
  no: number;
}

const later = (iso: string, ms: number) => new Date(Date.parse(iso) + ms).toISOString();

/** When to ask Toss next: by the operation's age, and at the end of its settle time. */
export function nextCheckAt(
  row: Pick<OperationRow, 'state_since' | 'unclear_no'>,
  now: Moment,
  limits: JudgeLimits,
): string {
  // If the clock was set back, `state_since` makes the operation look too young; take the larger
  // age.
  const ageMs = Math.max(
    now.no - row.unclear_no,
    Date.parse(now.iso) - Date.parse(row.state_since),
  );
  const scale = limits.reconcileScale;
  const next = CHECK_AGES_MS.map((age) => age * scale).find((age) => age > ageMs);
  const byAgeMs = next === undefined ? LATER_CHECKS_MS * scale : next - ageMs;
  const leftMs = settleMsLeft(row, now.no, limits.settleMs);
  const delayMs = leftMs > 0 ? Math.min(byAgeMs, leftMs) : byAgeMs;
  return later(now.iso, Math.max(1, Math.ceil(delayMs)));
}

type Move = NonNullable<Judgement['move']>;

/** What one read shows: done, in progress, no longer possible, contradictory, or not there. */
type Finding =
  | ({ finding: 'done' } & Pick<
      Move,
      'detail' | 'tossRefundNo' | 'doneAt' | 'grade' | 'discountWon' | 'bookedAs'
    >)
  | { finding: 'running'; detail: string }
  | { finding: 'ruled-out'; detail: string }
  | { finding: 'contradiction'; detail: string }
  | { finding: 'not-there' }
  | { finding: 'proves-nothing' };

function findRefund(row: OperationRow, observation: Observation, foreignWon: number): Finding {
  const { facts } = observation;
  const ours = (facts.refunds ?? []).filter(({ refundNo }) =>
    [row.id, row.toss_refund_no ?? row.id].some((own) => isSameRefundNo(own, refundNo)),
  );
  const seen = ours.find(({ done, amount }) => done && amount === row.amount) ?? ours[0];
  // Only an open operation needs a person for a doubled number. For an ended one the first match
  // counts: entries under another number are booked as outside refunds, and a read with one number
  // twice is not good.
  if (ours.length > 1 && isOpen(row.state)) {
    return { finding: 'contradiction', detail: 'Toss shows this refund twice' };
  }
  if (seen !== undefined) {
    if (seen.amount !== row.amount) {
      const detail = `Toss shows ${String(seen.amount)} won under this refund's number`;
      return { finding: 'contradiction', detail };
    }
    if (!seen.done) return { finding: 'running', detail: 'Toss lists it as not finished' };
    if (seen.byTime === true) {
      if (!observation.good) return { finding: 'proves-nothing' };
      return {
        finding: 'done',
        detail: 'Toss lists one new refund, with this amount and at this time, and tells no number',
        grade: 'amount-and-time',
        doneAt: seen.at,
        discountWon: seen.discountWon,
      };
    }
    return {
      finding: 'done',
      detail: 'Toss lists this refund with its amount as SUCCESS',
      // Later reads are matched by the number that Toss lists.
      tossRefundNo: seen.refundNo === row.id ? null : seen.refundNo,
      doneAt: seen.at,
      bookedAs: seen.bookedAs,
    };
  }
  if (facts.status === 'REFUND_PROGRESS') {
    return { finding: 'running', detail: 'Toss says REFUND_PROGRESS' };
  }
  if (row.base_refunded !== null && foreignWon > row.base_refunded) {
    const detail = 'The refunded total rose, but not under a number of this desk';
    return { finding: 'contradiction', detail };
  }
  return observation.good ? { finding: 'not-there' } : { finding: 'proves-nothing' };
}

function findExecute(observation: Observation): Finding {
  const { status } = observation.facts;
  if (isPaid(status)) return { finding: 'done', detail: `Toss says ${status}` };
  if (status === 'PAY_PROGRESS') return { finding: 'running', detail: 'Toss says PAY_PROGRESS' };
  if (status === 'PAY_CANCEL') return { finding: 'ruled-out', detail: 'Toss says PAY_CANCEL' };
  return observation.good ? { finding: 'not-there' } : { finding: 'proves-nothing' };
}

function findCancel(observation: Observation): Finding {
  const { status } = observation.facts;
  if (status === 'PAY_CANCEL') return { finding: 'done', detail: 'Toss says PAY_CANCEL' };
  if (isPaid(status)) return { finding: 'ruled-out', detail: `Toss says ${status}: it was paid` };
  // A charge in progress proves nothing: it ends as paid or goes back to waiting.
  if (status === 'PAY_PROGRESS') return { finding: 'proves-nothing' };
  return observation.good ? { finding: 'not-there' } : { finding: 'proves-nothing' };
}

function find(row: OperationRow, observation: Observation, foreignWon: number): Finding {
  switch (row.kind) {
    case 'refund':
      return findRefund(row, observation, foreignWon);
    case 'execute':
      return findExecute(observation);
    case 'cancel':
      return findCancel(observation);
  }
}

/** How an operation in `unknown` ends on good reads without it, depending on Toss's answer. */
function believeUnknown(row: OperationRow, reads: number, isSettled: boolean): Move | null {
  if (row.verdict === 'wrong-key') {
    const detail = "Toss did not accept the shop's API key, and a read after that does not show it";
    return { cause: 'refusal-confirmed', detail };
  }
  if (reads < READS_TO_BELIEVE || !isSettled) return null;
  const seen = `${String(reads)} good reads, the last after the settle time, do not show it`;
  // Toss said that it succeeded but never shows it. A person must look, so it does not become
  // absent.
  if (row.verdict === 'said-done') {
    return { cause: 'contradicted', detail: `Toss said that it is done, but ${seen}` };
  }
  return row.verdict === 'refused'
    ? { cause: 'refusal-confirmed', detail: `Toss refused it, and ${seen}` }
    : { cause: 'absence-proved', detail: seen };
}

function believePending(
  row: OperationRow,
  reads: number,
  isSettled: boolean,
  now: string,
): Move | null {
  if (row.verdict === 'pending-maintenance') return believeNoLonger(row, now);
  return reads < READS_TO_BELIEVE || !isSettled
    ? null
    : { cause: 'no-longer-in-progress', detail: 'Toss no longer shows it in progress' };
}

/**
 * Limits how long to wait for what is in progress or for a bank. If the clock was set, the
 * difference is too large either way and a person looks earlier.
 */
function believeNoLonger(row: OperationRow, now: string): Move | null {
  return Math.abs(Date.parse(now) - Date.parse(row.state_since)) < LONGEST_PENDING_MS
    ? null
    : { cause: 'pending-too-long', detail: 'Still waiting after 24 hours' };
}

/** Limits how long to wait through consecutive reads that prove nothing. */
function believePoor(
  row: OperationRow,
  poorReads: number,
  isSettled: boolean,
  now: string,
): Move | null {
  const waitsForBank = row.state === 'pending' && row.verdict === 'pending-maintenance';
  if (waitsForBank) return believeNoLonger(row, now);
  if (poorReads < READS_TO_BELIEVE || !isSettled) return null;
  return { cause: 'contradicted', detail: "No read of Toss's tells whether it was done" };
}

const unclear = (row: OperationRow) => row.state === 'unknown' || row.state === 'pending';

function seenDone({ finding, ...seen }: Finding & { finding: 'done' }): Move {
  return { ...seen, cause: 'seen-done' };
}

/**
 * Operations that wait for a person, or that ended as not done, move only when a read shows them.
 * For an execute or cancel that ended as not done, a matching status proves nothing: another
 * operation may have caused it.
 */
function judgeLate(row: OperationRow, finding: Finding): Move | null {
  const isKnownFailed = row.state === 'failed' || row.state === 'declined';
  if (finding.finding === 'done' && (row.kind === 'refund' || !isKnownFailed)) {
    return seenDone(finding);
  }
  if (row.state !== 'absent') return null;
  if (finding.finding === 'ruled-out') {
    return { cause: 'status-explains', detail: finding.detail };
  }
  if (finding.finding === 'contradiction') {
    return { cause: 'contradicted', detail: finding.detail };
  }
  return null;
}

/**
 * Judges one operation by one read.
 *
 * @param foreignWon won refunded by no operation of this desk, as of this read
 * @returns `null` when the read adds nothing
 */
export function judge(
  row: OperationRow,
  observation: Observation,
  foreignWon: number,
  now: string,
  limits: JudgeLimits,
): Judgement | null {
  const finding = find(row, observation, foreignWon);
  return judgeFinding(row, finding, { iso: now, no: observation.askedNo }, limits);
}

/**
 * Judges one operation by Toss's answer that it has no such payment. That proves nothing; after
 * several in a row a person must look.
 */
export function judgeMissing(
  row: OperationRow,
  askedNo: number,
  now: string,
  limits: JudgeLimits,
): Judgement | null {
  return judgeFinding(row, { finding: 'proves-nothing' }, { iso: now, no: askedNo }, limits);
}

/** An operation that waits for a person or a sighting is still asked about, at the slowest rate. */
function judgeWaiting(
  row: OperationRow,
  finding: Finding,
  now: Moment,
  limits: JudgeLimits,
): Judgement | null {
  const same = { absentReads: row.absent_reads, poorReads: row.poor_reads, settlesAt: null };
  const move = judgeLate(row, finding);
  if (move === null && !isOpen(row.state)) return null;
  return {
    ...same,
    move,
    nextCheckAt: keepsAsking(row, move) ? nextCheckAt(row, now, limits) : null,
  };
}

/** @param now `no` is when the read was asked (`DeskTime`), `iso` when it is applied (clock) */
function judgeFinding(
  row: OperationRow,
  finding: Finding,
  now: Moment,
  limits: JudgeLimits,
): Judgement | null {
  if (!unclear(row)) return judgeWaiting(row, finding, now, limits);
  const leftMs = settleMsLeft(row, now.no, limits.settleMs);
  const same = {
    absentReads: row.absent_reads,
    poorReads: row.poor_reads,
    settlesAt: later(now.iso, leftMs),
  };
  const moved = (
    move: Move | null,
    counts: Partial<Judgement> = {},
    unclearNo = row.unclear_no,
  ): Judgement => ({
    ...same,
    ...counts,
    move,
    nextCheckAt: keepsAsking(row, move)
      ? nextCheckAt({ ...row, unclear_no: unclearNo }, now, limits)
      : null,
  });
  // A read asked before the outcome became unclear can't prove an absence.
  const askedBefore = now.no <= row.unclear_no;
  const isSettled = leftMs === 0;
  switch (finding.finding) {
    case 'done':
      return moved(seenDone(finding));
    case 'ruled-out':
      return moved({ cause: 'status-explains', detail: finding.detail });
    case 'contradiction':
      return moved({ cause: 'contradicted', detail: finding.detail });
    case 'running': {
      const move: Move | null =
        row.state === 'pending'
          ? believeNoLonger(row, now.iso)
          : { cause: 'seen-in-progress', detail: finding.detail };
      const unclearNo = Math.max(row.unclear_no, now.no);
      return moved(move, { absentReads: 0, poorReads: 0, unclearNo }, unclearNo);
    }
    case 'proves-nothing': {
      if (askedBefore) return null;
      const poorReads = row.poor_reads + 1;
      return moved(believePoor(row, poorReads, isSettled, now.iso), { poorReads });
    }
    case 'not-there': {
      if (askedBefore) return null;
      const absentReads = row.absent_reads + 1;
      const move =
        row.state === 'unknown'
          ? believeUnknown(row, absentReads, isSettled)
          : believePending(row, absentReads, isSettled, now.iso);
      // Reads counted while it was pending say nothing about it as unknown.
      const startsAnew = move?.cause === 'no-longer-in-progress';
      return moved(move, { absentReads: startsAnew ? 0 : absentReads, poorReads: 0 });
    }
  }
}

/** `true` while the operation is open after the move, so the desk keeps asking. */
function keepsAsking(row: OperationRow, move: Move | null): boolean {
  const state = move === null ? row.state : nextState(row.state, move.cause);
  return state !== undefined && isOpen(state);
}
