/**
 * Feeds spoilt answers to the real code, from the bytes on, and compares its results with the
 * oracle. The readers are a parameter, so that wrong ones show that they would be detected.
 */
import { judge } from '../../server/operations/judge.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import { classify } from '../../server/toss/classify.ts';
import type { Exchange, TossCall } from '../../server/toss/exchange.ts';
import { readAnswer, readPartialAnswer } from '../../server/toss/read-answer.ts';
import { readStatusAnswer } from '../../server/toss/status-answer.ts';
import { isOpen, operationKinds, type OperationKind } from '../../shared/operation.ts';
import { seededRandom } from '../shared/seeded-random.ts';
import { isOwnNumber, mayBeTakenFor, objectOf, paidStates, shownBy } from './answer-oracle.ts';
import type { RawAnswer, Shown } from './answer-oracle.ts';
import { drawMoneyAnswer, drawStatusAnswer, PAY_TOKEN } from './spoilt-answers.ts';
import { everyCodeAndStatus, everyCut, sent, TOSS_REFUND_NO } from './spoilt-answers.ts';

/** The code under test. */
export const realReaders = { readAnswer, classify, readStatusAnswer, judge };
export type Readers = typeof realReaders;

const SENT_AT = '2026-03-02T00:00:00.000Z';
const UNCLEAR_SINCE = '2026-03-02T00:00:10.000Z';
const ASKED_AT = '2026-03-02T01:00:00.000Z';
/** Milliseconds since it was sent. */
const ASKED_NO = 3_600_000;
const limits = { settleMs: 900_000, reconcileScale: 1 };

/** An operation that one more good read may end: two were counted and the settle time is over. */
function unclearRow(over: Partial<OperationRow>): OperationRow {
  return {
    id: sent.id,
    kind: 'refund',
    pay_token: PAY_TOKEN,
    order_no: sent.orderNo,
    state: 'unknown',
    cause: 'answered-unclear',
    state_since: UNCLEAR_SINCE,
    unclear_no: 10_000,
    amount: sent.amount,
    sent_at: SENT_AT,
    base_refunded: 0,
    verdict: 'unknown',
    toss_refund_no: null,
    absent_reads: 2,
    poor_reads: 2,
    ...over,
  } as OperationRow;
}

const rows: OperationRow[] = [
  unclearRow({}),
  unclearRow({ verdict: 'wrong-key', absent_reads: 0, poor_reads: 0 }),
  unclearRow({ verdict: 'refused' }),
  unclearRow({ verdict: 'said-done', toss_refund_no: TOSS_REFUND_NO }),
  unclearRow({ state: 'pending', verdict: 'pending' }),
  unclearRow({ state: 'pending', verdict: 'pending-maintenance' }),
  unclearRow({ state: 'absent' }),
  unclearRow({ state: 'failed', verdict: 'refused' }),
  unclearRow({ kind: 'execute' }),
  unclearRow({ kind: 'execute', verdict: 'refused' }),
  unclearRow({ kind: 'execute', state: 'absent' }),
  unclearRow({ kind: 'cancel' }),
  unclearRow({ kind: 'cancel', verdict: 'refused' }),
];

const callOf: Record<OperationKind, TossCall> = {
  execute: 'execute',
  cancel: 'cancel',
  refund: 'refunds',
};

function exchangeOf(readers: Readers, call: TossCall, answer: RawAnswer): Exchange {
  const { outcome, ...arrived } = answer;
  const nothing = { httpStatus: null, contentType: null, bytes: Buffer.alloc(0) };
  const fields =
    outcome === 'answered'
      ? readers.readAnswer(arrived)
      : readPartialAnswer(outcome === 'lost' ? arrived : nothing, 'broken');
  return { call, outcome, ...fields, startedAt: SENT_AT, endedAt: SENT_AT };
}

function verdictOf(readers: Readers, kind: OperationKind, exchange: Exchange): string {
  const verdict = readers.classify(
    kind,
    { ...sent, payToken: PAY_TOKEN },
    { ...exchange, call: callOf[kind] },
  );
  const number = 'tossRefundNo' in verdict ? verdict.tossRefundNo : null;
  if (verdict.verdict === 'pending')
    return `pending${verdict.afterMaintenance ? '-maintenance' : ''}`;
  return number === null ? verdict.verdict : `${verdict.verdict} ${number}`;
}

/** Whether a read shows enough for a conclusion about an operation, by the design's tables. */
function mayConclude(row: OperationRow, cause: string, shown: Shown): boolean {
  const { payStatus, refunds } = shown;
  const isWaiting = payStatus === 'PAY_STANDBY' || payStatus === 'PAY_APPROVED';
  const isPaid = paidStates.includes(payStatus);
  const ours = (refunds ?? []).filter(
    ({ refundNo }) => isOwnNumber(refundNo, row.id) || refundNo === row.toss_refund_no,
  );
  const others = (refunds ?? []).filter((refund) => refund.isDone && !ours.includes(refund));
  const isOurs = ours.length === 1 && ours[0]?.amount === row.amount;
  const isAbsent = row.kind === 'refund' ? ours.length === 0 && others.length === 0 : isWaiting;
  switch (cause) {
    case 'seen-done':
      if (row.kind === 'refund') {
        const done = ours.filter((one) => one.isDone && one.amount === row.amount);
        // Of one that has ended, the first of two counts as it and the other as an outside refund.
        return done.length > 0 && (ours.length === 1 || !isOpen(row.state));
      }
      return row.kind === 'execute' ? isPaid : payStatus === 'PAY_CANCEL';
    case 'status-explains':
      if (row.kind === 'refund') return false;
      return row.kind === 'execute' ? payStatus === 'PAY_CANCEL' : isPaid;
    case 'refusal-confirmed':
      if (row.verdict !== 'refused' && row.verdict !== 'wrong-key') return false;
      return shown.isGood && isAbsent && payStatus !== 'REFUND_PROGRESS';
    case 'absence-proved':
    case 'no-longer-in-progress':
      return shown.isGood && isAbsent && payStatus !== 'REFUND_PROGRESS';
    case 'seen-in-progress':
      if (row.kind === 'refund') return isOurs || payStatus === 'REFUND_PROGRESS';
      return payStatus === 'PAY_PROGRESS';
    default:
      // Handing it to a person claims nothing.
      return cause === 'contradicted' || cause === 'pending-too-long';
  }
}

