/** A database restored from a backup: nothing that was sent since then is sent again. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { describeOnSqlite, itOnSqlite } from '../support/engine.ts';
import {
  absentRefund,
  bookedRefunds,
  callsAbout,
  getOperation,
  getPayment,
  journeyOf,
  knowPaid,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { isAddress, openRawDatabase } from '../support/raw-database.ts';
import { deskEnv, startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

let desk: RunningDesk;
let copy: string;
beforeEach(async () => {
  desk = await startTestDesk({ env: { REFUND_APPROVAL_FROM: '9000' } });
  copy = join(desk.dir, 'copy.db');
  await knowTwoManagers(desk);
});
afterEach(async () => {
  await desk.close();
});

function backup(...args: string[]) {
  const env = deskEnv({ port: 4000, dir: desk.dir, sandboxUrl: desk.sandbox.url });
  const command = join(ROOT, 'server/commands/backup.ts');
  const tsx = join(ROOT, 'node_modules/.bin/tsx');
  return run(tsx, [command, ...args], { cwd: ROOT, env: { ...process.env, ...env } });
}

/** Makes a database of PostgreSQL that nobody uses anew, with what another one has. */
function replaceDatabase(name: string, by: string): void {
  const server = new URL(desk.database);
  server.pathname = 'postgres';
  const admin = openRawDatabase(server.href);
  admin.script(`DROP DATABASE IF EXISTS ${name}`);
  admin.script(`CREATE DATABASE ${name} TEMPLATE ${by}`);
  admin.close();
}
const nameOfDatabase = () => new URL(desk.database).pathname.slice(1);

/** Copies the data without the desk's own command. */
async function copyUnmarked(): Promise<void> {
  if (isAddress(desk.database)) {
    await desk.stop();
    replaceDatabase(`${nameOfDatabase()}_copy`, nameOfDatabase());
    await desk.start();
    return;
  }
  const source = openConnection(desk.database);
  await source.backup(copy);
  source.close();
}

/** Replaces the data, as a restore of a backup does. */
function putBack(): void {
  if (isAddress(desk.database)) {
    replaceDatabase(nameOfDatabase(), `${nameOfDatabase()}_copy`);
    return;
  }
  for (const suffix of ['-wal', '-shm']) rmSync(`${desk.database}${suffix}`, { force: true });
  copyFileSync(copy, desk.database);
}

const counters = async () => (await desk.as('operator').call('GET', '/api/counters')).body;
const restored = async () => (await counters()).restored as { at: string; left: number } | null;

describe('a restored backup', () => {
  itOnSqlite(
    'sends nothing, finds what was done since, and is open again after a read',
    async () => {
      const [plain, again, waiting] = await Promise.all([
        knowPaid(desk, { amount: 10_000 }),
        knowPaid(desk, { amount: 10_000 }),
        knowPaid(desk, { amount: 10_000 }),
      ]);
      const absent = await absentRefund(desk, again);
      const proposal = randomUUID();
      await putRefund(desk, waiting, 9000, { id: proposal });
      await backup(copy);
      // Since the copy, the absent one was sent again and another refund was made.
      await desk.as('manager').call('POST', `/api/operations/${absent}/send-again`);
      await waitForState(desk, absent, ['succeeded']);
      await putRefund(desk, plain, 2000, { waitSeconds: 10 });
      await desk.stop();
      putBack();
      await desk.sandbox.fault({
        call: 'status',
        effect: 'before',
        fault: 'drop',
        times: 1_000_000,
      });
      await desk.start();

      expect((await getOperation(desk, absent)).state).toBe('unknown');
      expect(await getOperation(desk, proposal)).toMatchObject({
        state: 'declined',
        evidence: { cause: 'backup-restored' },
      });
      expect(await restored()).toMatchObject({ left: 3 });
      expect(await getPayment(desk, plain)).toMatchObject({ quarantined: true });
      const locked = await putRefund(desk, plain, 1000);
      expect(locked.status).toBe(422);
      expect(locked.body).toMatchObject({
        effect: 'not-applied',
        reason: 'not-read-since-restore',
      });

      await desk.sandbox.clearFaults();
      await waitForState(desk, absent, ['succeeded']);
      await waitUntil('the quarantine is over', async () => (await restored()) === null);
      expect(journeyOf(desk, absent).slice(-2)).toEqual(['unknown', 'succeeded']);
      expect(await getPayment(desk, plain)).toMatchObject({
        quarantined: false,
        refunded: 2000,
        drift: 'outside-refund',
      });
      const next = await putRefund(desk, plain, 1000, { seenRefunded: 2000, waitSeconds: 10 });
      expect(next.body.state).toBe('succeeded');
      expect(await bookedRefunds(desk, again)).toHaveLength(1);
      expect(await callsAbout(desk, 'refunds', again)).toHaveLength(2);
      expect(await bookedRefunds(desk, waiting)).toHaveLength(0);

      await desk.restart();
      expect(await restored()).toBeNull();
      expect(await getPayment(desk, plain)).toMatchObject({ quarantined: false });
    },
  );

  it('is noticed without a mark: the data folder has seen later events', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await copyUnmarked();
    await putRefund(desk, payToken, 2000, { waitSeconds: 10 });
    await desk.stop();
    putBack();
    await desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', times: 1_000_000 });
    await desk.start();
    expect(await restored()).toMatchObject({ left: 1 });
    await desk.sandbox.clearFaults();
    await waitUntil('the quarantine is over', async () => (await restored()) === null);
    expect(await getPayment(desk, payToken)).toMatchObject({ refunded: 2000 });
    // New events continue above the numbers that open screens know.
    const [{ seq: newest } = { seq: 0 }] = desk.read<{ seq: number }>(
      'SELECT max(seq) AS seq FROM event',
    );
    const mark = readHighWater();
    expect(newest).toBeGreaterThanOrEqual(mark);
  });

  itOnSqlite('can be marked by hand, where a whole folder was put back', async () => {
    await knowPaid(desk, { amount: 10_000 });
    await desk.stop();
    await backup('--restored');
    await desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', times: 1_000_000 });
    await desk.start();
    expect(await restored()).toMatchObject({ left: 1 });
  });
});

function readHighWater(): number {
  return Number(desk.db.value("SELECT seq FROM sqlite_sequence WHERE name = 'event'") ?? 0);
}

describeOnSqlite('the backup command', () => {
  it('writes one whole file that knows what it is, and overwrites nothing', async () => {
    await knowPaid(desk, { amount: 10_000 });
    const { stdout } = await backup(copy);
    expect(stdout).toContain(copy);
    expect(existsSync(`${copy}-wal`) && statSync(`${copy}-wal`).size > 0).toBe(false);
    const made = openConnection(copy);
    expect(made.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(made.prepare('SELECT kind FROM restore_mark').pluck().get()).toBe('copy');
    expect(made.prepare('SELECT count(*) FROM payment').pluck().get()).toBe(1);
    made.close();
    await expect(backup(copy)).rejects.toMatchObject({ code: 2 });
    await expect(backup()).rejects.toMatchObject({ code: 2 });
    // The desk that serves beside it works on as before.
    expect(await restored()).toBeNull();
  });
});
