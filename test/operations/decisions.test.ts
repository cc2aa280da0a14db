/** What two people decide about one operation, over HTTP, against the sandbox. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../shared/permissions.ts';
import {
  absentRefund,
  adopt,
  bookedRefunds,
  callsAbout,
  getOperation,
  getPayment,
  journeyOf,
  knowPaid,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type DeskAnswer, type RunningDesk } from '../support/start-desk.ts';
import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';

const LIMIT_WON = 5000;
let sandbox: TestSandbox;
let desk: RunningDesk;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  desk = await startTestDesk({
    sandbox,
    env: { REFUND_APPROVAL_FROM: String(LIMIT_WON), APPROVAL_HOURS: '2' },
  });
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
  await sandbox.close();
});

interface Act {
  as?: Role;
  who?: string;
  body?: object;
  on?: RunningDesk;
}

function act(id: string, name: string, { as = 'manager', who, body, on = desk }: Act = {}) {
  return on.as(as, who).call('POST', `/api/operations/${id}/${name}`, body);
}

/** A refund over the limit, requested by a clerk. */
async function proposed(amount = 6000, on = desk) {
  const payToken = await knowPaid(on, { amount: 10_000 });
  const id = randomUUID();
  const answer = await putRefund(on, payToken, amount, { id });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return { id, payToken, operation: answer.body };
}

const refusal = (answer: DeskAnswer) => [answer.status, answer.body.code, answer.body.effect];

/** Moves an operation's times in the database; nothing but times is changed. */
function plantPast(on: RunningDesk, id: string, columns: Record<string, string>): void {
  try {
    for (const [name, value] of Object.entries(columns)) {
      on.db.run(`UPDATE operation SET ${name} = ? WHERE id = ?`, value, id);
    }
  } finally {
  }
}

/** A request that the desk had sent arrives after all. */
async function refundAtToss(payToken: string, refundNo: string, amount: number) {
  const fields = { payToken, refundNo, amount, amountTaxFree: 0, reason: '단순 변심' };
  const { body } = await sandbox.call('refunds', fields);
  expect(body['code'], JSON.stringify(body)).toBe(0);
}

/** A refund that never reached Toss and is proved absent. */
async function absent() {
  const payToken = await knowPaid(desk, { amount: 10_000 });
  return { id: await absentRefund(desk, payToken), payToken };
}

/** A refund whose answer has another number, under which Toss never lists anything. */
async function contradictory(on = desk, role: Role = 'operator') {
  const payToken = await knowPaid(on, { amount: 10_000 });
  const id = randomUUID();
  await sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', payToken });
  const path = `/api/payments/${payToken}/operations/${id}`;
  const body = { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 };
  await on.as(role).call('PUT', path, body);
  await waitForState(on, id, ['unknown', 'absent']);
  await sandbox.outsideRefund(payToken, 4000);
  await on.as(role).call('POST', `/api/operations/${id}/check`);
  await waitForState(on, id, ['needs_review']);
  // Until the settle time is over nobody may resolve it.
  plantPast(on, id, { unclear_no: '0' });
  return { id, payToken };
}

