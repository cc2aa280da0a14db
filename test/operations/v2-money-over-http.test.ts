/**
 * The real desk with `TOSS_API_VERSION=v2` over the sandbox's v2, under each reading of what Toss's
 * documents leave open about refunds, executes and creations.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { V2_DEFAULTS } from '../../server/sandbox/v2/options.ts';
import type { OperationState } from '../../shared/operation.ts';
import {
  adopt,
  bookedRefunds,
  callsAbout,
  getOperation,
  getPayment,
  knowTwoManagers,
  putOperation,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import type { BuyerChoice, SandboxFault } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ env: { TOSS_API_VERSION: 'v2' } });
  await knowTwoManagers(desk);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.sandbox.options(V2_DEFAULTS);
  await desk.sandbox.clearFaults();
});

type Json = Record<string, unknown>;

async function knowPaidV2(choice: BuyerChoice = {}, fields: Json = {}): Promise<string> {
  const { payToken } = await desk.sandbox.createPaidV2(fields, choice);
  await adopt(desk, payToken);
  return payToken;
}

async function knowApprovedV2(): Promise<string> {
  const { payToken } = await desk.sandbox.createV2({ autoExecute: false });
  await desk.sandbox.authenticate(payToken);
  await adopt(desk, payToken);
  return payToken;
}

const ended: OperationState[] = ['succeeded', 'failed', 'absent', 'needs_review', 'declined'];

/** Refunds 4,000 won and waits for the end. @returns its id */
async function refund(payToken: string, more: Json = {}): Promise<string> {
  const id = randomUUID();
  const answer = await putRefund(desk, payToken, 4000, { id, ...more });
  expect(answer.status).toBeLessThan(300);
  await waitForState(desk, id, ended);
  return id;
}

const atToss = async (payToken: string) =>
  (await bookedRefunds(desk, payToken)).map(({ amount }) => amount);
const faultOf = (call: SandboxFault['call'], payToken: string, fault: Partial<SandboxFault>) =>
  desk.sandbox.fault({ call, fault: 'drop', payToken, ...fault });

/** Reads it twice, farther apart than the settle time, after which a difference is told. */
async function expectNoDifference(payToken: string, refunded: number): Promise<void> {
  for (const pauseMs of [0, 800]) {
    await new Promise((resolve) => {
      setTimeout(resolve, pauseMs);
    });
    const path = `/api/payments/${payToken}/refresh`;
    const { payment } = (await desk.as('operator').call('POST', path)).body;
    expect(payment).toMatchObject({ refunded, drift: null, readFault: null });
  }
}

const expectRefunded = (payToken: string, won: number) =>
  waitUntil('refunded', async () => {
    await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    return (await getPayment(desk, payToken)).refunded === won;
  });

