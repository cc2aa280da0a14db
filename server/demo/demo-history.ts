import { between, type DemoOrder, makeDemoOrder, pickOne } from './demo-order.ts';
import { type DemoMeans, pickDemoMeans } from './demo-means.ts';
import { orderNoOfSecond, seoulDayDigits, seoulMidnight } from './seoul-day.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Length of the history in days, apart from old settled payments. */
const DAYS = 60;
const SETTLED_COUNT = 12;
const SETTLED_DAYS_AGO = 396;

/** A payment of `POST /sandbox/history`, without key and URLs. */
export type PlannedPayment = DemoOrder & {
  orderNo: string;
  state: string;
  createdAt: string;
  approvedAt?: string;
  completedAt?: string;
  canceledAt?: string;
  expiresAt?: string;
  progressEndsAt?: string;
  payMethod?: string;
  cardCompanyName?: string;
  buyer?: DemoMeans;
  autoExecute?: boolean;
  metadata?: string;
  refunds?: { amount: number; reason: string; at: string }[];
};

type Random = () => number;

/** Relative orders per hour of the Seoul day: a lunch peak and a longer evening. */
const RHYTHM: readonly [hour: number, weight: number][] = [
  [9, 2],
  [10, 4],
  [11, 7],
  [12, 12],
  [13, 9],
  [14, 5],
  [15, 4],
  [16, 5],
  [17, 7],
  [18, 10],
  [19, 11],
  [20, 8],
  [21, 4],
];

const CARDS = ['국민', '신한', '현대', '삼성', '롯데', '하나', '우리', '농협', '비씨'];
const REASONS = ['단순 변심', '상품 파손', '배송 지연', '재고 부족', '오배송', '사이즈 교환'];

const iso = (atMs: number): string => new Date(atMs).toISOString();

function pickMeans(random: Random): Pick<PlannedPayment, 'payMethod' | 'cardCompanyName'> {
  if (random() < 0.55) return { payMethod: 'TOSS_MONEY' };
  return { payMethod: 'CARD', cardCompanyName: pickOne(random, CARDS) };
}

function pickTime(random: Random, midnightMs: number): number {
  const total = RHYTHM.reduce((sum, [, weight]) => sum + weight, 0);
  let draw = random() * total;
  const found = RHYTHM.find(([, weight]) => (draw -= weight) < 0) ?? RHYTHM[0];
  const hour = found?.[0] ?? 12;
  return midnightMs + hour * HOUR_MS + between(random, 0, 3599) * 1000;
}

/** A refund amount that looks like the price of one item. */
function partialAmount(random: Random, amountWon: number): number {
  const share = pickOne(random, [0.2, 0.25, 0.3, 0.4, 0.5]);
  return Math.max(100, Math.floor((amountWon * share) / 100) * 100);
}

function planRefunds(random: Random, amountWon: number, paidAtMs: number, nowMs: number) {
  const step = (nowMs - paidAtMs) / 4;
  const times = random() < 0.25 ? 2 : 1;
  const first = partialAmount(random, amountWon);
  const amounts = random() < 0.45 ? [amountWon] : Array.from({ length: times }, () => first);
  return amounts.map((amount, index) => ({
    amount,
    reason: pickOne(random, REASONS),
    // Most refunds happen within two days.
    at: iso(paidAtMs + Math.min(step, between(random, 2, 40) * HOUR_MS) * (index + 1)),
  }));
}

function planPast(random: Random, orderNo: string, atMs: number, nowMs: number): PlannedPayment {
  const order = makeDemoOrder(random);
  const base = { ...order, orderNo, createdAt: iso(atMs) };
  const draw = random();
  if (draw < 0.04) {
    const canceledAt = iso(atMs + between(random, 40, 400) * 1000);
    return { ...base, state: 'PAY_CANCEL', canceledAt };
  }
  if (draw < 0.09) return { ...base, state: 'PAY_CANCEL' };
  const paidAtMs = atMs + between(random, 25, 240) * 1000;
  const paid = {
    ...base,
    ...pickMeans(random),
    completedAt: iso(paidAtMs),
    autoExecute: random() > 0.25,
    ...(random() < 0.15 && { metadata: `channel=${pickOne(random, ['web', 'app', 'kiosk'])}` }),
  };
  if (draw > 0.86) {
    const refunds = planRefunds(random, order.amount, paidAtMs, nowMs);
    return { ...paid, state: 'REFUND_SUCCESS', refunds };
  }
  return { ...paid, state: 'PAY_COMPLETE' };
}

function planDay(random: Random, midnightMs: number, nowMs: number): PlannedPayment[] {
  const weekday = new Date(midnightMs + 12 * HOUR_MS).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  const count = between(random, 4, 6) + (isWeekend ? 1 : 0);
  const times = Array.from({ length: count }, () => pickTime(random, midnightMs));
  times.sort((a, b) => a - b);
  // Gaps for orders paid by other methods.
  let number = between(random, 80, 110);
  const planned = times.map((atMs) => {
    number += between(random, 1, 9);
    const orderNo = `${seoulDayDigits(atMs)}-${String(number).padStart(4, '0')}`;
    return { atMs, payment: planPast(random, orderNo, atMs, nowMs) };
  });
  // The last hour is left to the waiting payments.
  return planned.filter(({ atMs }) => atMs < nowMs - HOUR_MS).map(({ payment }) => payment);
}