describe('a refund from the limit on', () => {
  it('waits until another manager approves it exactly as requested, and is sent once', async () => {
    const { id, payToken, operation } = await proposed();
    expect(operation).toMatchObject({ state: 'proposed', approvedBy: null, sole: false });
    expect(Date.parse(operation.approvalLapsesAt) - Date.parse(operation.createdAt)).toBe(
      2 * 60 * 60 * 1000,
    );
    expect(await callsAbout(desk, 'refunds', payToken)).toEqual([]);
    const wrong = operation.bodyHash.replace(/^./, (first: string) => (first === '0' ? '1' : '0'));
    const mismatch = await act(id, 'approve', { body: { bodyHash: wrong } });
    expect(refusal(mismatch)).toEqual([409, 'approval-mismatch', 'not-applied']);
    const approved = await act(id, 'approve', { body: { bodyHash: operation.bodyHash } });
    expect(approved.status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
    expect(journeyOf(desk, id)).toEqual(['proposed', 'ready', 'sending', 'succeeded']);
    expect(await bookedRefunds(desk, payToken)).toMatchObject([{ refundNo: id, amount: 6000 }]);
    expect(await getOperation(desk, id)).toMatchObject({ approvedBy: { name: 'first manager' } });
    const again = await act(id, 'approve', { who: 'second', body: operation });
    expect(again.status).toBe(422);
    const late = await act(id, 'approve', {
      who: 'second',
      body: { bodyHash: operation.bodyHash },
    });
    expect(refusal(late)).toEqual([409, 'operation-moved', 'not-applied']);
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
  });

  it('can’t be changed by one won after it was shown: not here, not in the database', async () => {
    const { id, payToken, operation } = await proposed();
    const body = { kind: 'refund', amount: 6001, reason: '단순 변심', seenRefunded: 0 };
    const path = `/api/payments/${payToken}/operations/${id}`;
    const changed = await desk.as('operator').call('PUT', path, body);
    expect(refusal(changed)).toEqual([409, 'operation-id-reused', 'not-applied']);
    expect(() => desk.db.run('UPDATE operation SET amount = 6001 WHERE id = ?', id)).toThrow(
      'frozen column',
    );
    await act(id, 'approve', { body: { bodyHash: operation.bodyHash } });
    await waitForState(desk, id, ['succeeded']);
    expect(await bookedRefunds(desk, payToken)).toMatchObject([{ amount: 6000 }]);
  });

  it('is not required below the limit, nor for execute and cancel', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const answer = await putRefund(desk, payToken, LIMIT_WON - 1);
    expect(answer.body.state).toBe('ready');
  });

  it('of a manager is approved by another one, never by the same', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const path = `/api/payments/${payToken}/operations/${id}`;
    const body = { kind: 'refund', amount: 6000, reason: '단순 변심', seenRefunded: 0 };
    const asked = await desk.as('manager').call('PUT', path, body);
    const approval = { body: { bodyHash: asked.body.bodyHash } };
    const own = await act(id, 'approve', approval);
    expect(refusal(own)).toEqual([403, 'second-person-needed', 'not-applied']);
    const ownNo = await act(id, 'decline', { body: { reason: '내 것은 안 됨' } });
    expect(refusal(ownNo)).toEqual([403, 'second-person-needed', 'not-applied']);
    expect((await act(id, 'approve', { as: 'operator', ...approval })).status).toBe(403);
    expect((await act(id, 'approve', { who: 'second', ...approval })).status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
  });

  it('is declined with a reason, which frees the payment and its money', async () => {
    const { id, payToken } = await proposed(9000);
    const busy = await putRefund(desk, payToken, 1000);
    expect(busy.body).toMatchObject({ code: 'payment-busy', operation: { id } });
    const declined = await act(id, 'decline', { body: { reason: '영수증이 없어요' } });
    expect(declined.status).toBe(200);
    expect(declined.body).toMatchObject({
      state: 'declined',
      evidence: { source: 'staff', cause: 'refused', detail: '영수증이 없어요' },
    });
    const next = await putRefund(desk, payToken, 4000, { waitSeconds: 10 });
    expect(next.body.state).toBe('succeeded');
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
  });

  it('is taken back by its requester, and by nobody else', async () => {
    const { id, payToken } = await proposed();
    const other = await act(id, 'withdraw', { as: 'operator', who: 'another' });
    expect(refusal(other)).toEqual([403, 'forbidden', 'not-applied']);
    const own = await act(id, 'withdraw', { as: 'operator' });
    expect(own.body).toMatchObject({ state: 'declined', evidence: { cause: 'withdrawn' } });
    expect(await callsAbout(desk, 'refunds', payToken)).toEqual([]);
  });

  it('lapses when nobody decides in time, and a late approval is refused', async () => {
    const clock = createShiftedClock();
    const env = { REFUND_APPROVAL_FROM: '1', APPROVAL_HOURS: '1', RECONCILE_SCALE: '1' };
    const slow = await startTestDesk({ sandbox, env, clock });
    try {
      const manager = slow.as('manager');
      await knowTwoManagers(slow);
      const { id, operation } = await proposed(6000, slow);
      clock.shift(60 * 60 * 1000);
      slow.signInAnew();
      const approval = { bodyHash: operation.bodyHash };
      const late = await manager.call('POST', `/api/operations/${id}/approve`, approval);
      expect(refusal(late)).toEqual([409, 'operation-moved', 'not-applied']);
      await waitForState(slow, id, ['declined']);
      expect((await getOperation(slow, id)).evidence?.cause).toBe('approval-lapsed');
    } finally {
      await slow.close();
    }
  });
});

