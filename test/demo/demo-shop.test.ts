import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { planHistory } from '../../server/demo/demo-history.ts';
import { plantDemoShop } from '../../server/demo/demo-shop.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/sandbox.ts';
import { sandboxHelpers, TEST_API_KEY } from '../support/start-sandbox.ts';

const NOW = Date.parse('2026-11-24T05:12:00.000Z');
const DAY_MS = 86_400_000;

let dataDir: string;
let sandbox: Sandbox;
let toss: ReturnType<typeof sandboxHelpers>;

/** A small generator, so that a failure can be reproduced. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'changgu-demo-'));
  sandbox = await startSandbox({ port: 0, dataDir, now: () => NOW });
  toss = sandboxHelpers(sandbox.url, TEST_API_KEY);
});
afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

function plant(nowMs = NOW, seed = 1) {
  return plantDemoShop({
    sandboxUrl: sandbox.url,
    apiKey: TEST_API_KEY,
    callbackUrl: 'http://127.0.0.1:9/toss/callback',
    publicUrl: 'http://127.0.0.1:9',
    now: new Date(nowMs),
    random: seeded(seed),
  });
}

async function statusOf(orderNo: string): Promise<Record<string, unknown>> {
  return (await toss.call('status', { orderNo })).body;
}

describe('the demo shop', () => {
  it('has some 300 payments in all nine states, each known to Toss', async () => {
    const { orderNos } = await plant();
    expect(orderNos.length).toBeGreaterThan(280);
    expect(orderNos.length).toBeLessThan(420);
    expect(new Set(orderNos).size).toBe(orderNos.length);
    const states = new Map<unknown, number>();
    for (const orderNo of orderNos) {
      const { payStatus } = await statusOf(orderNo);
      states.set(payStatus, (states.get(payStatus) ?? 0) + 1);
    }
    expect([...states.keys()].sort()).toEqual([
      'PAY_APPROVED',
      'PAY_CANCEL',
      'PAY_COMPLETE',
      'PAY_PROGRESS',
      'PAY_STANDBY',
      'REFUND_PROGRESS',
      'REFUND_SUCCESS',
      'SETTLEMENT_COMPLETE',
      'SETTLEMENT_REFUND_COMPLETE',
    ]);
    expect(states.get('PAY_APPROVED')).toBe(4);
    expect(states.get('PAY_STANDBY')).toBe(4);
    expect(states.get('REFUND_PROGRESS')).toBe(1);
    expect(states.get('PAY_PROGRESS')).toBe(1);
  });

  it('has the variety of a real shop, for any seed', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const planned = planHistory(seeded(seed), NOW);
      const some = (check: (payment: (typeof planned)[number]) => unknown): void =>
        expect(planned.filter(check).length).toBeGreaterThan(2);
      some((payment) => payment.parts && payment.parts.taxFree > 0 && payment.parts.vat > 0);
      some((payment) => payment.parts && payment.parts.serviceFee > 0);
      some((payment) => !payment.cashReceipt);
      some((payment) => payment.payMethod === 'CARD' && payment.cardCompanyName === '국민');
      some((payment) => payment.payMethod === 'TOSS_MONEY');
      const refunded = (payment: (typeof planned)[number]): number =>
        (payment.refunds ?? []).reduce((sum, refund) => sum + refund.amount, 0);
      some((payment) => refunded(payment) > 0 && refunded(payment) < payment.amount);
      some((payment) => refunded(payment) === payment.amount);
      some((payment) => (payment.refunds?.length ?? 0) > 1);
      expect(planned.every((payment) => payment.amount <= 9_999_999)).toBe(true);
      expect(planned.every((payment) => Date.parse(payment.createdAt) < NOW)).toBe(true);
    }
  });

  it('has cards in installments, discounts and points, as v2 tells them', async () => {
    const { orderNos } = await plant();
    const seen = await Promise.all(
      orderNos.map(async (orderNo) => (await toss.callV2('status', { orderNo })).body),
    );
    const some = (check: (status: Record<string, unknown>) => unknown): void =>
      expect(seen.filter(check).length).toBeGreaterThan(5);
    const card = (status: Record<string, unknown>) =>
      (status['card'] ?? {}) as Record<string, unknown>;
    some((status) => Number(status['discountAmountV2']) > 0);
    some((status) => Number(status['paidPointV2']) > 0);
    some((status) => Number(card(status)['spreadOut']) > 0);
    some((status) => card(status)['cardMethodType'] === 'CHECK');
    some((status) => card(status)['cardUserType'] === 'CORP_COMPANY');
    some((status) => card(status)['cardAuthorizationNo'] === '00000000');
    const refunded = seen.filter(({ refundableAmount, amount }) => refundableAmount !== amount);
    expect(refunded.some((status) => Number(status['discountedAmount']) > 0)).toBe(true);
  });

  it('has shop hours in Seoul and never refunds in the future', () => {
    for (const payment of planHistory(seeded(7), NOW)) {
      const hour = (new Date(payment.createdAt).getUTCHours() + 9) % 24;
      expect(hour).toBeGreaterThanOrEqual(9);
      expect(hour).toBeLessThan(22);
      for (const refund of payment.refunds ?? []) {
        expect(Date.parse(refund.at)).toBeLessThan(NOW);
        expect(Date.parse(refund.at)).toBeGreaterThan(Date.parse(payment.createdAt));
      }
    }
  });

  it('is the same for the same seed and time', () => {
    expect(planHistory(seeded(3), NOW)).toEqual(planHistory(seeded(3), NOW));
    expect(planHistory(seeded(3), NOW)).not.toEqual(planHistory(seeded(4), NOW));
  });

  it('works at any hour, also right after midnight', async () => {
    await toss.advance(Date.parse('2026-11-24T15:00:30.000Z') - NOW);
    const { orderNos } = await plant();
    expect(new Set(orderNos).size).toBe(orderNos.length);
  });

  it('is created once; later only new waiting payments are added', async () => {
    await plant();
    expect(await plant(NOW, 2)).toEqual({ orderNos: [] });
    // An hour later nothing waits any more.
    await toss.advance(3_600_000);
    const fresh = await plant(NOW, 3);
    expect(fresh.orderNos).toHaveLength(8);
    for (const orderNo of fresh.orderNos) {
      expect((await statusOf(orderNo))['payStatus']).toMatch(/PAY_(APPROVED|STANDBY)/);
    }
    expect(await plant(NOW, 4)).toEqual({ orderNos: [] });
    await toss.advance(DAY_MS);
    expect((await plant(NOW, 5)).orderNos).toHaveLength(8);
  });

  it('lets staff execute what waits, with 20 minutes left at least', async () => {
    const { orderNos } = await plant();
    await toss.advance(20 * 60_000);
    let executed = 0;
    for (const orderNo of orderNos.slice(-8)) {
      const { payToken, payStatus } = await statusOf(orderNo);
      if (payStatus !== 'PAY_APPROVED') continue;
      expect((await toss.call('execute', { payToken, orderNo })).body['code']).toBe(0);
      executed += 1;
    }
    expect(executed).toBe(4);
  });

  it('reports a sandbox that can’t be reached, without the key', async () => {
    await sandbox.close();
    const failed = plant();
    await expect(failed).rejects.toThrow();
    await failed.catch((error: unknown) => expect(String(error)).not.toContain(TEST_API_KEY));
  });
});
