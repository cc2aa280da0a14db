/**
 * Every fault that the sandbox can simulate, in the network and at Toss, before and after Toss has
 * acted. Judged by the sandbox's books: a refund is `succeeded` if and only if it is in them, and
 * it is never in them twice.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationKind, OperationState } from '../../shared/operation.ts';
import {
  bookedRefunds,
  callsAbout,
  getOperation,
  getPayment,
  journeyOf,
  knowApproved,
  knowPaid,
  knowStandby,
  putOperation,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import type { SandboxFault } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

type Fault = Omit<SandboxFault, 'call'>;
type Case = [fault: Fault, end: readonly OperationState[]];

const DONE = ['succeeded'] as const;
/** Not there after the settle time: nothing is sent again without a person. */
const ABSENT = ['absent'] as const;
const FAILED = ['failed'] as const;
/** Toss answered that it was done, and never lists it. */
const REVIEW = ['needs_review'] as const;

const before = (fault: string, end: readonly OperationState[], more: Partial<Fault> = {}): Case => [
  { fault, effect: 'before', ...more },
  end,
];
const after = (fault: string, end: readonly OperationState[], more: Partial<Fault> = {}): Case => [
  { fault, effect: 'after', ...more },
  end,
];

const LONGER_THAN_THE_TIMEOUT = { ms: 2500 };

const cases: Case[] = [
  before('drop', ABSENT),
  before('http500', ABSENT),
  before('html', ABSENT),
  before('cut', ABSENT),
  before('garbage', ABSENT),
  before('badUtf8', ABSENT),
  before('big', ABSENT),
  before('slow', ABSENT, LONGER_THAN_THE_TIMEOUT),
  before('redirect', ABSENT),
  before('errorCode', ABSENT, { errorCode: 'COMMON_TIMEOUT' }),
  before('errorCode', ABSENT, { errorCode: 'NOBODY_KNOWS_THIS' }),
  before('errorCode', REVIEW, { errorCode: 'REFUND_REFUND_NO_DUPLICATE' }),
  before('errorCode', REVIEW, { errorCode: 'REFUND_ALREADY_REFUNDED' }),
  before('errorCode', FAILED, { errorCode: 'REFUND_EXCEED_DAILY' }),
  before('errorCode', FAILED, { errorCode: 'COMMON_INVALID_PARAMETER' }),
  // These act in spite of their effect's name: the call arrives late, or twice.
  before('delay', DONE, { ms: 700 }),
  before('duplicate', DONE),
  before('lag', DONE, { ms: 1000 }),
  before('pending', DONE, { ms: 1000 }),
  after('drop', DONE),
  after('delay', DONE, LONGER_THAN_THE_TIMEOUT),
  after('http500', DONE),
  after('html', DONE),
  after('cut', DONE),
  after('garbage', DONE),
  after('badUtf8', DONE),
  after('big', DONE),
  after('slow', DONE, LONGER_THAN_THE_TIMEOUT),
  after('redirect', DONE),
  after('duplicate', DONE),
  after('lag', DONE, { ms: 1000 }),
  after('pending', DONE, { ms: 1000 }),
  after('errorCode', DONE, { errorCode: 'COMMON_TIMEOUT' }),
  after('errorCode', DONE, { errorCode: 'NOBODY_KNOWS_THIS' }),
  after('errorCode', DONE, { errorCode: 'REFUND_REFUND_NO_DUPLICATE' }),
  after('errorCode', DONE, { errorCode: 'REFUND_EXCEED_DAILY' }),
  after('errorCode', DONE, { errorCode: 'COMMON_REFUND_ERROR' }),
  after('errorCode', DONE, { errorCode: 'COMMON_INVALID_API_KEY' }),
];

/** Calls to Toss are paced per desk, so several desks share the cases. */
const DESKS = 6;
/**
 * On a busy machine six desks can take over a second to process an immediate answer: only the first
 * desk, for the faults that are about the time-out, has a short one.
 */
const LONG_TIMEOUT = { TOSS_TIMEOUT_MS: '6000' };
const needsTimeout = ([{ fault }]: Case) => fault === 'slow' || fault === 'delay';

