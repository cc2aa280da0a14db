/**
 * A thousand tamperings of a real database file, bypassing its triggers: both the desk's own
 * verifier and the stand-alone one detect each, and the evidence that this took is counted.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAuditKey, type AuditKey } from '../../server/audit/audit-key.ts';
import type { OutsideCheckpoint } from '../../server/audit/check-chain.ts';
import { pruneLog } from '../../server/audit/prune-log.ts';
import { verifyLog } from '../../server/audit/verify-log.ts';
import { deskActor } from '../../server/storage/audit.ts';
import { openConnection } from '../../server/storage/connection.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import type { AuditCheckpoint } from '../../shared/audit.ts';
import { seededRandom } from '../shared/seeded-random.ts';
import {
  dropGuards,
  exportedText,
  fileBytes,
  openSampleLog,
  verifyFiles,
  type FileReport,
  type SampleLog,
} from './sample-log.ts';
import { tamperings, type Needs, type Original } from './tampering.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { readerOn } from '../../server/storage/run-unit.ts';

const TRIES = 1000;

interface Case {
  name: string;
  needs: Needs;
  file: string;
  /** The results of the desk's verifier, without and with checkpoints stored elsewhere. */
  inside: boolean;
  outside: boolean;
}

/** A log whose checkpoints somebody stores elsewhere, and those checkpoints. */
interface Kept {
  original: Original;
  key: AuditKey;
  keyFile: string;
  outside: OutsideCheckpoint[];
  outsideFile: string;
}

let dir: string;
let whole: Kept;
let pruned: Kept;
const logs: SampleLog[] = [];

/** Without its triggers, so that each tampering need not remove them. */
function unguarded(log: SampleLog): Buffer {
  const file = join(dir, 'unguarded.db');
  writeFileSync(file, fileBytes(log));
  const raw = openConnection(file);
  dropGuards(raw);
  raw.pragma('wal_checkpoint(TRUNCATE)');
  raw.close();
  return readFileSync(file);
}

function keep(log: SampleLog, older: Buffer[], prunedSeq: number | null): Kept {
  const { reader } = log.storage;
  const rows = reader.prepare('SELECT * FROM audit ORDER BY seq').all() as AuditRow[];
  const checkpoints = reader
    .prepare('SELECT * FROM audit_checkpoint ORDER BY seq')
    .all() as AuditCheckpoint[];
  const last = rows.at(-1)!;
  // Each checkpoint as the desk exported it, and the last row as somebody wrote it down.
  const outside = [...checkpoints, { seq: last.seq, hash: last.hash }];
  const outsideFile = join(dir, `outside-${String(prunedSeq)}.txt`);
  const lines = checkpoints.map((checkpoint) => JSON.stringify(checkpoint));
  writeFileSync(outsideFile, [...lines, `${String(last.seq)}:${last.hash}`].join('\n'));
  const original = { bytes: unguarded(log), older, rows, checkpoints, prunedSeq };
  return { original, key: log.key, keyFile: log.keyFile, outside, outsideFile };
}

async function makeWhole(): Promise<Kept> {
  const log = openSampleLog();
  logs.push(log);
  const older: Buffer[] = [];
  for (let part = 0; part < 4; part += 1) {
    await log.append(7);
    older.push(unguarded(log));
    await log.append(5);
    await log.sign();
    older.push(unguarded(log));
  }
  await log.append(8);
  return keep(log, older, null);
}

async function makePruned(): Promise<Kept> {
  const log = openSampleLog();
  logs.push(log);
  for (let part = 0; part < 2; part += 1) {
    await log.append(10, '2020-01-01T00:00:00.000Z');
    await log.sign();
  }
  await log.append(10);
  await log.sign();
  const older = [unguarded(log)];
  const rest = () => Promise.resolve();
  const { rows } = await pruneLog(log.storage, log.key, { actor: deskActor, rest });
  expect(rows).toBe(20);
  const prunedSeq = 31;
  older.push(unguarded(log));
  for (let part = 0; part < 2; part += 1) {
    await log.append(9);
    await log.sign();
    older.push(unguarded(log));
  }
  await log.append(6);
  return keep(log, older, prunedSeq);
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-tampering-'));
  whole = await makeWhole();
  pruned = await makePruned();
});
afterAll(() => {
  for (const log of logs) log.close();
  rmSync(dir, { recursive: true, force: true });
});

