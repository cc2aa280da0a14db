/**
 * The engine in this process, with a real database file and the real parsing of answers. Only the
 * clock and the responses of Toss are controlled by the test.
 */
import { randomUUID } from 'node:crypto';
import { createStatusReads } from '../../server/operations/status-reads.ts';
import { rulesOf } from '../../server/operations/read-status.ts';
import { systemRandom } from '../../server/clock.ts';
import type { Deps } from '../../server/deps.ts';
import { createLogger } from '../../server/log.ts';
import { openHighWater } from '../../server/storage/high-water.ts';
import { moveOperation } from '../../server/storage/move-operation.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { getOperationRow, recordOperation } from '../../server/storage/operations.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import type { Exchange, TossCall } from '../../server/toss/exchange.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import { readAnswer, readPartialAnswer } from '../../server/toss/read-answer.ts';
import { createToss, type Transport } from '../../server/toss/toss.ts';
import type { OperationKind } from '../../shared/operation.ts';
import type { Role } from '../../shared/permissions.ts';
import { noParts } from '../../shared/tax-split.ts';
import type { TossVersion } from '../../shared/toss-call.ts';
import { shopRules } from '../support/shop-rules.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  freeTerms,
  observeFacts,
  openTestStorage,
  paidFacts,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { unitOf } from '../../server/storage/unit.ts';

/** The response to a call: an object, or how the connection failed. */
export type Wire =
  | { json: object; httpStatus?: number }
  | { outcome: Exclude<Exchange['outcome'], 'answered'>; failure: string };

/** Called when a call is sent; may do something first, such as let time pass. */
export type WireMaker = (body: Record<string, unknown>) => Wire | Promise<Wire>;

export interface Bench extends TestStorage {
  deps: Deps;
  clock: FakeClock;
  /** Sent calls, in order. */
  calls: TossCall[];
  log: string[];
  /** Responses from now on; a call without one is a refused connection. */
  wire: Partial<Record<TossCall, WireMaker>>;
  row(id: string): OperationRow;
}

const nothing = { httpStatus: null, contentType: null, bytes: Buffer.alloc(0) };

function fieldsOf(wire: Wire) {
  if ('json' in wire) {
    const bytes = Buffer.from(JSON.stringify(wire.json));
    const httpStatus = wire.httpStatus ?? 200;
    const read = readAnswer({ httpStatus, contentType: 'application/json', bytes });
    return { outcome: 'answered' as const, ...read };
  }
  return { outcome: wire.outcome, ...readPartialAnswer(nothing, wire.failure) };
}

function transportOver(bench: Pick<Bench, 'calls' | 'wire' | 'clock'>): Transport {
  return {
    call: async (call, body) => {
      bench.calls.push(call);
      const startedAt = bench.clock.nowIso();
      const make = bench.wire[call] ?? (() => refusedConnection);
      const fields = fieldsOf(await make(JSON.parse(body) as Record<string, unknown>));
      const exchange = { call, ...fields, startedAt, endedAt: bench.clock.nowIso() };
      return { exchange, dateHeader: null };
    },
    close: () => Promise.resolve(),
  };
}

export const refusedConnection: Wire = { outcome: 'never-sent', failure: 'connect ECONNREFUSED' };

/** @param over replaces parts of the engine's dependencies, such as a disk that refuses */
export function openBench(over: Partial<Deps> = {}): Bench {
  const clock = createFakeClock('2026-05-01T00:00:00.000Z');
  const test = openTestStorage(clock);
  const log: string[] = [];
  const base: Omit<Bench, 'deps' | 'row'> = { ...test, clock, calls: [], log, wire: {} };
  const apiKey = ApiKey.parse('sk_test_changgu_1234');
  const toss = { baseUrl: 'http://127.0.0.1:9', apiKey, timeoutMs: 40_000, clock };
  const deps: Deps = {
    storage: test.storage,
    clock,
    random: systemRandom,
    log: createLogger('debug', (line) => log.push(line)),
    toss: createToss(toss, transportOver(base)),
    statusReads: createStatusReads(),
    budget: createOutboundBudget({ clock, perSecond: 10, burst: 50, keptForMoney: 2 }),
    limits: { settleMs: 900_000, tossTimeoutMs: 40_000, reconcileScale: 1, pollScale: 1 },
    rules: () => shopRules(),
    activeManagerIds: () => unitOf(['manager-1', 'manager-2']),
    findStaff: (id) => unitOf({ id, role: 'manager', disabled: false, dayCeilingWon: null }),
    tokenRefunds: true,
    highWater: openHighWater(test.dir, 'test.db'),
    bootId: 'boot',
    ...over,
  };
  return Object.assign(base, { deps, row: (id: string) => getOperationRow(test.storage, id) });
}