function planSettled(random: Random, nowMs: number): PlannedPayment[] {
  return Array.from({ length: SETTLED_COUNT }, (_, index) => {
    const midnightMs = seoulMidnight(nowMs - (SETTLED_DAYS_AGO + index) * DAY_MS);
    const atMs = pickTime(random, midnightMs);
    const order = makeDemoOrder(random);
    const isRefunded = index % 4 === 3;
    const refundAt = iso(atMs + 20 * HOUR_MS);
    return {
      ...order,
      ...pickMeans(random),
      orderNo: `${seoulDayDigits(atMs)}-${String(100 + index).padStart(4, '0')}`,
      createdAt: iso(atMs),
      completedAt: iso(atMs + 2 * MINUTE_MS),
      state: isRefunded ? 'SETTLEMENT_REFUND_COMPLETE' : 'SETTLEMENT_COMPLETE',
      ...(isRefunded && {
        refunds: [{ amount: order.amount, reason: pickOne(random, REASONS), at: refundAt }],
      }),
    };
  });
}

/** Waiting payments: approved with 20 to 55 minutes left, standby with 3 to 13. */
export function planWaiting(random: Random, nowMs: number): PlannedPayment[] {
  const approved = [22, 31, 43, 54].map((leftMinutes, index) => {
    const createdAtMs = nowMs - (4 + index) * MINUTE_MS - between(random, 0, 50) * 1000;
    return {
      ...makeDemoOrder(random),
      ...pickMeans(random),
      orderNo: orderNoOfSecond(createdAtMs),
      state: 'PAY_APPROVED',
      autoExecute: false,
      createdAt: iso(createdAtMs),
      approvedAt: iso(createdAtMs + between(random, 20, 100) * 1000),
      expiresAt: iso(Math.min(nowMs + leftMinutes * MINUTE_MS, createdAtMs + HOUR_MS)),
    };
  });
  const standby = [3, 5, 9, 13].map((leftMinutes, index) => {
    const createdAtMs = nowMs - (15 - leftMinutes) * MINUTE_MS - (10 + index) * 1000;
    return {
      ...makeDemoOrder(random),
      // The suffix avoids a collision with the approved ones.
      orderNo: `${orderNoOfSecond(createdAtMs)}-${String(index + 1)}`,
      state: 'PAY_STANDBY',
      createdAt: iso(createdAtMs),
      expiresAt: iso(nowMs + leftMinutes * MINUTE_MS),
    };
  });
  return [...approved, ...standby];
}

function planInProgress(random: Random, nowMs: number): PlannedPayment[] {
  const chargedAt = nowMs - 2 * MINUTE_MS;
  const paidAt = nowMs - 3 * HOUR_MS;
  const refunded = makeDemoOrder(random);
  return [
    {
      ...makeDemoOrder(random),
      orderNo: `${seoulDayDigits(chargedAt)}-0971`,
      state: 'PAY_PROGRESS',
      payMethod: 'TOSS_MONEY',
      createdAt: iso(chargedAt),
      expiresAt: iso(chargedAt + 15 * MINUTE_MS),
      progressEndsAt: iso(nowMs + 20 * MINUTE_MS),
    },
    {
      ...refunded,
      orderNo: `${seoulDayDigits(paidAt)}-0972`,
      state: 'REFUND_PROGRESS',
      payMethod: 'TOSS_MONEY',
      createdAt: iso(paidAt),
      completedAt: iso(paidAt + MINUTE_MS),
      refunds: [{ amount: refunded.amount, reason: '배송 지연', at: iso(nowMs - 9 * MINUTE_MS) }],
      // The bank is in maintenance, long enough for a look at the demo.
      progressEndsAt: iso(nowMs + 6 * HOUR_MS),
    },
  ];
}

/** The whole shop: two months of payments, old settled ones, and open ones. */
export function planHistory(random: Random, nowMs: number): PlannedPayment[] {
  const days = Array.from({ length: DAYS }, (_, index) => {
    const midnightMs = seoulMidnight(nowMs) - (DAYS - 1 - index) * DAY_MS;
    return planDay(random, midnightMs, nowMs);
  });
  const planned = [
    ...planSettled(random, nowMs),
    ...days.flat(),
    ...planInProgress(random, nowMs),
    ...planWaiting(random, nowMs),
  ];
  return planned.map((payment) => withMeans(random, payment));
}

/** Drawn last, so that the same seed still draws everything else as before. */
function withMeans(random: Random, payment: PlannedPayment): PlannedPayment {
  const { payMethod, amount } = payment;
  if (payMethod === undefined) return payment;
  return { ...payment, buyer: pickDemoMeans(random, payMethod, amount) };
}