describe('a refund', () => {
  it.each<[Json, BuyerChoice?]>([
    [{}],
    [{ unusedFields: 'null' }],
    [{ deadFields: true }],
    [{ refundedSign: 'plus' }],
    [{ cardFieldTypes: 'text', bankCodeDigits: 2 }],
    [{ amountsAsText: false }],
    [{ refundNoAbsent: 'made-by-toss' }],
    [{ refundNoAsTransactionId: 'free' }],
    [{ refundReasonAbsent: 'error', refundTaxFreeAbsent: 'error' }],
    [{ refundReasonCharacters: 'any' }],
    [{ cashReceiptIssuer: 'shop' }],
    [{ statusAmounts: 'as-left', transactionPointsShown: false }, { discountWon: 1000 }],
    [{ discountRounding: 'ceil' }, { discountWon: 333, pointsWon: 77 }],
    [{ discountRefunds: 'beside-discount' }, { discountWon: 1000 }],
    [{ regTsLaterMs: 1000 }],
    [{ v1ListsV2Refunds: false }],
    [{ v1StatusServed: false, v1CancelServed: false }],
  ])('is done by its answer, where Toss has %j', async (options, choice = {}) => {
    const payToken = await knowPaidV2(choice);
    await desk.sandbox.options(options);
    const id = await refund(payToken);
    expect((await getOperation(desk, id)).evidence).toMatchObject({ cause: 'answered-ok' });
    await expectNoDifference(payToken, 4000);
    expect(await atToss(payToken)).toEqual([4000]);
    const [call] = await callsAbout(desk, 'v2/refunds', payToken);
    expect(call?.body).toMatchObject({ refundNo: id, idempotent: true, amount: 4000 });
    expect(await callsAbout(desk, 'refunds', payToken)).toEqual([]);
  });

  it.each<[string, Json, Partial<SandboxFault>]>([
    ['lost', {}, {}],
    ['lost, and v1 does not list it', { v1ListsV2Refunds: false }, {}],
    ['lost, and v1 is gone', { v1StatusServed: false }, {}],
    ['a server error', {}, { fault: 'http500' }],
    ['cut', {}, { fault: 'cut' }],
    ['hollow', {}, { fault: 'edit', fields: { payToken: null, refundNo: null } }],
    ['about another payment', {}, { fault: 'edit', fields: { payToken: 'another' } }],
    ['of another amount', {}, { fault: 'edit', fields: { refundedAmount: -3999 } }],
    [
      'of another amount, and v1 is gone',
      { v1StatusServed: false },
      { fault: 'edit', fields: { refundedAmount: -3999 } },
    ],
    ['that of its second copy', {}, { fault: 'duplicate' }],
    ['a used number', { refundAgain: 'duplicate' }, { fault: 'duplicate' }],
  ])('is done once where its answer is %s', async (_, options, fault) => {
    const payToken = await knowPaidV2();
    await desk.sandbox.options(options);
    await faultOf('v2/refunds', payToken, { effect: 'after', ...fault });
    const id = await refund(payToken);
    expect((await getOperation(desk, id)).state).toBe('succeeded');
    await expectNoDifference(payToken, 4000);
    expect(await atToss(payToken)).toEqual([4000]);
  });

  it.each([
    ['TRANSACTION_PENDING_ERROR', { refundPendingCode: 'TRANSACTION_PENDING_ERROR' }],
    ['REFUND_PENDING_SUCCESS', { refundPendingCode: 'REFUND_PENDING_SUCCESS' }],
  ])('that ends later is done once: %s', async (_, options) => {
    const payToken = await knowPaidV2();
    await desk.sandbox.options(options);
    await faultOf('v2/refunds', payToken, { effect: 'before', fault: 'pending', ms: 400 });
    const id = await refund(payToken);
    expect((await getOperation(desk, id)).state).toBe('succeeded');
    await expectNoDifference(payToken, 4000);
  });

  it.each([
    'INACTIVE_USER',
    'REFUND_EXCEED_DAILY',
    'PAYMENT_SHOP_STATE_CANNOT_REFUND',
    'ESCROW_IMPOSSIBLE_STATUS',
    'COMMON_REFUND_ERROR',
  ])('refused by %s moved nothing', async (errorCode) => {
    const payToken = await knowPaidV2();
    await faultOf('v2/refunds', payToken, { effect: 'before', fault: 'errorCode', errorCode });
    const id = await refund(payToken);
    expect(await getOperation(desk, id)).toMatchObject({
      ...{ state: 'failed', tossErrorCode: errorCode },
    });
    await expectNoDifference(payToken, 0);
  });

  it.each(['COMMON_BREAK_TIME_OF_BANK', 'COMMON_THROTTLED', 'NEW_CODE'])(
    'that Toss says to try later is for a person: %s',
    async (errorCode) => {
      const payToken = await knowPaidV2();
      await faultOf('v2/refunds', payToken, { effect: 'before', fault: 'errorCode', errorCode });
      const id = await refund(payToken);
      expect((await getOperation(desk, id)).state).toBe('absent');
      expect(await callsAbout(desk, 'v2/refunds', payToken)).toHaveLength(1);
      const again = await desk.as('manager').call('POST', `/api/operations/${id}/send-again`);
      expect(again.status).toBeLessThan(300);
      await waitForState(desk, id, ['succeeded']);
      const [first, second] = await callsAbout(desk, 'v2/refunds', payToken);
      expect(second?.body).toEqual(first?.body);
      await expectNoDifference(payToken, 4000);
      expect(await atToss(payToken)).toEqual([4000]);
    },
  );

  it.each([
    ['a failure', 'duplicate'],
    ['the other’s answer', 'first-answer'],
    ['a failure and harm', 'refunds-first-payment'],
  ])(
    'under a number that another payment’s refund has is for a person: %s',
    async (_, refundNoElsewhere) => {
      const [other, payToken] = [await knowPaidV2(), await knowPaidV2()];
      const id = randomUUID();
      await desk.sandbox.options({ refundNoElsewhere, v1StatusServed: false });
      await desk.sandbox.callV2('refunds', { payToken: other, refundNo: id, amount: 4000 });
      await putRefund(desk, payToken, 4000, { id });
      await waitForState(desk, id, ['needs_review']);
      expect(await atToss(payToken)).toEqual([]);
      await expectNoDifference(payToken, 0);
    },
  );

  it.each(['same-answer', 'duplicate'])(
    'under a number that was used for it elsewhere is for a person: %s',
    async (refundAgain) => {
      const payToken = await knowPaidV2();
      const id = randomUUID();
      await desk.sandbox.options({ refundAgain, v1StatusServed: false });
      const body = { payToken, refundNo: id, amount: 4000, reason: '단순 변심' };
      const used = await desk.sandbox.callV2('refunds', { ...body, amountTaxFree: 0 });
      expect(used.body).toMatchObject({ code: 0 });
      await expectRefunded(payToken, 4000);
      const asked = await putRefund(desk, payToken, 4000, { id, seenRefunded: 4000 });
      expect(asked.body).toMatchObject({ id });
      await waitForState(desk, id, ['needs_review']);
      expect(await atToss(payToken)).toEqual([4000]);
      expect((await getPayment(desk, payToken)).refunded).toBe(4000);
    },
  );

  it('of a payment of v1 goes by v2, in the same series as one by v1 before', async () => {
    const { payToken } = await desk.sandbox.createPaid();
    await desk.sandbox.call('refunds', { payToken, amount: 1000, amountTaxFree: 0 });
    await adopt(desk, payToken);
    await refund(payToken, { seenRefunded: 1000 });
    await expectNoDifference(payToken, 5000);
    expect((await atToss(payToken)).toSorted()).toEqual([1000, 4000]);
  });

  it.each([
    ['a comma', '단순 변심, 환불', 'wrong-format', {}],
    ['another script', '変心', 'wrong-format', {}],
  ])('with %s in its reason is refused before it is recorded', async (_, reason, code, params) => {
    const payToken = await knowPaidV2();
    const answer = await putRefund(desk, payToken, 4000, { reason });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      ...{ code: 'invalid-request', effect: 'not-applied' },
      errors: [{ pointer: '/reason', code, params }],
    });
    expect(await callsAbout(desk, 'v2/refunds', payToken)).toEqual([]);
  });

  it('of a list is refused with the row whose reason Toss would not take', async () => {
    const rows = [
      { payToken: await knowPaidV2() },
      { payToken: await knowPaidV2(), reason: 'a,b' },
    ];
    const list = { name: '목록', reason: '재고 부족', rows };
    const refused = await desk.as('operator').call('POST', '/api/bulk-refunds', list);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/rows/1/reason' }] });
    const whole = { ...list, reason: 'c,d', rows: rows.slice(0, 1) };
    const { body } = await desk.as('operator').call('POST', '/api/bulk-refunds', whole);
    expect(body).toMatchObject({ errors: [{ pointer: '/reason' }] });
  });

  it('of a list goes by v2', async () => {
    const tokens = [await knowPaidV2(), await knowPaidV2()];
    const rows = tokens.map((payToken) => ({ payToken }));
    const list = { name: '목록', reason: '재고 부족', rows };
    const draft = await desk.as('operator').call('POST', '/api/bulk-refunds', list);
    const start = `/api/bulk-refunds/${String(draft.body.run.id)}/start`;
    const started = await desk.as('operator').call('POST', start, { totalWon: 70_000 });
    expect(started.status).toBe(200);
    for (const payToken of tokens) {
      await waitUntil('refunded', async () => (await atToss(payToken)).length === 1);
      await expectNoDifference(payToken, 35_000);
      expect(await callsAbout(desk, 'v2/refunds', payToken)).toHaveLength(1);
    }
  });

  it('has a reason of up to 255 characters of v2’s alphabet', async () => {
    const payToken = await knowPaidV2();
    const reason = '가'.repeat(200) + ' _-:.^@()[]#/!%?&'.padEnd(55, 'z');
    await refund(payToken, { reason });
    const [call] = await callsAbout(desk, 'v2/refunds', payToken);
    expect(call?.body['reason']).toBe(reason);
    const longer = await putRefund(desk, payToken, 1, { seenRefunded: 4000, reason: `${reason}.` });
    expect(longer.body).toMatchObject({ errors: [{ pointer: '/reason', code: 'too-long' }] });
  });
});

