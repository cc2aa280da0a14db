/** A migrated database per test, and short helpers to insert rows. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../server/clock.ts';
import { operationBodySql } from '../../server/storage/migrations/0026-api-version.ts';
import { postgresBodySql } from '../../server/storage/postgres/functions.ts';
import {
  observePayment,
  type Observation,
  type PaymentFacts,
  type Rules,
} from '../../server/storage/observe.ts';
import type { Terms } from '../../server/storage/operations.ts';
import { openStorage, type FileStorage, type Storage } from '../../server/storage/storage.ts';
import { transitions, type OperationState } from '../../shared/operation.ts';
import { type Unit, unitOf } from '../../server/storage/unit.ts';
import { prepare, twice } from '../../server/storage/statement.ts';
import { databaseIn, openStorageAt } from './database-in.ts';
import { testEngine, type Engine } from './engine.ts';
import { openRawDatabase, type RawDatabase } from './raw-database.ts';

/** The storage of a desk on a new database, and a connection beside it. */
export interface TestStorage {
  storage: Storage;
  db: RawDatabase;
  /** Path of the file, or the address of the database. */
  database: string;
  /** The data folder. */
  dir: string;
  /** Opens the storage once more, as the next process does. The caller must close it. */
  openAgain(clock: Clock): Storage;
  close(): void;
}

/** A storage in a file of its own, for tests of the file. */
export interface TestFile extends TestStorage {
  storage: FileStorage;
  file: string;
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'changgu-storage-'));