export const staff = (id: string, role: Role = 'manager') => ({
  id,
  name: id,
  role,
  address: null,
  dayCeilingWon: null,
});

/** A status answer about a payment, as JSON. */
export function statusJson(facts: PaymentFacts, over: object = {}): object {
  return {
    code: 0,
    payToken: facts.payToken,
    orderNo: facts.orderNo,
    payStatus: facts.status,
    amount: facts.amount,
    refunds: (facts.refunds ?? []).map(({ refundNo, amount, at, done }) => ({
      refundNo,
      amount,
      status: done ? 'SUCCESS' : 'PROGRESS',
      ...(at !== null && { timeRefundSuccess: at }),
    })),
    ...over,
  };
}

export const refundOf = (
  refundNo: string,
  amount = 4000,
  done = true,
  at: string | null = null,
) => ({ refundNo, amount, reason: null, at, done });

/** A known payment of 10,000 won, all of it taxable. */
export async function known(bench: Bench, over: Partial<PaymentFacts> = {}): Promise<PaymentFacts> {
  const parts = { ...noParts, taxable: 10_000 };
  const facts = paidFacts({ amount: 10_000, parts, availableActions: null, ...over });
  await see(bench, facts);
  return facts;
}

/** Applies a read of these facts, by the engine's own rules. */
export async function see(bench: Bench, facts: PaymentFacts): Promise<void> {
  await observeFacts(bench.storage, facts, { rules: rulesOf(bench.deps) });
}

/** A recorded operation, as its PUT leaves it. @returns its id */
export async function recorded(
  bench: Bench,
  facts: PaymentFacts,
  kind: OperationKind = 'refund',
  amount = 4000,
  version: TossVersion = 'v1',
  terms: Parameters<typeof recordOperation>[2] = freeTerms,
): Promise<string> {
  const id = randomUUID();
  const isRefund = kind === 'refund';
  const request = {
    id,
    kind,
    payToken: facts.payToken,
    amount,
    parts: null,
    reason: kind === 'execute' ? null : '단순 변심',
    note: null,
    seenRefunded: isRefund ? bookedWon(bench, facts.payToken) : null,
    seenStatus: kind === 'cancel' ? facts.status : null,
    requestedBy: { id: 'clerk', name: 'clerk' },
    apiVersion: kind === 'cancel' ? ('v1' as const) : version,
  };
  const parts = isRefund ? { ...noParts, taxable: amount } : null;
  await recordOperation(bench.storage, request, terms, () => unitOf(parts));
  return id;
}

function bookedWon(bench: Bench, payToken: string): number {
  const sql = 'SELECT refunded FROM payment WHERE pay_token = ?';
  return bench.db.value(sql, payToken) as number;
}

/** Takes an operation to a state by legal transitions, without the engine. */
export async function walk(
  bench: Bench,
  id: string,
  ...causes: Parameters<typeof moveOperation>[1]['cause'][]
): Promise<OperationRow> {
  return bench.storage.transact(function* () {
    let row = bench.row(id);
    for (const cause of causes) {
      const at = bench.clock.nowIso();
      const isSending = cause === 'claimed' || cause === 'sent-again';
      const no = bench.storage.time.now();
      const ids = { boot_id: 'boot', base_refunded: 0, unclear_no: no };
      const sent = { attempts: row.attempts + 1, sent_at: at, ...ids };
      row = yield* moveOperation(row, {
        cause,
        at,
        evidence: 'desk',
        detail: 'walked',
        patch: isSending ? sent : {},
      });
    }
    return row;
  });
}