describe('an execute', () => {
  const execute = { kind: 'execute', seenAmount: 35_000 };

  it.each<Json>([{}, { unusedFields: 'null' }, { cashReceiptIssuer: 'shop' }])(
    'has no amount and is done by its answer, where Toss has %j',
    async (options) => {
      await desk.sandbox.options(options);
      const payToken = await knowApprovedV2();
      const answer = await putOperation(desk, payToken, execute, { waitSeconds: 15 });
      expect(answer.body).toMatchObject({ state: 'succeeded' });
      const [call] = await callsAbout(desk, 'v2/execute', payToken);
      const { orderNo } = await getPayment(desk, payToken);
      expect(call?.body).toEqual({ payToken, orderNo });
    },
  );

  it.each([
    'PAYMENT_EXISTING_PAYMENT',
    'PAY_ALREADY_COMPLETED',
    'COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS',
  ])('that arrives twice is done once: %s', async (executedAgainCode) => {
    await desk.sandbox.options({ executedAgainCode });
    const payToken = await knowApprovedV2();
    await faultOf('v2/execute', payToken, { effect: 'after', fault: 'duplicate' });
    const answer = await putOperation(desk, payToken, execute, { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'succeeded' });
    expect((await desk.sandbox.books()).charges.filter((one) => one.payToken === payToken)).toEqual(
      [expect.objectContaining({ amount: 35_000 })],
    );
  });

  it.each<[string, Partial<SandboxFault>]>([
    ['lost', {}],
    ['about another payment', { fault: 'edit', fields: { payToken: 'another' } }],
    ['about another order', { fault: 'edit', fields: { orderNo: 'another' } }],
    ['of another amount', { fault: 'edit', fields: { amount: 1 } }],
  ])('with an answer that is %s is decided by a read', async (_, fault) => {
    const payToken = await knowApprovedV2();
    await faultOf('v2/execute', payToken, { effect: 'after', ...fault });
    const answer = await putOperation(desk, payToken, execute, { waitSeconds: 15 });
    expect(answer.body).toMatchObject({
      ...{ state: 'succeeded', evidence: { source: 'status' } },
    });
  });
});

