/** An upgrade makes a copy first, and that copy can be restored, including open operations. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { lockDesk } from '../../server/storage/lock.ts';
import { pagePayments } from '../../server/storage/payment-list.ts';
import { openStorage, type FileStorage } from '../../server/storage/storage.ts';
import {
  absentRefund,
  bookedRefunds,
  callsAbout,
  getOperation,
  getPayment,
  knowPaid,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { plantPayment } from '../support/open-test-storage.ts';
import { deskEnv, startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createOlderFile, makeOlder, OLDER_SCHEMA } from './older-file.ts';
import { runUnit } from '../../server/storage/run-unit.ts';

const clock = createFakeClock('2026-11-24T00:00:00.000Z');

/** Reads a file without migrating it. */
function read(file: string, sql: string): unknown {
  const connection = openConnection(file);
  try {
    return connection.prepare(sql).pluck().get();
  } finally {
    connection.close();
  }
}
const schemaOf = (file: string) => Number(read(file, 'PRAGMA user_version'));

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-upgrade-'));
  file = join(dir, 'live.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('an upgrade', () => {
  it('leaves a marked copy of the file as it was', () => {
    createOlderFile(file);
    openStorage(file, clock).close();
    const newest = schemaOf(file);
    expect(newest).toBeGreaterThan(OLDER_SCHEMA);
    const [name = '', ...more] = readdirSync(join(dir, 'backups'));
    const from = `v${String(OLDER_SCHEMA)}`;
    expect(name).toBe(`live-20261124-090000KST-${from}-before-v${String(newest)}.db`);
    expect(more).toEqual([]);
    const copy = join(dir, 'backups', name);
    expect(schemaOf(copy)).toBe(OLDER_SCHEMA);
    expect(read(copy, 'SELECT kind FROM restore_mark')).toBe('copy');
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(read(file, 'SELECT count(*) FROM restore_mark')).toBe(0);
  });

  it('copies nothing where there is nothing to bring up to date', () => {
    openStorage(file, clock).close();
    openStorage(file, clock).close();
    expect(existsSync(join(dir, 'backups'))).toBe(false);
  });

  it('does not happen without its copy, and says so', () => {
    createOlderFile(file);
    const taken = join(dir, 'taken');
    writeFileSync(taken, 'a file where the folder should be');
    expect(() => openStorage(file, clock, taken)).toThrow(
      /업데이트 전 복사본.*nothing was changed, because no copy could be made.*Make room/,
    );
    expect(schemaOf(file)).toBe(OLDER_SCHEMA);
    expect(read(file, 'SELECT count(*) FROM restore_mark')).toBe(0);
    openStorage(file, clock, join(dir, 'free')).close();
    expect(readdirSync(join(dir, 'free'))).toHaveLength(1);
  });

  it('that fails again and again does not fill the disk', () => {
    for (let tries = 0; tries < 5; tries += 1) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
      createOlderFile(file);
      clock.set(`2026-11-24T00:0${String(tries)}:30.000Z`);
      openStorage(file, clock).close();
    }
    const names = readdirSync(join(dir, 'backups')).toSorted();
    expect(names.map((name) => name.slice(5, 20))).toEqual([
      '20261124-090230',
      '20261124-090330',
      '20261124-090430',
    ]);
  });
});

describe('an upgrade of a file with payments', () =>
  it('counts them and finds them by their words, as if they had always been', async () => {
    const before = openStorage(file, clock);
    const products = ['아이스 커피', '커피빈 원두', '치즈케이크', '토스티셔츠'];
    for (const [n, productDesc] of products.entries()) {
      const completedAt = `2026-11-2${String(n)}T14:59:59.000Z`;
      const refunds =
        n === 2 ? [{ refundNo: 'r', amount: 500, reason: null, at: null, done: true }] : [];
      await plantPayment(before, { productDesc, completedAt, refunds });
    }
    const kept = ({ reader }: FileStorage) =>
      reader.prepare('SELECT * FROM payment_tally WHERE payments > 0').all();
    const found = ({ reader }: FileStorage) =>
      runUnit(reader, pagePayments({ filter: { q: '커피' }, sort: '-changed', limit: 50 }));
    const sums = kept(before);
    const page = found(before);
    before.close();
    expect(sums.length).toBeGreaterThan(6);
    expect(page?.items).toHaveLength(2);

    makeOlder(file);
    expect(schemaOf(file)).toBe(OLDER_SCHEMA);
    const after = openStorage(file, clock);
    expect(kept(after)).toEqual(sums);
    expect(found(after)).toEqual(page);
    after.close();
  }));

