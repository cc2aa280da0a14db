/**
 * An attacker with write access to the database file appends rows to the audit log, hashed as the
 * desk would, or deletes the newest ones; or passes off an emptied log as valid.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { Database } from '../../server/sqlite.ts';
import { auditHash } from '../../server/storage/audit.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import { dropGuards, exportedText, openSampleLog, verifyFiles } from '../audit/sample-log.ts';
import { bundleWith } from '../support/bundle-with-faults.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Inside the project's folder, so that a bundle finds the packages. */
const BUNDLES = join(import.meta.dirname, '../../.cache/commands');

/** Runs jobs that are due every minute far more often. */
const quick: typeof systemClock = {
  ...systemClock,
  after: (ms, call) => systemClock.after(ms === 60_000 ? 150 : ms, call),
};

let bundles: string;
beforeAll(async () => {
  mkdirSync(BUNDLES, { recursive: true });
  bundles = mkdtempSync(join(BUNDLES, 'run-'));
  await bundleWith([], './server/commands/staff.ts', join(bundles, 'staff.js'));
});
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

/** Appends a forged row with a valid hash. */
function forge(desk: RunningDesk): number {
  const db = new Database(desk.database);
  const last = db.prepare('SELECT * FROM audit ORDER BY seq DESC LIMIT 1').get() as AuditRow;
  const row = {
    ...last,
    seq: last.seq + 1,
    actor_type: 'staff' as const,
    actor_id: 'staff-9',
    actor_name: '무고한 동료',
    action: 'operation-decided' as const,
    detail: '{}',
    prev_hash: last.hash,
  };
  const names = Object.keys(row);
  db.prepare(
    `INSERT INTO audit (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  ).run({ ...row, hash: auditHash(row) });
  db.close();
  return row.seq;
}

const manager = (desk: RunningDesk) => desk.as('manager');
const sign = (desk: RunningDesk) => manager(desk).call('POST', '/api/audit/checkpoints');
const verify = async (desk: RunningDesk) =>
  (await manager(desk).call('GET', '/api/audit/verify')).body;

describe('a row that SQL appended', () => {
  it('is not signed but told, also by the verifier on the screen', async () => {
    const desk = await startTestDesk();
    expect((await sign(desk)).status).toBe(201);
    const seq = forge(desk);
    // Rows that the desk appends afterwards don't hide it.
    await manager(desk).call('POST', '/api/auth/lock');
    desk.signInAnew();
    const { status, body } = await sign(desk);
    expect([status, body.code]).toEqual([409, 'audit-broken']);
    expect(await verify(desk)).toMatchObject({ ok: false, broken: { seq, fault: 'foreign-row' } });
    expect(desk.log.join('')).toContain('THE AUDIT LOG DOES NOT HOLD');
    expect(desk.read('SELECT seq FROM audit_checkpoint WHERE seq >= ?', seq)).toEqual([]);
    await desk.close();
  });

  it('is none that a command wrote beside the desk', async () => {
    const desk = await startTestDesk();
    await sign(desk);
    await manager(desk).call('GET', '/api/me');
    const email = 'first-manager@changgu.test';
    const ran = spawnSync(
      process.execPath,
      [join(bundles, 'staff.js'), 'lift-wait', '--email', email],
      {
        env: {
          PATH: process.env['PATH'],
          DATA_DIR: desk.dir,
          PUBLIC_URL: desk.url,
          TOSS_API_KEY: 'sk_test_changgu',
          TOSS_BASE_URL: desk.sandbox.url,
          AUTH_SECRET: 'test-secret-test-secret-test-secret-1234',
        },
        encoding: 'utf8',
      },
    );
    expect(ran.stderr).toBe('');
    expect(desk.read("SELECT seq FROM audit WHERE action = 'wait-lifted'")).toHaveLength(1);
    expect((await sign(desk)).status).toBe(201);
    expect(await verify(desk)).toMatchObject({ ok: true });
    await desk.close();
  });
});

describe('an end that was cut off after the last checkpoint', () => {
  it('is noticed by the desk that has seen it, and its log tells how far it reached', async () => {
    const desk = await startTestDesk({ clock: quick });
    await sign(desk);
    await manager(desk).call('POST', '/api/auth/lock');
    const [newest] = desk.read<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
    );
    const told = () =>
      desk.log.some(
        (line) => line.includes('reaches this far') && line.includes(newest?.hash ?? '?'),
      );
    await waitUntil('the head is told', told, (isTold) => isTold);
    const db = openConnection(desk.database);
    dropGuards(db);
    db.prepare('DELETE FROM audit WHERE seq = ?').run(newest?.seq);
    db.close();
    desk.signInAnew();
    // The next row takes its number, and its hash fits.
    const { broken } = await verify(desk);
    expect(broken).toMatchObject({ seq: newest?.seq, fault: 'checkpoint-hash' });
    expect((await sign(desk)).body.code).toBe('audit-broken');
    await desk.close();
  });
});

describe('an emptied log', () =>
  it('is not said to hold by the stand-alone verifier', async () => {
    const log = openSampleLog();
    await log.append(5);
    await log.sign();
    const raw = openConnection(log.file);
    dropGuards(raw);
    raw.exec('DELETE FROM audit; DELETE FROM audit_checkpoint');
    const file = join(log.dir, 'emptied.ndjson');
    writeFileSync(file, await exportedText(raw, log.key));
    raw.close();
    const { code, reports } = await verifyFiles([file], ['--key', log.keyFile]);
    expect([code, reports[0]?.outcome, reports[0]?.rows]).toEqual([4, 'partly', 0]);
    const verifier = join(import.meta.dirname, '../../docs/verify-audit.mjs');
    const said = spawnSync(process.execPath, [verifier, file, '--key', log.keyFile], {
      encoding: 'utf8',
    });
    expect(said.stdout).not.toContain('Holds');
    expect(said.stdout).toContain('EMPTY');
    log.close();
  }));
