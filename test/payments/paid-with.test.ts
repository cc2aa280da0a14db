/** What Toss's answers say about how a buyer paid, as the desk's API shows it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentDetail } from '../../shared/api.ts';
import {
  getPayment,
  knowApproved,
  putOperation,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import type { BuyerChoice } from '../support/start-sandbox.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ env: { POLL_SCALE: '1' } });
});
afterAll(async () => {
  await desk.close();
});

async function paidBy(payMethod: string, choice: BuyerChoice): Promise<string> {
  const { payToken } = await desk.sandbox.create({ amount: 60_000 });
  await desk.sandbox.authenticate(
    payToken,
    payMethod,
    payMethod === 'CARD' ? '국민' : undefined,
    choice,
  );
  await desk.as('operator').call('POST', '/api/payments/lookup', { payToken });
  return payToken;
}

/** Reads it at Toss again, which the desk does once a second at most. */
async function refresh(payToken: string): Promise<void> {
  await sleep(1050);
  const path = `/api/payments/${payToken}/refresh`;
  expect((await desk.as('operator').call('POST', path)).status).toBe(200);
}

const slip = 'https://pay.toss.im/payfront/web/external/sales-check?payToken=';

describe('a payment by card', () => {
  beforeAll(() => desk.sandbox.options({ v1StatusFields: '2019-07', mode: 'LIVE' }));
  afterAll(() => desk.sandbox.options({ v1StatusFields: '2019-05', mode: 'TEST' }));

  it('has its approval number, kind, months, slip and discount', async () => {
    const choice = { spreadOut: 3, cardMethodType: 'CHECK', discountWon: 6000 };
    const payment = await getPayment(desk, await paidBy('CARD', choice));
    expect(payment).toMatchObject({
      cardCompanyName: '국민',
      cardApprovalNo: expect.stringMatching(/^\d{8}$/),
      cardKind: 'CHECK',
      installmentMonths: 3,
      slipUrl: expect.stringContaining(slip),
      discounted: 6000,
    });
  });

  it('hides the approval number and the slip from viewers', async () => {
    const payToken = await paidBy('CARD', {});
    const { body } = await desk.as('viewer').call('GET', `/api/payments/${payToken}`);
    expect(body.payment).toMatchObject({
      cardApprovalNo: '••••••',
      slipUrl: '••••••',
      installmentMonths: 0,
    });
  });

  it('keeps what it knows when a later answer says less', async () => {
    const payToken = await paidBy('CARD', { spreadOut: 6, discountWon: 1000 });
    await desk.sandbox.outsideRefund(payToken, 10_000);
    await desk.sandbox.options({ v1StatusFields: '2019-05' });
    await refresh(payToken);
    await desk.sandbox.options({ v1StatusFields: '2019-07' });
    const payment = await getPayment(desk, payToken);
    expect(payment).toMatchObject({
      refunded: 10_000,
      cardKind: 'CREDIT',
      installmentMonths: 6,
      discounted: 1000,
    });
  });
});

it('a payment by money, or an answer of May 2019, has no card of its own', async () => {
  const payment = await getPayment(desk, await paidBy('TOSS_MONEY', {}));
  expect(payment).toMatchObject({
    cardApprovalNo: null,
    cardKind: null,
    installmentMonths: null,
    slipUrl: null,
    discounted: 0,
  });
});

it('a read with a negative discount is not good, and says so', async () => {
  const payToken = await paidBy('CARD', {});
  await desk.sandbox.fault({
    call: 'status',
    fault: 'edit',
    fields: { discountedAmount: -600 },
    payToken,
  });
  await refresh(payToken);
  const payment = await getPayment(desk, payToken);
  expect(payment).toMatchObject({ readFault: 'wrong-amounts', discounted: 0 });
});

describe('a refund of a discounted payment', () => {
  const discounted = async (fields = {}) => {
    const { payToken } = await desk.sandbox.create({ amount: 10_000, ...fields });
    await desk.sandbox.authenticate(payToken, 'TOSS_MONEY', undefined, { discountWon: 1000 });
    await desk.as('operator').call('POST', '/api/payments/lookup', { payToken });
    return payToken;
  };

  /** Its refunds: the amount, and what of it was discount. */
  const refundsOf = async (payToken: string) => {
    const { body } = await desk.as('operator').call('GET', `/api/payments/${payToken}`);
    const refunds = (body as PaymentDetail).refunds;
    return Object.fromEntries(refunds.map(({ amount, discounted }) => [amount, discounted]));
  };

  it('keeps what of it was discount, by the answer of each', async () => {
    const payToken = await discounted();
    await putRefund(desk, payToken, 4000, { waitSeconds: 15 });
    expect(await refundsOf(payToken)).toEqual({ 4000: 400 });
    const rest = await putRefund(desk, payToken, 6000, { seenRefunded: 4000, waitSeconds: 15 });
    expect(rest.body).toMatchObject({ state: 'succeeded' });
    expect(await refundsOf(payToken)).toEqual({ 4000: 400, 6000: 600 });
  });

  it('does not know it after a refund made elsewhere', async () => {
    const payToken = await discounted();
    await desk.sandbox.outsideRefund(payToken, 1000);
    await refresh(payToken);
    await putRefund(desk, payToken, 4000, { seenRefunded: 1000, waitSeconds: 15 });
    expect(await refundsOf(payToken)).toEqual({ 1000: null, 4000: null });
  });

  it('does not take a figure that does not fit', async () => {
    const payToken = await discounted();
    const fields = { discountedAmount: 1001 };
    await desk.sandbox.fault({ call: 'refunds', fault: 'edit', fields, payToken });
    const answer = await putRefund(desk, payToken, 4000, { waitSeconds: 15 });
    expect(answer.body).toMatchObject({ state: 'succeeded' });
    expect(await refundsOf(payToken)).toEqual({ 4000: null });
  });
});

it('the answer to an execute tells the discount where no status does', async () => {
  const payToken = await knowApproved(desk, { amount: 10_000 });
  const fields = { discountedAmount: null };
  await desk.sandbox.fault({ call: 'status', fault: 'edit', fields, payToken, times: 100 });
  const edited = { discountedAmount: 700 };
  await desk.sandbox.fault({ call: 'execute', fault: 'edit', fields: edited, payToken });
  const { body } = await putOperation(desk, payToken, { kind: 'execute', seenAmount: 10_000 });
  await waitForState(desk, body.id, ['succeeded']);
  expect(await getPayment(desk, payToken)).toMatchObject({ discounted: 700 });
});
