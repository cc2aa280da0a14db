/** Orders with items, as a storefront or a clerk makes them at the desk. */
import { randomUUID } from 'node:crypto';
import { adopt } from './desk-acts.ts';
import type { DeskAnswer, RunningDesk } from './start-desk.ts';

/** 3 × 14,500 = 43,500 won, taxed. */
export const mug = { name: '도자기 머그컵 (백색)', quantity: 3, unitPrice: 14_500, tax: 'taxed' };
/** 42,500 won, tax-free. */
export const rice = { name: '유기농 햅쌀 10kg', quantity: 1, unitPrice: 42_500, tax: 'tax-free' };

export function createOrder(desk: RunningDesk, body: Record<string, unknown>): Promise<DeskAnswer> {
  return desk.as('operator').call('POST', '/api/payments', {
    orderNo: randomUUID(),
    productDesc: '머그컵 외 2건',
    autoExecute: true,
    ...body,
  });
}

/** The creations of an order that the sandbox received. */
export async function callsOfOrder(desk: RunningDesk, orderNo: unknown) {
  return (await desk.sandbox.calls('payments')).filter((call) => call.body['orderNo'] === orderNo);
}

/** Three mugs and a sack of rice for 86,000 won, paid. @returns its payToken */
export async function payOrder(
  desk: RunningDesk,
  body: Record<string, unknown> = { amount: 86_000, items: [mug, rice] },
): Promise<string> {
  const made = await createOrder(desk, body);
  const payToken = String(made.body.payToken);
  await desk.sandbox.authenticate(payToken);
  await adopt(desk, payToken);
  return payToken;
}
