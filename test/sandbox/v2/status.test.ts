import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

const DEFAULTS = {
  statusByBoth: 'payToken',
  statusByOrder: 'newest',
  statusAmounts: 'as-paid',
  statusShape: 'full',
  transactionPointsShown: true,
  regTsLaterMs: 0,
  cupDepositInParts: true,
  pendingShown: false,
  refundProgressMs: 0,
  unusedFields: 'absent',
  orderNoReuse: 'never',
  mode: 'TEST',
  deadFields: false,
  discountPercent: 0,
  pointsWon: 0,
  cupDepositWon: 0,
  consoleRefundNo: 'own',
  v1ListsV2Refunds: true,
  refundProgressFails: false,
};

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
beforeEach(async () => {
  await toss.options(DEFAULTS);
  await toss.clearFaults();
});

type Line = Record<string, number | string>;
const linesOf = (status: Record<string, unknown>) => status['transactions'] as Line[];

/** What a careful reader may count on, unless an option breaks it. */
function expectSums(status: Record<string, unknown>): void {
  const lines = linesOf(status);
  const sum = (name: string, of = lines) => of.reduce((won, line) => won + Number(line[name]), 0);
  const { amount, discountedAmount, discountAmountV2, paidPointV2, paidAmount } = status as Record<
    string,
    number
  >;
  expect(Number(discountedAmount) + Number(paidAmount)).toBe(amount);
  expect(Number(discountAmountV2) + Number(paidPointV2)).toBe(discountedAmount);
  expect(sum('transactionAmount')).toBe(status['refundableAmount']);
  expect(lines.filter(({ stepType }) => stepType === 'PAY')).toHaveLength(1);
  for (const line of lines) {
    expect(Number(line['paidAmount']) + Number(line['discountedAmount'])).toBe(
      line['transactionAmount'],
    );
  }
}

describe('a payment', () => {
  it('has no method, no lines and nothing to refund before it is paid', async () => {
    const { payToken } = await toss.createV2();
    const status = await toss.statusV2(payToken);
    expect(status).toMatchObject({
      code: 0,
      payStatus: 'PAY_STANDBY',
      paidAmount: 0,
      refundableAmount: 0,
      transactions: [],
    });
    for (const name of ['payMethod', 'paidTs', 'card', 'accountNumber']) {
      expect(status).not.toHaveProperty(name);
    }
    await toss.options({ unusedFields: 'null' });
    expect(await toss.statusV2(payToken)).toMatchObject({
      payMethod: null,
      paidTs: null,
      card: null,
      accountNumber: null,
      msg: null,
    });
  });

  it('has discount, points, card and a line for each step, whose sums hold', async () => {
    const { payToken } = await toss.createPaidV2(
      { amount: 60_000 },
      {
        payMethod: 'CARD',
        cardCompanyName: '현대',
        discountWon: 6000,
        pointsWon: 1500,
        spreadOut: 3,
        noInterest: true,
        cardMethodType: 'CHECK',
        cardUserType: 'CORP_COMPANY',
      },
    );
    expectSums(await toss.statusV2(payToken));
    const refund = { payToken, refundNo: 'status-1', amount: 20_001 };
    const { body } = await toss.callV2('refunds', refund);
    const status = await toss.statusV2(payToken);
    expectSums(status);
    expect(status).toMatchObject({
      mode: 'TEST',
      payStatus: 'REFUND_SUCCESS',
      discountAmountV2: 6000,
      paidPointV2: 1500,
      paidAmount: 52_500,
      refundableAmount: 39_999,
      card: {
        cardCompanyCode: 2,
        cardCompanyName: '현대',
        spreadOut: 3,
        noInterest: true,
        cardMethodType: 'CHECK',
        cardUserType: 'CORP_COMPANY',
        cardAuthorizationNo: '00000000',
        cardNumber: expect.stringMatching(/^\d{6}\*{6}\d{4}$/),
      },
    });
    expect(linesOf(status)[1]).toMatchObject({
      stepType: 'REFUND',
      transactionId: body['transactionId'],
      transactionAmount: -20_001,
      paidAmount: body['refundedPaidAmount'],
      discountedAmount: body['refundedDiscountAmount'],
      pointAmount: 0,
      regTs: body['approvalTime'],
    });
    for (const name of ['refunds', 'availableActions', 'productDesc', 'metadata']) {
      expect(status).not.toHaveProperty(name);
    }
  });

  it('pays with what the options say where the buyer says nothing', async () => {
    await toss.options({ discountPercent: 10, pointsWon: 500, cupDepositWon: 300 });
    const { payToken } = await toss.createPaidV2({ amount: 4000 });
    expect(await toss.statusV2(payToken)).toMatchObject({
      discountAmountV2: 400,
      paidPointV2: 500,
      paidAmount: 3100,
      disposableCupDeposit: 300,
    });
  });

  it('has the cup deposit in its parts, or beside them', async () => {
    const { payToken } = await toss.createPaidV2({ amount: 5300 }, { cupDepositWon: 300 });
    const partsOf = (status: Record<string, unknown>) =>
      ['amountTaxable', 'amountTaxFree', 'amountVat', 'amountServiceFee']
        .map((name) => Number(status[name]))
        .reduce((a, b) => a + b);
    expect(partsOf(await toss.statusV2(payToken))).toBe(5300);
    await toss.options({ cupDepositInParts: false });
    expect(partsOf(await toss.statusV2(payToken))).toBe(5000);
  });
});