it('a cancel goes by v1, which v2 has none of', async () => {
  const { payToken } = await desk.sandbox.createV2();
  await adopt(desk, payToken);
  const cancel = { kind: 'cancel', reason: '재고 부족', seenStatus: 'PAY_STANDBY' };
  const answer = await putOperation(desk, payToken, cancel, { waitSeconds: 15 });
  expect(answer.body).toMatchObject({ state: 'succeeded' });
  expect(await callsAbout(desk, 'cancel', payToken)).toHaveLength(1);
});

describe('a creation', () => {
  let last = 0;
  const create = (body: Json = {}) => {
    last += 1;
    const orderNo = `v2-made-${String(last)}`;
    return desk.as('operator').call('POST', '/api/payments', {
      ...{ orderNo, amount: 35_000, productDesc: '토스티셔츠', autoExecute: true },
      ...body,
    });
  };
  const sentFor = async (orderNo: unknown) =>
    (await desk.sandbox.calls('v2/payments')).find((call) => call.body['orderNo'] === orderNo);

  it.each<Json>([
    {},
    { autoExecuteAbsent: 'error' },
    { cashReceiptAbsent: false },
    { formerFields: 'refused' },
    { formerFields: 'kept' },
    { orderNoReuse: 'until-authenticated' },
    { amountsAsText: false },
  ])('by v2 keeps what Toss no longer takes, where it has %j', async (options) => {
    await desk.sandbox.options(options);
    const answer = await create({ metadata: '매장 3', userPhone: '010-1234-5678' });
    expect(answer.status).toBe(201);
    const { payToken, orderNo } = answer.body as { payToken: string; orderNo: string };
    const sent = (await sentFor(orderNo))?.body ?? {};
    expect(sent).toMatchObject({ callbackVersion: 'V2', autoExecute: true, cashReceipt: true });
    expect(sent).not.toHaveProperty('metadata');
    expect(sent).not.toHaveProperty('userPhone');
    await desk.sandbox.authenticate(payToken);
    // The callback is JSON now, and only causes a read.
    await waitUntil('paid', async () => (await getPayment(desk, payToken)).completedAt !== null);
    expect(await getPayment(desk, payToken)).toMatchObject({
      ...{ productDesc: '토스티셔츠', metadata: '매장 3', cashReceipt: true },
    });
    const [callback] = desk.read('SELECT * FROM callback WHERE pay_token = ?', payToken);
    expect(callback).toMatchObject({ outcome: 'read' });
    expect(callback.content_type).toContain('application/json');
  });

  it('passes on which method, cards and installments the buyer is offered', async () => {
    const cardOptions = { options: [{ cardCompanyCode: 3 }, { cardCompanyCode: 1 }] };
    const offered = { enablePayMethods: 'CARD', cardOptions, installment: 'NOT_USE' };
    const resultCallback = `${desk.url}/toss/callback?more=${'x'.repeat(400)}`;
    const answer = await create({ ...offered, cashReceipt: false, resultCallback });
    expect(answer.status).toBe(201);
    expect((await sentFor(answer.body.orderNo))?.body).toMatchObject({
      ...offered,
      ...{ cashReceipt: false, resultCallback },
    });
  });

  it('whose answer was lost is found with what the storefront said of it', async () => {
    await desk.sandbox.fault({ call: 'v2/payments', fault: 'drop', effect: 'after' });
    const answer = await create({ metadata: '매장 4' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ productDesc: '토스티셔츠', metadata: '매장 4' });
  });

  it('takes no amount and no discount from its callback', async () => {
    await desk.sandbox.options({ callbackPaidLacksWon: 100 });
    const { body } = await create();
    const callback = {
      ...{ status: 'PAY_COMPLETE', payToken: body.payToken, amount: 1, discountedAmount: 34_999 },
      ...{ paidAmount: 0, paidTs: '2026-01-01 00:00:00' },
    };
    const posted = await desk.fetch('/toss/callback', {
      method: 'POST',
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body: JSON.stringify(callback),
    });
    expect(posted.status).toBe(200);
    await waitUntil(
      'read',
      () => desk.read('SELECT outcome FROM callback WHERE pay_token = ?', body.payToken),
      (rows) => rows[0]?.outcome === 'read',
    );
    expect(await getPayment(desk, body.payToken)).toMatchObject({
      ...{ status: 'PAY_STANDBY', amount: 35_000, discounted: null },
    });
  });
});

