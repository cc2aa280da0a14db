/** What an order sells: given at its creation, kept by the desk, never told to Toss. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kstToIso } from '../../shared/kst.ts';
import { callsOfOrder, createOrder, mug, rice } from '../support/orders.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

const shipping = { name: '배송비', quantity: 1, unitPrice: 3000, tax: 'taxed' };
const basket = { amount: 89_000, items: [mug, rice, shipping] };

describe('an order with items', () => {
  it('keeps them with the payment, and tells Toss the parts that follow from their kinds', async () => {
    const { status, body } = await createOrder(desk, basket);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      items: basket.items,
      parts: { taxable: { paid: 42_272 }, vat: { paid: 4228 }, taxFree: { paid: 42_500 } },
    });
    const seen = await desk.as('viewer').call('GET', `/api/payments/${body.payToken}`);
    expect(seen.body.payment.items).toEqual(basket.items);
    const [call] = await callsOfOrder(desk, body.orderNo);
    const { expiredTime, retUrl, retCancelUrl, resultCallback, ...rest } = call?.body ?? {};
    expect(kstToIso(String(expiredTime))).not.toBeNull();
    for (const url of [retUrl, retCancelUrl, resultCallback]) expect(url).toContain(desk.url);
    expect(rest).toEqual({
      ...{ orderNo: body.orderNo, amount: 89_000, productDesc: '머그컵 외 2건' },
      ...{ amountTaxFree: 42_500, amountTaxable: 42_272, amountVat: 4228, amountServiceFee: 0 },
      ...{ autoExecute: true, cashReceipt: true },
    });
  });

  it('without a tax-free one leaves the parts to Toss, as without items', async () => {
    const { body } = await createOrder(desk, { amount: 43_500, items: [mug] });
    const plain = await createOrder(desk, { amount: 43_500 });
    expect(plain.body).toMatchObject({ items: null, parts: body.parts });
    const [call] = await callsOfOrder(desk, body.orderNo);
    expect(call?.body).not.toHaveProperty('amountTaxable');
    expect(call?.body).toMatchObject({ amount: 43_500, amountTaxFree: 0 });
  });

  it('may give the parts as well, where they are those of the items', async () => {
    const parts = { taxable: 42_273, vat: 4227, taxFree: 42_500, serviceFee: 0 };
    const { body } = await createOrder(desk, { ...basket, parts });
    expect(body.parts).toMatchObject({ taxable: { paid: 42_273 }, vat: { paid: 4227 } });
    const other = { taxable: 50_000, vat: 4000, taxFree: 35_000, serviceFee: 0 };
    const refused = await createOrder(desk, { ...basket, parts: other });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([
      { pointer: '/parts', code: 'items', params: { taxedWon: 46_500, taxFreeWon: 42_500 } },
    ]);
  });

  it.each([
    [88_000, '89000, 1000 more than the amount'],
    [90_000, '89000, 1000 less than the amount'],
  ])('is refused for an amount of %i, with the sum of each line', async (amount, words) => {
    const { status, body } = await createOrder(desk, {
      ...basket,
      amount,
      orderNo: `off-${amount}`,
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'invalid-request', effect: 'not-applied' });
    expect(body.errors).toEqual([
      {
        pointer: '/items',
        code: 'sum',
        params: { sumWon: 89_000, amountWon: amount },
        detail:
          `The items add up to ${words} (line 1: 3 × 14500 = 43500, ` +
          'line 2: 1 × 42500 = 42500, line 3: 1 × 3000 = 3000)',
      },
    ]);
    expect(await callsOfOrder(desk, `off-${String(amount)}`)).toEqual([]);
  });

  it('names both, parts and items, where neither is the amount', async () => {
    const parts = { taxable: 1, vat: 0, taxFree: 0, serviceFee: 0 };
    const { body } = await createOrder(desk, { ...basket, amount: 90_000, parts });
    expect(body.errors).toMatchObject([
      { pointer: '/parts', code: 'sum' },
      { pointer: '/items', code: 'sum' },
    ]);
  });

  it.each<[string, object[]]>([
    ['/items', []],
    ['/items', Array.from({ length: 51 }, () => ({ ...mug, quantity: 1, unitPrice: 1 }))],
    ['/items/0/name', [{ ...mug, name: ' ' }]],
    ['/items/0/name', [{ ...mug, name: 'x'.repeat(101) }]],
    ['/items/0/name', [{ ...mug, name: '머그\n컵' }]],
    ['/items/1/quantity', [mug, { ...mug, quantity: 0 }]],
    ['/items/1/quantity', [mug, { ...mug, quantity: 10_000 }]],
    ['/items/0/quantity', [{ ...mug, quantity: 1.5 }]],
    ['/items/0/unitPrice', [{ ...mug, unitPrice: -1 }]],
    ['/items/0/unitPrice', [{ ...mug, unitPrice: 10_000_000 }]],
    ['/items/0/tax', [{ ...mug, tax: '과세' }]],
  ])('is refused for what its form does not allow: %s', async (pointer, items) => {
    const { status, body } = await createOrder(desk, { amount: 43_500, items });
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('keeps them where the answer of Toss was lost', async () => {
    await desk.sandbox.fault({ call: 'payments', effect: 'after', fault: 'drop' });
    const { status, body } = await createOrder(desk, basket);
    expect(status).toBe(201);
    expect(body.items).toEqual(basket.items);
  });

  it('gives them to no other payment of the order that a lost answer finds', async () => {
    const orderNo = 'same-order';
    const { payToken } = await desk.sandbox.create({ orderNo, amount: 50_000 });
    await desk.sandbox.fault({ call: 'payments', effect: 'before', fault: 'drop' });
    expect((await createOrder(desk, { ...basket, orderNo })).body.code).toBe('toss-lost-answer');
    const found = await desk.as('operator').call('GET', `/api/payments/${payToken}`);
    expect(found.body.payment).toMatchObject({ amount: 50_000, items: null });
  });
});

describe('the name of an item', () => {
  const phone = '010-1234-5678';
  it('is shown to viewers without a number of the buyer', async () => {
    const items = [{ ...mug, name: `이름 새김 ${phone}` }];
    const { body } = await createOrder(desk, { amount: 43_500, items });
    const path = `/api/payments/${body.payToken}`;
    const [viewer, operator] = await Promise.all(
      (['viewer', 'operator'] as const).map((role) => desk.as(role).call('GET', path)),
    );
    expect(operator?.body.payment.items[0].name).toBe(`이름 새김 ${phone}`);
    expect(viewer?.body.payment.items).toEqual([{ ...mug, name: '이름 새김 •••-••••-5678' }]);
  });
});
