import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Sandbox, startSandbox } from '../../../server/sandbox/sandbox.ts';
import { sandboxHelpers, TEST_API_KEY } from '../../support/start-sandbox.ts';

type Line = Record<string, number | string>;

let dataDir: string;
let sandbox: Sandbox;
let toss: ReturnType<typeof sandboxHelpers>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'changgu-sandbox-'));
  // A Monday.
  const now = Date.parse('2026-11-30T12:00:00+09:00');
  sandbox = await startSandbox({ port: 0, dataDir, now: () => now });
  toss = sandboxHelpers(sandbox.url, TEST_API_KEY);
  await toss.options({ settlement: 'live' });
});
afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

const at = (day: number, time = '12:00:00', month = 11) =>
  `2026-${String(month)}-${String(day).padStart(2, '0')}T${time}+09:00`;
const named = (day: number, month = 11) => `2026${String(month)}${String(day).padStart(2, '0')}`;

let lastOrder = 0;
/** Plants a payment of the 25th, a Wednesday, with its refunds. */
async function paid(fields: Record<string, unknown> = {}, ...refunds: Record<string, unknown>[]) {
  lastOrder += 1;
  const [made] = await toss.history({
    orderNo: `settled-${String(lastOrder)}`,
    amount: 10_000,
    createdAt: at(25, '11:59:00'),
    completedAt: at(25),
    state: refunds.length > 0 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
    ...(refunds.length > 0 && { refunds }),
    ...fields,
  });
  return made?.payToken ?? '';
}

async function linesOf(baseDate: string, fields: Record<string, unknown> = {}) {
  const { body } = await toss.settlement({ dateType: 'SETTLE', baseDate, ...fields });
  return body['transactionList'] as Line[];
}

describe('a line', () => {
  it('has what status has: transactionId, order and token, and the product as well', async () => {
    const payToken = await paid({ productDesc: '커피' }, { amount: 4000, at: at(25, '13:00:00') });
    const { transactions } = (await toss.statusV2(payToken)) as { transactions: Line[] };
    expect(await linesOf(named(25))).toEqual([
      {
        transactionType: 'PAY',
        transactionId: transactions[0]?.['transactionId'],
        payToken,
        productDesc: '커피',
        orderNo: `settled-${String(lastOrder)}`,
        payMethod: 'TOSS_MONEY',
        amount: 10_000,
        fee: -160,
        vat: -16,
        feeVatSum: -176,
        settleDate: '20261125',
        dueDate: '20261126',
      },
      expect.objectContaining({
        transactionType: 'REFUND',
        transactionId: transactions[1]?.['transactionId'],
        amount: -4000,
        fee: 0,
        vat: 0,
      }),
    ]);
    const { body } = await toss.settlement(
      { dateType: 'SETTLE', baseDate: named(25) },
      '?includeSettleDateTime=true',
    );
    const [pay] = body['transactionList'] as Line[];
    expect(pay?.['settleDateTime']).toBe('20261125120000');
  });

  it('of a test key has no fee and no due day; or no line is there', async () => {
    await paid();
    await toss.options({ settlement: 'test' });
    expect(await linesOf(named(25))).toMatchObject([{ fee: 0, vat: 0, dueDate: '' }]);
    expect(await linesOf(named(26), { dateType: 'DUE' })).toEqual([]);
    await toss.options({ settlement: 'none' });
    expect(await linesOf(named(25))).toEqual([]);
  });

  it('belongs to one key', async () => {
    await paid({ apiKey: 'sk_test_other' }, { amount: 1000, at: at(25) });
    expect(await linesOf(named(25))).toEqual([]);
    expect(await linesOf(named(25), { apiKey: 'sk_test_other' })).toHaveLength(2);
  });

  it('is there from 06:00 of the next day', async () => {
    const { payToken } = await toss.createPaid();
    // 18 hours to 06:00 of 1 December.
    await toss.advance(18 * 3_600_000 - 1000);
    expect(await linesOf(named(30))).toEqual([]);
    await toss.advance(1000);
    expect(await linesOf(named(30))).toMatchObject([{ payToken }]);
    await toss.options({ settlementLoadHour: 7 });
    expect(await linesOf(named(30))).toEqual([]);
  });
});

