/**
 * The model's network: real bytes, parsed by the product's own code. Results are cached by answer.
 */
import type { OperationKind } from '../../shared/operation.ts';
import type { Exchange } from '../../server/toss/exchange.ts';
import type { PaymentRead } from '../../server/toss/payment-read.ts';
import { readAnswer, readPartialAnswer } from '../../server/toss/read-answer.ts';
import { readPayment } from '../../server/toss/wire-v1.ts';
import { readPaymentV2 } from '../../server/toss/wire-v2.ts';
import { isoToKst } from '../../shared/kst.ts';
import type { TossVersion } from '../../shared/toss-call.ts';
import { PAID_WON, type Model } from './model.ts';
import { keyOfView, type Answer, type V2Answer, type View } from './state.ts';

export const PAY_TOKEN = 'pay-token';
export const ORDER_NO = 'order-1';
const NOW = '2026-03-02T12:00:00.000Z';

/** The operation's id, and so the number of its refund. */
export const idOf = (index: number) => `0000000${String(index)}-0000-4000-8000-000000000000`;
/** The number that Toss gives a refund when it doesn't use ours. */
export const otherNumberOf = (index: number) => `toss-${String(index)}`;
/** The transaction of its refund. */
export const txOf = (index: number) => `tx-${String(index)}`;
const CHARGE = 'tx-charge';
/** The number and the transaction of the refund in the console. */
export const CONSOLE_NO = 'console-1';
export const CONSOLE_TX = 'tx-console';

const HOUR_MS = 60 * 60_000;
/**
 * When an operation was last sent, for all that compares times of refunds. Each has an hour of its
 * own.
 */
export const sentMsOf = (index: number) => Date.parse('2026-03-02T00:00:00.000Z') + index * HOUR_MS;
/** When its refund was made. @param isTimely within the time of its latest call */
export const madeMsOf = (index: number, isTimely: boolean) =>
  sentMsOf(index) + (isTimely ? 1000 : 10 * 60_000);
/** When the console's was. @param near the operation within whose latest call it was, or -1 */
export const consoleMsOf = (near: number) =>
  near === -1 ? sentMsOf(0) - 3 * HOUR_MS : sentMsOf(near);
export const isoOf = (ms: number) => new Date(ms).toISOString();
const kstOf = (ms: number) => isoToKst(isoOf(ms));

const callOf = {
  v1: { execute: 'execute', cancel: 'cancel', refund: 'refunds' },
  v2: { execute: 'v2/execute', cancel: 'cancel', refund: 'v2/refunds' },
} as const;
type Json = Record<string, unknown>;

/** The call that is answered. */
interface Asked {
  kind: OperationKind;
  version: TossVersion;
}

function answered(asked: Asked, httpStatus: number, text: string, type = 'application/json') {
  const arrived = { httpStatus, contentType: type, bytes: Buffer.from(text) };
  const call = callOf[asked.version][asked.kind];
  const times = { startedAt: NOW, endedAt: NOW };
  return { call, outcome: 'answered', ...times, ...readAnswer(arrived) } satisfies Exchange;
}