it('a refund has one transactionId everywhere, also after one that the bank failed', async () => {
  const { payToken } = await toss.createPaidV2();
  await toss.options({ refundProgressMs: 1000, refundProgressFails: true });
  await toss.callV2('refunds', { payToken, refundNo: 'failing-1', amount: 1000 });
  await toss.advance(1000);
  await toss.options({ refundProgressMs: 0, settlement: 'live' });
  const { body } = await toss.callV2('refunds', { payToken, refundNo: 'failing-2', amount: 2000 });
  const [, line] = linesOf(await toss.statusV2(payToken));
  expect(line?.['transactionId']).toBe(body['transactionId']);
  const today = String(line?.['regTs']).slice(0, 10).replaceAll('-', '');
  await toss.advance(2 * 86_400_000);
  const settled = await toss.settlement({ dateType: 'SETTLE', baseDate: today });
  expect(settled.body['transactionList']).toContainEqual(
    expect.objectContaining({ transactionId: body['transactionId'], amount: -2000 }),
  );
});

describe('readings', () => {
  it('amounts of what is left, later lines, no points, dead fields, the wrong mode', async () => {
    await toss.options({
      statusAmounts: 'as-left',
      regTsLaterMs: 2000,
      transactionPointsShown: false,
      deadFields: true,
      mode: 'LIVE',
    });
    const { payToken } = await toss.createPaidV2({ amount: 10_000 }, { discountWon: 1000 });
    await toss.callV2('refunds', { payToken, refundNo: 'left-1', amount: 4000 });
    const status = await toss.statusV2(payToken);
    expect(status).toMatchObject({
      mode: 'LIVE',
      amount: 10_000,
      discountedAmount: 600,
      paidAmount: 5400,
      paidPoint: 0,
    });
    const [pay] = linesOf(status);
    expect(pay).not.toHaveProperty('pointAmount');
    const laterMs = Date.parse(String(pay?.['regTs'])) - Date.parse(String(status['paidTs']));
    expect(laterMs).toBe(2000);
  });

  it('a refund in progress is hidden or shown, and counts as refunded', async () => {
    await toss.options({ refundProgressMs: 30_000 });
    const { payToken } = await toss.createPaidV2();
    await toss.callV2('refunds', { payToken, refundNo: 'slow-1', amount: 5000 });
    const hidden = await toss.statusV2(payToken);
    expect(hidden).toMatchObject({ payStatus: 'REFUND_PROGRESS', refundableAmount: 30_000 });
    expect(linesOf(hidden)).toHaveLength(1);
    await toss.options({ pendingShown: true });
    expectSums(await toss.statusV2(payToken));
    await toss.advance(30_000);
    expectSums(await toss.statusV2(payToken));
  });

  it('payToken or orderNo wins, the newest or the paid payment is answered', async () => {
    await toss.options({ orderNoReuse: 'until-authenticated' });
    const paid = await toss.createV2({ orderNo: 'several' });
    const newest = await toss.createV2({ orderNo: 'several' });
    await toss.authenticate(paid.payToken);
    const ask = async (fields: Record<string, unknown>) =>
      (await toss.callV2('status', fields)).body['payToken'];
    const other = await toss.createV2();
    const both = { payToken: other.payToken, orderNo: 'several' };
    expect(await ask({ orderNo: 'several' })).toBe(newest.payToken);
    expect(await ask(both)).toBe(other.payToken);
    await toss.options({ statusByOrder: 'paid', statusByBoth: 'orderNo' });
    expect(await ask(both)).toBe(paid.payToken);
    expect((await toss.callV2('status', {})).httpStatus).toBe(400);
  });

  it('a refund in the console has a number of its own, or its transactionId', async () => {
    const { payToken } = await toss.createPaidV2();
    await toss.outsideRefund(payToken, 1000);
    await toss.options({ consoleRefundNo: 'transactionId' });
    const { refundNo } = await toss.outsideRefund(payToken, 2000);
    const ids = linesOf(await toss.statusV2(payToken)).map((line) => line['transactionId']);
    expect(ids).toHaveLength(3);
    expect(ids[2]).toBe(refundNo);
  });
});