describe('a command of a newer build', () => {
  const ROOT = join(import.meta.dirname, '../..');
  /** Runs a command on the older file of a shop. */
  function command(...args: string[]) {
    const env = deskEnv({ port: 4000, dir, sandboxUrl: 'http://127.0.0.1:9' });
    const tsx = join(ROOT, 'node_modules/.bin/tsx');
    const [name = '', ...rest] = args;
    const file = join(ROOT, `server/commands/${name}.ts`);
    return spawnSync(tsx, [file, ...rest], { env: { ...process.env, ...env }, encoding: 'utf8' });
  }
  beforeEach(() => {
    file = join(dir, 'test.db');
    createOlderFile(file);
  });

  it('changes nothing below an older desk that still serves', () => {
    const lock = lockDesk(dir);
    const beside = command('token', 'list');
    expect([beside.status, beside.stderr]).toEqual([1, expect.stringMatching(/desk is serving/)]);
    expect(schemaOf(file)).toBe(OLDER_SCHEMA);
    lock.release();
    expect(command('token', 'list').status).toBe(0);
    expect(schemaOf(file)).toBeGreaterThan(OLDER_SCHEMA);
    expect(readdirSync(join(dir, 'backups'))).toHaveLength(1);
  });

  it('copies the file as it is', () => {
    const copy = join(dir, 'by-hand.db');
    expect(command('backup', copy).status).toBe(0);
    expect([schemaOf(copy), schemaOf(file)]).toEqual([OLDER_SCHEMA, OLDER_SCHEMA]);
  });
});

describe('going back to the copy', () => {
  let desk: RunningDesk;
  beforeEach(async () => {
    desk = await startTestDesk({ env: { REFUND_APPROVAL_FROM: '9000' } });
  });
  afterEach(async () => {
    await desk.close();
  });
  const left = async () => {
    const { body } = await desk.as('operator').call('GET', '/api/counters');
    return (body.restored as { left: number } | null)?.left ?? 0;
  };

  it('sends nothing twice of what was open then and done since', async () => {
    await knowTwoManagers(desk);
    const [open, later, waiting] = await Promise.all([
      knowPaid(desk, { amount: 10_000 }),
      knowPaid(desk, { amount: 10_000 }),
      knowPaid(desk, { amount: 10_000 }),
    ]);
    const absent = await absentRefund(desk, open);
    const proposal = randomUUID();
    await putRefund(desk, waiting, 9000, { id: proposal });
    await desk.stop();
    makeOlder(desk.database);

    // The newer build migrates the file, including open operations.
    await desk.start();
    const folder = join(desk.dir, 'backups');
    const [copy = ''] = readdirSync(folder);
    expect(schemaOf(join(folder, copy))).toBe(OLDER_SCHEMA);
    expect(await left()).toBe(0);
    expect((await getOperation(desk, absent)).state).toBe('absent');
    expect((await getOperation(desk, proposal)).state).toBe('proposed');
    await desk.as('manager').call('POST', `/api/operations/${absent}/send-again`);
    await waitForState(desk, absent, ['succeeded']);
    await putRefund(desk, later, 2000, { waitSeconds: 10 });

    // Back to before the upgrade: the copy replaces the file.
    await desk.stop();
    for (const suffix of ['-wal', '-shm']) rmSync(`${desk.database}${suffix}`, { force: true });
    copyFileSync(join(folder, copy), desk.database);
    await desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', times: 1_000_000 });
    await desk.start();
    expect(await left()).toBe(3);
    expect((await getOperation(desk, absent)).state).toBe('unknown');
    expect((await getOperation(desk, proposal)).state).toBe('declined');
    expect(await getPayment(desk, later)).toMatchObject({ quarantined: true, refunded: 0 });
    expect((await putRefund(desk, later, 2000)).status).toBe(422);

    await desk.sandbox.clearFaults();
    await waitForState(desk, absent, ['succeeded']);
    await waitUntil('the quarantine is over', async () => (await left()) === 0);
    expect(await getPayment(desk, later)).toMatchObject({ quarantined: false, refunded: 2000 });
    expect(await bookedRefunds(desk, open)).toHaveLength(1);
    expect(await callsAbout(desk, 'refunds', open)).toHaveLength(2);
    expect(await bookedRefunds(desk, later)).toHaveLength(1);
    expect(await callsAbout(desk, 'refunds', later)).toHaveLength(1);
    expect(await bookedRefunds(desk, waiting)).toHaveLength(0);
  });
});
