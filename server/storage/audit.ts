/**
 * The hash-chained audit log: decisions and their results, appended in the same transaction as the
 * change itself. Changing, removing or inserting a row breaks all later hashes.
 */
import { createHash } from 'node:crypto';
import type { AuditAction, AuditActor } from '../../shared/audit.ts';
import type { AuditRow } from './schema.ts';
import { prepared, db } from './statement.ts';
import { placeOfUnit, type Unit } from './unit.ts';

/** `prev_hash` of the first row. */
export const FIRST_HASH = '0'.repeat(64);

export interface NewAuditEntry {
  at: string;
  actor: AuditActor;
  action: AuditAction;
  payToken?: string | null;
  operationId?: string | null;
  /** JSON values; never a secret. Names whose value is `undefined` are left out. */
  detail?: Record<string, unknown>;
}

/** The desk itself, acting without a person. */
export const deskActor: AuditActor = { type: 'desk', id: null, name: null, address: null };

/** A row of the chain before it has its hash. */
export type UnhashedAuditRow = Omit<AuditRow, 'hash'>;

/**
 * The hash of a row: SHA-256 over a JSON array of its columns in this order, `prev_hash` last.
 * `detail` is hashed as stored.
 */
export function auditHash(row: UnhashedAuditRow): string {
  const text = JSON.stringify([
    row.seq,
    row.at,
    row.actor_type,
    row.actor_id,
    row.actor_name,
    row.address,
    row.action,
    row.pay_token,
    row.operation_id,
    row.detail,
    row.prev_hash,
  ]);
  return createHash('sha256').update(text).digest('hex');
}

const newestRow = prepared(() =>
  db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1),
);

const writeRow = prepared((row: AuditRow) =>
  db.insertInto('audit').values({
    seq: row.seq,
    at: row.at,
    actor_type: row.actor_type,
    actor_id: row.actor_id,
    actor_name: row.actor_name,
    address: row.address,
    action: row.action,
    pay_token: row.pay_token,
    operation_id: row.operation_id,
    detail: row.detail,
    prev_hash: row.prev_hash,
    hash: row.hash,
  }),
);

/** The newest row's number and hash; `null` on an empty log. */
export function* newestAudit(): Unit<{ seq: number; hash: string } | null> {
  return (yield* newestRow.first({})) ?? null;
}

/** File → rows appended by this process: `seq` → hash. */
const memories = new Map<string, Map<number, string>>();
/** File → the function that signs the rows appended by this process. */
const signers = new Map<string, (hash: string) => string>();

/**
 * Starts recording the rows that this process appends to a file. The caller removes entries that it
 * no longer needs.
 */
export function rememberAppended(file: string): Map<number, string> {
  const memory = new Map<number, string>();
  memories.set(file, memory);
  return memory;
}

/**
 * Signs every row that this process appends to a file: `sign` gets the row's hash without the
 * signature.
 */
export function signAppended(file: string, sign: (hash: string) => string): void {
  signers.set(file, sign);
}

/** SQLite doesn't store unpaired surrogates, and the hash must match what is read back. */
const wellFormed = (text: string | null) => text?.replace(/\p{Cs}/gu, '\uFFFD') ?? null;

/**
 * Appends one row in the caller's transaction, so that both are committed or neither is.
 * @throws Error outside of a transaction, where two writers could append after the same row
 */
export function* appendAudit(entry: NewAuditEntry): Unit<void> {
  const { file, inTransaction } = yield* placeOfUnit();
  if (!inTransaction) throw new Error('An audit row needs a transaction');
  const last = yield* newestAudit();
  const row: UnhashedAuditRow = {
    seq: (last?.seq ?? 0) + 1,
    at: entry.at,
    actor_type: entry.actor.type,
    actor_id: wellFormed(entry.actor.id),
    actor_name: wellFormed(entry.actor.name),
    address: wellFormed(entry.actor.address),
    action: entry.action,
    pay_token: entry.payToken ?? null,
    operation_id: entry.operationId ?? null,
    detail: JSON.stringify(entry.detail ?? {}),
    prev_hash: last?.hash ?? FIRST_HASH,
  };
  const sign = signers.get(file);
  if (sign !== undefined) {
    row.detail = JSON.stringify({ ...entry.detail, rowSignature: sign(auditHash(row)) });
  }
  const hash = auditHash(row);
  yield* writeRow.run({ ...row, hash });
  memories.get(file)?.set(row.seq, hash);
}
