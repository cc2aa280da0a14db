/**
 * A large shop's payments as the desk stores them, for benchmarks and trials. Toss does not know
 * them, so none has a `next_poll_at`.
 */
import { between, pickOne } from './demo-order.ts';
import { makeSeedBasket, type SeedBasket } from './seed-basket.ts';
import { orderTimes } from './seed-days.ts';
import { seedRandom } from './seed-random.ts';
import { seoulDayDigits } from './seoul-day.ts';

/** Columns of `payment`; the others keep the schema's defaults. */
export type SeedPaymentRow = {
  pay_token: string;
  order_no: string;
  status: string;
  amount: number;
  taxable: number;
  vat: number;
  tax_free: number;
  service_fee: number;
  parts_told: 0 | 1;
  refunded: number;
  pay_method: string | null;
  card_company: string | null;
  product_desc: string;
  metadata: string | null;
  auto_execute: 0 | 1 | null;
  cash_receipt: 0 | 1 | null;
  checkout_page: string | null;
  available_actions: string;
  drift: 'contradiction' | null;
  created_at: string;
  expires_at: string | null;
  approved_at: string | null;
  completed_at: string | null;
  canceled_at: string | null;
  changed_at: string;
  observed_at: string;
  observed_by: 'status';
  asked_at: string;
};

/** Columns of `payment_refund`. */
export type SeedRefundRow = {
  pay_token: string;
  refund_no: string;
  amount: number;
  reason: string;
  refunded_at: string;
  first_seen_at: string;
  origin: 'adopted';
};

export type SeedPayment = { payment: SeedPaymentRow; refunds: SeedRefundRow[] };

export type SeedSettings = {
  /** Number of payments, including the few that are still open. */
  payments: number;
  /** Any text; the same text and `nowMs` give the same shop. */
  seed: string;
  /** The newest payment is just before this, in milliseconds since 1970. */
  nowMs: number;
};

type Random = () => number;
type Refund = { amount: number; atMs: number };

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Toss settles a payment a year after its creation. */
const SETTLED_AFTER_MS = 365 * DAY_MS;

const CARDS = ['국민', '신한', '현대', '삼성', '롯데', '하나', '우리', '농협', '비씨'];
const REASONS = ['단순 변심', '상품 파손', '배송 지연', '재고 부족', '오배송', '사이즈 교환'];
const METADATA = ['channel=web', 'channel=app', 'channel=kiosk', '{"coupon":"AUTUMN10"}'];
/** Statuses of open payments, taken in turn. */
const MOVING = [
  'PAY_STANDBY',
  'PAY_APPROVED',
  'PAY_PROGRESS',
  'PAY_STANDBY',
  'PAY_APPROVED',
  'REFUND_PROGRESS',
] as const;
const MOVING_SHARE = 1 / 20_000;

const iso = (atMs: number): string => new Date(atMs).toISOString();

const TOKEN_SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function signs(random: Random, count: number): string {
  let text = '';
  for (let index = 0; index < count; index += 1) {
    text += TOKEN_SIGNS.charAt(Math.floor(random() * TOKEN_SIGNS.length));
  }
  return text;
}

/** Order numbers per day, with gaps for orders paid by other methods. */
function orderNumbers(random: Random): (atMs: number) => string {
  let day = '';
  let number = 0;
  return (atMs) => {
    const digits = seoulDayDigits(atMs);
    if (digits !== day) number = 0;
    day = digits;
    number += between(random, 1, 3);
    const padded = String(number).padStart(5, '0');
    // Orders from a marketplace have its number format.
    return random() < 0.12
      ? `N${digits}${String(between(random, 10, 99))}${padded}`
      : `${digits}-${padded}`;
  };
}

/** The columns that do not depend on what became of the payment. */
function startOf(
  random: Random,
  basket: SeedBasket,
  given: { orderNo: string; atMs: number },
): SeedPaymentRow {
  const { amount, parts } = basket;
  const isOwn = random() < 0.7;
  const payToken = signs(random, 24);
  const createdAt = iso(given.atMs);
  return {
    pay_token: payToken,
    order_no: given.orderNo,
    status: 'PAY_STANDBY',
    amount,
    taxable: parts.taxable,
    vat: parts.vat,
    tax_free: parts.taxFree,
    service_fee: parts.serviceFee,
    parts_told: 1,
    refunded: 0,
    pay_method: null,
    card_company: null,
    product_desc: basket.productDesc,
    metadata: random() < 0.15 ? pickOne(random, METADATA) : null,
    // Known only to the creator of a payment; the others count as adopted.
    auto_execute: isOwn ? (random() < 0.75 ? 1 : 0) : null,
    cash_receipt: isOwn ? (basket.cashReceipt ? 1 : 0) : null,
    checkout_page: isOwn ? `https://pay.toss.im/payfront/auth?payToken=${payToken}` : null,
    available_actions: '["CANCEL"]',
    drift: null,
    created_at: createdAt,
    expires_at: isOwn ? iso(given.atMs + 15 * MINUTE_MS) : null,
    approved_at: null,
    completed_at: null,
    canceled_at: null,
    changed_at: createdAt,
    observed_at: createdAt,
    observed_by: 'status',
    asked_at: createdAt,
  };
}

/** Sets the time of the last change, and of the read shortly after. */
function seen(row: SeedPaymentRow, changedMs: number): SeedPaymentRow {
  const observedAt = iso(changedMs + 1500);
  row.changed_at = iso(changedMs);
  row.observed_at = observedAt;
  row.asked_at = observedAt;
  return row;
}