describe('a lagging replica', () => {
  it('shows the payment before it was paid', async () => {
    const { payToken } = await toss.createV2({ autoExecute: false });
    await toss.authenticate(payToken);
    await toss.fault({ call: 'v2/execute', fault: 'lag', ms: 30_000 });
    await toss.callV2('execute', { payToken });
    expect(await toss.statusV2(payToken)).toMatchObject({
      payStatus: 'PAY_APPROVED',
      paidAmount: 0,
      transactions: [],
    });
    await toss.advance(30_000);
    expectSums(await toss.statusV2(payToken));
  });

  it.each(['full', 'guide'])(
    'lacks the newest refund, also where v1 is %s',
    async (statusShape) => {
      const { payToken } = await toss.createPaidV2();
      await toss.callV2('refunds', { payToken, refundNo: `lag-1-${statusShape}`, amount: 1000 });
      await toss.advance(1000);
      await toss.options({ statusShape });
      await toss.fault({ call: 'v2/refunds', fault: 'lag', ms: 30_000 });
      await toss.callV2('refunds', { payToken, refundNo: `lag-2-${statusShape}`, amount: 2000 });
      await toss.options({ statusShape: 'full' });
      const former = await toss.statusV2(payToken);
      expect(former).toMatchObject({ payStatus: 'REFUND_SUCCESS', refundableAmount: 34_000 });
      expectSums(former);
      await toss.advance(30_000);
      expect(await toss.statusV2(payToken)).toMatchObject({ refundableAmount: 32_000 });
    },
  );

  it.each([true, false])('lacks all that a longer lag hides (v1 lists v2: %s)', async (listed) => {
    await toss.options({ v1ListsV2Refunds: listed });
    const { payToken } = await toss.createPaidV2();
    const refund = (refundNo: string) =>
      toss.callV2('refunds', { payToken, refundNo: `${refundNo}-${String(listed)}`, amount: 1000 });
    await refund('shown');
    await toss.advance(1000);
    await toss.fault({ call: 'v2/refunds', fault: 'lag', ms: 30_000 });
    await refund('hidden-1');
    await toss.advance(1000);
    if (listed) await toss.call('refunds', { payToken, amount: 1000, amountTaxFree: 0 });
    const former = await toss.statusV2(payToken);
    expect(former).toMatchObject({ refundableAmount: 34_000 });
    expectSums(former);
  });

  it('shows a refund still in progress', async () => {
    await toss.options({ refundProgressMs: 10_000 });
    const { payToken } = await toss.createPaidV2();
    await toss.callV2('refunds', { payToken, refundNo: 'lag-open', amount: 1000 });
    await toss.advance(10_000);
    expect(await toss.statusV2(payToken)).toMatchObject({ payStatus: 'REFUND_SUCCESS' });
    await toss.fault({ call: 'v2/status', fault: 'lag', ms: 30_000 });
    const former = await toss.statusV2(payToken);
    expect(former).toMatchObject({ payStatus: 'REFUND_PROGRESS', refundableAmount: 34_000 });
    expect(linesOf(former)).toHaveLength(1);
  });
});