describe('a shop with one manager', () => {
  let small: RunningDesk;
  const clock = createShiftedClock();
  beforeAll(async () => {
    small = await startTestDesk({ sandbox, env: { REFUND_APPROVAL_FROM: '5000' }, clock });
    await small.as('manager').call('GET', '/api/me');
  });
  afterAll(async () => {
    await small.close();
  });

  it('is told so', async () => {
    const me = await small.as('manager').call('GET', '/api/me');
    expect(me.body.rules).toEqual({
      approvalFromWon: 5000,
      approvalHours: 24,
      graceSeconds: 0,
      soleManager: true,
      soleFrom: null,
      heldFor: [],
      approvableFrom: null,
      stepUpFromWon: 100_000,
      dayCeiling: null,
    });
    expect((await small.as('operator').call('GET', '/api/me')).body.rules.soleManager).toBe(false);
  });

  it('lets that manager refund over the limit alone, and marks it; a clerk still waits', async () => {
    const payToken = await knowPaid(small, { amount: 20_000 });
    const id = randomUUID();
    const path = `/api/payments/${payToken}/operations/${id}`;
    const body = { kind: 'refund', amount: 6000, reason: '단순 변심', seenRefunded: 0 };
    const own = await small.as('manager').call('PUT', path, body, { prefer: 'wait=10' });
    expect(own.body).toMatchObject({ state: 'succeeded', sole: true });
    const clerks = await putRefund(small, payToken, 6000, { seenRefunded: 6000 });
    expect(clerks.body).toMatchObject({ state: 'proposed', sole: false });
  });

  it('lets that manager resolve their own contradiction alone, but not before ten minutes', async () => {
    const { id } = await contradictory(small, 'manager');
    const body = { outcome: 'succeeded', evidence: '토스 콘솔에서 확인했어요' };
    const early = await act(id, 'resolve', { body, on: small });
    expect(refusal(early)).toEqual([409, 'too-early', 'not-applied']);
    expect(early.body.notBefore).toMatch(/^\d{4}-/);
    clock.shift(10 * 60 * 1000);
    const resolved = await act(id, 'resolve', { body, on: small });
    expect(resolved.body).toMatchObject({ state: 'succeeded', sole: true });
  });

  it('does not make that manager wait for a time that a wrong clock wrote', async () => {
    const { id } = await contradictory(small, 'manager');
    const farAhead = new Date(clock.nowMs() + 276 * 24 * 60 * 60 * 1000).toISOString();
    plantPast(small, id, { state_since: farAhead });
    const body = { outcome: 'succeeded', evidence: '토스 콘솔에서 확인했어요' };
    const resolved = await act(id, 'resolve', { body, on: small });
    expect(resolved.body).toMatchObject({ state: 'succeeded', sole: true });
  });
});

