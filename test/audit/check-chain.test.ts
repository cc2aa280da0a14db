/** The verifier names the first invalid row, and why; and accepts nothing invalid. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAuditKey, trustKeys } from '../../server/audit/audit-key.ts';
import type { OutsideCheckpoint } from '../../server/audit/check-chain.ts';
import { readOutsideCheckpoints } from '../../server/audit/outside-checkpoints.ts';
import { signCheckpoint } from '../../server/audit/signed-texts.ts';
import { verifyLog } from '../../server/audit/verify-log.ts';
import { openConnection, type Connection } from '../../server/storage/connection.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import type { AuditFault } from '../../shared/audit.ts';
import { dropGuards, fileBytes, hashAnew, openSampleLog, type SampleLog } from './sample-log.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { readerOn } from '../../server/storage/run-unit.ts';

let log: SampleLog;
let bytes: Buffer;
let raw: Connection;
beforeAll(async () => {
  log = openSampleLog();
  await log.append(10);
  await log.sign();
  await log.append(10);
  await log.sign();
  await log.append(5);
  bytes = fileBytes(log);
});
afterAll(() => log.close());
beforeEach(() => {
  const file = join(log.dir, 'tampered.db');
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  writeFileSync(file, bytes);
  raw = openConnection(file);
});
afterEach(() => {
  raw.close();
});

function tamper(sql: string): void {
  dropGuards(raw);
  raw.exec(sql);
}

const broken = async (outside: OutsideCheckpoint[] = []) => {
  const verdict = await verifyLog(readerOn(raw), log.key.trusted, outside);
  expect(verdict.ok).toBe(verdict.broken === null);
  return verdict.broken;
};
const rowAt = (seq: number) =>
  raw.prepare('SELECT * FROM audit WHERE seq = ?').get(seq) as AuditRow;
const checkpointAt = (seq: number) =>
  raw.prepare('SELECT * FROM audit_checkpoint WHERE seq = ?').get(seq) as {
    seq: number;
    hash: string;
    at: string;
    signature: string;
  };

describe('an unchanged log', () => {
  it('is valid, and the verifier says how far', async () => {
    const verdict = await verifyLog(readerOn(raw), log.key.trusted);
    expect(verdict).toEqual({
      ok: true,
      rows: 25,
      firstSeq: 1,
      lastSeq: 25,
      lastHash: rowAt(25).hash,
      checkpoints: 2,
      lastCheckpoint: checkpointAt(20),
      broken: null,
    });
  });

  it('is valid when it is empty', async () => {
    const empty = openSampleLog();
    const verdict = await verifyLog(empty.storage.read, empty.key.trusted);
    expect(verdict).toMatchObject({ ok: true, rows: 0, firstSeq: null, lastSeq: null });
    empty.close();
  });

  it('is guarded by the database itself', () => {
    expect(() => raw.exec("UPDATE audit SET action = 'x' WHERE seq = 3")).toThrow('append only');
    expect(() => raw.exec('DELETE FROM audit WHERE seq = 1')).toThrow('kept for two years');
    expect(() => raw.exec("UPDATE audit_checkpoint SET at = 'x'")).toThrow('append only');
    expect(() => raw.exec('DELETE FROM audit_checkpoint')).toThrow('append only');
    const row = { ...rowAt(25), seq: 99 };
    const columns = Object.keys(row);
    const sql = `(${columns.join()}) VALUES (${columns.map((name) => `@${name}`).join()})`;
    expect(() => raw.prepare(`INSERT INTO audit ${sql}`).run(row)).toThrow('follows the last one');
    expect(() =>
      raw.prepare(`INSERT OR REPLACE INTO audit ${sql}`).run({ ...row, seq: 3 }),
    ).toThrow();
  });
});

describe('changes within the log', () => {
  it.each<[what: string, sql: string, seq: number, fault: AuditFault]>([
    ['a changed field', "UPDATE audit SET actor_name = '다른 이' WHERE seq = 7", 7, 'hash'],
    ['a changed hash', `UPDATE audit SET hash = '${'a'.repeat(64)}' WHERE seq = 7`, 7, 'hash'],
    ['a changed link', `UPDATE audit SET prev_hash = '${'a'.repeat(64)}' WHERE seq = 7`, 7, 'link'],
    ['another beginning', `UPDATE audit SET prev_hash = hash WHERE seq = 1`, 1, 'link'],
    ['a missing row', 'DELETE FROM audit WHERE seq = 7', 8, 'gap'],
    ['a missing beginning', 'DELETE FROM audit WHERE seq < 4', 4, 'gap'],
    ['a row before the first', 'UPDATE audit SET seq = 0 WHERE seq = 25', 0, 'order'],
    ['a negative one', 'UPDATE audit SET seq = -7 WHERE seq = 25', -7, 'order'],
    ['a cut end', 'DELETE FROM audit WHERE seq > 18', 19, 'shorter-than-checkpoint'],
    ['an emptied log', 'DELETE FROM audit', 1, 'shorter-than-checkpoint'],
    [
      'a changed checkpoint',
      "UPDATE audit_checkpoint SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 10",
      10,
      'checkpoint-signature',
    ],
    [
      'another spelling of a signature',
      "UPDATE audit_checkpoint SET signature = replace(signature, '==', '') WHERE seq = 10",
      10,
      'checkpoint-signature',
    ],
    [
      'a checkpoint of a row before the first',
      "INSERT INTO audit_checkpoint VALUES (0, 'x', 'x', 'eA==')",
      0,
      'checkpoint-signature',
    ],
  ])('%s', async (_what, sql, seq, fault) => {
    tamper(sql);
    expect(await broken()).toEqual({ seq, fault });
  });

  it('rows that were hashed anew from a change on', async () => {
    tamper("UPDATE audit SET actor_name = '다른 이' WHERE seq = 7");
    runUnit(raw, hashAnew(7));
    expect(await broken()).toEqual({ seq: 10, fault: 'checkpoint-hash' });
  });

  it('a checkpoint by another key', async () => {
    const dir = join(log.dir, 'other');
    mkdirSync(dir);
    const { seq, hash, at } = checkpointAt(20);
    const { signature } = signCheckpoint(openAuditKey(dir), { seq, hash, at });
    tamper(`UPDATE audit_checkpoint SET signature = '${signature}' WHERE seq = 20`);
    expect(await broken()).toEqual({ seq: 20, fault: 'checkpoint-signature' });
  });

  it('a pruning that can’t be parsed explains nothing', async () => {
    tamper("UPDATE audit SET action = 'audit-pruned', detail = '{' WHERE seq = 8");
    runUnit(raw, hashAnew(8));
    raw.exec('DELETE FROM audit WHERE seq < 4; DELETE FROM audit_checkpoint');
    expect(await broken()).toEqual({ seq: 4, fault: 'gap' });
  });

  it('only trusted keys count', async () => {
    const none = await verifyLog(readerOn(raw), trustKeys([]));
    expect(none.broken).toEqual({ seq: 10, fault: 'checkpoint-signature' });
  });
});

describe('with a checkpoint that was stored elsewhere', () => {
  it('it is valid as long as nothing was changed', async () => {
    const { hash } = rowAt(25);
    expect(await broken([checkpointAt(10), checkpointAt(20), { seq: 25, hash }])).toBeNull();
  });

  it('rows rehashed after the last checkpoint in the log are detected', async () => {
    const written = { seq: 25, hash: rowAt(25).hash };
    tamper("UPDATE audit SET actor_name = '다른 이' WHERE seq = 22");
    runUnit(raw, hashAnew(22));
    expect(await broken()).toBeNull();
    expect(await broken([written])).toEqual({ seq: 25, fault: 'checkpoint-hash' });
  });

  it('a truncated end is detected', async () => {
    const written = { seq: 25, hash: rowAt(25).hash };
    tamper('DELETE FROM audit WHERE seq > 22');
    expect(await broken()).toBeNull();
    expect(await broken([written])).toEqual({ seq: 23, fault: 'shorter-than-checkpoint' });
  });

  it('deleted checkpoints are detected', async () => {
    const kept = checkpointAt(20);
    tamper('DELETE FROM audit_checkpoint WHERE seq = 20');
    expect(await broken()).toBeNull();
    expect(await broken([kept])).toEqual({ seq: 20, fault: 'checkpoint-missing' });
  });

  it('a checkpoint that the desk never signed is refused', async () => {
    const kept = checkpointAt(20);
    expect(await broken([{ ...kept, at: '2020-01-01T00:00:00.000Z' }])).toEqual({
      seq: 20,
      fault: 'checkpoint-signature',
    });
  });

  it('checkpoints are read in every form in which the desk exported them', () => {
    const kept = checkpointAt(20);
    const bare = { seq: kept.seq, hash: kept.hash };
    const lines = [
      JSON.stringify(kept),
      JSON.stringify({ checkpoint: kept, publicKey: log.key.publicKey }),
      JSON.stringify({ level: 'info', checkpoint: kept, msg: 'the audit log was signed' }),
      JSON.stringify(bare),
      `${String(kept.seq)}:${kept.hash}`,
      '',
    ];
    expect(readOutsideCheckpoints(lines.join('\r\n'))).toEqual([kept, kept, kept, bare, bare]);
    for (const bad of ['x', '7', '{"seq":1}', '{"seq":"1","hash":"x"}', '12:zz', 'null', '[]']) {
      expect(() => readOutsideCheckpoints(bad), bad).toThrow('This is no checkpoint');
    }
  });
});
