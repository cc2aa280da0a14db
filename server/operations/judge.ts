/**
 * What a status read proves about an operation whose outcome is not clear. Pure: the same row, read
 * and time always give the same judgement. The default is to go on asking.
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

/** Ages of an unclear operation at which Toss is asked, then every half hour (money-safety). */
const CHECK_AGES_MS = [5, 15, 30, 60, 120, 300, 600, 900].map((seconds) => seconds * 1000);
const LATER_CHECKS_MS = 30 * 60 * 1000;
/** What is said to be running for longer than a day, bank's maintenance or not, needs a person. */
const LONGEST_PENDING_MS = 24 * 60 * 60 * 1000;
/** One read may lag behind the refund; three in a row over the settle time don't. */
const READS_TO_BELIEVE = 3;

/** How much of the settle time an operation still has before it, at this number of `DeskTime`. */
export function settleMsLeft(row: Pick<OperationRow, 'unclear_no'>, no: number, settleMs: number) {
  return Math.max(0, row.unclear_no + settleMs - no);
}

/** A moment, by the machine's clock and by `DeskTime`. */
export interface Moment {
  iso: string;
  no: number;
}

const later = (iso: string, ms: number) => new Date(Date.parse(iso) + ms).toISOString();

/** When Toss is asked next about an operation: by its age, and at the end of its settle time. */
export function nextCheckAt(
  row: Pick<OperationRow, 'state_since' | 'unclear_no'>,
  now: Moment,
  limits: JudgeLimits,
): string {
  // A clock that was set back makes an operation younger than it is.
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

/** What one read says: the effect is there, it runs, it can't come any more, or it isn't there. */
type Finding =
  | { finding: 'done'; detail: string; tossRefundNo?: string | null; doneAt?: string | null }
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
  // Of one that has ended the first is taken for it. An entry of another number is booked as made
  // elsewhere; of the same number twice the read is not good.
  if (ours.length > 1 && isOpen(row.state)) {
    return { finding: 'contradiction', detail: 'Toss shows this refund twice' };
  }
  if (seen !== undefined) {
    if (seen.amount !== row.amount) {
      const detail = `Toss shows ${String(seen.amount)} won under this refund's number`;
      return { finding: 'contradiction', detail };
    }
    if (!seen.done) return { finding: 'running', detail: 'Toss lists it as not finished' };
    return {
      finding: 'done',
      detail: 'Toss lists this refund with its amount as SUCCESS',
      // The number that is listed is the one by which it is found again.
      tossRefundNo: seen.refundNo === row.id ? null : seen.refundNo,
      doneAt: seen.at,
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
  // A charge that runs is neither: it ends as paid or back as waiting.
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

/** How an unclear operation ends on good reads that don't show it, by what Toss had answered. */
function believeUnknown(row: OperationRow, reads: number, isSettled: boolean): Move | null {
  if (row.verdict === 'wrong-key') {
    const detail = "Toss did not accept the shop's API key, and a read after that does not show it";
    return { cause: 'refusal-confirmed', detail };
  }
  if (reads < READS_TO_BELIEVE || !isSettled) return null;
  const seen = `${String(reads)} good reads, the last after the settle time, do not show it`;
  // Toss said yes and never shows it: that is no absence to act on, a person must look.
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
 * What runs, or waits for a bank, must not be waited on for ever either. A clock that was set makes
 * this too early or too late: then a person is called the sooner.
 */
function believeNoLonger(row: OperationRow, now: string): Move | null {
  return Math.abs(Date.parse(now) - Date.parse(row.state_since)) < LONGEST_PENDING_MS
    ? null
    : { cause: 'pending-too-long', detail: 'Still waiting after 24 hours' };
}

/** Reads that prove nothing, one after the other, must not be waited on for ever. */
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
 * An operation that waits for a person, or that had been taken for not done, is only ever moved by
 * a sighting. A status that another act may have brought about proves nothing about an execute or
 * cancel that is known to have failed.
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
 * @param foreignWon what was refunded elsewhere after this read, in won: by no operation of ours
 * @returns `null` when the read says nothing new about it
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
 * Judges one operation by Toss's word that it has no such payment: a read that proves nothing, of
 * which many in a row come to a person.
 */
export function judgeMissing(
  row: OperationRow,
  askedNo: number,
  now: string,
  limits: JudgeLimits,
): Judgement | null {
  return judgeFinding(row, { finding: 'proves-nothing' }, { iso: now, no: askedNo }, limits);
}

/** What only a person, or a sighting, can end is looked for all the same, at the slowest pace. */
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

/** @param now when the read was asked by `DeskTime`, and when it is applied by the clock */
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
  // A read that was asked before the outcome became unclear can't prove an absence.
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
      // What was counted while it seemed to run says nothing about it as an unclear one.
      const startsAnew = move?.cause === 'no-longer-in-progress';
      return moved(move, { absentReads: startsAnew ? 0 : absentReads, poorReads: 0 });
    }
  }
}

/** The desk goes on asking by itself where the operation is open after the move. */
function keepsAsking(row: OperationRow, move: Move | null): boolean {
  const state = move === null ? row.state : nextState(row.state, move.cause);
  return state !== undefined && isOpen(state);
}
