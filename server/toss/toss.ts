/** Client of Toss Pay: its calls, and the meaning of each answer. */
import type { OperationKind } from '../../shared/operation.ts';
import type { TossVersion } from '../../shared/toss-call.ts';
import type { TossSilence } from '../../shared/toss-silence.ts';
import type { Clock } from '../clock.ts';
import type { ApiKey } from './api-key.ts';
import { type CreateAnswer, readCreateAnswer } from './create-answer.ts';
import { isV2, type Exchange, type TossCall } from './exchange.ts';
import { parseJsonObject } from './json-object.ts';
import { readStatusAnswer, type StatusAnswer, type StatusQuestion } from './status-answer.ts';
import { readSettlementAnswer, type SettlementAnswer } from './settlement-answer.ts';
import { createSilenceWatch } from './toss-silence.ts';
import { createTossSkew } from './toss-skew.ts';
import { createTransport, type Transport } from './transport.ts';
import type { SettlementQuestion } from './settlement-page.ts';
import { settlementBody } from './wire-settlement.ts';
import { createBody, type CreateRequest, statusBody } from './wire-v1.ts';
import { createBodyV2, isOtherMode } from './wire-v2.ts';

export type { TossVersion } from '../../shared/toss-call.ts';
export type { Verdict } from './classify.ts';
export type { CreateAnswer } from './create-answer.ts';
export type { Exchange } from './exchange.ts';
export type { SettlementAnswer } from './settlement-answer.ts';
export type { StatusAnswer } from './status-answer.ts';
export type { Transport } from './transport.ts';
export type { CreateRequest } from './wire-v1.ts';

/** Nothing here rejects because of Toss or the network: every outcome is a value. */
export interface Toss {
  /** Creates a payment by `version`, on a connection of its own. */
  create(request: CreateRequest): Promise<CreateAnswer>;
  /**
   * Sends a money operation once, on a connection of its own.
   * @param mayGo called when the connection is open; `false`: nothing is written
   */
  send(operation: MoneyCall, mayGo: () => boolean): Promise<Exchange>;
  /**
   * Reads one payment; for an orderNo with several payments Toss returns the newest.
   * @param version the client's own by default
   */
  status(by: StatusQuestion, version?: TossVersion): Promise<StatusAnswer>;
  /** Reads a page of a day's settlement; either version of the API has this one call. */
  settlement(question: SettlementQuestion): Promise<SettlementAnswer>;
  /** The version by which payments are read and created, and new operations are recorded. */
  readonly version: TossVersion;
  /** Toss's clock minus ours in milliseconds; `null` before the first dated answer. */
  skewMs(): number | null;
  /** When Toss last answered anything, ISO-8601 UTC. */
  reachedAt(): string | null;
  /** Since when Toss does not answer; `null` while it does, or while nothing is known. */
  silence(): TossSilence | null;
  /** Money operations and creations in flight, for draining. */
  inFlight(): number;
  /**
   * Waits for money calls in flight (each has a time-out) without aborting any, then drops status
   * reads. The caller must start no call afterwards.
   */
  close(): Promise<void>;
}

/** An operation as it is sent. */
export interface MoneyCall {
  kind: OperationKind;
  /** The version that its body was written for. */
  version: TossVersion;
  /** Its stored JSON text without `apiKey`; sent byte for byte, with the key inserted in front. */
  body: string;
}

export interface TossOptions {
  baseUrl: string;
  apiKey: ApiKey;
  /** Time-out of one money call: connecting, sending and reading the answer. */
  timeoutMs: number;
  clock: Clock;
  /** v1 by default. */
  version?: TossVersion;
  /** Called after every call has ended, with its payment if known. */
  onExchange?: (exchange: Exchange, payToken: string | null) => void;
}

/** v2 has no cancel: that of v1 is used by both. */
const callOf: Record<TossVersion, Record<OperationKind, TossCall>> = {
  v1: { execute: 'execute', cancel: 'cancel', refund: 'refunds' },
  v2: { execute: 'v2/execute', cancel: 'cancel', refund: 'v2/refunds' },
};

const creation: Record<TossVersion, (request: CreateRequest) => [call: TossCall, body: string]> = {
  v1: (request) => ['payments', createBody(request)],
  v2: (request) => ['v2/payments', createBodyV2(request)],
};

function payTokenIn(json: Record<string, unknown> | null): string | null {
  const payToken = json?.['payToken'];
  return typeof payToken === 'string' && payToken !== '' ? payToken : null;
}

/** v2 says which kind of key an answer is for; one for the other tells nothing of ours. */
const isForOtherKey = ({ call, json }: Exchange, { kind }: ApiKey) =>
  isV2(call) && json !== null && isOtherMode(json, kind);

/**
 * A client for one base URL and one key.
 * @param transport carries the calls; the network by default
 */
export function createToss(
  options: TossOptions,
  transport: Transport = createTransport(options),
): Toss {
  const { clock, version: usual = 'v1' } = options;
  const skew = createTossSkew();
  const silence = createSilenceWatch(clock);
  const moneyCalls = new Set<Promise<Exchange>>();
  let reachedAt: string | null = null;

  async function exchangeWith(
    call: TossCall,
    body: string,
    mayGo: () => boolean = () => true,
  ): Promise<Exchange> {
    const startMs = clock.nowMs();
    const { exchange, dateHeader } = await transport.call(call, body, mayGo);
    if (exchange.httpStatus !== null) reachedAt = exchange.endedAt;
    silence.note(exchange);
    if (dateHeader !== null) skew.observe(dateHeader, startMs, clock.nowMs());
    const payToken = payTokenIn(parseJsonObject(body).object) ?? payTokenIn(exchange.json);
    try {
      options.onExchange?.(exchange, payToken);
    } catch {
      // The answer may be the only proof of a refund, so a failing listener must not keep it from
      // the engine, which stores it in the journal.
    }
    return exchange;
  }

  const isStopped = () => silence.read()?.cause === 'other-mode';

  async function moneyCall(
    call: TossCall,
    body: string,
    mayGo: () => boolean = () => true,
  ): Promise<Exchange> {
    const running = exchangeWith(call, body, () => !isStopped() && mayGo());
    moneyCalls.add(running);
    try {
      const exchange = await running;
      if (!isForOtherKey(exchange, options.apiKey)) return exchange;
      silence.noteOtherMode(exchange);
      return { ...exchange, json: null, failure: 'an answer for the other kind of key' };
    } finally {
      moneyCalls.delete(running);
    }
  }

  return {
    create: async (request) => {
      const [call, body] = creation[usual](request);
      return readCreateAnswer(await moneyCall(call, body), options.baseUrl);
    },
    send: ({ kind, version, body }, mayGo) => moneyCall(callOf[version][kind], body, mayGo),
    status: async (by, version = usual) => {
      const call = version === 'v2' ? 'v2/status' : 'status';
      const exchange = await exchangeWith(call, statusBody(by));
      const answer = readStatusAnswer(by, exchange, options.apiKey.kind);
      if (answer.kind === 'other-mode') silence.noteOtherMode(exchange);
      return answer;
    },
    settlement: async (question) =>
      readSettlementAnswer(await exchangeWith('v2/settlement-details', settlementBody(question))),
    version: usual,
    skewMs: () => skew.ms(),
    reachedAt: () => reachedAt,
    silence: () => silence.read(),
    inFlight: () => moneyCalls.size,
    close: async () => {
      while (moneyCalls.size > 0) await Promise.allSettled(moneyCalls);
      await transport.close();
    },
  };
}
