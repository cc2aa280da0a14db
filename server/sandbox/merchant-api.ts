import { type Answer, type Fail, failure, ParameterError, success } from './answer.ts';
import { type AnyCall, V1_CALLS } from './calls.ts';
import { type Fields, needText, readText } from './fields.ts';
import type { PaymentRow } from './payment-row.ts';
import { cancelPayment } from './rules/cancel-payment.ts';
import type { Progress } from './rules/charge-buyer.ts';
import { createPayment } from './rules/create-payment.ts';
import { describePayment } from './rules/describe-payment.ts';
import { executePayment } from './rules/execute-payment.ts';
import { passTime } from './rules/pass-time.ts';
import { refundPayment } from './rules/refund-payment.ts';
import type { World } from './world.ts';

export type Call = (typeof V1_CALLS)[number];

/** One version of the merchant API, as the routes need it. */
export type MerchantApi<Name extends AnyCall> = {
  calls: readonly { call: Name; path: string }[];
  /** Fields that may also stand in the address. */
  queryFields?: readonly string[];
  answer: (world: World, call: Name, fields: Fields, twist: Twist, checkoutBase: string) => Answer;
  fail: Fail;
};

const API_KEY = /^sk_test_[\x21-\x7e]*$/;

/** How a fault changes the execution of a call. */
export type Twist = {
  /** The bank is down: a charge or refund ends later. */
  pending?: Progress;
  /** Reads show the state before the last change while that is younger than this. */
  lagMs?: number;
};

/** A merchant's key, or `undefined`: only test keys of at most 30 characters. */
export function readApiKey(fields: Fields): string | undefined {
  const apiKey = fields['apiKey'];
  if (typeof apiKey !== 'string' || apiKey.length > 30) return undefined;
  return API_KEY.test(apiKey) ? apiKey : undefined;
}

export function findOwn(world: World, apiKey: string, fields: Fields): PaymentRow | undefined {
  const payment = world.storage.findPayment(needText(fields, 'payToken', 30));
  return payment?.apiKey === apiKey ? payment : undefined;
}

function findForStatus(world: World, apiKey: string, fields: Fields): PaymentRow | undefined {
  // payToken wins if both are sent.
  if (readText(fields, 'payToken', 30)) return findOwn(world, apiKey, fields);
  return world.storage.findNewestByOrder(apiKey, needText(fields, 'orderNo', 50));
}

/** v1's answer before the payment's last change, where a lagging replica still gives it. */
export function formerAnswer(
  world: World,
  payment: PaymentRow,
  twist: Twist,
): Record<string, unknown> | undefined {
  const nowMs = world.clock.now();
  const isHidden = payment.lagUntil !== null && payment.lagUntil > nowMs;
  const isFresh = twist.lagMs !== undefined && nowMs - payment.changedAt < twist.lagMs;
  if (payment.previousAnswer === null || !(isHidden || isFresh)) return undefined;
  return JSON.parse(payment.previousAnswer) as Record<string, unknown>;
}

/** After a call other than status, a lag hides what the call changed. */
function startLag(world: World, payToken: string, lagMs: number): void {
  const payment = world.storage.findPayment(payToken);
  if (!payment) return;
  world.storage.savePayment({ ...payment, lagUntil: world.clock.now() + lagMs });
}

function isServed(world: World, call: Call): boolean {
  const { v1StatusServed, v1CancelServed } = world.options();
  return (call !== 'status' || v1StatusServed) && (call !== 'cancel' || v1CancelServed);
}

function execute(world: World, call: Call, fields: Fields, twist: Twist, base: string): Answer {
  const apiKey = readApiKey(fields);
  if (apiKey === undefined) return failure('COMMON_INVALID_API_KEY');
  if (!isServed(world, call)) return failure('COMMON_NOT_FOUND');
  if (call === 'payments') return createPayment(world, apiKey, fields, base);
  const find = call === 'status' ? findForStatus : findOwn;
  const payment = find(world, apiKey, fields);
  if (!payment) return failure('TRANSACTION_NOT_FOUND');
  switch (call) {
    case 'status':
      return success(formerAnswer(world, payment, twist) ?? describePayment(world, payment));
    case 'execute':
      return executePayment(world, payment, fields, twist.pending);
    case 'cancel':
      return cancelPayment(world, payment, fields);
    case 'refunds':
      return refundPayment(world, payment, fields, twist.pending);
  }
}

/** Carries out one call in one transaction. Never throws for a merchant's input. */
export function carryOut(world: World, fail: Fail, twist: Twist, act: () => Answer): Answer {
  passTime(world);
  try {
    const answer = world.storage.unit(act);
    const { code, payToken } = answer.body;
    if (twist.lagMs !== undefined && code === 0) startLag(world, String(payToken), twist.lagMs);
    return answer;
  } catch (error) {
    if (error instanceof ParameterError) return error.answer(fail);
    throw error;
  }
}

/** A call of v1, without HTTP. */
export function answerMerchant(
  world: World,
  call: Call,
  fields: Fields,
  twist: Twist = {},
  checkoutBase = '',
): Answer {
  const act = (): Answer => execute(world, call, fields, twist, checkoutBase);
  return carryOut(world, failure, call === 'status' ? {} : twist, act);
}

export const v1Api: MerchantApi<Call> = {
  calls: V1_CALLS.map((call) => ({ call, path: call })),
  answer: answerMerchant,
  fail: failure,
};