async function tamper(kept: Kept, index: number, foreignKey: AuditKey): Promise<Case> {
  const [name, tampering] = tamperings[index % tamperings.length]!;
  const random = seededRandom(`${name} ${String(index)}`);
  const attack = { original: kept.original, random, foreignKey };
  const file = join(dir, 'tampered.db');
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  const made = 'file' in tampering ? tampering.file(attack) : null;
  writeFileSync(file, made?.bytes ?? kept.original.bytes);
  const raw = openConnection(file);
  try {
    raw.pragma('synchronous = OFF');
    raw.pragma('ignore_check_constraints = ON');
    const needs = 'rows' in tampering ? runUnit(raw, tampering.rows(attack)) : made!.needs;
    const exported = join(dir, `${String(index)}.ndjson`);
    writeFileSync(exported, await exportedText(raw, kept.key));
    const inside = await verifyLog(readerOn(raw), kept.key.trusted);
    const outside = await verifyLog(readerOn(raw), kept.key.trusted, kept.outside);
    return { name, needs, file: exported, inside: !inside.ok, outside: !outside.ok };
  } finally {
    raw.close();
  }
}

const isBroken = ({ outcome }: FileReport) => outcome === 'broken';

describe(`${String(TRIES)} tamperings`, () => {
  it('are found, all of them, by both verifiers, with the evidence that each takes', async () => {
    mkdirSync(join(dir, 'foreign'));
    const foreignKey = openAuditKey(join(dir, 'foreign'));
    const counts = new Map<string, Record<Needs, number>>();
    for (const kept of [whole, pruned]) {
      const first = kept === whole ? 0 : TRIES / 2;
      const cases: Case[] = [];
      for (let index = first; index < first + TRIES / 2; index += 1) {
        cases.push(await tamper(kept, index, foreignKey));
      }
      const files = cases.map(({ file }) => file);
      const keys = ['--key', kept.keyFile];
      const [alone, withOutside] = await Promise.all([
        verifyFiles(files, keys),
        verifyFiles(files, [...keys, '--checkpoint', kept.outsideFile]),
      ]);
      for (const [index, { name, needs, inside, outside }] of cases.entries()) {
        const found = {
          inside: [inside, isBroken(alone.reports[index]!)],
          outside: [outside, isBroken(withOutside.reports[index]!)],
        };
        const isInside = needs === 'inside';
        const expected = { inside: [isInside, isInside], outside: [true, true] };
        expect(found, `${name}, seed ${String(first + index)}`).toEqual(expected);
        const count = counts.get(name) ?? { inside: 0, outside: 0 };
        counts.set(name, { ...count, [needs]: count[needs] + 1 });
      }
    }
    const told = tamperings.map(([name]) => ({ name, ...counts.get(name)! }));
    expect(told).toEqual(tableOfDocs());
    expect(told.reduce((sum, { inside, outside }) => sum + inside + outside, 0)).toBe(TRIES);
  }, 120_000);

  it('and nothing is found where nobody tampered', async () => {
    for (const [index, kept] of [whole, pruned].entries()) {
      const file = join(dir, `whole-${String(index)}.db`);
      writeFileSync(file, kept.original.bytes);
      const raw = openConnection(file);
      expect(await verifyLog(readerOn(raw), kept.key.trusted, kept.outside)).toMatchObject({
        ok: true,
      });
      const exported = join(dir, `whole-${String(index)}.ndjson`);
      writeFileSync(exported, await exportedText(raw, kept.key));
      raw.close();
      const trust = ['--key', kept.keyFile, '--checkpoint', kept.outsideFile];
      const { code, reports } = await verifyFiles([exported], trust);
      expect(reports).toMatchObject([{ outcome: 'holds' }]);
      expect(code).toBe(0);
    }
  });
});

/** The table of docs/audit.md, which has the same numbers. */
function tableOfDocs() {
  const text = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8');
  const [, table = ''] = text.split(/<!-- tamperings:(?:begin|end) -->/);
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const [name = '', inside, outside] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { name, inside: Number(inside), outside: Number(outside) };
  });
}
