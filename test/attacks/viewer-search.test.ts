/**
 * A viewer uses the search to learn what the list hides: a masked number digit by digit, or what a
 * colleague searched for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../shared/permissions.ts';
import { knowPaid } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const PHONE = '010-9753-5678';

let desk: RunningDesk;
let payToken: string;
beforeAll(async () => {
  desk = await startTestDesk();
  payToken = await knowPaid(desk, { productDesc: `꽃다발 (${PHONE}, jihun.park@shop.example)` });
});
afterAll(async () => {
  await desk.close();
});

const asked = (role: Role, path: string, q: string) =>
  desk.as(role).call('GET', `${path}?${new URLSearchParams({ q }).toString()}`);
const found = async (role: Role, q: string) => {
  const { body } = await asked(role, '/api/payments', q);
  return (body.items as { payToken: string }[]).map((one) => one.payToken);
};
const counted = async (role: Role, q: string): Promise<number> =>
  (await asked(role, '/api/payments/summary', q)).body.count;

describe('a viewer who guesses a masked number digit by digit', () => {
  it('learns none of its hidden digits', async () => {
    let known = '-5678';
    for (let digit = 0; digit < 4; digit += 1) {
      for (const next of '0123456789') {
        const guess = `${next}${known}`;
        if ((await found('viewer', guess)).length === 0) continue;
        known = guess;
        break;
      }
    }
    expect(known).toBe('-5678');
  });

  it.each(['010-9753', PHONE, '9753', 'jihun.park'])('does not find it by %s', async (q) => {
    expect(await found('viewer', q)).toEqual([]);
    expect(await counted('viewer', q)).toBe(0);
    for (const role of ['operator', 'manager'] as const) {
      expect(await found(role, q)).toEqual([payToken]);
      expect(await counted(role, q)).toBe(1);
    }
  });

  it.each(['5678', '-5678', '꽃다발', '다발 (', '•-5678', '•••-••••-5678', '@shop.example'])(
    'finds it by what is shown: %s',
    async (q) => {
      expect(await found('viewer', q)).toEqual([payToken]);
      expect(await counted('viewer', q)).toBe(1);
    },
  );

  it('finds nothing by what every masked number has', async () =>
    expect(await found('viewer', '•••')).toEqual([]));

  it('finds a payment by its order number and its token', async () => {
    const { orderNo } = (await desk.as('viewer').call('GET', `/api/payments/${payToken}`)).body
      .payment;
    for (const q of [payToken, orderNo, orderNo.slice(2, -1)]) {
      expect(await found('viewer', q)).toEqual([payToken]);
    }
  });
});

describe('a viewer who reads what colleagues looked for', () => {
  const queryOf = (params: Record<string, string>) => new URLSearchParams(params).toString();
  const queries = async (role: Role) =>
    ((await desk.as(role).call('GET', '/api/views')).body.items as { query: string }[]).map(
      ({ query }) => query,
    );

  it('sees a shared view with its numbers masked', async () => {
    const query = queryOf({ status: 'PAY_COMPLETE', q: PHONE });
    const body = { name: '단골', query, shared: true };
    await desk.as('operator').call('POST', '/api/views', body);
    expect(await queries('operator')).toEqual([query]);
    const masked = queryOf({ status: 'PAY_COMPLETE', q: '•••-••••-5678' });
    expect(await queries('viewer')).toEqual([masked]);
  });

  it('also where it looks for several things', async () => {
    const query = `q=a&q=${encodeURIComponent(PHONE)}`;
    await desk.as('operator').call('POST', '/api/views', { name: '둘', query, shared: true });
    for (const shown of await queries('viewer')) expect(shown).not.toContain('9753');
  });

  it('sees the names of shared views and of bulk runs with their numbers masked', async () => {
    const name = `단골 ${PHONE}`;
    const view = { name, query: 'status=PAY_COMPLETE', shared: true };
    await desk.as('operator').call('POST', '/api/views', view);
    const list = { name, reason: '단순 변심', rows: [{ payToken, amount: 100 }] };
    const { run } = (await desk.as('operator').call('POST', '/api/bulk-refunds', list)).body;
    const seenBy = async (role: Role) => {
      const views = (await desk.as(role).call('GET', '/api/views')).body.items as {
        name: string;
      }[];
      const runs = (await desk.as(role).call('GET', '/api/bulk-refunds')).body.items;
      const told = await desk.as(role).call('GET', `/api/bulk-refunds/${String(run.id)}`);
      return [views.some((one) => one.name === name), runs[0].name, told.body.run.name];
    };
    expect(await seenBy('operator')).toEqual([true, name, name]);
    const masked = '단골 •••-••••-5678';
    expect(await seenBy('viewer')).toEqual([false, masked, masked]);
  });
});