/** On SQLite, whatever engine the tests run on. */
export function openTestFile(clock: Clock = systemClock): TestFile {
  const dir = newFolder();
  const file = join(dir, 'test.db');
  const storage = openStorage(file, clock);
  const db = openRawDatabase(file);
  return {
    ...{ storage, db, dir, file, database: file },
    openAgain: (at) => openStorage(file, at),
    close: () => {
      db.close();
      storage.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function openOn(engine: Engine, clock: Clock = systemClock): TestStorage {
  const dir = newFolder();
  const { place, drop } = databaseIn(dir, 'test.db', engine);
  const storage = openStorageAt(place, clock);
  const db = openRawDatabase(place);
  return {
    ...{ storage, db, dir, database: place },
    openAgain: (at) => openStorageAt(place, at),
    close: () => {
      db.close();
      storage.close();
      drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** On the engine that the tests run on. */
export const openTestStorage = (clock?: Clock): TestStorage => openOn(testEngine, clock);

/** Rules that judge nothing and poll nothing. */
export const noRules: Rules = {
  judge: () => null,
  judgeMissing: () => null,
  nextPollAt: () => null,
  settleMs: 900_000,
  callMs: 40_000,
};

/** Terms under which nothing needs an approval or waits. */
export const freeTerms = (): Unit<Terms> => unitOf({ approvalMs: null, graceMs: 0, sole: false });

let lastPayment = 0;

/** What Toss reports for a paid payment of 35,000 won. */
export function paidFacts(facts: Partial<PaymentFacts> = {}): PaymentFacts {
  lastPayment += 1;
  const amount = facts.amount ?? 35_000;
  return {
    payToken: `token-${String(lastPayment).padStart(6, '0')}`,
    orderNo: `order-${String(lastPayment).padStart(6, '0')}`,
    status: 'PAY_COMPLETE',
    payMethod: 'TOSS_MONEY',
    amount,
    parts: {
      taxable: amount - Math.ceil(amount / 11),
      vat: Math.ceil(amount / 11),
      taxFree: 0,
      serviceFee: 0,
    },
    productDesc: '토스티셔츠',
    metadata: null,
    availableActions: ['REFUND'],
    refunds: [],
    cardCompanyName: null,
    cardApprovalNo: null,
    cardKind: null,
    installmentMonths: null,
    slipUrl: null,
    discounted: null,
    createdAt: '2019-04-01T03:40:00.000Z',
    completedAt: '2019-04-01T03:47:35.000Z',
    canceledAt: null,
    ...facts,
  };
}

/** Applies a good read of these facts, asked now. */
export async function observeFacts(
  storage: Storage,
  facts: PaymentFacts,
  more: Partial<Observation> & { rules?: Rules } = {},
) {
  const { rules = noRules, ...observation } = more;
  return observePayment(
    storage,
    {
      ...{ facts, good: true, by: 'status' },
      ...{ askedNo: storage.time.now(), askedAt: storage.clock.nowIso() },
      ...observation,
    },
    rules,
  );
}

/** Inserts a known payment. @returns its payToken */
export async function plantPayment(storage: Storage, facts: Partial<PaymentFacts> = {}) {
  const observed = await observeFacts(storage, paidFacts(facts));
  if (observed === null) throw new Error('The payment was not kept');
  return observed.payment.payToken;
}

export type RawOperation = Record<string, string | number | null>;

/** The columns of a new refund of 4,000 won, with a test's changes. */
export function rawRefund(payToken: string, over: RawOperation = {}): RawOperation {
  return {
    id: randomUUID(),
    kind: 'refund',
    pay_token: payToken,
    order_no: payToken.replace('token', 'order'),
    state: 'ready',
    cause: 'requested',
    state_since: '2026-01-01T00:00:00.000Z',
    amount: 4000,
    taxable: 3636,
    vat: 364,
    tax_free: 0,
    service_fee: 0,
    reason: '단순 변심',
    body_hash: 'b'.repeat(64),
    fingerprint: 'f'.repeat(64),
    seen_refunded: 0,
    seen_status: null,
    requested_by: 'staff-1',
    requested_by_name: '김민지',
    created_at: '2026-01-01T00:00:00.000Z',
    ...(over['state'] === 'proposed'
      ? { approval_lapses_at: '2026-01-02T00:00:00.000Z' }
      : { ready_at: '2026-01-01T00:00:00.000Z' }),
    ...over,
  };
}

/** The columns of a new execute or cancel, with a test's changes. */
export function rawOther(
  kind: 'execute' | 'cancel',
  payToken: string,
  over: RawOperation = {},
): RawOperation {
  return rawRefund(payToken, {
    kind,
    amount: 35_000,
    taxable: null,
    vat: null,
    tax_free: null,
    service_fee: null,
    reason: kind === 'cancel' ? '재고 부족' : null,
    seen_refunded: null,
    seen_status: kind === 'cancel' ? 'PAY_COMPLETE' : null,
    ...over,
  });
}

/** The request body that the table's own expression generates. */
export function* bodyOf(row: RawOperation): Unit<string> {
  const names = [
    'kind',
    'pay_token',
    'order_no',
    'amount',
    'taxable',
    'vat',
    'tax_free',
    'service_fee',
    'id',
    'reason',
    'api_version',
  ];
  const values = names.map((name) => {
    const value = row[name] ?? (name === 'api_version' ? 'v1' : null);
    return [name, typeof value === 'number' ? BigInt(value) : value];
  });
  const sql = twice(`SELECT ${operationBodySql('@')}`, `SELECT ${postgresBodySql('@')}`);
  return String(yield* prepare(sql).value(Object.fromEntries(values)));
}

/** Inserts a row, given by its columns. */
export function* insertRow(table: string, row: object, verb = 'INSERT'): Unit<void> {
  const names = Object.keys(row);
  const values = names.map((name) => `@${name}`).join(', ');
  yield* prepare(`${verb} INTO ${table} (${names.join(', ')}) VALUES (${values})`).run(row);
}

/** Inserts a row with plain SQL, as a bug or another program would. */
export function* insertRaw(row: RawOperation, verb = 'INSERT'): Unit<RawOperation> {
  const full: RawOperation = 'body' in row ? row : { ...row, body: yield* bodyOf(row) };
  yield* insertRow('operation', full, verb);
  return full;
}

/**
 * Moves an operation with plain SQL, with the person that the move needs. Named parameters: to,
 * cause, id.
 */
export const MOVE_SQL = `UPDATE operation SET state = @to, cause = @cause,
  attempts = attempts + CASE WHEN @to = 'sending' THEN 1 ELSE 0 END,
  approved_by = CASE WHEN @cause = 'approved' THEN 'staff-2' ELSE approved_by END,
  resolved_by = CASE WHEN @cause = 'released' OR @cause LIKE 'resolved-%' THEN 'staff-2'
    ELSE resolved_by END
  WHERE id = @id`;

/** Takes an operation to a state by legal transitions of the table, with plain SQL. */
export function* walkTo(id: string, to: OperationState): Unit<void> {
  const start = (yield* prepare('SELECT state FROM operation WHERE id = ?').value(
    id,
  )) as OperationState;
  const paths = new Map<OperationState, { cause: string; to: OperationState }[]>([[start, []]]);
  const queue: OperationState[] = [start];
  for (let from = queue.shift(); from !== undefined && !paths.has(to); from = queue.shift()) {
    for (const step of transitions.filter((row) => row.from === from)) {
      if (paths.has(step.to)) continue;
      paths.set(step.to, [...(paths.get(from) ?? []), { cause: step.cause, to: step.to }]);
      queue.push(step.to);
    }
  }
  const path = paths.get(to);
  if (path === undefined) throw new Error(`No way from ${start} to ${to}`);
  for (const step of path) {
    yield* prepare(MOVE_SQL).run({ ...step, id });
  }
}