describe('the fee', () => {
  const rates = [
    { from: '20260101', tossMoneyBp: 300, cardBp: 240 },
    { from: '20260814', tossMoneyBp: 160, cardBp: 190 },
  ];

  it('is by rate and method, its fraction dropped and its VAT rounded half up', async () => {
    await toss.options({ feeRates: rates });
    await paid({ amount: 1100 });
    await paid({ amount: 2812 });
    await paid({ amount: 10_000, payMethod: 'CARD' });
    const lines = await linesOf(named(25));
    expect(lines.map(({ fee, vat }) => [fee, vat])).toEqual([
      [-17, -2],
      [-44, -4],
      [-190, -19],
    ]);
  });

  it('has a rate from the first moment of its day on', async () => {
    await toss.options({
      feeRates: [
        { from: named(25), tossMoneyBp: 100, cardBp: 100 },
        { from: '20260101', tossMoneyBp: 300, cardBp: 300 },
      ],
    });
    for (const day of [24, 25]) {
      await paid({ createdAt: at(day, '00:00:00'), completedAt: at(day, '00:00:00') });
    }
    expect(await linesOf(named(24))).toMatchObject([{ fee: -300 }]);
    expect(await linesOf(named(25))).toMatchObject([{ fee: -100 }]);
  });

  it('of a refund follows the rate of the approval, across a change of grade', async () => {
    await toss.options({ feeRates: rates, feeBack: 'proportional' });
    await paid(
      {
        createdAt: at(13, '12:00:00', 10).replace('-10-', '-08-'),
        completedAt: '2026-08-13T12:00:00+09:00',
      },
      { amount: 10_000, at: at(25) },
    );
    expect(await linesOf('20260813')).toMatchObject([{ fee: -300 }]);
    expect(await linesOf(named(25))).toMatchObject([{ amount: -10_000, fee: 300, vat: 30 }]);
  });

  it.each([
    ['full-refund-only', [0, 0, 16]],
    ['proportional', [5, 5, 5]],
    ['difference', [6, 5, 5]],
    ['none', [0, 0, 0]],
  ])('comes back %s', async (feeBack, expected) => {
    await toss.options({ feeBack });
    const refunds = [333, 333, 334].map((amount, hour) => ({
      amount,
      at: at(26, `1${String(hour)}:00:00`),
    }));
    await paid({ amount: 1000 }, ...refunds);
    expect((await linesOf(named(26))).map(({ fee }) => fee)).toEqual(expected);
  });

  it('does not come back where the buyer had left, and that line may be missing', async () => {
    await toss.options({ feeBack: 'proportional' });
    await paid({}, { amount: 10_000, at: at(26), buyerLeft: true });
    expect(await linesOf(named(26))).toMatchObject([{ amount: -10_000, fee: 0 }]);
    await toss.options({ buyerLeftLine: false });
    expect(await linesOf(named(26))).toEqual([]);
    const { payToken } = await toss.createPaid();
    await fetch(`${sandbox.url}/sandbox/payments/${payToken}/refund`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ buyerLeft: true }),
    });
    await toss.advance(86_400_000);
    expect((await linesOf(named(30))).map((line) => line['transactionType'])).toEqual(['PAY']);
  });

  it.each([
    ['gross', 10_000, -160],
    ['paid', 7000, -112],
  ])('is on the %s amount of a discounted payment', async (settledOn, amount, fee) => {
    await toss.options({ settledOn, feeBack: 'proportional' });
    await paid({ buyer: { discountWon: 1000, pointsWon: 2000 } }, { amount: 10_000, at: at(26) });
    expect(await linesOf(named(25))).toMatchObject([{ amount, fee }]);
    expect(await linesOf(named(26))).toMatchObject([{ amount: -amount, fee: -fee }]);
  });
});

