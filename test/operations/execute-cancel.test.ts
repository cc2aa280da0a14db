/** Execute and cancel over HTTP, and their races with the buyer and with expiry. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callsAbout,
  getOperation,
  getPayment,
  journeyOf,
  knowApproved,
  knowPaid,
  knowStandby,
  putOperation,
  waitForState,
} from '../support/desk-acts.ts';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

let desk: RunningDesk;
beforeAll(async () => {
  // The poller is slow, so that it does not take part in the races.
  desk = await startTestDesk({ env: { POLL_SCALE: '1' } });
});
afterAll(async () => {
  await desk.close();
});

const execute = { kind: 'execute', seenAmount: 10_000 };
const cancel = (seenStatus: string) => ({ kind: 'cancel', reason: '재고 부족', seenStatus });
const charges = async (payToken: string) =>
  (await desk.sandbox.books()).charges.filter((line) => line.payToken === payToken);

const arrival = (call: string, payToken: string) =>
  waitUntil(`${call} at Toss`, async () => (await callsAbout(desk, call, payToken)).length === 1);

describe('an execute', () => {
  it('charges an approved payment once, and sends amount and orderNo for Toss to compare', async () => {
    const payToken = await knowApproved(desk, { amount: 10_000 });
    const answer = await putOperation(desk, payToken, execute, { waitSeconds: 15 });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      kind: 'execute',
      state: 'succeeded',
      amount: 10_000,
      parts: null,
    });
    const [call] = await callsAbout(desk, 'execute', payToken);
    const { orderNo } = await getPayment(desk, payToken);
    expect(call?.body).toEqual({ payToken, amount: 10_000, orderNo });
    expect(await charges(payToken)).toHaveLength(1);
    await waitUntil(
      'read',
      async () => (await getPayment(desk, payToken)).status === 'PAY_COMPLETE',
    );
  });

  it.each([
    ['not authenticated yet', knowStandby, 'not-waiting-for-shop'],
    ['paid', knowPaid, 'already-paid'],
  ] as const)('of one that is %s is refused', async (_name, know, reason) => {
    const payToken = await know(desk, { amount: 10_000 });
    const answer = await putOperation(desk, payToken, execute);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'not-executable', effect: 'not-applied', reason });
  });

  it('of an amount that the person did not see is refused as stale', async () => {
    const payToken = await knowApproved(desk, { amount: 10_000 });
    const answer = await putOperation(desk, payToken, { kind: 'execute', seenAmount: 9999 });
    expect(answer.body).toMatchObject({
      code: 'stale-view',
      changes: [{ field: 'amount', seen: 9999, now: 10_000 }],
    });
  });

  it('is not sent where the payment has expired at Toss', async () => {
    const payToken = await knowApproved(desk, { amount: 10_000 });
    await desk.sandbox.advance(16 * 60_000);
    const answer = await putOperation(desk, payToken, execute, { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'declined', attempts: 0 });
    expect(await charges(payToken)).toEqual([]);
    expect((await getPayment(desk, payToken)).status).toBe('PAY_CANCEL');
  });

  it('that arrives after expiry fails by the status, not by the refusal', async () => {
    const payToken = await knowApproved(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({
      call: 'execute',
      effect: 'before',
      fault: 'delay',
      ms: 60_000,
      payToken,
    });
    await putOperation(desk, payToken, execute, { id });
    await arrival('execute', payToken);
    // Time passes at Toss: the payment expires first, then the delayed call arrives.
    await desk.sandbox.advance(16 * 60_000);
    await waitForState(desk, id, ['failed']);
    expect(await getOperation(desk, id)).toMatchObject({
      tossErrorCode: 'PAY_EXPIRED',
      evidence: { source: 'status', cause: 'status-explains' },
    });
    expect(await charges(payToken)).toEqual([]);
  });

  it('that takes time is pending, then done', async () => {
    const payToken = await knowApproved(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({ call: 'execute', fault: 'pending', ms: 500, payToken });
    await putOperation(desk, payToken, execute, { id });
    await waitForState(desk, id, ['succeeded']);
    expect(journeyOf(desk, id)).toContain('pending');
    expect(await charges(payToken)).toHaveLength(1);
  });
});

describe('a cancel', () => {
  it.each([
    ['PAY_STANDBY', knowStandby],
    ['PAY_APPROVED', knowApproved],
  ] as const)('ends a payment in %s, with the reason', async (seenStatus, know) => {
    const payToken = await know(desk, { amount: 10_000 });
    const answer = await putOperation(desk, payToken, cancel(seenStatus), { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ kind: 'cancel', state: 'succeeded', reason: '재고 부족' });
    const [call] = await callsAbout(desk, 'cancel', payToken);
    expect(call?.body).toEqual({ payToken, reason: '재고 부족' });
    expect(await desk.sandbox.payment(payToken)).toMatchObject({ status: 'PAY_CANCEL' });
  });

  it('of a paid payment is refused', async () => {
    const payToken = await knowPaid(desk);
    const answer = await putOperation(desk, payToken, cancel('PAY_COMPLETE'));
    expect(answer.body).toMatchObject({ code: 'not-cancelable', reason: 'already-paid' });
  });

  it('by an outdated status is refused as stale', async () => {
    const payToken = await knowApproved(desk);
    const answer = await putOperation(desk, payToken, cancel('PAY_STANDBY'));
    expect(answer.body).toMatchObject({
      code: 'stale-view',
      changes: [{ field: 'status', seen: 'PAY_STANDBY', now: 'PAY_APPROVED' }],
    });
  });

  it('needs a reason', async () => {
    const payToken = await knowStandby(desk);
    const body = { kind: 'cancel', seenStatus: 'PAY_STANDBY' };
    expect((await putOperation(desk, payToken, body)).status).toBe(422);
  });

  it('is not sent where the buyer has paid first', async () => {
    const payToken = await knowStandby(desk, { amount: 10_000 });
    await desk.sandbox.authenticate(payToken);
    const answer = await putOperation(desk, payToken, cancel('PAY_STANDBY'), { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'declined', attempts: 0 });
    expect(await callsAbout(desk, 'cancel', payToken)).toEqual([]);
    expect((await getPayment(desk, payToken)).status).toBe('PAY_COMPLETE');
  });

  it('fails where the buyer pays while it is being sent, and refunds nothing by itself', async () => {
    const payToken = await knowStandby(desk, { amount: 10_000 });
    const id = randomUUID();
    await desk.sandbox.fault({
      call: 'cancel',
      effect: 'before',
      fault: 'delay',
      ms: 700,
      payToken,
    });
    await putOperation(desk, payToken, cancel('PAY_STANDBY'), { id });
    await arrival('cancel', payToken);
    await desk.sandbox.authenticate(payToken);
    await waitForState(desk, id, ['failed']);
    expect(await getOperation(desk, id)).toMatchObject({
      tossErrorCode: 'CANCEL_IMPOSSIBLE_STATUS',
      evidence: { cause: 'status-explains' },
    });
    expect(
      (await desk.sandbox.books()).refunds.filter((line) => line.payToken === payToken),
    ).toEqual([]);
    expect(await charges(payToken)).toHaveLength(1);
  });

  it('is not sent where the buyer has stopped: the payment is canceled already', async () => {
    const payToken = await knowStandby(desk);
    await desk.sandbox.abandon(payToken);
    const answer = await putOperation(desk, payToken, cancel('PAY_STANDBY'), { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'declined', attempts: 0 });
  });

  it('is not sent where the payment moved to another state in between', async () => {
    const payToken = await knowStandby(desk, { autoExecute: false });
    await desk.sandbox.authenticate(payToken);
    const answer = await putOperation(desk, payToken, cancel('PAY_STANDBY'), { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'declined', evidence: { cause: 'read-forbids' } });
    expect((await getPayment(desk, payToken)).status).toBe('PAY_APPROVED');
  });
});

describe('two staff', () => {
  it('one executing, one canceling: one of the two happens, and the other person is told', async () => {
    const payToken = await knowApproved(desk, { amount: 10_000 });
    const answers = await Promise.all([
      putOperation(desk, payToken, execute, { who: 'first', waitSeconds: 15 }),
      putOperation(desk, payToken, cancel('PAY_APPROVED'), { who: 'second', waitSeconds: 15 }),
    ]);
    const happened = answers.map(({ body }) => body.state === 'succeeded');
    expect(happened.toSorted()).toEqual([false, true]);
    // Refused at once or, right after the first one's answer, by the read before sending.
    const other = answers[happened.indexOf(false)];
    const told = [other?.status, other?.body.state];
    expect([
      [409, undefined],
      [422, undefined],
      [200, 'declined'],
    ]).toContainEqual(told);
    const state = (await desk.sandbox.payment(payToken)) as { status: string };
    expect(state.status).toBe(happened[0] ? 'PAY_COMPLETE' : 'PAY_CANCEL');
  });
});

describe('the answer to a status read', () => {
  it('that is not good keeps the desk from sending', async () => {
    const own = await startTestDesk();
    const payToken = await knowPaid(own, { amount: 10_000 });
    await own.sandbox.options({ statusShape: 'guide' });
    const id = randomUUID();
    const body = { kind: 'refund', amount: 100, reason: 'x', seenRefunded: 0 };
    await putOperation(own, payToken, body, { id });
    await waitUntil(
      'several reads',
      async () => (await callsAbout(own, 'status', payToken)).length > 3,
    );
    expect((await getOperation(own, id)).state).toBe('ready');
    expect(await callsAbout(own, 'refunds', payToken)).toEqual([]);
    await own.sandbox.options({ statusShape: 'full' });
    await waitForState(own, id, ['succeeded']);
    await own.close();
  });

  it('that never is good after a lost answer leaves the outcome to a person', async () => {
    const own = await startTestDesk();
    const payToken = await knowPaid(own, { amount: 10_000 });
    const id = randomUUID();
    await own.sandbox.fault({ call: 'refunds', fault: 'delay', ms: 60_000, payToken });
    const body = { kind: 'refund', amount: 100, reason: 'x', seenRefunded: 0 };
    await putOperation(own, payToken, body, { id });
    await waitForState(own, id, ['sending']);
    await own.sandbox.options({ statusShape: 'guide' });
    await waitForState(own, id, ['needs_review']);
    await own.close();
  });
});

describe('who canceled a payment', () => {
  const order = { amount: 10_000, productDesc: '티셔츠', autoExecute: true };
  const made = async (orderNo: string) => {
    const { body } = await desk.as('operator').call('POST', '/api/payments', { ...order, orderNo });
    return body as Payment;
  };
  const readAgain = async ({ payToken }: Payment): Promise<PaymentDetail> => {
    await new Promise((resolve) => setTimeout(resolve, 1050));
    const path = `/api/payments/${payToken}/refresh`;
    return (await desk.as('operator').call('POST', path)).body as PaymentDetail;
  };

  it('is the desk where its cancel is done', async () => {
    const payment = await made('canceled-by-desk');
    await putOperation(desk, payment.payToken, cancel('PAY_STANDBY'), { waitSeconds: 15 });
    expect(await readAgain(payment)).toMatchObject({ canceledBy: 'desk' });
  });

  it('is somebody elsewhere before it expires', async () => {
    const payment = await made('canceled-elsewhere');
    await desk.sandbox.abandon(payment.payToken);
    expect(await readAgain(payment)).toMatchObject({
      payment: { status: 'PAY_CANCEL' },
      canceledBy: 'elsewhere',
    });
  });

  it('is unknown where the desk does not know when it expires', async () => {
    const payToken = await knowStandby(desk);
    await desk.sandbox.abandon(payToken);
    expect(await readAgain(await getPayment(desk, payToken))).toMatchObject({ canceledBy: null });
  });

  it('is nobody while the payment waits', async () => {
    expect(await readAgain(await made('not-canceled'))).toMatchObject({ canceledBy: null });
  });

  it('is its expiry once that is over, and unknown where the desk does not know it', async () => {
    const known = await made('expired');
    const adopted = await knowStandby(desk);
    await desk.sandbox.advance(70 * 60_000);
    expect(await readAgain(known)).toMatchObject({ canceledBy: 'expiry' });
    // By Toss's default it expired after 15 minutes; at that age the buyer may have canceled it.
    expect(await readAgain(await getPayment(desk, adopted))).toMatchObject({ canceledBy: null });
  });
});
