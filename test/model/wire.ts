/**
 * The model's network: real bytes, parsed by the product's own code. Results are cached by answer.
 */
import type { OperationKind } from '../../shared/operation.ts';
import type { Exchange } from '../../server/toss/exchange.ts';
import type { PaymentRead } from '../../server/toss/payment-read.ts';
import { readAnswer, readPartialAnswer } from '../../server/toss/read-answer.ts';
import { readPayment } from '../../server/toss/wire-v1.ts';
import { OUTSIDE_WON, PAID_WON, type Model } from './model.ts';
import { keyOfView, type Answer, type View } from './state.ts';

export const PAY_TOKEN = 'pay-token';
export const ORDER_NO = 'order-1';
const NOW = '2026-03-02T12:00:00.000Z';

/** The operation's id, and so the number of its refund. */
export const idOf = (index: number) => `0000000${String(index)}-0000-4000-8000-000000000000`;
/** The number that Toss gives a refund when it doesn't use ours. */
export const otherNumberOf = (index: number) => `toss-${String(index)}`;

const callOf = { execute: 'execute', cancel: 'cancel', refund: 'refunds' } as const;
type Json = Record<string, unknown>;

function answered(
  kind: OperationKind,
  httpStatus: number,
  text: string,
  type = 'application/json',
) {
  const arrived = { httpStatus, contentType: type, bytes: Buffer.from(text) };
  const call = callOf[kind];
  const times = { startedAt: NOW, endedAt: NOW };
  return { call, outcome: 'answered', ...times, ...readAnswer(arrived) } satisfies Exchange;
}

function noAnswer(kind: OperationKind, outcome: 'never-sent' | 'lost', failure: string): Exchange {
  const nothing = { httpStatus: null, contentType: null, bytes: Buffer.alloc(0) };
  const call = callOf[kind];
  const times = { startedAt: NOW, endedAt: NOW };
  return { call, outcome, ...times, ...readPartialAnswer(nothing, failure) };
}

function success(kind: OperationKind, index: number, answer: 'ok' | 'ok-other' | 'ok-none'): Json {
  if (kind === 'cancel') return { code: 0, payToken: PAY_TOKEN };
  if (kind === 'execute') {
    return { code: 0, payToken: PAY_TOKEN, orderNo: ORDER_NO, amount: PAID_WON };
  }
  const numbers = { ok: idOf(index), 'ok-other': otherNumberOf(index), 'ok-none': undefined };
  return { code: 0, payToken: PAY_TOKEN, refundNo: numbers[answer] };
}

const refusal = (errorCode: string): Json => ({ code: -1, errorCode, msg: '실패' });

function freshExchange(kind: OperationKind, index: number, answer: Answer): Exchange {
  switch (answer) {
    case 'ok':
    case 'ok-other':
    case 'ok-none':
      return answered(kind, 200, JSON.stringify(success(kind, index, answer)));
    default: {
      const [http = '', errorCode = ''] = answer.split(':');
      const status = http === 'http400' ? 400 : 200;
      return answered(kind, status, JSON.stringify(refusal(errorCode)));
    }
  }
}

const exchanges = new Map<string, Exchange>();

/** Toss's answer as the gateway returns it. */
export function exchangeOf(kind: OperationKind, index: number, answer: Answer): Exchange {
  const key = `${kind} ${String(index)} ${answer}`;
  const known = exchanges.get(key);
  if (known !== undefined) return known;
  const exchange = freshExchange(kind, index, answer);
  exchanges.set(key, exchange);
  return exchange;
}

const callEnds = (kind: OperationKind) => ({
  neverSent: noAnswer(kind, 'never-sent', 'ECONNREFUSED'),
  lost: noAnswer(kind, 'lost', 'time-out'),
});
const endsOf = {
  execute: callEnds('execute'),
  cancel: callEnds('cancel'),
  refund: callEnds('refund'),
};

/** Proved that no byte was sent. */
export const neverSent = (kind: OperationKind): Exchange => endsOf[kind].neverSent;
/** No answer, or none that arrived completely. */
export const lost = (kind: OperationKind): Exchange => endsOf[kind].lost;

interface Junk {
  what: string;
  exchange: Exchange;
}

function freshJunk(kind: OperationKind, index: number): Junk[] {
  const ok = success(kind, index, 'ok');
  const json = (body: Json, httpStatus = 200) => answered(kind, httpStatus, JSON.stringify(body));
  return [
    {
      what: 'an error page',
      exchange: answered(kind, 502, '<!doctype html><title>502</title>', 'text/html'),
    },
    { what: 'HTTP 500 around a refusal', exchange: json(refusal('COMMON_INVALID_PARAMETER'), 500) },
    { what: 'a redirect with a success in it', exchange: json(ok, 302) },
    { what: 'JSON without a code', exchange: json({}) },
    { what: 'code 0 with an errorCode', exchange: json({ ...ok, errorCode: 'COMMON_PAY_ERROR' }) },
    { what: 'half of a success', exchange: answered(kind, 200, JSON.stringify(ok).slice(0, -9)) },
    { what: 'COMMON_TIMEOUT', exchange: json(refusal('COMMON_TIMEOUT')) },
    { what: 'an errorCode that nobody knows', exchange: json(refusal('NEW_IN_SPRING')) },
  ];
}

const junkOf = new Map<string, Junk[]>();

/** Answers that prove nothing, whatever Toss did. */
export function junk(kind: OperationKind, index: number): readonly Junk[] {
  const key = `${kind} ${String(index)}`;
  const known = junkOf.get(key);
  if (known !== undefined) return known;
  const made = freshJunk(kind, index);
  junkOf.set(key, made);
  return made;
}

function statusJson(model: Model, view: View): Json {
  const refunds: Json[] = [];
  const list = (refundNo: string, amount: number) =>
    refunds.push({ refundNo, amount, reason: 'x', status: 'SUCCESS' });
  for (const [index, listed] of view.listed.entries()) {
    const amount = (model.plans[index]?.amount ?? 0) - (view.odd ? 1 : 0);
    if (listed !== 'no') list(listed === 'own' ? idOf(index) : otherNumberOf(index), amount);
  }
  if (view.outside) list('console-1', OUTSIDE_WON);
  return {
    code: 0,
    payToken: PAY_TOKEN,
    orderNo: ORDER_NO,
    payStatus: view.status,
    amount: PAID_WON,
    ...(view.poor ? {} : { refunds }),
  };
}

const reads = new WeakMap<Model, Map<string, PaymentRead>>();

/** A status answer with code 0, as the gateway parses it. */
export function readOf(model: Model, view: View): PaymentRead {
  const ofModel = reads.get(model) ?? new Map<string, PaymentRead>();
  reads.set(model, ofModel);
  const key = keyOfView(view);
  const known = ofModel.get(key);
  if (known !== undefined) return known;
  const read = readPayment(statusJson(model, view));
  if (read === null) throw new Error('The model shows no status');
  ofModel.set(key, read);
  return read;
}
