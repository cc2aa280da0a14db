/** The receipt of a finished refund, and the count of its prints. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  getOperation,
  knowApproved,
  knowPaid,
  putOperation,
  putRefund,
} from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ env: { SHOP_NAME: '모퉁이 상점' } });
});
afterAll(async () => {
  await desk.close();
});

const receipt = (id: string) => desk.as('viewer').call('GET', `/api/operations/${id}/receipt`);
const print = (id: string, who = 'first') =>
  desk.as('viewer', who).call('POST', `/api/operations/${id}/receipt/prints`);

async function refunded(amount: number, more: Record<string, unknown> = {}) {
  const payToken = await knowPaid(desk, { amount: 10_000, ...more });
  const id = randomUUID();
  const answer = await putRefund(desk, payToken, amount, { id, waitSeconds: 15 });
  expect(answer.body.state).toBe('succeeded');
  return { payToken, id };
}

const printRows = (id: string) =>
  desk.read<{ actor_name: string; pay_token: string; detail: string }>(
    "SELECT * FROM audit WHERE operation_id = ? AND action = 'receipt-printed' ORDER BY seq",
    id,
  );

describe('a receipt', () => {
  it('shows the shop, the payment, the refund, its number and what remains', async () => {
    const { payToken, id } = await refunded(4000);
    const { status, body } = await receipt(id);
    expect(status).toBe(200);
    const payment = (await desk.as('viewer').call('GET', `/api/payments/${payToken}`)).body.payment;
    expect(body).toEqual({
      shopName: '모퉁이 상점',
      businessNumber: null,
      mode: 'test',
      operation: await getOperation(desk, id),
      payment: {
        orderNo: payment.orderNo,
        productDesc: '토스티셔츠',
        amount: 10_000,
        completedAt: payment.completedAt,
        payMethod: 'TOSS_MONEY',
        cardCompanyName: null,
        items: null,
        discounted: 0,
      },
      refundNo: id,
      refundDiscounted: 0,
      remaining: 6000,
      prints: 0,
    });
    expect(body.operation.evidence).toMatchObject({ source: 'answer', cause: 'answered-ok' });
  });

  it('shows the shop as it is now, and the card company', async () => {
    await changeSettings(desk, { shopName: '새 상점', businessNumber: '123-45-67890' });
    const { payToken } = await desk.sandbox.create({ amount: 10_000 });
    await desk.sandbox.authenticate(payToken, 'CARD', '국민');
    await desk.as('operator').call('POST', '/api/payments/lookup', { payToken });
    const id = randomUUID();
    await putRefund(desk, payToken, 10_000, { id, waitSeconds: 15 });
    expect((await receipt(id)).body).toMatchObject({
      shopName: '새 상점',
      businessNumber: '123-45-67890',
      payment: { payMethod: 'CARD', cardCompanyName: '국민' },
      remaining: 0,
    });
  });

  it('shows what of the refund was discount', async () => {
    const { payToken } = await desk.sandbox.create({ amount: 10_000 });
    await desk.sandbox.authenticate(payToken, 'TOSS_MONEY', undefined, { discountWon: 1000 });
    await desk.as('operator').call('POST', '/api/payments/lookup', { payToken });
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id, waitSeconds: 15 });
    expect((await receipt(id)).body).toMatchObject({
      payment: { discounted: 1000 },
      refundDiscounted: 400,
    });
  });

  it('is found by the id in upper case', async () => {
    const { id } = await refunded(4000);
    expect((await receipt(id.toUpperCase())).body).toEqual((await receipt(id)).body);
    expect((await print(id.toUpperCase())).body).toEqual({ prints: 1 });
    expect((await receipt(id)).body.prints).toBe(1);
  });

  it('exists only for a refund that succeeded', async () => {
    const paid = await knowPaid(desk);
    const unclear = randomUUID();
    const lost = { call: 'refunds', effect: 'before', fault: 'drop', payToken: paid } as const;
    await desk.sandbox.fault(lost);
    await putRefund(desk, paid, 4000, { id: unclear, waitSeconds: 3 });
    const approved = await knowApproved(desk);
    const execute = randomUUID();
    const body = { kind: 'execute', seenAmount: 35_000 };
    await putOperation(desk, approved, body, { id: execute, waitSeconds: 15 });
    for (const id of [unclear, execute]) {
      const operation = await getOperation(desk, id);
      for (const answer of [await receipt(id), await print(id)]) {
        expect(answer.status).toBe(409);
        expect(answer.body).toMatchObject({
          code: 'no-receipt',
          effect: 'not-applied',
          detail: `This ${operation.kind} is ${operation.state}`,
          operation: { id },
        });
      }
      expect(printRows(id)).toEqual([]);
    }
    for (const answer of [await receipt(randomUUID()), await print(randomUUID())]) {
      expect(answer.body).toMatchObject({ code: 'operation-not-found' });
    }
  });
});

describe('printing a receipt', () => {
  it('is counted, and the audit log records who did', async () => {
    const { payToken, id } = await refunded(4000);
    expect((await print(id)).body).toEqual({ prints: 1 });
    expect((await print(id, 'colleague')).body).toEqual({ prints: 2 });
    expect((await receipt(id)).body.prints).toBe(2);
    const rows = printRows(id);
    expect(rows.map((row) => [row.actor_name, row.pay_token, JSON.parse(row.detail)])).toEqual([
      ['first viewer', payToken, { prints: 1 }],
      ['colleague viewer', payToken, { prints: 2 }],
    ]);
    expect((await receipt((await refunded(4000)).id)).body.prints).toBe(0);
  });

  it('is counted once per print, also for many at once', async () => {
    const { id } = await refunded(4000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => print(id, 'hasty')));
    expect(answers.map(({ body }) => body.prints).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    expect(printRows(id)).toHaveLength(20);
  });
});
