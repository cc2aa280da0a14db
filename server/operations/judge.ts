/**
 * What a status read proves about an operation whose outcome is not clear. Pure: the same row, read
 * and time always give the same judgement. The default is to go on asking.
 */
import { isOpen, nextState } from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
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
/** A refusal such as COMMON_REFUND_ERROR is believed after this long without a change. */
const REFUSAL_SETTLES_MS = 2 * 60 * 1000;
/** What is said to be running for longer than a day, bank's maintenance or not, needs a person. */
const LONGEST_PENDING_MS = 24 * 60 * 60 * 1000;
/** One read may lag behind the refund; three in a row over the settle time don't. */
const READS_TO_BELIEVE = 3;

/** When Toss is asked next about an operation that has been unclear since `since`. */
export function nextCheckAt(since: string, now: string, scale: number): string {
  const ageMs = Date.parse(now) - Date.parse(since);
  const next = CHECK_AGES_MS.map((age) => age * scale).find((age) => age > ageMs);
  const delayMs = next === undefined ? LATER_CHECKS_MS * scale : next - ageMs;
  return new Date(Date.parse(now) + Math.max(1, Math.ceil(delayMs))).toISOString();
}

type Move = NonNullable<Judgement['move']>;

/** What one read says: the effect is there, it runs, it can't come any more, or it isn't there. */
type Finding =
  | { finding: 'done'; detail: string; tossRefundNo?: string; doneAt?: string | null }
  | { finding: 'running'; detail: string }
  | { finding: 'ruled-out'; detail: string }
  | { finding: 'contradiction'; detail: string }
  | { finding: 'not-there' }
  | { finding: 'proves-nothing' };

