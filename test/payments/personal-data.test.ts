/** Personal data of buyers that is hidden from viewers, over HTTP, in every response. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '../../shared/permissions.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const PHONE = '010-1234-5678';
const METADATA = '받는 분 박지훈, 서울시 중구 세종대로 110';
/** None of these may reach a viewer. */
const secrets = [PHONE, '010-1234', '박지훈', '세종대로', 'jihun.park'];

let desk: RunningDesk;
let payToken: string;
let done: string;
let unclear: string;
beforeAll(async () => {
  desk = await startTestDesk();
  const fields = { amount: 10_000, productDesc: `꽃다발 (${PHONE})`, metadata: METADATA };
  payToken = await knowPaid(desk, fields);
  done = randomUUID();
  const told = { reason: `${PHONE} 요청`, note: 'jihun.park@shop.example로 답장' };
  await putRefund(desk, payToken, 4000, { id: done, ...told, waitSeconds: 15 });
  const other = await knowPaid(desk, fields);
  unclear = randomUUID();
  await desk.sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', payToken: other });
  await putRefund(desk, other, 4000, { id: unclear, ...told, waitSeconds: 3 });
});
afterAll(async () => {
  await desk.close();
});

/** Every response that contains a payment or an operation. */
const asked: [method: string, path: () => string, body?: () => object][] = [
  ['GET', () => '/api/payments'],
  ['GET', () => '/api/payments?fields=list'],
  ['GET', () => `/api/payments/${payToken}`],
  ['POST', () => `/api/payments/${payToken}/refresh`],
  ['POST', () => '/api/payments/lookup', () => ({ payToken })],
  ['GET', () => '/api/operations'],
  ['GET', () => '/api/operations?state=open'],
  ['GET', () => `/api/operations/${done}`],
  ['GET', () => `/api/operations/${done}/receipt`],
  // An error with the operation in it.
  ['GET', () => `/api/operations/${unclear}/receipt`],
];

const textOf = async (role: Role, [method, path, body]: (typeof asked)[number]) =>
  JSON.stringify((await desk.as(role).call(method, path(), body?.())).body);

it.each(asked)('%s %s', async (...request) => {
  const seen = await textOf('viewer', request);
  for (const secret of secrets) expect(seen).not.toContain(secret);
  expect(seen).toContain('-5678');
  for (const role of ['operator', 'manager'] as const) {
    const whole = await textOf(role, request);
    expect(whole).toContain(PHONE);
  }
});

it('lists whole payments, and fewer fields only where that is requested', async () => {
  const items = async (path: string) =>
    (await desk.as('operator').call('GET', path)).body.items as Record<string, unknown>[];
  const [whole] = await items('/api/payments?limit=1');
  const [row] = await items('/api/payments?fields=list&limit=1');
  const detail = await desk.as('operator').call('GET', `/api/payments/${String(row?.payToken)}`);
  expect(whole).toEqual(detail.body.payment);
  const left = [
    ...['cardApprovalNo', 'cardKind', 'installmentMonths', 'slipUrl', 'discounted'],
    ...['metadata', 'autoExecute', 'checkoutPage', 'readFault', 'observedBy'],
  ];
  expect(Object.keys(row ?? {}).toSorted()).toEqual(
    Object.keys(whole ?? {})
      .filter((name) => !left.includes(name))
      .toSorted(),
  );
  expect(row?.parts).toMatchObject({ taxable: { paid: expect.any(Number) as number } });
  const strange = await desk.as('operator').call('GET', '/api/payments?fields=some');
  expect([strange.status, strange.body.code]).toEqual([422, 'invalid-request']);
});

it('shows all other fields of the payment unchanged', async () => {
  const of = async (role: Role) =>
    (await desk.as(role).call('GET', `/api/payments/${payToken}`)).body.payment;
  const whole = await of('operator');
  expect(whole).toMatchObject({ productDesc: `꽃다발 (${PHONE})`, metadata: METADATA });
  expect(await of('viewer')).toEqual({
    ...whole,
    productDesc: '꽃다발 (•••-••••-5678)',
    metadata: '••••••',
  });
});