describe('the due day', () => {
  it.each([
    ['TOSS_MONEY', 25, named(26)],
    ['TOSS_MONEY', 27, named(30)],
    ['TOSS_MONEY', 28, named(30)],
    ['CARD', 25, named(1, 12)],
  ])('of %s of the %i is %s', async (payMethod, day, dueDate) => {
    await paid({ payMethod, createdAt: at(day), completedAt: at(day) });
    expect(await linesOf(named(day))).toMatchObject([{ dueDate }]);
    await toss.options({ futureDueDays: 'shown' });
    expect(await linesOf(dueDate, { dateType: 'DUE' })).toMatchObject([{ payMethod, dueDate }]);
  });

  it('of cards is as many business days later as the contract says', async () => {
    await toss.options({ cardDueDays: 2 });
    await paid({ payMethod: 'CARD', createdAt: at(25), completedAt: at(25) });
    expect(await linesOf(named(25))).toMatchObject([{ dueDate: named(27) }]);
  });

  it('of a month is after its end', async () => {
    await toss.options({ settlementCycle: 'monthly', tossMoneyDueDays: 5, futureDueDays: 'shown' });
    await paid({ createdAt: at(2), completedAt: at(2) });
    expect(await linesOf(named(2))).toMatchObject([{ dueDate: named(7, 12) }]);
    expect(await linesOf(named(7, 12), { dateType: 'DUE' })).toHaveLength(1);
  });

  it('to come is empty, or known already', async () => {
    await paid({ payMethod: 'CARD' });
    const due = { dateType: 'DUE', baseDate: named(1, 12) };
    expect((await toss.settlement(due)).body).toMatchObject({ transactionList: [] });
    await toss.options({ futureDueDays: 'shown' });
    expect((await toss.settlement(due)).body).toMatchObject({ totalAmount: 10_000 });
  });

  it('may be negative: a refund of last month’s payment and nothing else', async () => {
    const month = {
      createdAt: '2026-10-20T12:00:00+09:00',
      completedAt: '2026-10-20T12:00:00+09:00',
    };
    await paid(month, { amount: 9000, at: at(25) });
    const { body } = await toss.settlement({ dateType: 'DUE', baseDate: named(26) });
    expect(body).toMatchObject({ totalAmount: -9000, totalFee: 0 });
  });

  it('pays and refunds of one day stand beside each other', async () => {
    await toss.options({ feeBack: 'proportional' });
    await paid({}, { amount: 10_000, at: at(25, '18:00:00') });
    const { body } = await toss.settlement({ dateType: 'SETTLE', baseDate: named(25) });
    expect(body['transactionList']).toHaveLength(2);
    expect(body).toMatchObject({ totalAmount: 0, totalFee: 0, totalVat: 0, totalFeeVatSum: 0 });
  });
});

describe('pages', () => {
  const ask = { dateType: 'SETTLE', baseDate: named(25) };
  async function allPages(fields: Record<string, unknown> = ask) {
    const pages: Record<string, unknown>[] = [];
    let nextCursor: unknown;
    do {
      const { body } = await toss.settlement({
        ...fields,
        ...(nextCursor !== undefined && { nextCursor }),
      });
      pages.push(body);
      nextCursor = body['nextCursor'];
    } while (nextCursor !== '');
    return pages;
  }

  it('have at most 1,000 lines, and the totals of all of them', async () => {
    const payments = Array.from({ length: 1000 }, (_, index) => ({
      orderNo: `many-${String(index)}`,
      amount: 1000,
      state: 'PAY_COMPLETE',
      createdAt: at(25),
      completedAt: at(25, `12:${String(index % 60).padStart(2, '0')}:00`),
    }));
    await toss.history(...payments);
    for (let turn = 0; turn < 3; turn += 1) await paid({ amount: 1000 });
    const pages = await allPages();
    expect(pages.map((page) => (page['transactionList'] as Line[]).length)).toEqual([1000, 3]);
    expect(pages[0]?.['nextCursor']).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    const ids = pages.flatMap((page) =>
      (page['transactionList'] as Line[]).map((line) => line['transactionId']),
    );
    expect(new Set(ids).size).toBe(1003);
    for (const page of pages) {
      expect(page).toMatchObject({ totalAmount: 1_003_000, totalFee: -16_048 });
    }
  });

  it('may have totals of their own from the second on', async () => {
    await toss.options({ settlementPageSize: 2, settlementTotals: 'own-after-first' });
    for (let turn = 0; turn < 3; turn += 1) await paid({ amount: 1000 });
    expect((await allPages()).map((page) => page['totalAmount'])).toEqual([3000, 1000]);
    await paid({ amount: 1000 });
    expect(await allPages()).toHaveLength(2);
  });

  it('are of one method where one is asked for', async () => {
    await paid({ payMethod: 'CARD' });
    await paid();
    expect(await linesOf(named(25), { payMethod: 'CARD' })).toHaveLength(1);
    expect(await linesOf(named(25), { payMethod: null })).toHaveLength(2);
    await toss.options({ resellerShop: true });
    expect(await linesOf(named(25), { payMethod: 'CARD' })).toEqual([]);
    expect(await linesOf(named(25), { payMethod: 'RESELLER_CARD' })).toMatchObject([
      { payMethod: 'RESELLER_CARD' },
    ]);
  });

  it('take no cursor of another query', async () => {
    await toss.options({ settlementPageSize: 1 });
    await paid();
    await paid();
    const { body } = await toss.settlement(ask);
    const { nextCursor } = body;
    for (const wrong of [{ nextCursor, dateType: 'DUE' }, { nextCursor: 'abc' }]) {
      expect((await toss.settlement({ ...ask, ...wrong })).httpStatus).toBe(400);
    }
  });
});