function findRefund(row: OperationRow, observation: Observation, foreignWon: number): Finding {
  const { facts } = observation;
  const ours = (facts.refunds ?? []).filter(
    (refund) =>
      refund.refundNo === row.id ||
      (row.toss_refund_no !== null && refund.refundNo === row.toss_refund_no),
  );
  const [seen, second] = ours;
  if (second !== undefined) {
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
      tossRefundNo: seen.refundNo,
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
function believeUnknown(
  row: OperationRow,
  reads: number,
  now: string,
  limits: JudgeLimits,
): Move | null {
  if (row.verdict === 'rejected') {
    return {
      cause: 'refusal-confirmed',
      detail: 'Toss refused it, and a read after that does not show it',
    };
  }
  const nowMs = Date.parse(now);
  if (
    row.verdict === 'refused-to-confirm' &&
    reads >= READS_TO_BELIEVE &&
    nowMs - Date.parse(row.state_since) >= REFUSAL_SETTLES_MS * limits.reconcileScale
  ) {
    return {
      cause: 'refusal-confirmed',
      detail: `Toss refused it, and ${String(reads)} reads over two minutes do not show it`,
    };
  }
  const sinceSentMs = nowMs - Date.parse(row.sent_at ?? row.state_since);
  if (reads < READS_TO_BELIEVE || sinceSentMs < limits.settleMs) return null;
  // Toss said yes and never shows it: that is no absence to act on, a person must look.
  if (row.verdict === 'ok-other-number') {
    return { cause: 'contradicted', detail: 'Toss answered success but never shows this refund' };
  }
  return {
    cause: 'absence-proved',
    detail: `${String(reads)} good reads, the last after the settle time, do not show it`,
  };
}

function believePending(
  row: OperationRow,
  reads: number,
  now: string,
  limits: JudgeLimits,
): Move | null {
  if (row.verdict === 'pending-maintenance') return believeNoLonger(row, now);
  const ageMs = Date.parse(now) - Date.parse(row.state_since);
  return reads < READS_TO_BELIEVE || ageMs < limits.settleMs
    ? null
    : { cause: 'no-longer-in-progress', detail: 'Toss no longer shows it in progress' };
}

/** What runs, or waits for a bank, must not be waited on for ever either. */
function believeNoLonger(row: OperationRow, now: string): Move | null {
  return Date.parse(now) - Date.parse(row.state_since) < LONGEST_PENDING_MS
    ? null
    : { cause: 'pending-too-long', detail: 'Still waiting after 24 hours' };
}

/** Reads that prove nothing, one after the other, must not be waited on for ever. */
function believePoor(
  row: OperationRow,
  poorReads: number,
  now: string,
  limits: JudgeLimits,
): Move | null {
  const waitsForBank = row.state === 'pending' && row.verdict === 'pending-maintenance';
  if (waitsForBank) return believeNoLonger(row, now);
  const ageMs = Date.parse(now) - Date.parse(row.sent_at ?? row.state_since);
  if (poorReads < READS_TO_BELIEVE || ageMs < limits.settleMs) return null;
  return { cause: 'contradicted', detail: "No read of Toss's tells whether it was done" };
}

const unclear = (row: OperationRow) => row.state === 'unknown' || row.state === 'pending';

/**
 * An operation that waits for a person, or that had been taken for not done, is only ever moved by
 * a sighting. A status that another act may have brought about proves nothing about an execute or
 * cancel that is known to have failed.
 */
function judgeLate(row: OperationRow, finding: Finding): Move | null {
  const isKnownFailed = row.state === 'failed' || row.state === 'declined';
  if (finding.finding === 'done' && (row.kind === 'refund' || !isKnownFailed)) {
    return { ...withNumber(row, finding), cause: 'seen-done' };
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

function withNumber(row: OperationRow, finding: Finding & { finding: 'done' }) {
  const { detail, tossRefundNo: number, doneAt = null } = finding;
  const isOther = number !== undefined && number !== row.id;
  return { detail, doneAt, ...(isOther && { tossRefundNo: number }) };
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
  return judgeFinding(row, finding, observation.askedAt, now, limits);
}

/**
 * Judges one operation by Toss's word that it has no such payment: a read that proves nothing, of
 * which many in a row come to a person.
 */
export function judgeMissing(
  row: OperationRow,
  askedAt: string,
  now: string,
  limits: JudgeLimits,
): Judgement | null {
  return judgeFinding(row, { finding: 'proves-nothing' }, askedAt, now, limits);
}

/** What only a person, or a sighting, can end is looked for all the same, at the slowest pace. */
function judgeWaiting(
  row: OperationRow,
  finding: Finding,
  now: string,
  limits: JudgeLimits,
): Judgement | null {
  const same = { absentReads: row.absent_reads, poorReads: row.poor_reads };
  const move = judgeLate(row, finding);
  const later = nextCheckAt(row.state_since, now, limits.reconcileScale);
  if (move === null && !isOpen(row.state)) return null;
  return { ...same, move, nextCheckAt: keepsAsking(row, move) ? later : null };
}

function judgeFinding(
  row: OperationRow,
  finding: Finding,
  askedAt: string,
  now: string,
  limits: JudgeLimits,
): Judgement | null {
  if (!unclear(row)) return judgeWaiting(row, finding, now, limits);
  const same = { absentReads: row.absent_reads, poorReads: row.poor_reads };
  const next = nextCheckAt(row.state_since, now, limits.reconcileScale);
  const moved = (move: Move | null, counts: Partial<typeof same> = {}): Judgement => ({
    ...same,
    ...counts,
    move,
    nextCheckAt: keepsAsking(row, move) ? next : null,
  });
  // A read that was asked before the outcome became unclear can't prove an absence.
  const askedBefore = askedAt < row.state_since;
  switch (finding.finding) {
    case 'done':
      return moved({ ...withNumber(row, finding), cause: 'seen-done' });
    case 'ruled-out':
      return moved({ cause: 'status-explains', detail: finding.detail });
    case 'contradiction':
      return moved({ cause: 'contradicted', detail: finding.detail });
    case 'running': {
      const move: Move | null =
        row.state === 'pending'
          ? believeNoLonger(row, now)
          : { cause: 'seen-in-progress', detail: finding.detail };
      return moved(move, { absentReads: 0, poorReads: 0 });
    }
    case 'proves-nothing': {
      if (askedBefore) return null;
      const poorReads = row.poor_reads + 1;
      return moved(believePoor(row, poorReads, now, limits), { poorReads });
    }
    case 'not-there': {
      if (askedBefore) return null;
      const absentReads = row.absent_reads + 1;
      const believe = row.state === 'unknown' ? believeUnknown : believePending;
      const move = believe(row, absentReads, now, limits);
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
