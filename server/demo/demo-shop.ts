import { type PlannedPayment, planHistory, planWaiting } from './demo-history.ts';
import { askSandbox } from './sandbox-request.ts';
import { seoulMidnight } from './seoul-day.ts';

export type DemoShopSettings = {
  sandboxUrl: string;
  apiKey: string;
  /** Where Toss reports payments completed from now on. */
  callbackUrl: string;
  /** The desk's address, to whose pages buyers return. */
  publicUrl: string;
  now: Date;
  /** Returns [0, 1); the same values and `now` give the same shop. */
  random: () => number;
};

type ShopFacts = { payments: number; waiting: number; newestAtMs: number; nowMs: number };

async function askShop(settings: DemoShopSettings): Promise<ShopFacts> {
  const { sandboxUrl, apiKey, now } = settings;
  const answer = await askSandbox(sandboxUrl, '/sandbox/shop', { apiKey });
  const facts = answer as {
    payments: number;
    now: string;
    newestCreatedAt: string | null;
    byStatus: Record<string, number>;
  };
  return {
    payments: facts.payments,
    waiting: (facts.byStatus['PAY_STANDBY'] ?? 0) + (facts.byStatus['PAY_APPROVED'] ?? 0),
    newestAtMs: facts.newestCreatedAt === null ? 0 : Date.parse(facts.newestCreatedAt),
    // If the sandbox's clock was moved forward, payments planted at our time would expire at once.
    nowMs: Math.max(now.getTime(), Date.parse(facts.now)),
  };
}

function planFor(settings: DemoShopSettings, shop: ShopFacts): PlannedPayment[] {
  if (shop.payments === 0) return planHistory(settings.random, shop.nowMs);
  const isLaterDay = seoulMidnight(shop.newestAtMs) < seoulMidnight(shop.nowMs);
  return isLaterDay || shop.waiting === 0 ? planWaiting(settings.random, shop.nowMs) : [];
}

/** The contract of the demo shop: lines with a fee and a payout day, as a live key has them. */
const SETTLEMENT = {
  settlement: 'live',
  feeRates: [{ from: '20160101', tossMoneyBp: 240, cardBp: 240 }],
  feeBack: 'proportional',
};

/**
 * Fills an empty sandbox with two months of payments, once. Later it only adds a few waiting
 * payments, when none is left or a new day has begun. Returns the planted orderNos for the desk to
 * look up. Throws when the sandbox is not reachable.
 */
export async function plantDemoShop(settings: DemoShopSettings): Promise<{ orderNos: string[] }> {
  const { sandboxUrl, apiKey, callbackUrl, publicUrl } = settings;
  await askSandbox(sandboxUrl, '/sandbox/options', SETTLEMENT);
  const planned = planFor(settings, await askShop(settings));
  if (planned.length === 0) return { orderNos: [] };
  const payments = planned.map((payment) => ({
    ...payment,
    apiKey,
    resultCallback: callbackUrl,
    retUrl: `${publicUrl}/checkout/return`,
    retCancelUrl: `${publicUrl}/checkout/cancel`,
  }));
  await askSandbox(sandboxUrl, '/sandbox/history', { payments });
  return { orderNos: planned.map((payment) => payment.orderNo) };
}
