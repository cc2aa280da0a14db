/** The commands where the desk's data are on PostgreSQL. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDesk } from '../../server/storage/lock.ts';
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
    ['audit', ['verify'], 'The audit log holds: 1 rows'],
    ['audit', ['checkpoint'], '"signature"'],
    ['audit', ['export', 'FOLDER/log.ndjson', '--reason', '점검을 위해서'], 'Exported'],
    ['audit', ['prune'], 'Nothing is both signed'],
    ['token', ['list'], ''],
  ])('%s %j works there', (name, args, says) => {
    expect(run('token', 'add', '--name', 'store', '--scope', 'create').stderr).toContain('once');
    const { status, stdout } = run(name, ...args.map((arg) => arg.replace('FOLDER', folder)));
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining(says) as string,
    });
    expect(readdirSync(folder).filter((file) => file.endsWith('.db'))).toEqual([]);
  });

  it('adopt records there what the next desk adopts', () => {
    writeFileSync(join(folder, 'orders.csv'), 'order-1\n');
    expect(run('adopt', join(folder, 'orders.csv')).stdout).toContain('1건을 접수했어요');
    expect(rows('SELECT order_no FROM adoption_item')).toEqual([{ order_no: 'order-1' }]);
  });

  it('first-refund looks for its order there', () => {
    expect(run('first-refund', 'order-1').stderr).toContain('knows no order order-1');
  });

  it.each([
    ['backup', 'FOLDER/copy.db'],
    ['seed', '--payments', '5'],
  ])('%s works on a file only, and says so', (name, ...args) => {
    const { status, stderr } = run(name, ...args.map((arg) => arg.replace('FOLDER', folder)));
    expect(status).toBe(2);
    expect(stderr).toContain('DATABASE_URL');
    expect(readdirSync(folder).filter((file) => file.endsWith('.db'))).toEqual([]);
  });

  it('backup marks the books there as put back', () => {
    expect(run('backup', '--restored')).toMatchObject({ status: 0, stderr: '' });
    expect(rows('SELECT kind FROM restore_mark')).toEqual([{ kind: 'copy' }]);
  });

  it('new-keys forgets the keys of the desks before, unless one leads', () => {
    rows("UPDATE desk_lead SET keys = 'former', beat_at = clock_timestamp() + interval '1 minute'");
    expect(run('new-keys').stderr).toContain('stop every desk first');
    expect(rows('SELECT keys FROM desk_lead')).toEqual([{ keys: 'former' }]);
    rows('UPDATE desk_lead SET beat_at = NULL');
    expect(run('new-keys')).toMatchObject({ status: 0, stderr: '' });
    expect(rows('SELECT keys FROM desk_lead')).toEqual([{ keys: null }]);
  });

  it('move takes the books there and back, and refuses while a desk has the folder', () => {
    rows('UPDATE desk_lead SET term = 1 WHERE id = 1 RETURNING term');
    expect(run('move', '--to', database.url).stderr).toContain('There is no data file');
    const back = run('move', '--from', database.url);
    expect(back).toMatchObject({ status: 0, stderr: '' });
    expect(back.stdout).toContain('operation_transition');
    expect(run('audit', 'verify').stderr).toContain('npm run move -- --to');
    expect(run('move', '--to', database.url).stderr).toContain('npm run move -- --to');
    const lock = lockDesk(folder);
    expect(run('move', '--from', database.url).stderr).toContain('Another desk is serving');
    lock.release();
    expect(run('move', '--from', database.url).stdout).toContain('They have arrived already');
  });
});