describe('planted lines', () => {
  it('correct a line later', async () => {
    await paid();
    const [before] = await linesOf(named(25));
    const { transactionId } = before as { transactionId: string };
    await toss.plantSettlementLines({ transactionId, fee: -300, vat: -30, dueDate: named(30) });
    expect(await linesOf(named(25))).toEqual([
      { ...before, fee: -300, vat: -30, feeVatSum: -330, dueDate: named(30) },
    ]);
    expect(await linesOf(named(26), { dateType: 'DUE' })).toEqual([]);
    expect(await linesOf(named(30), { dateType: 'DUE' })).toMatchObject([
      { transactionId, amount: 10_000, fee: -300 },
    ]);
  });

  it('are adjustments of a kind that nobody knows', async () => {
    await toss.plantSettlementLines({
      transactionId: 'adjustment-1',
      transactionType: 'ETC',
      amount: -500,
      settleDate: named(25),
      dueDate: named(26),
    });
    const { body } = await toss.settlement({ dateType: 'DUE', baseDate: named(26) });
    expect(body).toMatchObject({
      totalAmount: -500,
      transactionList: [{ transactionType: 'ETC', payToken: '', feeVatSum: 0 }],
    });
    await expect(toss.plantSettlementLines({ transactionId: 'x', colour: 'red' })).rejects.toThrow(
      '400',
    );
  });
});

describe('refuses', () => {
  it.each([
    ['no dateType', { dateType: undefined }],
    ['another dateType', { dateType: 'PAID' }],
    ['no day', { baseDate: undefined }],
    ['a day that does not exist', { baseDate: '20260230' }],
    ['another method', { payMethod: 'CASH' }],
  ])('%s', async (_name, fields) => {
    const { httpStatus, body } = await toss.settlement({
      dateType: 'SETTLE',
      baseDate: named(25),
      ...fields,
    });
    expect(httpStatus).toBe(400);
    expect(body).toMatchObject({ code: -1, errorCode: 'COMMON_INVALID_PARAMETER' });
  });

  it('days too long ago, where the option ends them, and a wrong key', async () => {
    await toss.options({ settlementDaysBack: 90 });
    const old = await toss.settlement({ dateType: 'SETTLE', baseDate: '20260831' });
    expect(old.httpStatus).toBe(400);
    const young = await toss.settlement({ dateType: 'SETTLE', baseDate: '20260901' });
    expect(young.httpStatus).toBe(200);
    expect((await toss.settlement({ apiKey: 'sk_live_x' })).httpStatus).toBe(401);
  });

  it('nothing in a form, and takes faults of its own', async () => {
    await paid();
    const form = new URLSearchParams({
      apiKey: TEST_API_KEY,
      dateType: 'SETTLE',
      baseDate: named(25),
    });
    const path = `${sandbox.url}/pay/api/v2/settlement-details`;
    expect(await (await fetch(path, { method: 'POST', body: form })).json()).toMatchObject({
      totalAmount: 10_000,
    });
    await toss.fault({ call: 'v2/settlement-details', fault: 'http500' });
    expect((await toss.settlement({ dateType: 'SETTLE', baseDate: named(25) })).httpStatus).toBe(
      500,
    );
  });
});