interface Outcome {
  state: OperationState;
  journey: OperationState[];
  late: boolean;
  refunded: number;
  booked: { refundNo: string; amount: number }[];
  sends: number;
}

const outcomes = new Map<Case, Outcome>();
const desks: RunningDesk[] = [];

async function runCase(desk: RunningDesk, [fault, end]: Case): Promise<Outcome> {
  const payToken = await knowPaid(desk, { amount: 10_000 });
  const id = randomUUID();
  await desk.sandbox.fault({ call: 'refunds', ...fault, payToken });
  const answer = await putRefund(desk, payToken, 4000, { id });
  expect(answer.status).toBe(202);
  await waitForState(desk, id, [...end, 'needs_review', 'declined', 'given_up'], 40_000);
  const booked = await bookedRefunds(desk, payToken);
  const operation = await getOperation(desk, id);
  return {
    state: operation.state,
    journey: journeyOf(desk, id),
    late: operation.late,
    refunded: (await getPayment(desk, payToken)).refunded,
    booked: booked.map(({ refundNo, amount }) => ({
      refundNo: refundNo === id ? 'ours' : refundNo,
      amount,
    })),
    sends: (await callsAbout(desk, 'refunds', payToken)).length,
  };
}

beforeAll(async () => {
  for (let n = 0; n < DESKS; n += 1) {
    desks.push(await startTestDesk({ env: n === 0 ? {} : LONG_TIMEOUT }));
  }
  await Promise.all(
    cases.map(async (one, index) => {
      const desk = desks[needsTimeout(one) ? 0 : 1 + (index % (DESKS - 1))];
      if (desk === undefined) throw new Error('no desk');
      outcomes.set(one, await runCase(desk, one));
    }),
  );
}, 120_000);
afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
});

describe('a refund', () =>
  it.each(cases)('with %o ends as %o, in agreement with the books', (...one) => {
    const found = cases.find(([fault, end]) => fault === one[0] && end === one[1]);
    const outcome = found && outcomes.get(found);
    if (outcome === undefined) throw new Error('the case did not run');
    expect(one[1]).toContain(outcome.state);
    const isDone = outcome.state === 'succeeded';
    expect(outcome.booked).toEqual(isDone ? [{ refundNo: 'ours', amount: 4000 }] : []);
    expect(outcome.refunded).toBe(isDone ? 4000 : 0);
    expect(outcome.sends).toBe(1);
    expect(outcome.late).toBe(false);
    expect(outcome.journey.slice(0, 2)).toEqual(['ready', 'sending']);
    expect(outcome.journey.filter((state) => state === 'sending')).toHaveLength(1);
  }));

describe('an execute or a cancel', () => {
  const others: [OperationKind, Fault, OperationState][] = [
    ['execute', { fault: 'drop', effect: 'before' }, 'absent'],
    ['execute', { fault: 'drop', effect: 'after' }, 'succeeded'],
    ['execute', { fault: 'duplicate', effect: 'before' }, 'succeeded'],
    ['execute', { fault: 'pending', effect: 'after', ms: 600 }, 'succeeded'],
    ['execute', { fault: 'pending', effect: 'after', ms: 300, fails: true }, 'absent'],
    ['execute', { fault: 'errorCode', effect: 'after', errorCode: 'COMMON_TIMEOUT' }, 'succeeded'],
    [
      'execute',
      { fault: 'errorCode', effect: 'before', errorCode: 'COMMON_NOT_ENOUGH_CASH' },
      'failed',
    ],
    ['cancel', { fault: 'drop', effect: 'before' }, 'absent'],
    ['cancel', { fault: 'drop', effect: 'after' }, 'succeeded'],
    ['cancel', { fault: 'duplicate', effect: 'before' }, 'succeeded'],
    ['cancel', { fault: 'http500', effect: 'after' }, 'succeeded'],
    [
      'cancel',
      { fault: 'errorCode', effect: 'before', errorCode: 'CANCEL_IMPOSSIBLE_STATUS' },
      'failed',
    ],
  ];

  it('end in agreement with the books too', async () => {
    const ends = await Promise.all(
      others.map(async ([kind, fault, end], n) => {
        const desk = desks[1 + (n % (DESKS - 1))];
        if (desk === undefined) throw new Error('no desk');
        const isExecute = kind === 'execute';
        const payToken = isExecute
          ? await knowApproved(desk, { amount: 10_000 })
          : await knowStandby(desk, { amount: 10_000 });
        const call = isExecute ? 'execute' : 'cancel';
        await desk.sandbox.fault({ call, ...fault, payToken });
        const id = randomUUID();
        const body = isExecute
          ? { kind, seenAmount: 10_000 }
          : { kind, reason: '재고 부족', seenStatus: 'PAY_STANDBY' };
        const answer = await putOperation(desk, payToken, body, { id });
        expect(answer.status).toBe(202);
        const state = await waitForState(desk, id, [end, 'needs_review', 'declined'], 40_000);
        const { status } = (await desk.sandbox.payment(payToken)) as { status: string };
        const done = isExecute ? status === 'PAY_COMPLETE' : status === 'PAY_CANCEL';
        const sends = (await callsAbout(desk, call, payToken)).length;
        return { kind, fault, state, done, sends };
      }),
    );
    expect(ends).toEqual(
      others.map(([kind, fault, state]) => ({
        kind,
        fault,
        state,
        done: state === 'succeeded',
        sends: 1,
      })),
    );
  }, 60_000);
});

