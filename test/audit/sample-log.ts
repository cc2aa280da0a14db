/** Real audit logs in real files, to be read, verified and tampered with. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAuditKey, publicKeysFile, type AuditKey } from '../../server/audit/audit-key.ts';
import { exportLog } from '../../server/audit/export-log.ts';
import { signLog } from '../../server/audit/sign-log.ts';
import { systemClock, type Clock } from '../../server/clock.ts';
import { appendAudit, auditHash, type NewAuditEntry } from '../../server/storage/audit.ts';
import { openConnection, type Connection } from '../../server/storage/connection.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import type { AuditCheckpoint } from '../../shared/audit.ts';
import { openTestFile, type TestFile } from '../support/open-test-storage.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { prepare } from '../../server/storage/statement.ts';
import { readerOn } from '../../server/storage/run-unit.ts';

const ROOT = join(import.meta.dirname, '../..');
const VERIFIER = join(ROOT, 'docs/verify-audit.mjs');

export interface SampleLog extends TestFile {
  key: AuditKey;
  /** The PEM file with the public key. */
  keyFile: string;
  /** Appends so many rows of every kind. */
  append(rows: number, at?: string): Promise<void>;
  appendEntries(entries: readonly NewAuditEntry[]): Promise<void>;
  /** Signs a checkpoint, as the desk does. */
  sign(): Promise<AuditCheckpoint>;
}

/** Every kind of value that a column may hold: null, Korean, an emoji, quotes. */
function entryOf(number: number, at: string): NewAuditEntry {
  const paid = number % 3 !== 0;
  return {
    at,
    actor:
      number % 4 === 0
        ? { type: 'desk', id: null, name: null, address: null }
        : { type: 'staff', id: `staff-${String(number % 5)}`, name: '김민지 "😀"', address: '::1' },
    action: paid ? 'operation-ended' : 'signed-in',
    payToken: paid ? `token-${String(number)}` : null,
    operationId: paid ? `operation-${String(number)}` : null,
    detail: { amount: 1000 + number, reason: `단순 변심 ${String(number)}`, mark: 'é'.repeat(9) },
  };
}

export function openSampleLog(clock: Clock = systemClock): SampleLog {
  const test = openTestFile(clock);
  const { storage, dir } = test;
  const key = openAuditKey(dir);
  let number = 0;
  const appendEntries = (entries: readonly NewAuditEntry[]) =>
    storage.transact(function* () {
      for (const entry of entries) yield* appendAudit(entry);
    });
  return {
    ...test,
    key,
    keyFile: publicKeysFile(dir),
    appendEntries,
    append: (rows, at = clock.nowIso()) => {
      const entries = Array.from({ length: rows }, (_, index) => entryOf(number + index + 1, at));
      number += rows;
      return appendEntries(entries);
    },
    sign: async () => {
      const { checkpoint, broken } = await signLog(storage, key);
      if (checkpoint === null) throw new Error(`Nothing was signed: ${String(broken?.fault)}`);
      return checkpoint;
    },
  };
}

/** The content of the database file. */
export function fileBytes(log: SampleLog): Buffer {
  const connection = openConnection(log.file);
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
  return readFileSync(log.file);
}

/** Removes the triggers, as an attacker with the file would first. */
export function dropGuards(raw: Connection): void {
  const names = raw
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'")
    .pluck()
    .all() as string[];
  for (const name of names) raw.exec(`DROP TRIGGER ${name}`);
  raw.pragma('ignore_check_constraints = ON');
}

/** Rehashes the chain, as an attacker would who knows the format, but lacks the key. */
export function* hashAnew(fromSeq: number): Unit<void> {
  const rows = (yield* prepare('SELECT * FROM audit WHERE seq >= ? ORDER BY seq').all(
    fromSeq - 1,
  )) as AuditRow[];
  const write = prepare('UPDATE audit SET prev_hash = ?, hash = ? WHERE seq = ?');
  const first = rows[0]?.seq === fromSeq ? rows[0].prev_hash : rows.shift()?.hash;
  let before = first ?? '';
  for (const row of rows) {
    const hash = auditHash({ ...row, prev_hash: before });
    yield* write.run(before, hash, row.seq);
    before = hash;
  }
}

/** The export of a log as text, without signing anything. */
export async function exportedText(connection: Connection, key: AuditKey): Promise<string> {
  let text = '';
  for await (const piece of exportLog(
    readerOn(connection),
    key.trusted,
    '2026-11-24T00:00:00.000Z',
  )) {
    text += piece;
  }
  return text;
}

/** The stand-alone verifier's result for one file. */
export interface FileReport {
  file: string;
  outcome: 'holds' | 'partly' | 'broken' | 'unreadable';
  rows?: number;
  firstSeq?: number;
  lastSeq?: number;
  vouchedUpTo?: number;
  otherKeys?: string[];
  broken?: { fault: string; seq: number | null; line: number | null };
}

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a script with Node in a child process, with an empty environment. */
function runNode(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], ...env },
    });
    const ran: Ran = { code: null, out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ran, code }));
  });
}

/** Runs the stand-alone verifier, as somebody without the desk does. */
function runVerifier(args: readonly string[]): Promise<Ran> {
  return runNode([VERIFIER, ...args]);
}

export async function verifyFiles(
  files: readonly string[],
  trust: readonly string[],
): Promise<{ code: number | null; reports: FileReport[] }> {
  const { code, out, err } = await runVerifier([...files, ...trust, '--json']);
  if (err !== '') throw new Error(err);
  const lines = out.trimEnd().split('\n');
  return { code, reports: lines.map((line) => JSON.parse(line) as FileReport) };
}