it('what is open goes on by its own version after a restart with the other', async () => {
  const lost = await knowPaidV2();
  const waits = await knowPaidV2({}, { amount: 400_000 });
  await faultOf('v2/refunds', lost, { effect: 'before' });
  const id = await refund(lost);
  expect((await getOperation(desk, id)).state).toBe('absent');
  await desk.restart({ TOSS_API_VERSION: 'v2', REFUND_APPROVAL_FROM: '300000' });
  const proposed = randomUUID();
  await putRefund(desk, waits, 350_000, { id: proposed, seenApproval: true });
  const { bodyHash } = await getOperation(desk, proposed);
  expect((await getOperation(desk, proposed)).state).toBe('proposed');

  await desk.restart({ TOSS_API_VERSION: 'v1', REFUND_APPROVAL_FROM: '300000' });
  const again = await desk.as('manager').call('POST', `/api/operations/${id}/send-again`);
  expect(again.status).toBeLessThan(300);
  const approve = `/api/operations/${proposed}/approve`;
  const approved = await desk.as('manager').call('POST', approve, { bodyHash });
  expect(approved.status).toBeLessThan(300);
  for (const [payToken, operation, won] of [
    [lost, id, 4000],
    [waits, proposed, 350_000],
  ] as const) {
    await waitForState(desk, operation, ['succeeded']);
    await expectNoDifference(payToken, won);
    expect(await callsAbout(desk, 'refunds', payToken)).toEqual([]);
    expect(await atToss(payToken)).toEqual([won]);
  }
  // The same request again is the same operation, whatever the setting is now.
  const replayed = await putRefund(desk, lost, 4000, { id });
  expect(replayed.body).toMatchObject({ id, state: 'succeeded' });

  // A new one goes by v1, whose reasons are shorter, and what only v2 takes is refused.
  const long = await putRefund(desk, lost, 1000, { seenRefunded: 4000, reason: '가'.repeat(51) });
  expect(long.body).toMatchObject({
    ...{ code: 'invalid-request', errors: [{ pointer: '/reason', code: 'too-long' }] },
  });
  await refund(lost, { seenRefunded: 4000, reason: '단순 변심, 환불' });
  await expectNoDifference(lost, 8000);
  expect(await callsAbout(desk, 'refunds', lost)).toHaveLength(1);
  const refused = await desk.as('operator').call('POST', '/api/payments', {
    ...{ orderNo: 'v1-made', amount: 1000, productDesc: '상품', autoExecute: true },
    ...{ enablePayMethods: 'CARD', installment: 'USE' },
    ...{ cardOptions: { options: [{ cardCompanyCode: 1 }] } },
    resultCallback: `https://shop.example/${'x'.repeat(300)}`,
  });
  expect(refused.status).toBe(422);
  expect(
    (refused.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted(),
  ).toEqual(['/cardOptions', '/enablePayMethods', '/installment', '/resultCallback']);
  expect(refused.body.errors[0].detail).toContain('TOSS_API_VERSION=v2');
}, 120_000);