describe('a refund on a desk with a long time-out', () => {
  let desk: RunningDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ env: { SETTLE_MS: '1500', RECONCILE_SCALE: '0.005' } });
  });
  afterAll(async () => {
    await desk.close();
  });

  it('refused with a temporary code is failed only after several reads over its two minutes', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({
      call: 'refunds',
      effect: 'before',
      fault: 'errorCode',
      errorCode: 'COMMON_REFUND_ERROR',
      payToken,
    });
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['failed']);
    const operation = await getOperation(desk, id);
    expect(operation).toMatchObject({
      tossErrorCode: 'COMMON_REFUND_ERROR',
      evidence: { source: 'status', cause: 'refusal-confirmed' },
    });
    const tookMs = Date.parse(operation.endedAt ?? '') - Date.parse(operation.sentAt ?? '');
    expect(tookMs).toBeGreaterThanOrEqual(600);
    expect(await bookedRefunds(desk, payToken)).toEqual([]);
  });

  it('that the bank fails in the end becomes unclear again, then absent, never failed by itself', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.options({ refundProgressMs: 300, refundProgressFails: true });
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['absent']);
    await desk.sandbox.options({ refundProgressMs: 0, refundProgressFails: false });
    const journey = ['ready', 'sending', 'pending', 'unknown', 'absent'];
    expect(journeyOf(desk, id)).toEqual(journey);
    expect(await bookedRefunds(desk, payToken)).toEqual([]);
  });
});

describe('a refund that Toss carries out after the desk recorded it as absent', () =>
  it('is found late, recorded, and counted once', async () => {
    const desk = desks[0];
    if (desk === undefined) throw new Error('no desk');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({
      call: 'refunds',
      effect: 'before',
      fault: 'delay',
      ms: 3500,
      payToken,
    });
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['absent']);
    await waitUntil('Toss acts', async () => (await bookedRefunds(desk, payToken)).length === 1);
    const checked = await desk.as('operator').call('POST', `/api/operations/${id}/check`);
    expect(checked.body).toMatchObject({ state: 'succeeded', late: true });
    const drifted = await getPayment(desk, payToken);
    expect(drifted).toMatchObject({ refunded: 4000, drift: 'contradiction' });
    const seen = { drift: 'contradiction', changedAt: drifted.changedAt, note: '콘솔과 같음' };
    const acknowledge = (body: object) =>
      desk.as('operator').call('POST', `/api/payments/${payToken}/acknowledge`, body);
    expect((await acknowledge({ ...seen, drift: 'outside-refund' })).body.code).toBe('stale-view');
    expect((await acknowledge(seen)).status).toBe(200);
    expect(await getPayment(desk, payToken)).toMatchObject({ refunded: 4000, drift: null });
    await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    expect((await getPayment(desk, payToken)).drift).toBeNull();
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
  }));