describe('the grace period', () => {
  let patient: RunningDesk;
  const clock = createShiftedClock();
  beforeAll(async () => {
    patient = await startTestDesk({ sandbox, env: { GRACE_SECONDS: '2' }, clock });
  });
  afterAll(async () => {
    await patient.close();
  });

  it('lets a refund be taken back before it is sent', async () => {
    const payToken = await knowPaid(patient, { amount: 10_000 });
    const id = randomUUID();
    const answer = await putRefund(patient, payToken, 4000, { id });
    const { createdAt, sendAfter, state } = answer.body;
    expect(state).toBe('ready');
    expect(Date.parse(sendAfter) - Date.parse(createdAt)).toBe(2000);
    const taken = await act(id, 'withdraw', { as: 'operator', on: patient });
    expect(taken.body).toMatchObject({ state: 'declined', evidence: { cause: 'withdrawn' } });
    const again = await act(id, 'withdraw', { as: 'operator', on: patient });
    expect(refusal(again)).toEqual([409, 'operation-moved', 'not-applied']);
    expect(await callsAbout(patient, 'refunds', payToken)).toEqual([]);
  });

  it('ends by itself, also over a restart', async () => {
    const payToken = await knowPaid(patient, { amount: 10_000 });
    const id = randomUUID();
    await putRefund(patient, payToken, 4000, { id });
    await patient.restart();
    await waitForState(patient, id, ['succeeded']);
    const operation = await getOperation(patient, id);
    const waitedMs = Date.parse(operation.sentAt ?? '') - Date.parse(operation.createdAt);
    expect(waitedMs).toBeGreaterThanOrEqual(2000);
    expect(await bookedRefunds(patient, payToken)).toHaveLength(1);
  });
});

describe('a refund in its grace period', () => {
  let held: RunningDesk;
  beforeAll(async () => {
    held = await startTestDesk({ sandbox, env: { GRACE_SECONDS: '8' } });
    for (const who of ['first', 'another', 'disabled', 'made-a-viewer']) {
      await held.as('operator', who).call('GET', '/api/me');
    }
    await knowTwoManagers(held);
  });
  afterAll(async () => {
    await held.close();
  });

  it('can be stopped by any manager, and by no other clerk', async () => {
    const payToken = await knowPaid(held, { amount: 10_000 });
    const { id } = (await putRefund(held, payToken, 4000)).body;
    const clerk = await act(id, 'withdraw', { as: 'operator', who: 'another', on: held });
    expect(refusal(clerk)).toEqual([403, 'forbidden', 'not-applied']);
    const stopped = await act(id, 'withdraw', { on: held });
    expect(stopped.body).toMatchObject({
      state: 'declined',
      resolvedBy: { name: 'first manager' },
      evidence: { source: 'staff', cause: 'withdrawn', detail: expect.stringMatching(/manager/) },
    });
    expect(await callsAbout(held, 'refunds', payToken)).toEqual([]);
  });

  it.concurrent.each([
    ['disabled', { disabled: true }],
    ['made a viewer', { role: 'viewer' }],
  ] as const)('ends unsent where the requester is %s meanwhile', async (what, wish) => {
    const who = what.replaceAll(' ', '-');
    const payToken = await knowPaid(held, { amount: 10_000 });
    const { id, requestedBy } = (await putRefund(held, payToken, 4000, { who })).body;
    const path = `/api/staff/${String(requestedBy.id)}`;
    expect((await held.as('manager').call('PATCH', path, wish)).status).toBe(200);
    await waitForState(held, id, ['declined', 'succeeded']);
    expect((await getOperation(held, id)).evidence).toMatchObject({
      source: 'desk',
      cause: 'requester-barred',
    });
    expect(await callsAbout(held, 'refunds', payToken)).toEqual([]);
  });
});

