/**
 * What a token with the scope `read` is shown: payments and operations as a viewer sees them, in a
 * list that can be asked for what changed. What its maker may see makes no difference.
 */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Payment } from '../../shared/payment.ts';
import { getPayment, knowPaid, putRefund, waitForState } from '../support/desk-acts.ts';
import { callDesk, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const NUMBER = '010-1234-5678';

let desk: RunningDesk;
let reader: string;
let both: string;
let payToken: string;
let id: string;

async function make(name: string, scopes: readonly string[]): Promise<string> {
  const made = await desk.as('manager').call('POST', '/api/tokens', { name, scopes });
  return made.body.text as string;
}

beforeAll(async () => {
  desk = await startTestDesk();
  reader = await make('reads', ['read']);
  both = await make('reads and looks up', ['lookup', 'read']);
  const metadata = { metadata: `{"phone":"${NUMBER}"}`, productDesc: `꽃 ${NUMBER}` };
  payToken = await knowPaid(desk, { amount: 10_000, ...metadata });
  const asked = await putRefund(desk, payToken, 3000, { note: `${NUMBER}으로 전화함` });
  id = asked.body.id as string;
  await waitForState(desk, id, ['succeeded']);
});
afterAll(async () => {
  await desk.close();
});

const get = (text: string, path: string) =>
  callDesk(desk.url, '', ['GET', path, undefined, { authorization: `Bearer ${text}`, origin: '' }]);

describe('a token with the scope read', () => {
  it.each([
    ['the list', () => '/api/payments'],
    ['the list of the screen', () => '/api/payments?fields=list'],
    ['a payment', () => `/api/payments/${payToken}`],
    ['operations', () => '/api/operations'],
    ['an operation', () => `/api/operations/${id}`],
  ])('sees %s without buyers’ numbers, whatever else it may do', async (_, path) => {
    for (const text of [reader, both]) {
      const { status, body } = await get(text, path());
      const shown = JSON.stringify(body);
      expect([status, shown.includes(payToken)]).toEqual([200, true]);
      expect(shown).not.toContain(NUMBER);
    }
    const person = await desk.as('operator').call('GET', path());
    expect(JSON.stringify(person.body)).toContain(NUMBER);
  });

  it('finds no number by searching for it', async () => {
    const find = async (q: string) => {
      const { body } = await get(reader, `/api/payments?q=${encodeURIComponent(q)}`);
      return (body.items as Payment[]).length;
    };
    expect(await find('1234')).toBe(0);
    const person = await desk.as('operator').call('GET', '/api/payments?q=1234');
    expect(person.body.items).toHaveLength(1);
  });

  it('gets back whole what it looks up', async () => {
    const headers = { authorization: `Bearer ${both}`, origin: '' };
    const found = await callDesk(desk.url, '', [
      ...(['POST', '/api/payments/lookup', { payToken }, headers] as const),
    ]);
    expect(found.body.payment.metadata).toContain(NUMBER);
  });

  it('is recorded with the payments that it was shown', async () => {
    await get(reader, `/api/payments/${payToken}`);
    const records = await desk.as('manager').call('GET', '/api/access-records');
    expect(records.body.items).toContainEqual(
      expect.objectContaining({
        actor: expect.objectContaining({ type: 'token', name: 'reads' }),
        payTokens: [payToken],
      }),
    );
  });

  it('changes nothing and reads nothing else', async () => {
    for (const path of ['/api/staff', '/api/audit', '/api/counters', '/api/changes']) {
      expect((await get(reader, path)).status).toBe(403);
    }
  });
});

describe('changedAfter', () => {
  it('lists what changed at that instant or later', async () => {
    const before = await getPayment(desk, payToken);
    // Toss tells whole seconds, and the other one has to be later.
    await setTimeout(1000);
    const other = await knowPaid(desk, { amount: 2000 });
    const after = await getPayment(desk, other);
    const since = async (instant: string) => {
      const { body } = await get(reader, `/api/payments?changedAfter=${instant}`);
      return (body.items as Payment[]).map((payment) => payment.payToken);
    };
    expect(await since(before.changedAt)).toEqual([other, payToken]);
    expect(await since(after.changedAt)).toEqual([other]);
    expect(await since(new Date(Date.parse(after.changedAt) + 1).toISOString())).toEqual([]);
  });

  it('misses no payment whose creation took longer than a change elsewhere', async () => {
    const other = await knowPaid(desk, { amount: 2000 });
    await desk.sandbox.fault({ call: 'payments', fault: 'delay', ms: 1000 });
    const creating = desk.as('operator').call('POST', '/api/payments', {
      ...{ orderNo: 'slow-1', amount: 1000, productDesc: '꽃', autoExecute: true },
    });
    await setTimeout(300);
    const asked = await putRefund(desk, other, 500);
    await waitForState(desk, String(asked.body.id), ['succeeded']);
    const { changedAt } = await getPayment(desk, other);
    const made = await creating;
    const { body } = await get(reader, `/api/payments?changedAfter=${changedAt}`);
    const listed = (body.items as Payment[]).map((payment) => payment.payToken);
    expect(listed).toContain(made.body.payToken);
  });

  it.each([
    ...['clock=created', 'from=2026-01-01T00:00:00Z', 'to=2026-01-01T00:00:00Z'],
    // In another order a payment may change behind the page that was read.
    'sort=-created',
  ])('is refused beside %s', async (more) => {
    const asked = await get(reader, `/api/payments?changedAfter=2026-01-01T00:00:00Z&${more}`);
    expect([asked.status, asked.body.errors[0].pointer]).toEqual([422, '/query/changedAfter']);
  });
});
