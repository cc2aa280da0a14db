import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { Database } from '../../server/sqlite.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { lockDesk } from '../../server/storage/lock.ts';
import { openStorage } from '../../server/storage/storage.ts';
import { openTestFile, plantPayment } from '../support/open-test-storage.ts';
import { prepare } from '../../server/storage/statement.ts';
import { mapUnit, unitOf } from '../../server/storage/unit.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-opening-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const pragmas = [
  'journal_mode',
  'synchronous',
  'foreign_keys',
  'recursive_triggers',
  'secure_delete',
];

describe('a connection', () => {
  it('has every setting that money depends on, for writing and reading', () => {
    const { storage, file, close } = openTestFile();
    const more = [openConnection(file), openConnection(file, { readonly: true })];
    for (const connection of [storage.reader, ...more]) {
      const found = pragmas.map((name) => connection.pragma(name, { simple: true }));
      expect(found).toEqual(['wal', 2, 1, 1, 1]);
    }
    for (const connection of more) connection.close();
    close();
  });

  it('of the unit of work has them too', async () => {
    const { storage, close } = openTestFile();
    const found = await storage.transact(() =>
      mapUnit(pragmas, (name) => prepare(`PRAGMA ${name}`).value()),
    );
    expect(found).toEqual(['wal', 2, 1, 1, 1]);
    close();
  });

  it('needs them: without one of them a REPLACE deletes past the trigger', async () => {
    const { storage, file, close } = openTestFile();
    await plantPayment(storage);
    const careless = new Database(file);
    const replace = `REPLACE INTO event (seq, at, type, what, source, pay_token)
      VALUES (1, 'x', 'payment', 'gone', 'desk', 'x')`;
    careless.exec(replace);
    expect(careless.prepare('SELECT what FROM event').pluck().all()).toEqual(['gone']);
    careless.pragma('recursive_triggers = ON');
    expect(() => careless.exec(replace)).toThrow('append only');
    careless.close();
    close();
  });

  it('is opened in one place only; the lock and the log of calls are files of their own', () => {
    const server = join(import.meta.dirname, '../../server');
    const files = readdirSync(server, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('sandbox'))
      .filter((name) => readFileSync(join(server, name), 'utf8').includes('new Database('));
    expect(files.toSorted()).toEqual([
      'storage/call-log.ts',
      'storage/connection.ts',
      'storage/lock.ts',
    ]);
  });

  it('that is read-only never writes', () => {
    const { storage, close } = openTestFile();
    expect(() => storage.reader.exec('CREATE TABLE x (y)')).toThrow('readonly');
    close();
  });
});

describe('a unit of work', () =>
  it('has no effect when it throws, and notifies nobody', async () => {
    const { storage, close } = openTestFile();
    let told = 0;
    storage.subscribe(() => {
      told += 1;
    });
    await expect(
      storage.transact(function* () {
        yield* prepare("INSERT INTO adoption (id, created_at) VALUES ('a', 'now')").run();
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(storage.reader.prepare('SELECT count(*) FROM adoption').pluck().get()).toBe(0);
    expect(told).toBe(0);
    await storage.transact(() => unitOf(undefined));
    expect(told).toBe(1);
    close();
  }));

describe('the schema', () => {
  it('is created from nothing, and opening again changes nothing', () => {
    const file = join(dir, 'new.db');
    openStorage(file, systemClock).close();
    const read = () => {
      const db = new Database(file, { readonly: true });
      const schema = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
      const version = db.pragma('user_version', { simple: true });
      db.close();
      return { schema, version };
    };
    const first = read();
    expect(first.schema.length).toBeGreaterThan(20);
    expect(first.version).toBeGreaterThan(0);
    openStorage(file, systemClock).close();
    expect(read()).toEqual(first);
  });

  it('of a newer build is refused, and left unchanged', () => {
    const file = join(dir, 'newer.db');
    openStorage(file, systemClock).close();
    const db = new Database(file);
    db.pragma('user_version = 999');
    db.close();
    expect(() => openStorage(file, systemClock)).toThrow('schema 999');
    const again = new Database(file, { readonly: true });
    expect(again.pragma('user_version', { simple: true })).toBe(999);
    again.close();
  });

  it('in a file that is no database is refused', () => {
    const file = join(dir, 'not.db');
    const db = new Database(file);
    db.exec('CREATE TABLE payment (x)');
    db.close();
    expect(() => openStorage(file, systemClock)).toThrow('already exists');
  });

  it('has STRICT tables only', () => {
    const { storage, close } = openTestFile();
    const loose = storage.reader
      .prepare(
        `SELECT name FROM pragma_table_list
         WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    expect(loose).toEqual([]);
    close();
  });
});

describe('the lock', () => {
  it('exists once per folder', () => {
    const lock = lockDesk(dir);
    expect(() => lockDesk(dir)).toThrow('Another desk is serving');
    lock.release();
    lockDesk(dir).release();
  });

  it('is freed when its process is killed', async () => {
    const script = `
      import { lockDesk } from ${JSON.stringify(join(import.meta.dirname, '../../server/storage/lock.ts'))};
      lockDesk(${JSON.stringify(dir)});
      process.stdout.write('locked');
      setInterval(() => undefined, 1000);
    `;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(child.stdout, 'data');
      expect(() => lockDesk(dir)).toThrow('Another desk is serving');
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    lockDesk(dir).release();
  });
});