function cancel(random: Random, row: SeedPaymentRow, atMs: number): SeedPaymentRow {
  const canceledMs = atMs + between(random, 40, 900) * SECOND_MS;
  row.status = 'PAY_CANCEL';
  row.available_actions = '[]';
  row.canceled_at = iso(canceledMs);
  return seen(row, canceledMs);
}

/** One full refund, or up to three partial ones, within two weeks. */
function planRefunds(random: Random, amount: number, paidMs: number, nowMs: number): Refund[] {
  const lastMs = Math.min(nowMs - MINUTE_MS, paidMs + 14 * DAY_MS);
  const span = Math.max(0, lastMs - paidMs);
  const isFull = random() < 0.55;
  if (isFull) return [{ amount, atMs: paidMs + Math.floor(random() * span) }];
  const times = random() < 0.75 ? 1 : between(random, 2, 3);
  const part = Math.max(
    100,
    Math.floor((amount * pickOne(random, [0.1, 0.2, 0.25, 0.3])) / 100) * 100,
  );
  return Array.from({ length: times }, (_, index) => ({
    amount: part,
    atMs: paidMs + Math.floor((span * (index + random())) / times),
  }));
}

function refundRow(random: Random, payToken: string, refund: Refund): SeedRefundRow {
  const at = iso(refund.atMs);
  return {
    pay_token: payToken,
    refund_no: signs(random, 20),
    amount: refund.amount,
    reason: pickOne(random, REASONS),
    refunded_at: at,
    first_seen_at: at,
    origin: 'adopted',
  };
}

function payMeans(random: Random, row: SeedPaymentRow): void {
  row.pay_method = random() < 0.55 ? 'TOSS_MONEY' : 'CARD';
  if (row.pay_method === 'CARD') row.card_company = pickOne(random, CARDS);
}

/** Paid, possibly refunded, and settled when a year old. */
function pay(random: Random, row: SeedPaymentRow, atMs: number, nowMs: number): SeedPayment {
  const paidMs = Math.min(nowMs - SECOND_MS, atMs + between(random, 25, 240) * SECOND_MS);
  payMeans(random, row);
  row.completed_at = iso(paidMs);
  if (row.auto_execute === 0) row.approved_at = iso(Math.min(paidMs, atMs + 20 * SECOND_MS));
  const plan = random() < 0.11 ? planRefunds(random, row.amount, paidMs, nowMs) : [];
  const refunds = plan.map((refund) => refundRow(random, row.pay_token, refund));
  row.refunded = plan.reduce((sum, refund) => sum + refund.amount, 0);
  const settledMs = paidMs + SETTLED_AFTER_MS + between(random, 60, 180) * MINUTE_MS;
  const isSettled = settledMs < nowMs;
  if (refunds.length > 0) row.status = isSettled ? 'SETTLEMENT_REFUND_COMPLETE' : 'REFUND_SUCCESS';
  else row.status = isSettled ? 'SETTLEMENT_COMPLETE' : 'PAY_COMPLETE';
  row.available_actions = isSettled || row.refunded === row.amount ? '[]' : '["REFUND"]';
  if (random() < 1 / 20_000) row.drift = 'contradiction';
  const lastMs = plan.reduce((latest, refund) => Math.max(latest, refund.atMs), paidMs);
  return { payment: seen(row, isSettled ? settledMs : lastMs), refunds };
}

/** An open payment: waits for its buyer, the shop, or the bank. */
function move(
  random: Random,
  row: SeedPaymentRow,
  status: (typeof MOVING)[number],
  atMs: number,
): SeedPaymentRow {
  row.status = status;
  row.expires_at = iso(atMs + HOUR_MS);
  if (status !== 'PAY_STANDBY') payMeans(random, row);
  if (status === 'PAY_APPROVED') row.approved_at = iso(atMs + 30 * SECOND_MS);
  if (status === 'REFUND_PROGRESS') row.completed_at = iso(atMs + 30 * SECOND_MS);
  if (status.endsWith('PROGRESS')) row.available_actions = '[]';
  return seen(row, atMs + 30 * SECOND_MS);
}

/** The shop's payments with their refunds, oldest first. */
export function* seedPayments(settings: SeedSettings): Generator<SeedPayment, void> {
  const { payments, seed, nowMs } = settings;
  const random = seedRandom(seed);
  const orderNoAt = orderNumbers(random);
  const moving = Math.min(payments, Math.max(MOVING.length, Math.round(payments * MOVING_SHARE)));
  let again: string | null = null;
  for (const atMs of orderTimes(random, payments - moving, nowMs - HOUR_MS)) {
    const orderNo: string = again ?? orderNoAt(atMs);
    again = null;
    const row = startOf(random, makeSeedBasket(random), { orderNo, atMs });
    if (random() < 0.09) {
      // Some buyers who cancel retry at once under the same number.
      if (random() < 0.15) again = orderNo;
      yield { payment: cancel(random, row, atMs), refunds: [] };
    } else {
      yield pay(random, row, atMs, nowMs);
    }
  }
  for (let index = 0; index < moving; index += 1) {
    const atMs = nowMs - Math.round(((moving - index) / (moving + 1)) * 50) * MINUTE_MS;
    const row = startOf(random, makeSeedBasket(random), { orderNo: orderNoAt(atMs), atMs });
    const status = MOVING[index % MOVING.length] ?? 'PAY_STANDBY';
    yield { payment: move(random, row, status, atMs), refunds: [] };
  }
}
