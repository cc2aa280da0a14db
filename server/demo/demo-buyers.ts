import { between, FIRST_BASKET, makeStoreOrder, type DemoStoreOrder } from './demo-order.ts';
import { pickDemoMeans } from './demo-means.ts';
import { askSandbox } from './sandbox-request.ts';
import { orderNoOfSecond } from './seoul-day.ts';

const SHORTEST_PAUSE_MS = 20_000;
const LONGEST_PAUSE_MS = 60_000;

/** An order as the shop's online store places it at the desk. */
export type DemoBuyerOrder = DemoStoreOrder & {
  orderNo: string;
  autoExecute: boolean;
  expiresInMinutes: number;
};

export type DemoBuyersSettings = {
  sandboxUrl: string;
  /** Creates the payment as the online store does. Returns its payToken. */
  placeOrder: (order: DemoBuyerOrder) => Promise<string>;
  /** Called when the desk or the sandbox fails or refuses; buyers continue with the next order. */
  onError: (error: unknown) => void;
  /** The desk's clock, or a test's. */
  clock: {
    nowMs: () => number;
    after: (delayMs: number, call: () => void) => { cancel: () => void };
  };
  /** Returns [0, 1). */
  random: () => number;
};

/** What a buyer does on the checkout page: two in three pay, the others cancel or leave. */
function pickAction(random: () => number): 'authenticate' | 'abandon' | 'leave' {
  const draw = random();
  if (draw < 0.68) return 'authenticate';
  return draw < 0.84 ? 'abandon' : 'leave';
}

function pickMeans(random: () => number, amountWon: number) {
  const payMethod = random() < 0.55 ? 'TOSS_MONEY' : 'CARD';
  return { payMethod, ...pickDemoMeans(random, payMethod, amountWon) };
}

/** Expiries in minutes of the first payments, so that every countdown shows something. */
const FIRST_MINUTES = [4, 9, 18, 40];

/**
 * Simulates buyers for the demo: an order every 20 to 60 seconds, which some seconds later is paid,
 * canceled, or left to expire. Never throws.
 */
export function startDemoBuyers(settings: DemoBuyersSettings): { stop: () => void } {
  const { sandboxUrl, placeOrder, clock, random, onError } = settings;
  const stopping = new AbortController();
  const timers = new Set<{ cancel: () => void }>();

  const later = (delayMs: number, call: () => Promise<void>): void => {
    if (stopping.signal.aborted) return;
    const timer = clock.after(delayMs, () => {
      timers.delete(timer);
      call().catch((error: unknown) => {
        // Requests aborted by `stop` are no errors.
        if (!stopping.signal.aborted) onError(error);
      });
    });
    timers.add(timer);
  };

  const visitCheckout = async (payToken: string, amountWon: number): Promise<void> => {
    const action = pickAction(random);
    if (action === 'leave') return;
    const body = action === 'authenticate' ? pickMeans(random, amountWon) : {};
    const path = `/sandbox/payments/${payToken}/${action}`;
    await askSandbox(sandboxUrl, path, body, stopping.signal);
  };

  /** A quarter waits for staff to execute it. */
  const order = async (): Promise<void> => {
    const wanted = {
      ...makeStoreOrder(random),
      orderNo: orderNoOfSecond(clock.nowMs()),
      autoExecute: random() >= 0.25,
      expiresInMinutes: 15,
    };
    const payToken = await placeOrder(wanted);
    later(between(random, 4000, 15_000), () => visitCheckout(payToken, wanted.amount));
  };

  /** Every other one is authenticated and waits for the shop, the others for their buyer. */
  const firstOrder = async (expiresInMinutes: number, index: number): Promise<void> => {
    const payToken = await placeOrder({
      ...makeStoreOrder(random),
      orderNo: orderNoOfSecond(clock.nowMs() - index * 7000),
      autoExecute: false,
      expiresInMinutes,
    });
    if (index % 2 === 1) return;
    const path = `/sandbox/payments/${payToken}/authenticate`;
    await askSandbox(sandboxUrl, path, { payMethod: 'TOSS_MONEY' }, stopping.signal);
  };

  const firstBasket = async (): Promise<void> => {
    const payToken = await placeOrder({
      ...FIRST_BASKET,
      orderNo: orderNoOfSecond(clock.nowMs() - FIRST_MINUTES.length * 7000),
      autoExecute: true,
      expiresInMinutes: 15,
    });
    const path = `/sandbox/payments/${payToken}/authenticate`;
    await askSandbox(sandboxUrl, path, { payMethod: 'CARD' }, stopping.signal);
  };

  const waitForNext = (): void =>
    later(between(random, SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS), async () => {
      waitForNext();
      await order();
    });

  for (const [index, minutes] of FIRST_MINUTES.entries()) {
    later(index * 300, () => firstOrder(minutes, index));
  }
  later(FIRST_MINUTES.length * 300, firstBasket);
  waitForNext();
  return {
    stop: () => {
      stopping.abort();
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}