function noAnswer(kind: OperationKind, outcome: 'never-sent' | 'lost', failure: string): Exchange {
  const nothing = { httpStatus: null, contentType: null, bytes: Buffer.alloc(0) };
  const call = callOf.v1[kind];
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

/** The answer as the network carries it. */
export const v2Answer = ({ says, leftWon, isTimely }: V2Answer): Answer =>
  `v2:${says}:${leftWon}:${isTimely ? 'timely' : 'late'}`;

function successV2(index: number, amount: number, answer: string): Json {
  const [, says = '', leftWon, isTimely] = answer.split(':');
  const numbers: Record<string, string | null> = { other: otherNumberOf(index), none: null };
  const transactions: Record<string, string | null> = { nameless: null, earlier: CONSOLE_TX };
  const refunded = says === 'amount' ? amount + 1000 : amount;
  return {
    code: 0,
    payToken: says === 'payment' ? 'pay-token-of-another' : PAY_TOKEN,
    refundNo: says in numbers ? numbers[says] : idOf(index),
    transactionId: says in transactions ? transactions[says] : txOf(index),
    refundedAmount: -refunded,
    refundableAmount: Number(leftWon),
    approvalTime: kstOf(madeMsOf(index, isTimely === 'timely')),
    errorCode: null,
  };
}

const refusal = (errorCode: string): Json => ({ code: -1, errorCode, msg: '실패' });

/** An operation as its answers are about it. */
export interface AskedAbout extends Asked {
  index: number;
  amount: number;
}

function freshExchange(about: AskedAbout, answer: Answer): Exchange {
  const { kind, index, amount } = about;
  switch (answer) {
    case 'ok':
    case 'ok-other':
    case 'ok-none':
      return answered(about, 200, JSON.stringify(success(kind, index, answer)));
    default: {
      if (answer.startsWith('v2:')) {
        return answered(about, 200, JSON.stringify(successV2(index, amount, answer)));
      }
      const [http = '', errorCode = ''] = answer.split(':');
      const status = http === 'http400' ? 400 : 200;
      return answered(about, status, JSON.stringify(refusal(errorCode)));
    }
  }
}

const keyOfAsked = ({ kind, version, index, amount }: AskedAbout) =>
  `${kind} ${version} ${String(index)} ${String(amount)}`;

const exchanges = new Map<string, Exchange>();

/** Toss's answer as the gateway returns it. */
export function exchangeOf(about: AskedAbout, answer: Answer): Exchange {
  const key = `${keyOfAsked(about)} ${answer}`;
  const known = exchanges.get(key);
  if (known !== undefined) return known;
  const exchange = freshExchange(about, answer);
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

function freshJunk(about: AskedAbout): Junk[] {
  const { kind, version, index, amount } = about;
  const isV2 = kind === 'refund' && version === 'v2';
  const whole = v2Answer({ says: 'ok', leftWon: PAID_WON - amount, isTimely: true });
  const ok = isV2 ? successV2(index, amount, whole) : success(kind, index, 'ok');
  const json = (body: Json, httpStatus = 200) => answered(about, httpStatus, JSON.stringify(body));
  return [
    {
      what: 'an error page',
      exchange: answered(about, 502, '<!doctype html><title>502</title>', 'text/html'),
    },
    { what: 'HTTP 500 around a refusal', exchange: json(refusal('COMMON_INVALID_PARAMETER'), 500) },
    { what: 'a redirect with a success in it', exchange: json(ok, 302) },
    { what: 'JSON without a code', exchange: json({}) },
    { what: 'code 0 with an errorCode', exchange: json({ ...ok, errorCode: 'COMMON_PAY_ERROR' }) },
    { what: 'half of a success', exchange: answered(about, 200, JSON.stringify(ok).slice(0, -9)) },
    { what: 'COMMON_TIMEOUT', exchange: json(refusal('COMMON_TIMEOUT')) },
    { what: 'an errorCode that nobody knows', exchange: json(refusal('NEW_IN_SPRING')) },
  ];
}

const junkOf = new Map<string, Junk[]>();

/** Answers that prove nothing, whatever Toss did. */
export function junk(about: AskedAbout): readonly Junk[] {
  const key = keyOfAsked(about);
  const known = junkOf.get(key);
  if (known !== undefined) return known;
  const made = freshJunk(about);
  junkOf.set(key, made);
  return made;
}

/** Each refund that a view lists, with its names in both versions. */
function refundsIn(model: Model, view: View) {
  const own = view.listed.flatMap((listed, index) => {
    if (listed === 'no') return [];
    const won = (model.plans[index]?.amount ?? 0) - (view.odd ? 1 : 0);
    const no = listed === 'own' ? idOf(index) : otherNumberOf(index);
    return [{ no, tx: txOf(index), won, at: view.at[index] ?? null }];
  });
  if (!view.outside) return own;
  const won = model.outsideWon ?? 0;
  return [...own, { no: CONSOLE_NO, tx: CONSOLE_TX, won, at: view.outsideAt }];
}

const paymentJson = (view: View): Json => ({
  code: 0,
  payToken: PAY_TOKEN,
  orderNo: ORDER_NO,
  payStatus: view.status,
  amount: PAID_WON,
});

function statusJson(model: Model, view: View): Json {
  const refunds = refundsIn(model, view).map(({ no, won, at }) => ({
    ...{ refundNo: no, amount: won, reason: 'x', status: 'SUCCESS' },
    ...(at !== null && { timeRefundSuccess: kstOf(at) }),
  }));
  return { ...paymentJson(view), ...(view.poor ? {} : { refunds }) };
}

/** The lines of v2, and what is not refundable any more. */
function statusJsonV2(model: Model, view: View): Json {
  const refunds = refundsIn(model, view);
  const refunded = refundsIn(model, { ...view, odd: false }).reduce((sum, { won }) => sum + won, 0);
  const lines = refunds.map(({ tx, won, at }) => ({
    ...{ stepType: 'REFUND', transactionId: tx, transactionAmount: -won },
    regTs: at === null ? null : kstOf(at),
  }));
  const charge = { stepType: 'PAY', transactionId: CHARGE, transactionAmount: PAID_WON };
  return {
    ...paymentJson(view),
    refundableAmount: PAID_WON - refunded,
    ...(view.poor ? {} : { transactions: [charge, ...lines] }),
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
  const read =
    view.version === 'v2'
      ? readPaymentV2(statusJsonV2(model, view))
      : readPayment(statusJson(model, view));
  if (read === null) throw new Error('The model shows no status');
  ofModel.set(key, read);
  return read;
}
