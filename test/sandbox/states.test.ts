import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { PAY_STATUSES, type PayStatus } from '../../server/sandbox/payment-row.ts';
import { isLegalMove } from '../../server/sandbox/rules/move-payment.ts';
import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
beforeEach(async () => {
  await toss.options({
    chargeProgressMs: 0,
    refundProgressMs: 0,
    chargeProgressFails: false,
    refundProgressFails: false,
    pendingShown: false,
    statusShape: 'full',
  });
});

let planted = 0;
async function plant(state: PayStatus, fields: Record<string, unknown> = {}): Promise<string> {
  planted += 1;
  const now = await toss.now();
  const [payment] = await toss.history({
    orderNo: `planted-${String(planted)}`,
    amount: 11_000,
    productDesc: '머그컵',
    state,
    createdAt: new Date(now - MINUTE).toISOString(),
    ...fields,
  });
  return payment?.payToken ?? '';
}

const REFUND = { amount: 1000, amountTaxFree: 0 };

describe('what each state allows', () => {
  const table: [PayStatus, string, string, string, string[]][] = [
    ['PAY_STANDBY', 'EXECUTE_PAY_NOT_APPROVED', 'ok', 'COMMON_REFUND_ERROR', ['CANCEL']],
    ['PAY_APPROVED', 'ok', 'ok', 'COMMON_REFUND_ERROR', ['CANCEL']],
    ['PAY_CANCEL', 'PAY_EXPIRED', 'CANCEL', 'COMMON_REFUND_ERROR', []],
    ['PAY_PROGRESS', 'TRANSACTION_PENDING_ERROR', 'CANCEL', 'COMMON_REFUND_ERROR', []],
    ['PAY_COMPLETE', 'PAY_ALREADY_COMPLETED', 'CANCEL', 'ok', ['REFUND']],
    ['REFUND_PROGRESS', 'PAY_ALREADY_COMPLETED', 'CANCEL', 'COMMON_REFUND_ERROR', []],
    ['REFUND_SUCCESS', 'PAY_ALREADY_COMPLETED', 'CANCEL', 'REFUND_ALREADY_REFUNDED', []],
    ['SETTLEMENT_COMPLETE', 'PAY_ALREADY_COMPLETED', 'CANCEL', 'COMMON_REFUND_ERROR', []],
    ['SETTLEMENT_REFUND_COMPLETE', 'PAY_ALREADY_COMPLETED', 'CANCEL', 'COMMON_REFUND_ERROR', []],
  ];

  it.each(table)('%s', async (state, execute, cancel, refund, actions) => {
    const expected = (word: string) =>
      word === 'ok'
        ? { code: 0, status: 200 }
        : { code: -1, errorCode: word === 'CANCEL' ? 'CANCEL_IMPOSSIBLE_STATUS' : word };
    const shown = await toss.status(await plant(state));
    expect(shown).toMatchObject({ payStatus: state, availableActions: actions });
    const calls = [
      ['execute', {}, execute],
      ['cancel', {}, cancel],
      ['refunds', REFUND, refund],
    ] as const;
    for (const [name, fields, word] of calls) {
      const payToken = await plant(state);
      expect((await toss.call(name, { payToken, ...fields })).body).toMatchObject(expected(word));
      const after = await toss.status(payToken);
      if (word !== 'ok') expect(after['payStatus']).toBe(state);
      else expect(after['payStatus']).not.toBe(state);
    }
  });

  it('has every state, and no transition out of the end states', () => {
    expect(table.map(([state]) => state)).toEqual(PAY_STATUSES);
    for (const end of [
      'PAY_CANCEL',
      'SETTLEMENT_COMPLETE',
      'SETTLEMENT_REFUND_COMPLETE',
    ] as const) {
      for (const to of PAY_STATUSES) expect(isLegalMove(end, to)).toBe(false);
    }
    expect(isLegalMove('PAY_COMPLETE', 'PAY_CANCEL')).toBe(false);
    expect(isLegalMove('REFUND_SUCCESS', 'PAY_COMPLETE')).toBe(false);
  });

  it('refuses a cancel in Toss’s own words', async () => {
    const { body } = await toss.call('cancel', { payToken: await plant('PAY_COMPLETE') });
    expect(body['msg']).toBe('취소가 불가능한 상태입니다.');
  });
});

