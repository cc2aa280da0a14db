import { request } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  controlSandbox,
  startTestSandbox,
  TEST_API_KEY,
  type TestSandbox,
} from '../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());

const AT = '2026-10-01T03:00:00.000Z';
const later = (minutes: number): string =>
  new Date(Date.parse(AT) + minutes * 60_000).toISOString();

describe('history', () => {
  it('creates a partly refunded card payment with its own times', async () => {
    const [made] = await toss.history({
      orderNo: '20261001-0001',
      amount: 20_000,
      parts: { taxable: 10_000, taxFree: 8000, vat: 1000, serviceFee: 1000 },
      productDesc: '햅쌀 10kg',
      state: 'REFUND_SUCCESS',
      payMethod: 'CARD',
      cardCompanyName: '삼성',
      createdAt: AT,
      completedAt: later(2),
      refunds: [
        { refundNo: 'r-1', amount: 4000, reason: '파손', at: later(60) },
        { amount: 6000, at: later(90) },
      ],
    });
    const status = await toss.status(made?.payToken ?? '');
    expect(status).toMatchObject({
      payStatus: 'REFUND_SUCCESS',
      timeCreated: '2026-10-01 12:00:00',
      timePayComplete: '2026-10-01 12:02:00',
      cardCompanyName: '삼성',
      availableActions: ['REFUND'],
      refunds: [
        { refundNo: 'r-1', amount: 4000, reason: '파손', status: 'SUCCESS' },
        { amount: 6000 },
      ],
    });
    const books = await toss.books();
    expect(books.charges).toMatchObject([{ orderNo: '20261001-0001', at: later(2) }]);
    expect(books.refunds.map((line) => line.at)).toEqual([later(60), later(90)]);
    const { body } = await toss.call('refunds', { payToken: made?.payToken });
    expect(body).toMatchObject({ code: 0, refundableAmount: 0 });
  });

  it('accepts a single payment, and a thousand in one request', async () => {
    const one = await controlSandbox(toss.url, '/history', {
      apiKey: TEST_API_KEY,
      orderNo: 'alone',
      amount: 100,
      state: 'PAY_COMPLETE',
      createdAt: AT,
    });
    expect(one).toMatchObject({ payments: [{ orderNo: 'alone' }] });
    const many = Array.from({ length: 1000 }, (_, index) => ({
      orderNo: `many-${String(index)}`,
      amount: 1000 + index,
      state: 'PAY_COMPLETE',
      createdAt: AT,
    }));
    expect(await toss.history(...many)).toHaveLength(1000);
  });

  it('lets an old payment be settled and a waiting one wait', async () => {
    const [old, waiting] = await toss.history(
      {
        orderNo: 'old',
        amount: 100,
        state: 'PAY_COMPLETE',
        createdAt: '2024-01-01T00:00:00Z',
      },
      { orderNo: 'waits', amount: 100, state: 'PAY_APPROVED', createdAt: AT },
    );
    expect((await toss.status(old?.payToken ?? ''))['payStatus']).toBe('SETTLEMENT_COMPLETE');
    expect((await toss.status(waiting?.payToken ?? ''))['payStatus']).toBe('PAY_APPROVED');
    const { body } = await toss.call('execute', { payToken: waiting?.payToken });
    expect(body['code']).toBe(0);
  });

  it('creates a refund in progress that ends on request', async () => {
    const now = await toss.now();
    const [made] = await toss.history({
      orderNo: 'in-progress',
      amount: 1000,
      state: 'REFUND_PROGRESS',
      createdAt: AT,
      progressEndsAt: new Date(now + 60_000).toISOString(),
      refunds: [{ amount: 400, at: AT }],
    });
    const payToken = made?.payToken ?? '';
    expect(await toss.status(payToken)).toMatchObject({
      payStatus: 'REFUND_PROGRESS',
      refunds: [],
    });
    await toss.advance(60_000);
    expect(await toss.status(payToken)).toMatchObject({
      payStatus: 'REFUND_SUCCESS',
      refunds: [{ amount: 400 }],
    });
  });

  it.each([
    ['an unknown field', { colour: 'red' }],
    ['an unknown state', { state: 'PAID' }],
    ['a real key', { apiKey: 'sk_live_x' }],
    ['parts that don’t add up', { parts: { taxable: 1, taxFree: 0, vat: 0, serviceFee: 0 } }],
    ['refunds above the amount', { refunds: [{ amount: 5000, at: AT }] }],
    ['refunds of an unpaid one', { state: 'PAY_CANCEL', refunds: [{ amount: 1, at: AT }] }],
    ['a time without a zone', { createdAt: '2026-10-01 12:00:00' }],
    ['an approved one with autoExecute', { state: 'PAY_APPROVED', autoExecute: true }],
  ])('refuses %s and creates nothing', async (_name, fields) => {
    const count = async () => {
      const shop = await controlSandbox(toss.url, '/shop', { apiKey: TEST_API_KEY });
      return (shop as { payments: number }).payments;
    };
    const before = await count();
    const good = { orderNo: 'good', amount: 100, state: 'PAY_STANDBY', createdAt: AT };
    const bad = { orderNo: 'bad', amount: 1000, state: 'REFUND_SUCCESS', createdAt: AT, ...fields };
    await expect(toss.history(good, bad)).rejects.toThrow(/400 .*error/);
    expect(await count()).toBe(before);
  });
});

describe('the control API', () => {
  it('answers 404 to an unknown payment or path, 400 to bad JSON', async () => {
    await expect(toss.authenticate('test_nobody')).rejects.toThrow('404');
    await expect(controlSandbox(toss.url, '/nowhere')).rejects.toThrow('404');
    const answer = await fetch(`${toss.url}/sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"advanceMs":',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toHaveProperty('error');
  });

  it('refuses a second authentication', async () => {
    const { payToken } = await toss.createPaid();
    await expect(toss.authenticate(payToken)).rejects.toThrow('409');
    await expect(toss.abandon(payToken)).rejects.toThrow('409');
  });

  it('moves the clock forward only', async () => {
    const now = await toss.now();
    const to = new Date(now + 3_600_000).toISOString();
    await controlSandbox(toss.url, '/clock', { to });
    expect(await toss.now()).toBeGreaterThanOrEqual(now + 3_600_000);
    await expect(controlSandbox(toss.url, '/clock', { to: AT })).rejects.toThrow('400');
    await expect(controlSandbox(toss.url, '/clock', { advanceMs: -1 })).rejects.toThrow('400');
  });

  it('refuses unknown options', async () => {
    await expect(toss.options({ refundNoReuse: 'maybe' })).rejects.toThrow('400');
    await expect(toss.options({ colour: 'red' })).rejects.toThrow('400');
  });

  it('is closed to other host names of this machine and to web pages', async () => {
    const ask = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request(`${toss.url}/sandbox/books`, { headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on('error', reject).end();
      });
    expect(await ask({ host: 'toss.example' })).toBe(403);
    expect(await ask({ origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ origin: 'http://127.0.0.1:4000' })).toBe(200);
    expect(await ask({})).toBe(200);
  });

  it('shows no key', async () => {
    const { payToken } = await toss.createPaid();
    expect(JSON.stringify(await toss.payment(payToken))).not.toContain(TEST_API_KEY);
    expect(JSON.stringify(await toss.books())).not.toContain(TEST_API_KEY);
  });
});
