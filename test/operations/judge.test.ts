/** How the engine judges a status read, as a table: row × read × time → judgement. */
import { describe, expect, it } from 'vitest';
import { judge, judgeMissing, nextCheckAt } from '../../server/operations/judge.ts';
import type { Observation, PaymentFacts } from '../../server/storage/observe.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { Judgement } from '../../server/storage/settle-by-read.ts';
import {
  operationStates,
  type OperationKind,
  type OperationState,
} from '../../shared/operation.ts';
import { payStatuses } from '../../shared/payment.ts';
import { paidFacts } from '../support/open-test-storage.ts';

const limits = { settleMs: 900_000, reconcileScale: 1 };
const SENT = Date.parse('2026-01-01T00:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (ms: number) => new Date(SENT + ms).toISOString();
const OURS = '11111111-1111-4111-8111-111111111111';

function row(over: Partial<OperationRow> = {}): OperationRow {
  return {
    id: OURS,
    kind: 'refund',
    pay_token: 'token',
    order_no: 'order',
    state: 'unknown',
    cause: 'answered-unclear',
    state_since: at(1000),
    amount: 4000,
    taxable: 4000,
    vat: 0,
    tax_free: 0,
    service_fee: 0,
    reason: 'x',
    note: null,
    api_version: 'v1',
    items: null,
    body: '{}',
    body_hash: '',
    fingerprint: '',
    seen_refunded: 0,
    seen_status: null,
    requested_by: 'staff',
    requested_by_name: '',
    token_maker: null,
    approved_by: null,
    approved_by_name: null,
    resolved_by: null,
    resolved_by_name: null,
    created_at: at(0),
    attempts: 1,
    boot_id: 'boot',
    sent_at: at(0),
    ended_at: null,
    base_refunded: 0,
    verdict: 'unknown',
    toss_error_code: null,
    toss_message: null,
    toss_refund_no: null,
    toss_transaction_id: null,
    absent_reads: 0,
    poor_reads: 0,
    checks: 0,
    next_check_at: null,
    late: 0,
    evidence_source: null,
    evidence_detail: null,
    evidence_grade: null,
    ready_at: at(0),
    send_after: null,
    approval_lapses_at: null,
    ready_no: 0,
    unclear_no: 1000,
    settles_at: null,
    disputed: 0,
    acknowledged: 0,
    sole: 0,
    ...over,
  };
}

const refund = (refundNo: string, amount = 4000, done = true) => ({
  refundNo,
  amount,
  reason: null,
  at: null,
  done,
});

function read(facts: Partial<PaymentFacts> = {}, over: Partial<Observation> = {}): Observation {
  return {
    facts: paidFacts({
      payToken: 'token',
      orderNo: 'order',
      payMethod: null,
      amount: 10_000,
      parts: null,
      productDesc: null,
      availableActions: null,
      createdAt: null,
      completedAt: null,
      ...facts,
    }),
    good: true,
    askedNo: 20 * MINUTE,
    askedAt: at(20 * MINUTE),
    by: 'operation',
    ...over,
  };
}

interface Case {
  row?: Partial<OperationRow>;
  read?: Partial<PaymentFacts>;
  observation?: Partial<Observation>;
  /** Milliseconds after sending. */
  nowMs?: number;
  foreignWon?: number;
}

function judged(given: Case): Judgement | null {
  const { nowMs = 20 * MINUTE, foreignWon = 0 } = given;
  const observation = read(given.read, { askedNo: nowMs, ...given.observation });
  return judge(row(given.row), observation, foreignWon, at(nowMs), limits);
}

const causeOf = (given: Case) => judged(given)?.move?.cause ?? null;

describe('an unclear refund', () => {
  it.each<[string, Case, string | null]>([
    ['shown once with our amount', { read: { refunds: [refund(OURS)] } }, 'seen-done'],
    [
      'shown, whatever else is',
      { read: { refunds: [refund('console', 10), refund(OURS)] }, foreignWon: 10 },
      'seen-done',
    ],
    [
      'shown, in a read that proves nothing else',
      { read: { refunds: [refund(OURS)] }, observation: { good: false } },
      'seen-done',
    ],
    [
      'shown, in a read that was asked before it became unclear',
      { read: { refunds: [refund(OURS)] }, observation: { askedNo: 0 } },
      'seen-done',
    ],
    [
      'shown under the number that Toss gave it',
      { row: { toss_refund_no: 'toss-1' }, read: { refunds: [refund('toss-1')] } },
      'seen-done',
    ],
    [
      'listed but not SUCCESS',
      { read: { refunds: [refund(OURS, 4000, false)] } },
      'seen-in-progress',
    ],
    ['not listed in REFUND_PROGRESS', { read: { status: 'REFUND_PROGRESS' } }, 'seen-in-progress'],
    ['shown twice', { read: { refunds: [refund(OURS), refund(OURS)] } }, 'contradicted'],
    [
      'shown under both its numbers',
      { row: { toss_refund_no: 'toss-1' }, read: { refunds: [refund(OURS), refund('toss-1')] } },
      'contradicted',
    ],
    ['shown with another amount', { read: { refunds: [refund(OURS, 3999)] } }, 'contradicted'],
    [
      'not shown, while more was refunded elsewhere',
      { read: { refunds: [refund('console', 4000)] }, foreignWon: 4000 },
      'contradicted',
    ],
    [
      'not shown, while what was refunded elsewhere is as before',
      { row: { base_refunded: 4000 }, foreignWon: 4000 },
      null,
    ],
    ['not shown the first time', {}, null],
    ['not shown the second', { row: { absent_reads: 1 } }, null],
    ['not shown the third, after the settle time', { row: { absent_reads: 2 } }, 'absence-proved'],
    [
      'not shown the third, before it',
      { row: { absent_reads: 2 }, nowMs: 15 * MINUTE + 999 },
      null,
    ],
    [
      'not shown the third, at it',
      { row: { absent_reads: 2 }, nowMs: 15 * MINUTE + 1000 },
      'absence-proved',
    ],
    [
      'not shown in a read that was asked before it became unclear',
      { row: { absent_reads: 9 }, observation: { askedNo: 999 } },
      null,
    ],
    ['not shown in a poor read', { row: { absent_reads: 2 }, observation: { good: false } }, null],
    [
      'in poor reads alone, three of them, after the settle time',
      { row: { poor_reads: 2 }, observation: { good: false } },
      'contradicted',
    ],
    [
      'in poor reads alone, before it',
      { row: { poor_reads: 2 }, observation: { good: false }, nowMs: 14 * MINUTE },
      null,
    ],
    [
      'in poor reads alone, asked before',
      { row: { poor_reads: 9 }, observation: { good: false, askedNo: 0 } },
      null,
    ],
    [
      'in three poor reads after good ones',
      { row: { absent_reads: 1, poor_reads: 2 }, observation: { good: false } },
      'contradicted',
    ],
  ])('%s', (_name, given, cause) => expect(causeOf(given)).toBe(cause));

  it('counts its observations, and starts over when Toss shows it running', () => {
    const counts = { absent_reads: 1, poor_reads: 2 };
    const early = { nowMs: MINUTE };
    expect(judged({ row: counts, ...early })).toMatchObject({ absentReads: 2, poorReads: 0 });
    expect(judged({ row: counts, observation: { good: false }, ...early })).toMatchObject({
      absentReads: 1,
      poorReads: 3,
    });
    expect(judged({ row: counts, read: { status: 'REFUND_PROGRESS' } })).toMatchObject({
      absentReads: 0,
      poorReads: 0,
    });
  });

  it('keeps the number under which it was found', () => {
    const given = { row: { toss_refund_no: 'toss-1' }, read: { refunds: [refund('toss-1')] } };
    expect(judged(given)?.move?.tossRefundNo).toBe('toss-1');
    const told = { toss_refund_no: 'toss-1' };
    expect(judged({ row: told, read: { refunds: [refund(OURS)] } })?.move?.tossRefundNo).toBeNull();
  });

  it('does not match an outside refund by its amount', () =>
    expect(causeOf({ read: { refunds: [refund('stranger')] } })).toBeNull());
});

describe('an unclear refund that Toss had refused', () => {
  const refused = { verdict: 'refused', absent_reads: 2 };
  const wrongKey = { verdict: 'wrong-key' };

  it.each<[string, Case, string | null]>([
    ['in three reads and the settle time', { row: refused }, 'refusal-confirmed'],
    ['in three reads within it', { row: refused, nowMs: 15 * MINUTE + 999 }, null],
    ['in two reads', { row: { verdict: 'refused', absent_reads: 1 } }, null],
    ['in a poor read', { row: refused, observation: { good: false } }, null],
    ['in a read asked before the answer', { row: refused, observation: { askedNo: 500 } }, null],
    ['but it is there', { row: refused, read: { refunds: [refund(OURS)] } }, 'seen-done'],
    ['for the key: in one good read', { row: wrongKey, nowMs: 1500 }, 'refusal-confirmed'],
    ['for the key: in no poor one', { row: wrongKey, observation: { good: false } }, null],
    [
      'for the second time: that proves nothing of the first',
      { row: { verdict: 'refused-again', absent_reads: 2 } },
      'absence-proved',
    ],
    [
      'because it was done, and never shows',
      { row: { verdict: 'said-done', absent_reads: 2 } },
      'contradicted',
    ],
    [
      'because it was done, too early to say',
      { row: { verdict: 'said-done', absent_reads: 2 }, nowMs: MINUTE },
      null,
    ],
  ])('%s', (_name, given, cause) => expect(causeOf(given)).toBe(cause));

  it('says when it will count', () => {
    const settlesAt = judged({ row: refused, nowMs: 5 * MINUTE })?.settlesAt;
    expect(settlesAt).toBe(at(15 * MINUTE + 1000));
  });
});

describe('a refund that Toss said is running', () => {
  const pending = { state: 'pending', cause: 'answered-pending', verdict: 'pending' } as const;
  const maintenance = { ...pending, verdict: 'pending-maintenance' };

  it.each<[string, Case, string | null]>([
    ['done', { row: pending, read: { refunds: [refund(OURS)] } }, 'seen-done'],
    ['still running', { row: pending, read: { status: 'REFUND_PROGRESS' } }, null],
    [
      'running for a day',
      { row: pending, read: { status: 'REFUND_PROGRESS' }, nowMs: 25 * HOUR },
      'pending-too-long',
    ],
    ['no longer shown, twice', { row: { ...pending, absent_reads: 1 } }, null],
    [
      'no longer shown, three times over the settle time',
      { row: { ...pending, absent_reads: 2 } },
      'no-longer-in-progress',
    ],
    [
      'no longer shown, three times within it',
      { row: { ...pending, absent_reads: 2 }, nowMs: 15 * MINUTE + 999 },
      null,
    ],
    [
      'shown with another amount',
      { row: pending, read: { refunds: [refund(OURS, 1)] } },
      'contradicted',
    ],
    ['while more was refunded elsewhere', { row: pending, foreignWon: 1 }, 'contradicted'],
    [
      'in poor reads alone, after the settle time',
      { row: { ...pending, poor_reads: 2 }, observation: { good: false } },
      'contradicted',
    ],
    [
      'after maintenance: never absent by itself',
      { row: { ...maintenance, absent_reads: 99 }, nowMs: 23 * HOUR },
      null,
    ],
    [
      'after maintenance: a person after a day',
      { row: { ...maintenance, absent_reads: 99 }, nowMs: 24 * HOUR + 1000 },
      'pending-too-long',
    ],
    [
      'after maintenance, in REFUND_PROGRESS all day: a person too',
      { row: maintenance, read: { status: 'REFUND_PROGRESS' }, nowMs: 24 * HOUR + 1000 },
      'pending-too-long',
    ],
    [
      'after maintenance, in poor reads: not before a day',
      { row: { ...maintenance, poor_reads: 9 }, observation: { good: false } },
      null,
    ],
    [
      'after maintenance, in poor reads: after a day',
      { row: { ...maintenance, poor_reads: 9 }, observation: { good: false }, nowMs: 25 * HOUR },
      'pending-too-long',
    ],
  ])('%s', (_name, given, cause) => expect(causeOf(given)).toBe(cause));

  it('starts over counting when it is unclear again', () =>
    expect(judged({ row: { ...pending, absent_reads: 2 } })).toMatchObject({ absentReads: 0 }));
});

describe('an execute', () => {
  const execute = { kind: 'execute', amount: 10_000, base_refunded: 0 } as const;
  it.each<[string, Case, string | null]>([
    ...[
      'PAY_COMPLETE',
      'REFUND_PROGRESS',
      'REFUND_SUCCESS',
      'SETTLEMENT_COMPLETE',
      'SETTLEMENT_REFUND_COMPLETE',
    ].map((status): [string, Case, string] => [
      `beside ${status}`,
      { row: execute, read: { status } },
      'seen-done',
    ]),
    ['beside PAY_PROGRESS', { row: execute, read: { status: 'PAY_PROGRESS' } }, 'seen-in-progress'],
    ['beside PAY_CANCEL', { row: execute, read: { status: 'PAY_CANCEL' } }, 'status-explains'],
    ['beside PAY_APPROVED, early', { row: execute, read: { status: 'PAY_APPROVED' } }, null],
    [
      'beside PAY_APPROVED after the settle time',
      { row: { ...execute, absent_reads: 2 }, read: { status: 'PAY_APPROVED' } },
      'absence-proved',
    ],
    [
      'refused for its state beside a status that still waits',
      { row: { ...execute, verdict: 'refused' }, read: { status: 'PAY_APPROVED' } },
      null,
    ],
    [
      'refused for its state because it expired',
      { row: { ...execute, verdict: 'refused' }, read: { status: 'PAY_CANCEL' } },
      'status-explains',
    ],
    [
      'refused beside a status that still waits, after the settle time',
      {
        row: { ...execute, verdict: 'refused', absent_reads: 2 },
        read: { status: 'PAY_APPROVED' },
      },
      'refusal-confirmed',
    ],
    [
      'in poor reads alone',
      {
        row: { ...execute, poor_reads: 2 },
        read: { status: 'PAY_APPROVED' },
        observation: { good: false },
      },
      'contradicted',
    ],
    [
      'pending, and the bank failed it',
      {
        row: { ...execute, state: 'pending', absent_reads: 2 },
        read: { status: 'PAY_APPROVED' },
      },
      'no-longer-in-progress',
    ],
    [
      'absent, and charged after all',
      { row: { ...execute, state: 'absent' }, read: { status: 'PAY_COMPLETE' } },
      'seen-done',
    ],
    [
      'absent, and canceled since',
      { row: { ...execute, state: 'absent' }, read: { status: 'PAY_CANCEL' } },
      'status-explains',
    ],
    [
      'failed: a payment that is paid later is not its doing',
      { row: { ...execute, state: 'failed' }, read: { status: 'PAY_COMPLETE' } },
      null,
    ],
  ])('%s', (_name, given, cause) => expect(causeOf(given)).toBe(cause));
});

describe('a cancel', () => {
  const cancel = { kind: 'cancel', amount: 10_000, seen_status: 'PAY_STANDBY' } as const;
  it.each<[string, Case, string | null]>([
    ['beside PAY_CANCEL', { row: cancel, read: { status: 'PAY_CANCEL' } }, 'seen-done'],
    ['beside PAY_COMPLETE', { row: cancel, read: { status: 'PAY_COMPLETE' } }, 'status-explains'],
    ['beside a running charge', { row: cancel, read: { status: 'PAY_PROGRESS' } }, null],
    [
      'refused for its state beside a status that still waits: it may have been delivered twice',
      { row: { ...cancel, verdict: 'refused' }, read: { status: 'PAY_STANDBY' } },
      null,
    ],
    [
      'the same after the settle time',
      {
        row: { ...cancel, verdict: 'refused', absent_reads: 2 },
        read: { status: 'PAY_STANDBY' },
      },
      'refusal-confirmed',
    ],
    [
      'refused for its state, and paid',
      { row: { ...cancel, verdict: 'refused' }, read: { status: 'PAY_COMPLETE' } },
      'status-explains',
    ],
    [
      'in a poor read',
      { row: cancel, read: { status: 'PAY_APPROVED' }, observation: { good: false } },
      null,
    ],
    [
      'absent, and canceled since',
      { row: { ...cancel, state: 'absent' }, read: { status: 'PAY_CANCEL' } },
      'seen-done',
    ],
    [
      'declined: a later cancel is somebody else’s',
      { row: { ...cancel, state: 'declined' }, read: { status: 'PAY_CANCEL' } },
      null,
    ],
  ])('%s', (_name, given, cause) => expect(causeOf(given)).toBe(cause));
});

describe('a late finding', () => {
  it.each(['absent', 'given_up', 'failed', 'declined'] as const)(
    'of a refund in %s is recorded, never refused',
    (state) =>
      expect(causeOf({ row: { state }, read: { refunds: [refund(OURS)] } })).toBe('seen-done'),
  );
  it.each(['absent', 'given_up', 'failed', 'declined'] as const)(
    'that finds nothing leaves a refund in %s as it is',
    (state) => {
      for (const given of [
        {},
        { read: { status: 'REFUND_PROGRESS' } },
        { observation: { good: false } },
      ]) {
        expect(causeOf({ ...given, row: { state, absent_reads: 9, poor_reads: 9 } })).toBeNull();
      }
    },
  );
  it.each([{ foreignWon: 100 }, { read: { refunds: [refund(OURS, 1)] } }])(
    'of unexplained money sends an absent refund to a person, and moves no ended one',
    (given) => {
      expect(causeOf({ ...given, row: { state: 'absent' } })).toBe('contradicted');
      for (const state of ['needs_review', 'given_up', 'failed', 'declined'] as const) {
        expect(causeOf({ ...given, row: { state } })).toBeNull();
      }
    },
  );
  it('is still looked for while it waits for a person', () => {
    const next = (kind: OperationKind, state: OperationState) =>
      judged({ row: { kind, state }, read: { status: 'PAY_APPROVED' } })?.nextCheckAt ?? null;
    for (const kind of ['execute', 'refund'] as const) {
      expect(next(kind, 'absent')).not.toBeNull();
      expect(next(kind, 'needs_review')).not.toBeNull();
      expect(next(kind, 'given_up')).toBeNull();
    }
  });
  it.each(['refund', 'execute', 'cancel'] as const)('ends a %s that waits for a person', (kind) => {
    const status = { refund: 'REFUND_SUCCESS', execute: 'PAY_COMPLETE', cancel: 'PAY_CANCEL' };
    const read = { status: status[kind], refunds: kind === 'refund' ? [refund(OURS)] : [] };
    expect(causeOf({ read, row: { kind, state: 'needs_review' } })).toBe('seen-done');
  });
});

describe('a denial of the payment by Toss', () => {
  const missing = (over: Partial<OperationRow>, afterMs: number) =>
    judgeMissing(row(over), afterMs, at(afterMs), limits);
  it('proves nothing, and goes to a person after the settle time', () => {
    expect(missing({ poor_reads: 0 }, 5 * MINUTE)).toMatchObject({ move: null, poorReads: 1 });
    expect(missing({ poor_reads: 5 }, 5 * MINUTE)?.move).toBeNull();
    expect(missing({ poor_reads: 2 }, 16 * MINUTE)?.move?.cause).toBe('contradicted');
  });
  it('does not count reads that were asked before it became unclear', () =>
    expect(judgeMissing(row(), 0, at(HOUR), limits)).toBeNull());
});

describe('every combination', () =>
  it('moves only along the transition table, and is polled on while the outcome is unclear', async () => {
    const { nextState } = await import('../../shared/operation.ts');
    const verdicts = [
      'unknown',
      'refused',
      'wrong-key',
      'refused-again',
      'said-done',
      'pending',
      'pending-maintenance',
      null,
    ];
    const lists = [
      null,
      [],
      [refund(OURS)],
      [refund(OURS, 1)],
      [refund(OURS), refund(OURS)],
      [refund('x')],
    ];
    const judgedStates = operationStates.filter((state) =>
      ['unknown', 'pending', 'absent', 'given_up', 'failed', 'declined'].includes(state),
    );
    let count = 0;
    for (const kind of ['refund', 'execute', 'cancel'] as const)
      for (const state of judgedStates)
        for (const verdict of verdicts)
          for (const status of [...payStatuses, 'SOMETHING_NEW'])
            for (const refunds of lists)
              for (const good of [true, false])
                for (const nowMs of [2000, 20 * MINUTE, 30 * HOUR])
                  for (const reads of [0, 5]) {
                    const given = {
                      row: { kind, state, verdict, absent_reads: reads, poor_reads: reads },
                      read: { status, refunds },
                      observation: { good },
                      nowMs,
                      foreignWon: refunds?.[0]?.refundNo === 'x' ? 4000 : 0,
                    };
                    const judgement = judged(given);
                    const move = judgement?.move;
                    if (move != null && nextState(state, move.cause) === undefined) {
                      throw new Error(`${state} by ${move.cause}: ${JSON.stringify(given)}`);
                    }
                    const isOpen = state === 'unknown' || state === 'pending';
                    if (isOpen && move == null && judgement?.nextCheckAt == null) {
                      throw new Error(`asks no more: ${JSON.stringify(given)}`);
                    }
                    count += 1;
                  }
    expect(count).toBeGreaterThan(50_000);
  }));

describe('the polling schedule', () => {
  const since = { state_since: at(0), unclear_no: 0 };
  const next = (no: number, iso = at(no), over: Partial<typeof limits> = {}) =>
    nextCheckAt(since, { iso, no }, { ...limits, ...over });

  it('polls at 5 s, 15 s, 30 s, 1, 2, 5, 10, 15 minutes, then every half hour', () => {
    const ages: number[] = [];
    let now = 0;
    for (let n = 0; n < 11; n += 1) {
      now = Date.parse(next(now)) - SENT;
      ages.push(now / 1000);
    }
    expect(ages).toEqual([5, 15, 30, 60, 120, 300, 600, 900, 2700, 4500, 6300]);
  });
  it('polls at the end of the settle time, wherever the ages put the next read', () => {
    expect(next(899_000)).toBe(at(900_000));
    expect(next(100_000, at(100_000), { settleMs: 110_000 })).toBe(at(110_000));
  });
  it('is scaled, and always moves on', () => {
    expect(next(0, at(0), { reconcileScale: 0.01 })).toBe(at(50));
    expect(next(0, at(0), { reconcileScale: 0.000_001 })).toBe(at(1));
    expect(next(HOUR, at(HOUR), { reconcileScale: 0.01 })).toBe(at(HOUR + 18_000));
  });
  it('goes by the time that has really passed where the clock was set back', () =>
    expect(next(HOUR, at(-HOUR))).toBe(at(-HOUR / 2)));
});