describe('status', () => {
  it('shows missing values as Toss does, and unknown fields beside them', async () => {
    const { payToken, orderNo } = await toss.create({ metadata: '{"size":"XL"}' });
    const status = await toss.status(payToken);
    expect(status).toMatchObject({
      code: 0,
      status: 200,
      payToken,
      orderNo,
      payStatus: 'PAY_STANDBY',
      payMethod: '',
      hasOwner: false,
      timePayComplete: '',
      timePayCancel: '',
      refunds: [],
      metadata: '{"size":"XL"}',
      productDesc: '토스티셔츠',
    });
    expect(status['timeCreated']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(status).not.toHaveProperty('cardCompanyName');
    expect(status).toHaveProperty('mode');
  });

  it('shows card rows as strings', async () => {
    const { payToken } = await toss.create();
    await toss.authenticate(payToken, 'CARD', '현대');
    expect(await toss.status(payToken)).toMatchObject({
      payMethod: 'CARD',
      hasOwner: true,
      cardCompanyName: '현대',
      spreadOut: '0',
      isInterest: 'false',
    });
  });

  it('answers -1 for an unknown payment and 400 without a number', async () => {
    const unknown = await toss.call('status', { payToken: 'test_unknown' });
    expect(unknown).toMatchObject({ httpStatus: 200, body: { code: -1 } });
    expect((await toss.call('status', {})).httpStatus).toBe(400);
  });

  it('prefers the payToken to the orderNo', async () => {
    const first = await toss.create();
    const second = await toss.create();
    const { body } = await toss.call('status', {
      payToken: first.payToken,
      orderNo: second.orderNo,
    });
    expect(body['payToken']).toBe(first.payToken);
  });

  it('can answer as sparsely as the guide’s sample', async () => {
    const payToken = await plant('REFUND_SUCCESS', {
      refunds: [{ amount: 1000, at: new Date().toISOString() }],
    });
    await toss.options({ statusShape: 'guide' });
    const status = await toss.status(payToken);
    expect(status['availableActions ']).toEqual(['REFUND']);
    expect(status).not.toHaveProperty('amount');
    expect(status).not.toHaveProperty('refunds');
  });
});

describe('execute', () => {
  it('charges an approved payment once, and compares amount and orderNo', async () => {
    const { payToken, orderNo } = await toss.create({ autoExecute: false });
    expect(await toss.authenticate(payToken)).toContain('status=PAY_APPROVED');
    for (const wrong of [{ amount: 1 }, { orderNo: 'other' }]) {
      const { httpStatus, body } = await toss.call('execute', { payToken, ...wrong });
      expect(httpStatus).toBe(400);
      expect(body['errorCode']).toBe('COMMON_INVALID_PARAMETER');
    }
    const { body } = await toss.call('execute', { payToken, orderNo, amount: 35_000 });
    expect(body).toMatchObject({
      code: 0,
      orderNo,
      amount: 35_000,
      discountedAmount: 0,
      payMethod: 'TOSS_MONEY',
    });
    expect(body['approvalTime']).toMatch(/^\d{4}-/);
    const again = await toss.call('execute', { payToken });
    expect(again.body['errorCode']).toBe('PAY_ALREADY_COMPLETED');
    const { charges } = await toss.books();
    expect(charges.filter((line) => line.payToken === payToken)).toHaveLength(1);
  });

  it('tells an expired payment from a canceled one', async () => {
    const now = await toss.now();
    const expired = await plant('PAY_APPROVED', {
      expiresAt: new Date(now + MINUTE).toISOString(),
    });
    const canceled = await plant('PAY_APPROVED');
    await toss.call('cancel', { payToken: canceled });
    await toss.advance(2 * MINUTE);
    const first = await toss.call('execute', { payToken: expired });
    expect(first.body['errorCode']).toBe('PAY_EXPIRED');
    const second = await toss.call('execute', { payToken: canceled });
    expect(second.body['errorCode']).toBe('PAY_ITS_NOT_ABLE_TO_PAY');
  });
});

it('refuses a reason of more than 50 characters', async () => {
  const payToken = await plant('PAY_STANDBY');
  expect((await toss.call('cancel', { payToken, reason: '가'.repeat(51) })).httpStatus).toBe(400);
  const { body } = await toss.call('cancel', { payToken, reason: '가'.repeat(50) });
  expect(body['code']).toBe(0);
  expect((await toss.payment(payToken))['cancelReason']).toBe('가'.repeat(50));
});

describe('time', () => {
  it('expires a waiting payment, to the second', async () => {
    const { payToken } = await toss.create();
    const expiresAt = String((await toss.payment(payToken))['expiresAt']);
    await toss.advance(14 * MINUTE);
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_STANDBY');
    await toss.advance(5 * MINUTE);
    const status = await toss.status(payToken);
    expect(status['payStatus']).toBe('PAY_CANCEL');
    expect((await toss.payment(payToken))['canceledAt']).toBe(expiresAt);
    expect(status['timePayCancel']).not.toBe('');
  });

  it('is the sandbox’s own clock in the Date header', async () => {
    const now = await toss.now();
    await toss.advance(10 * DAY);
    const answer = await fetch(`${toss.url}/sandbox/clock`);
    const date = Date.parse(answer.headers.get('date') ?? '');
    expect(date).toBeGreaterThanOrEqual(now + 10 * DAY - 1000);
    const api = await fetch(`${toss.url}/api/v1/status`, { method: 'POST', body: '{}' });
    expect(Date.parse(api.headers.get('date') ?? '')).toBeGreaterThanOrEqual(date);
  });

  it('keeps a charge in PAY_PROGRESS for as long as the option says', async () => {
    await toss.options({ chargeProgressMs: 20_000 });
    const { payToken } = await toss.create({ autoExecute: false });
    await toss.authenticate(payToken);
    const { body } = await toss.call('execute', { payToken });
    expect(body).toMatchObject({ code: -1, errorCode: 'TRANSACTION_PENDING_ERROR' });
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_PROGRESS');
    await toss.advance(20_000);
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_COMPLETE');
  });

  it('returns to the state before when the bank fails a charge', async () => {
    await toss.options({ chargeProgressMs: 20_000, chargeProgressFails: true });
    for (const autoExecute of [true, false]) {
      const { payToken } = await toss.create({ autoExecute });
      await toss.authenticate(payToken);
      if (!autoExecute) await toss.call('execute', { payToken });
      await toss.advance(20_000);
      const back = autoExecute ? 'PAY_STANDBY' : 'PAY_APPROVED';
      expect((await toss.status(payToken))['payStatus']).toBe(back);
    }
  });

  it('settles a payment after a year, by itself', async () => {
    const paid = await plant('PAY_COMPLETE');
    const refunded = await plant('PAY_COMPLETE');
    await toss.call('refunds', { payToken: refunded, ...REFUND });
    await toss.advance(366 * DAY);
    expect((await toss.status(paid))['payStatus']).toBe('SETTLEMENT_COMPLETE');
    expect((await toss.status(refunded))['payStatus']).toBe('SETTLEMENT_REFUND_COMPLETE');
  });

  it('settles at once on request', async () => {
    const payToken = await plant('PAY_COMPLETE');
    await toss.settle(payToken);
    expect((await toss.status(payToken))['payStatus']).toBe('SETTLEMENT_COMPLETE');
    await expect(toss.settle(payToken)).rejects.toThrow('409');
  });
});
