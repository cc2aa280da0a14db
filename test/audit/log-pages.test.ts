/**
 * Pages of the audit log and of the access records over HTTP: payments by their order numbers, and
 * what staff alone did.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ListedAuditEntry } from '../../shared/audit.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
let payToken: string;
beforeAll(async () => {
  desk = await startTestDesk();
  payToken = await knowPaid(desk, { orderNo: 'audited-1' });
  await putRefund(desk, payToken, 4000, { waitSeconds: 10 });
});
afterAll(() => desk.close());

async function pageOf(query: Record<string, string>) {
  const search = new URLSearchParams(query).toString();
  const { status, body } = await desk.as('manager').call('GET', `/api/audit?${search}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as { items: ListedAuditEntry[]; nextCursor: string | null };
}

it('an entry about a payment has its order number', async () => {
  const { items } = await pageOf({});
  const about = items.filter((entry) => entry.payToken !== null);
  expect(about.length).toBeGreaterThan(1);
  expect(about.map((entry) => [entry.payToken, entry.orderNo])).toEqual(
    about.map(() => [payToken, 'audited-1']),
  );
  const others = items.filter((entry) => entry.payToken === null);
  expect(others.every(({ orderNo }) => orderNo === null)).toBe(true);
});

it('access records have the order numbers of their payments', async () => {
  await desk.as('viewer').call('GET', `/api/payments/${payToken}`);
  const { status, body } = await desk.as('manager').call('GET', '/api/access-records?kind=payment');
  expect(status).toBe(200);
  expect(body.items[0].payTokens).toEqual([payToken]);
  expect(body.orderNos).toEqual({ [payToken]: 'audited-1' });
});

it('what staff did is told without the desk’s own entries, in order and page by page', async () => {
  const all = (await pageOf({ limit: '200' })).items;
  const expected = all.filter(({ actor }) => actor.type === 'staff' && actor.id !== null);
  expect(all.some(({ actor }) => actor.type === 'desk')).toBe(true);
  expect(new Set(expected.map(({ actor }) => actor.id)).size).toBeGreaterThan(1);
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const page = await pageOf({ by: 'staff', limit: '1', ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.items.map(({ seq }) => seq));
    cursor = page.nextCursor;
  } while (cursor !== null && seen.length <= expected.length);
  expect(seen).toEqual(expected.map(({ seq }) => seq));
});