describe('an absent refund', () => {
  it('is sent again by a manager: the same bytes, the same number, and once', async () => {
    const { id, payToken } = await absent();
    expect((await act(id, 'send-again', { as: 'operator' })).status).toBe(403);
    const sent = await act(id, 'send-again');
    expect([200, 202]).toContain(sent.status);
    await waitForState(desk, id, ['succeeded']);
    expect(await bookedRefunds(desk, payToken)).toMatchObject([{ refundNo: id, amount: 4000 }]);
    const calls = await callsAbout(desk, 'refunds', payToken);
    expect(calls).toHaveLength(2);
    expect(calls[1]?.body).toEqual(calls[0]?.body);
    expect(await getOperation(desk, id)).toMatchObject({ attempts: 2, late: false });
    const twice = await act(id, 'send-again');
    expect(refusal(twice)).toEqual([409, 'operation-moved', 'not-applied']);
  });

  it('is not sent where the read before it finds the refund after all', async () => {
    const { id, payToken } = await absent();
    await refundAtToss(payToken, id, 4000);
    const answer = await act(id, 'send-again');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ state: 'succeeded', late: true });
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });

  it('is not sent without a good read, nor over money that was refunded elsewhere', async () => {
    const { id, payToken } = await absent();
    await sandbox.fault({ call: 'status', effect: 'after', fault: 'http500', payToken, times: 3 });
    const blind = await act(id, 'send-again');
    expect(refusal(blind)).toEqual([502, 'toss-unclear', 'not-applied']);
    await sandbox.clearFaults();
    await sandbox.outsideRefund(payToken, 1000);
    const changed = await act(id, 'send-again');
    expect(refusal(changed)).toEqual([409, 'operation-moved', 'not-applied']);
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
    expect((await getOperation(desk, id)).state).toBe('needs_review');
  });

  it('is given up, holds its money for a day, and is released by another one after a read', async () => {
    const { id, payToken } = await absent();
    const given = await act(id, 'give-up');
    expect(given.body).toMatchObject({ state: 'given_up', evidence: { cause: 'gave-up' } });
    // The payment is free, the money is not.
    const more = { who: 'another', seenRefunded: 0, waitSeconds: 10 };
    const over = await putRefund(desk, payToken, 900, more);
    expect(over.body.state).toBe('succeeded');
    const reserved = await putRefund(desk, payToken, 5200, { seenRefunded: 900 });
    expect(reserved.body).toMatchObject({ code: 'over-remaining', remaining: 5100 });
    const body = { evidence: '콘솔에 없음, 하루 지남' };
    const early = await act(id, 'release', { body });
    expect(refusal(early)).toEqual([409, 'too-early', 'not-applied']);
    const yesterday = new Date(
      Date.parse((await getOperation(desk, id)).sentAt ?? '') - 86_400_000,
    );
    plantPast(desk, id, { sent_at: yesterday.toISOString() });
    const released = await act(id, 'release', { body });
    expect(released.body).toMatchObject({
      state: 'failed',
      resolvedBy: { name: 'first manager' },
      evidence: { source: 'staff', cause: 'released', detail: body.evidence },
    });
    // Its money is free; over the limit, it only waits for a second person.
    const free = await putRefund(desk, payToken, 5200, { seenRefunded: 900 });
    expect(free.body.state).toBe('proposed');
  });

  it('that was given up and done at Toss after all is found by the read before a release', async () => {
    const { id, payToken } = await absent();
    await act(id, 'give-up');
    await refundAtToss(payToken, id, 4000);
    plantPast(desk, id, { sent_at: '2026-01-01T00:00:00.000Z' });
    const answer = await act(id, 'release', { body: { evidence: '콘솔에 없다고 들음' } });
    expect(refusal(answer)).toEqual([409, 'operation-moved', 'not-applied']);
    expect(await getOperation(desk, id)).toMatchObject({ state: 'succeeded', late: true });
    expect(await getPayment(desk, payToken)).toMatchObject({ refunded: 4000 });
  });
});

