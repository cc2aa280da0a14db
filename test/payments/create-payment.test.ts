/** Creating payments through the desk, with the guide's fifteen parameters. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kstToIso } from '../../shared/kst.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

let last = 0;
const newOrder = () => {
  last += 1;
  return `made-${String(last)}`;
};
const create = (body: Record<string, unknown>, on = desk) =>
  on.as('operator').call('POST', '/api/payments', {
    orderNo: newOrder(),
    amount: 35_000,
    productDesc: '토스티셔츠',
    autoExecute: true,
    ...body,
  });
const sent = async (orderNo: unknown, on = desk) =>
  (await on.sandbox.calls('payments')).filter((call) => call.body['orderNo'] === orderNo);

describe('creating a payment', () => {
  it('answers the payment with the checkout page for the buyer', async () => {
    const answer = await create({ orderNo: 'plain-1' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      orderNo: 'plain-1',
      status: 'PAY_STANDBY',
      amount: 35_000,
      refunded: 0,
      remaining: 35_000,
      autoExecute: true,
      cashReceipt: true,
      observedBy: 'create',
      parts: { taxable: { paid: 31_818 }, vat: { paid: 3182 } },
    });
    expect(answer.body.checkoutPage).toContain(answer.body.payToken);
    const detail = await desk.as('viewer').call('GET', `/api/payments/${answer.body.payToken}`);
    expect(detail.body.payment).toMatchObject({ orderNo: 'plain-1' });
    expect(detail.body.timeline).toMatchObject([
      { what: 'created', source: 'staff', staff: { name: 'first operator' }, amount: 35_000 },
    ]);
  });

  it('sends every field of the guide as it was given', async () => {
    const answer = await create({
      orderNo: 'all_-:.^@15',
      amount: 25_000,
      parts: { taxable: 18_182, taxFree: 4000, vat: 1818, serviceFee: 1000 },
      autoExecute: false,
      expiresInMinutes: 30,
      cashReceipt: false,
      metadata: '{"orderName":"토스티셔츠 외 1건"}',
      retAppScheme: 'shopapp://done',
      userPhone: '010-1234-5678',
      retUrl: 'https://shop.example/return?order=1',
      retCancelUrl: 'https://shop.example/cancel',
      resultCallback: 'https://shop.example/callback',
    });
    expect(answer.status).toBe(201);
    const [call] = await sent('all_-:.^@15');
    const { expiredTime, ...rest } = call?.body ?? {};
    expect(rest).toEqual({
      orderNo: 'all_-:.^@15',
      amount: 25_000,
      amountTaxFree: 4000,
      productDesc: '토스티셔츠',
      retUrl: 'https://shop.example/return?order=1',
      retCancelUrl: 'https://shop.example/cancel',
      autoExecute: false,
      resultCallback: 'https://shop.example/callback',
      amountTaxable: 18_182,
      amountVat: 1818,
      amountServiceFee: 1000,
      cashReceipt: false,
      metadata: '{"orderName":"토스티셔츠 외 1건"}',
      retAppScheme: 'shopapp://done',
      userPhone: '010-1234-5678',
    });
    const expiresMs = Date.parse(kstToIso(String(expiredTime)) ?? '');
    expect(Math.abs(expiresMs - Date.now() - 30 * 60_000)).toBeLessThan(15_000);
    expect(answer.body).toMatchObject({ cashReceipt: false, autoExecute: false });
  });

  it('sends the buyer and the callback to the desk by default', async () => {
    await create({ orderNo: 'own-urls-1' });
    const [call] = await sent('own-urls-1');
    expect(call?.body['resultCallback']).toBe(`${desk.url}/toss/callback`);
    expect(call?.body['retUrl']).toMatch(/\/checkout\/return\?ref=[A-Za-z0-9_-]{22}$/);
    expect(call?.body['retCancelUrl']).toMatch(/\/checkout\/cancel\?ref=[A-Za-z0-9_-]{22}$/);
  });

  it.each([1, 15, 60])(
    'accepts %i minutes until it expires, by Toss’s own clock',
    async (minutes) => {
      const sandbox = await startTestSandbox();
      await sandbox.advance(3 * 60 * 60_000);
      const own = await startTestDesk({ sandbox });
      // The first answer of Toss sets the clock.
      await own.as('operator').call('POST', '/api/payments/lookup', { orderNo: 'nobody' });
      const answer = await create({ expiresInMinutes: minutes }, own);
      expect(answer.status).toBe(201);
      const [call] = await sent(answer.body.orderNo, own);
      const expiresMs = Date.parse(kstToIso(String(call?.body['expiredTime'])) ?? '');
      const leftMs = expiresMs - (await sandbox.now());
      expect(leftMs).toBeGreaterThan(minutes * 60_000 - 20_000);
      expect(leftMs).toBeLessThanOrEqual(minutes * 60_000);
      await own.close();
      await sandbox.close();
    },
  );

  it('refuses parts that do not add up, such as those of the guide’s own sample', async () => {
    const answer = await create({
      parts: { taxable: 22_727, taxFree: 0, vat: 2273, serviceFee: 0 },
      orderNo: 'guide-sample',
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'invalid-request',
      effect: 'not-applied',
      errors: [{ pointer: '/parts', code: 'sum', params: { sumWon: 25_000, amountWon: 35_000 } }],
    });
    expect(await sent('guide-sample')).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['amount', { amount: 0 }],
    ['amount', { amount: 10_000_000 }],
    ['amount', { amount: 1.5 }],
    ['orderNo', { orderNo: '주문1' }],
    ['orderNo', { orderNo: 'x'.repeat(51) }],
    ['productDesc', { productDesc: '"따옴표"' }],
    ['productDesc', { productDesc: '' }],
    ['expiresInMinutes', { expiresInMinutes: 61 }],
    ['retUrl', { retUrl: 'javascript:alert(1)' }],
    ['metadata', { metadata: 'x'.repeat(1025) }],
    ['autoExecute', { autoExecute: undefined }],
  ])('refuses a bad %s: %o', async (name, over) => {
    const answer = await create(over);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      `/${name}`,
    ]);
  });

  it('shows Toss’s own words where Toss refuses', async () => {
    await desk.sandbox.createPaid({ orderNo: 'paid-before' });
    const answer = await create({ orderNo: 'paid-before' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'toss-rejected',
      effect: 'not-applied',
      tossErrorCode: 'PAYMENT_DUPLICATION_ORDER_NO',
    });
    expect(answer.body.tossMessage).not.toBe('');
  });

  it('is not allowed to viewers', async () => {
    const body = { orderNo: 'viewer-1', amount: 100, productDesc: 'x', autoExecute: true };
    expect((await desk.as('viewer').call('POST', '/api/payments', body)).status).toBe(403);
    expect(await sent('viewer-1')).toEqual([]);
  });
});

describe('creating a payment whose answer is lost', () => {
  it.each(['drop', 'http500', 'garbage'])('by %s adopts it where it was made', async (fault) => {
    const orderNo = `lost-${fault}`;
    await desk.sandbox.fault({ call: 'payments', effect: 'after', fault });
    const answer = await create({ orderNo, metadata: 'x' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      orderNo,
      checkoutPage: null,
      amount: 35_000,
      autoExecute: true,
    });
    expect(await sent(orderNo)).toHaveLength(1);
    const detail = await desk.as('viewer').call('GET', `/api/payments/${answer.body.payToken}`);
    expect(detail.body.timeline).toMatchObject([{ what: 'created', source: 'staff' }]);
  });

  it('is unknown, and not repeated, where it was not made', async () => {
    const orderNo = 'lost-for-good';
    await desk.sandbox.fault({ call: 'payments', effect: 'before', fault: 'drop' });
    const answer = await create({ orderNo });
    expect(answer.status).toBe(504);
    expect(answer.body).toMatchObject({ code: 'toss-lost-answer', effect: 'unknown' });
    expect(await sent(orderNo)).toHaveLength(1);
  });

  it('does not adopt an older payment of the same orderNo instead', async () => {
    const orderNo = `older-${randomUUID().slice(0, 8)}`;
    await desk.sandbox.history({
      orderNo,
      amount: 35_000,
      state: 'PAY_CANCEL',
      createdAt: new Date(Date.now() - 3_600_000).toISOString(),
    });
    await desk.sandbox.fault({ call: 'payments', effect: 'before', fault: 'drop' });
    expect((await create({ orderNo })).status).toBe(504);
  });

  it('is a plain refusal where Toss was never reached', async () => {
    const sandbox = await startTestSandbox();
    const own = await startTestDesk({ sandbox });
    await sandbox.close();
    const answer = await create({}, own);
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'toss-unreachable', effect: 'not-applied' });
    await own.close();
  });
});