/** A conclusion that an answer does not prove, or a missing one that it does. */
export interface Misreading {
  what: string;
  httpStatus: number;
  contentType: string | null;
  text: string;
}

export interface FuzzResult {
  answers: number;
  /** Readings that were compared: several per answer. */
  readings: number;
  violations: number;
  /** How often each conclusion occurred, so that a run without any is noticed. */
  said: Record<string, number>;
  first: Misreading | null;
}

type Report = (what: string | null, said: string) => void;

function checkMoney(readers: Readers, answer: RawAnswer, report: Report): void {
  const exchange = exchangeOf(readers, 'execute', answer);
  const object = objectOf(answer);
  for (const kind of operationKinds) {
    const expected = mayBeTakenFor(kind, sent, answer, object).replace(/sk_test_\w+/, '[API key]');
    const said = verdictOf(readers, kind, exchange);
    const word = said.split(' ')[0]!;
    report(said === expected ? null : `${kind}: ${said}, and not ${expected}`, word);
  }
}

function checkJudgements(
  readers: Readers,
  facts: Parameters<typeof judge>[1]['facts'],
  good: boolean,
  shown: Shown,
  report: Report,
): void {
  const observation = {
    ...{ facts, good, askedNo: ASKED_NO, askedAt: ASKED_AT },
    by: 'status' as const,
  };
  for (const row of rows) {
    const strangers = (facts.refunds ?? []).filter(
      ({ refundNo, done }) =>
        done && !isOwnNumber(refundNo, row.id) && refundNo !== row.toss_refund_no,
    );
    const foreignWon = strangers.reduce((sum, { amount }) => sum + amount, 0);
    const judged = readers.judge(row, observation, foreignWon, ASKED_AT, limits);
    const cause = judged?.move?.cause ?? null;
    if (cause === null) continue;
    const what = `${row.kind} in ${row.state} after ${String(row.verdict)}: ${cause}`;
    report(mayConclude(row, cause, shown) ? null : what, cause);
  }
}

function checkStatus(readers: Readers, answer: RawAnswer, report: Report): void {
  const exchange = exchangeOf(readers, 'status', answer);
  const read = readers.readStatusAnswer({ payToken: PAY_TOKEN }, exchange);
  const shown = shownBy(PAY_TOKEN, answer);
  const word = read.kind === 'read' && read.good ? 'good read' : read.kind;
  const expected = shown.isGood ? 'good read' : shown.kind;
  report(word === expected ? null : `status: ${word}, and not ${expected}`, word);
  if (read.kind !== 'read') return;
  // A read about another payment is not applied to this one (read-status).
  const isAboutIt = read.read.payToken === PAY_TOKEN;
  report(isAboutIt === shown.isAboutIt ? null : 'status: about another payment', 'about');
  if (!isAboutIt) return;
  const refunds = read.read.refunds?.map((one) => ({ ...one, refundNo: one.refundNo ?? '' }));
  checkJudgements(readers, { ...read.read, refunds: refunds ?? null }, read.good, shown, report);
}

type Check = typeof checkMoney;

/** Runs all of them, or stops at the first misreading. */
type Until = 'the end' | 'a violation';

function fuzz(
  readers: Readers,
  cases: Iterable<[RawAnswer, Check]>,
  until: Until = 'the end',
): FuzzResult {
  const result: FuzzResult = { answers: 0, readings: 0, violations: 0, said: {}, first: null };
  const found = (what: string, { httpStatus, contentType, bytes }: RawAnswer) => {
    result.violations += 1;
    const text = bytes.toString('utf8');
    result.first ??= { what, httpStatus, contentType, text };
  };
  for (const [answer, check] of cases) {
    result.answers += 1;
    try {
      check(readers, answer, (what, said) => {
        result.readings += 1;
        result.said[said] = (result.said[said] ?? 0) + 1;
        if (what !== null) found(what, answer);
      });
    } catch (error) {
      found(`threw ${String(error)}`, answer);
    }
    if (until === 'a violation' && result.violations > 0) break;
  }
  return result;
}

function* drawn(seed: string, answers: number): Generator<[RawAnswer, Check]> {
  for (let number = 0; number < answers; number += 1) {
    const random = seededRandom(`${seed}/${String(number)}`);
    if (number % 3 === 2) yield [drawStatusAnswer(random), checkStatus];
    else yield [drawMoneyAnswer(random), checkMoney];
  }
}

/** Draws answers, each with its own seed: two to money calls for one to a status read. */
export function fuzzAnswers(
  seed: string,
  answers: number,
  readers: Readers,
  until?: Until,
): FuzzResult {
  return fuzz(readers, drawn(seed, answers), until);
}

function* systematic(): Generator<[RawAnswer, Check]> {
  for (const answers of [everyCodeAndStatus(), everyCut()]) {
    for (const answer of answers) {
      yield [answer, checkMoney];
      yield [answer, checkStatus];
    }
  }
}

/**
 * Every documented errorCode × every HTTP status × every kind, and plain answers cut at each byte.
 */
export function fuzzSystematically(readers: Readers): FuzzResult {
  return fuzz(readers, systematic());
}