describe('a contradiction', () => {
  it('is resolved by a manager who is not the requester, with evidence', async () => {
    const { id, payToken } = await contradictory();
    const body = { outcome: 'succeeded', evidence: '콘솔의 환불이 이것이에요' };
    expect((await act(id, 'resolve', { as: 'operator', body })).status).toBe(403);
    expect((await act(id, 'resolve', { body: { ...body, evidence: '-' } })).status).toBe(422);
    const [console] = await bookedRefunds(desk, payToken);
    const ticked = { ...body, refundNo: console?.refundNo };
    const resolved = await act(id, 'resolve', { body: ticked });
    expect(resolved.status, JSON.stringify(resolved.body)).toBe(200);
    expect(resolved.body).toMatchObject({ state: 'succeeded', resolvedBy: {}, sole: false });
    // The console's refund was ticked: its money counts once, and its parts are ours.
    expect(await getPayment(desk, payToken)).toMatchObject({ refunded: 4000, partsKnown: true });
  });

  it('resolved as failed shows the money that moved as an outside refund', async () => {
    const { id, payToken } = await contradictory();
    const body = { outcome: 'failed', evidence: '콘솔 환불은 점장이 따로 한 것' };
    // What was sent may still arrive: not even a person may free the money at once.
    plantPast(desk, id, { unclear_no: '999999999' });
    const early = await act(id, 'resolve', { body });
    expect(refusal(early)).toEqual([409, 'too-early', 'not-applied']);
    expect(Date.parse(early.body.notBefore)).toBeGreaterThan(Date.now());
    plantPast(desk, id, { unclear_no: '0' });
    expect((await act(id, 'resolve', { body })).body.state).toBe('failed');
    expect(await getPayment(desk, payToken)).toMatchObject({
      refunded: 4000,
      partsKnown: false,
      drift: 'outside-refund',
    });
  });

  it('requires the number where several refunds match, and refuses an invented one', async () => {
    const { id, payToken } = await contradictory();
    await sandbox.outsideRefund(payToken, 4000);
    await adopt(desk, payToken);
    await desk.as('manager').call('POST', `/api/operations/${id}/check`);
    const body = { outcome: 'succeeded', evidence: '콘솔에서 확인했어요' };
    const asked = await act(id, 'resolve', { body });
    expect(asked.status).toBe(422);
    expect(asked.body.errors).toMatchObject([{ pointer: '/refundNo' }]);
    const invented = await act(id, 'resolve', { body: { ...body, refundNo: 'R-1' } });
    expect(invented.body.errors).toMatchObject([{ pointer: '/refundNo' }]);
    const [first] = await bookedRefunds(desk, payToken);
    const named = await act(id, 'resolve', { body: { ...body, refundNo: first?.refundNo } });
    expect(named.body).toMatchObject({ state: 'succeeded', tossRefundNo: first?.refundNo });
    expect(await getPayment(desk, payToken)).toMatchObject({ refunded: 8000 });
  });

  it('can be given up: its money stays reserved', async () => {
    const { id, payToken } = await contradictory();
    const body = { outcome: 'given_up', evidence: '토스가 확인해 주기로 함' };
    expect((await act(id, 'resolve', { body })).body.state).toBe('given_up');
    const next = await putRefund(desk, payToken, 2500, { seenRefunded: 4000 });
    expect(next.body).toMatchObject({ code: 'over-remaining', remaining: 2000 });
  });

  it('ends by itself when a later read shows the refund under its own number', async () => {
    const { id, payToken } = await contradictory();
    await refundAtToss(payToken, id, 4000);
    const checked = await act(id, 'check', { as: 'operator' });
    expect(checked.body).toMatchObject({ state: 'succeeded', late: false });
    expect(await getPayment(desk, payToken)).toMatchObject({ refunded: 8000 });
  });
});

describe('a decision about an unknown operation', () =>
  it.each(['withdraw', 'send-again', 'give-up'])('%s answers 404', async (name) => {
    const answer = await act(randomUUID(), name);
    expect(refusal(answer)).toEqual([404, 'operation-not-found', 'not-applied']);
  }));
