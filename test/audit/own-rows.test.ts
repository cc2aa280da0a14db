/** Rows that a process knows to be its own, and rows that carry a signature. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOwnRows, type OwnRows } from '../../server/audit/own-rows.ts';
import { isRowSigned, rowSigner } from '../../server/audit/signed-texts.ts';
import { signLog } from '../../server/audit/sign-log.ts';
import { verifyLog } from '../../server/audit/verify-log.ts';
import { auditHash, signAppended } from '../../server/storage/audit.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { dropGuards, openSampleLog, type SampleLog } from './sample-log.ts';

let log: SampleLog;
let own: OwnRows;
beforeEach(async () => {
  log = openSampleLog();
  await log.append(3);
  own = openOwnRows(log.storage, log.key.trusted);
});
afterEach(() => log.close());

const rows = () => log.db.all('SELECT * FROM audit ORDER BY seq') as AuditRow[];
const last = () => rows().at(-1) as AuditRow;

describe('a row', () => {
  it('is the process’s own when it wrote it, or when it was there before', async () => {
    await log.append(2);
    expect(rows().map((row) => own.isOwn(row))).toEqual([true, true, true, true, true]);
    expect(own.isOwn({ ...last(), hash: 'f'.repeat(64) })).toBe(false);
    expect(own.isOwn({ ...last(), seq: 9 })).toBe(false);
  });

  it('is trusted by its signature, and by no other row’s', async () => {
    const fresh = openSampleLog();
    signAppended(fresh.file, rowSigner(log.key));
    await fresh.append(1);
    const row = fresh.db.get('SELECT * FROM audit') as AuditRow;
    fresh.close();
    expect(isRowSigned(log.key.trusted, row)).toBe(true);
    expect(isRowSigned(log.key.trusted, { ...row, seq: 2 })).toBe(false);
    expect(isRowSigned(log.key.trusted, { ...row, actor_name: '동료' })).toBe(false);
    expect(isRowSigned(fresh.key.trusted, row)).toBe(false);
    expect(isRowSigned(log.key.trusted, last())).toBe(false);
  });
});

describe('the head', () => {
  it('is the newest row that was seen, and never an older one', async () => {
    expect(own.head()).toMatchObject({ seq: 3 });
    expect(own.look()).toBeNull();
    await log.append(1);
    expect(own.look()).toEqual({ seq: 4, hash: last().hash });
    expect(own.head()).toMatchObject({ seq: 4 });
  });

  it('goes no further than the desk’s own rows', async () => {
    await log.append(1);
    const own4 = last();
    const forged = { ...own4, seq: 5, actor_name: '동료', prev_hash: own4.hash };
    const hash = auditHash(forged);
    log.db.run(
      `INSERT INTO audit (seq, at, actor_type, actor_id, actor_name, address, action, pay_token,
           operation_id, detail, prev_hash, hash)
         VALUES (@seq, @at, @actor_type, @actor_id, @actor_name, @address, @action, @pay_token,
           @operation_id, @detail, @prev_hash, @hash)`,
      { ...forged, hash },
    );
    await log.append(1);
    expect(own.look()).toEqual({ seq: 4, hash: own4.hash });
    expect(own.look()).toBeNull();
    expect(own.head()).toMatchObject({ seq: 4 });
  });

  it('stays at a deleted row, whatever was appended since', async () => {
    const raw = openConnection(log.file);
    dropGuards(raw);
    raw.prepare('DELETE FROM audit WHERE seq = 3').run();
    raw.close();
    await log.append(2);
    expect(own.look()).toBeNull();
    expect(own.head()).toMatchObject({ seq: 3 });
    const { broken } = await signLog(log.storage, log.key, null, own);
    expect(broken).toEqual({ seq: 3, fault: 'checkpoint-hash' });
  });

  it('of an empty log is none', () => {
    const empty = openSampleLog();
    const none = openOwnRows(empty.storage, empty.key.trusted);
    expect([none.head(), none.look()]).toEqual([null, null]);
    empty.close();
  });
});

describe('a checked row', () => {
  it('stays signed within the minute between two checks', async () => {
    let seen = null;
    for (let times = 0; times < 3; times += 1) {
      await log.append(5);
      const { checkpoint, broken } = await signLog(log.storage, log.key, seen, own);
      expect([checkpoint?.seq, broken]).toEqual([8 + 5 * times, null]);
      seen = checkpoint;
    }
  });

  it('that is no longer cached is still trusted', async () => {
    await log.append(2);
    const { checkpoint } = await signLog(log.storage, log.key, null, own);
    expect(checkpoint?.seq).toBe(5);
    expect(own.isOwn({ ...last(), hash: 'f'.repeat(64) })).toBe(true);
    const verdict = await verifyLog(log.storage.read, log.key.trusted, [], own.isOwn);
    expect(verdict).toMatchObject({ ok: true, rows: 5 });
  });
});
