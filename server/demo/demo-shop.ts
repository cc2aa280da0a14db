import { type PlannedPayment, planHistory, planWaiting } from './demo-history.ts';
import { askSandbox } from './sandbox-request.ts';
import { seoulMidnight } from './seoul-day.ts';

export type DemoShopSettings = {
  sandboxUrl: string;
  apiKey: string;
  /** Where Toss reports payments that complete from now on. */
  callbackUrl: string;
  /** This desk's address, whose pages the buyer comes back to. */
  publicUrl: string;
  now: Date;
  /** In [0, 1); the same draws and the same `now` plant the same shop. */
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
    // A sandbox that has travelled in time would let everything planted expire on the spot.
    nowMs: Math.max(now.getTime(), Date.parse(facts.now)),
  };
}

function planFor(settings: DemoShopSettings, shop: ShopFacts): PlannedPayment[] {
  if (shop.payments === 0) return planHistory(settings.random, shop.nowMs);
  const isLaterDay = seoulMidnight(shop.newestAtMs) < seoulMidnight(shop.nowMs);
  return isLaterDay || shop.waiting === 0 ? planWaiting(settings.random, shop.nowMs) : [];
}

/**
 * Fills an empty sandbox with a shop's two months, once. Later it only adds a handful of
 * waiting payments when there are none left or a new day has begun, and otherwise nothing.
 * Answers the orderNos it planted, for the desk to look up. Throws when the sandbox is away.
 */
export async function plantDemoShop(settings: DemoShopSettings): Promise<{ orderNos: string[] }> {
  const { sandboxUrl, apiKey, callbackUrl, publicUrl } = settings;
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
