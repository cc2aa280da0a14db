/** The commands where the desk's data are on PostgreSQL. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';

const ROOT = join(import.meta.dirname, '../..');

describeOnPostgres('a command', () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(() => {
    database = createTestDatabase(migratePostgres);
    folder = mkdtempSync(join(tmpdir(), 'changgu-commands-'));
  });
  afterEach(() => {
    database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (name: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', `server/commands/${name}.ts`, ...args], {
      ...{ cwd: ROOT, encoding: 'utf8', input: 'correct horse battery staple\n' },
      env: { ...process.env, DATA_DIR: folder, DATABASE_URL: database.url },
    });
  const rows = (sql: string) => {
    const connection = new PostgresConnection(database.url);
    try {
      return connection.script(sql);
    } finally {
      connection.close();
    }
  };

  it('staff adds a person there, and signs its row of the audit log', () => {
    const person = [
      '--email',
      'first@shop.kr',
      '--name',
      '김처음',
      '--role',
      'manager',
      '--password-stdin',
    ];
    const { status, stderr } = run('staff', 'add', ...person);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(rows('SELECT email, role FROM "user"')).toEqual([
      { email: 'first@shop.kr', role: 'manager' },
    ]);
    const [row] = rows('SELECT detail FROM audit ORDER BY seq DESC LIMIT 1');
    expect((row as { detail: string }).detail).toContain('rowSignature');
  });

  it.each([
    ['backup', 'copy.db'],
    ['audit', 'verify'],
    ['first-refund', 'order-1'],
  ])('%s works on a file only, and says so', (name, ...args) => {
    const { status, stderr } = run(name, ...args);
    expect(status).not.toBe(0);
    expect(stderr).toContain('DATABASE_URL');
    expect(readdirSync(folder).filter((file) => file.endsWith('.db'))).toEqual([]);
  });
});
